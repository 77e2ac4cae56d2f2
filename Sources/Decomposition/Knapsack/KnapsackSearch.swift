// SPDX-License-Identifier: GPL-3.0-or-later

/// Exact 0/1 knapsack by depth-first branch and bound, for real profits and weights:
///
///     maximise sum_k p_k x_k  subject to  sum_k w_k x_k <= c,  x_k in {0, 1}
///
/// Items in order of falling p/w; the bound of a node is Dantzig's, its items the longest fitting run
/// (Horowitz and Sahni 1974, DOI 10.1145/321812.321823). Made for the thousands of small, nearly sorted
/// knapsacks of a Lagrangian ascent: the workspace is allocated once, and a search that takes too many
/// nodes stops with a bound that still holds.
///
/// Not for use on several threads at once.
public final class KnapsackSearch {
  /// What a search found.
  public struct Result: Sendable {
    /// Profit of the best set.
    public var value: Double
    /// No set has a larger profit than this; the value where the search was exact.
    public var bound: Double
    /// Nodes looked at.
    public var nodeCount: Int
  }

  /// Whether each item is in the best set; valid until the next search.
  public let chosen: UnsafeMutablePointer<Bool>
  /// Sums of the profits and weights before each item.
  private let profitBefore: UnsafeMutablePointer<Double>
  private let weightBefore: UnsafeMutablePointer<Double>
  /// The items taken, as runs `runStart[r] ..< runEnd[r]`.
  private let runStart: UnsafeMutablePointer<Int32>
  private let runEnd: UnsafeMutablePointer<Int32>
  private let itemLimit: Int

  /// A workspace.
  ///
  /// - Parameter itemLimit: most items a knapsack may have.
  public init(itemLimit: Int) {
    self.itemLimit = max(1, itemLimit)
    chosen = .allocate(capacity: self.itemLimit)
    chosen.initialize(repeating: false, count: self.itemLimit)
    profitBefore = .allocate(capacity: self.itemLimit + 1)
    profitBefore.initialize(repeating: 0, count: self.itemLimit + 1)
    weightBefore = .allocate(capacity: self.itemLimit + 1)
    weightBefore.initialize(repeating: 0, count: self.itemLimit + 1)
    runStart = .allocate(capacity: self.itemLimit + 1)
    runStart.initialize(repeating: 0, count: self.itemLimit + 1)
    runEnd = .allocate(capacity: self.itemLimit + 1)
    runEnd.initialize(repeating: 0, count: self.itemLimit + 1)
  }

  deinit {
    chosen.deallocate()
    profitBefore.deallocate()
    weightBefore.deallocate()
    runStart.deallocate()
    runEnd.deallocate()
  }

  /// The best set, and a bound.
  ///
  /// - Parameters:
  ///   - profit: profits above 0.
  ///   - weight: weights above 0, in order of falling profit per weight.
  ///   - count: number of items, at most the workspace's limit.
  ///   - capacity: at least 0.
  ///   - above: only sets with a larger profit are of interest. Where there is none, `chosen` means
  ///     nothing, and value and bound are this number.
  ///   - stopsAtFirst: whether any set with a profit larger than `above` will do; the bound then only
  ///     tells whether there is one.
  ///   - nodeLimit: nodes after which the search gives up being exact.
  public func solve(
    profit: UnsafePointer<Double>, weight: UnsafePointer<Double>, count: Int, capacity: Double,
    above: Double = -1, stopsAtFirst: Bool = false, nodeLimit: Int = 20_000
  ) -> Result {
    precondition(count <= itemLimit, "a workspace for fewer items")
    var profitSum = 0.0
    var weightSum = 0.0
    for k in 0..<count {
      profitBefore[k] = profitSum
      weightBefore[k] = weightSum
      profitSum += profit[k]
      weightSum += weight[k]
    }
    profitBefore[count] = profitSum
    weightBefore[count] = weightSum
    // A sum of differences may miss by this much; a set that fits is never missed for it.
    let slack = 1e-12 * max(capacity, 0)
    var best = above
    var runs = 0
    var first = 0
    var room = capacity + slack
    var value = 0.0
    var nodes = 0
    // Where the last run broke off; the next one mostly does nearby.
    var stop = 0
    // Bound of the node at which the limit came.
    var pending = -Double.infinity
    while true {
      // The longest run of items that fits, and Dantzig's bound behind it.
      nodes += 1
      let reach = weightBefore[first] + room
      if stop < first { stop = first }
      while stop < count && weightBefore[stop + 1] <= reach { stop += 1 }
      while stop > first && weightBefore[stop] > reach { stop -= 1 }
      let runValue = value + profitBefore[stop] - profitBefore[first]
      let bound =
        stop < count
        ? runValue + (reach - weightBefore[stop]) * profit[stop] / weight[stop] : runValue
      if bound > best + 1e-13 * abs(best) {
        if stop > first {
          runStart[runs] = Int32(first)
          runEnd[runs] = Int32(stop)
          runs += 1
          value = runValue
          room = reach - weightBefore[stop]
        }
        if value > best {
          best = value
          chosen.update(repeating: false, count: count)
          for r in 0..<runs {
            for k in Int(runStart[r])..<Int(runEnd[r]) { chosen[k] = true }
          }
          if stopsAtFirst { return Result(value: best, bound: bound, nodeCount: nodes) }
        }
        first = stop + 1
        if first < count {
          if nodes < nodeLimit { continue }
          pending = bound
        }
      }
      // Back to the last item taken, now left out.
      if runs == 0 { break }
      if nodes >= nodeLimit {
        let bound = remainingBound(
          profit: profit, weight: weight, count: count, value: value, room: room, runs: runs,
          atLeast: max(best, pending))
        return Result(value: best, bound: bound, nodeCount: nodes)
      }
      let last = Int(runEnd[runs - 1]) - 1
      runEnd[runs - 1] -= 1
      if Int(runStart[runs - 1]) == last { runs -= 1 }
      value -= profit[last]
      room += weight[last]
      first = last + 1
    }
    return Result(value: best, bound: max(best, pending), nodeCount: nodes)
  }

  /// The largest Dantzig bound among the branches not yet looked at.
  private func remainingBound(
    profit: UnsafePointer<Double>, weight: UnsafePointer<Double>, count: Int, value: Double, room: Double,
    runs: Int, atLeast: Double
  ) -> Double {
    var largest = atLeast
    var value = value
    var room = room
    for r in stride(from: runs - 1, through: 0, by: -1) {
      for item in stride(from: Int(runEnd[r]) - 1, through: Int(runStart[r]), by: -1) {
        value -= profit[item]
        room += weight[item]
        var k = item + 1
        var runRoom = room
        var runValue = value
        while k < count && weight[k] <= runRoom {
          runRoom -= weight[k]
          runValue += profit[k]
          k += 1
        }
        largest = max(largest, k < count ? runValue + runRoom * profit[k] / weight[k] : runValue)
      }
    }
    return largest
  }
}
