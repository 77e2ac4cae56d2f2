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
  private let trial: UnsafeMutablePointer<Bool>
  private let itemLimit: Int

  /// A workspace.
  ///
  /// - Parameter itemLimit: most items a knapsack may have.
  public init(itemLimit: Int) {
    self.itemLimit = max(1, itemLimit)
    chosen = .allocate(capacity: self.itemLimit)
    trial = .allocate(capacity: self.itemLimit)
    chosen.initialize(repeating: false, count: self.itemLimit)
    trial.initialize(repeating: false, count: self.itemLimit)
  }

  deinit {
    chosen.deallocate()
    trial.deallocate()
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
  ///   - nodeLimit: nodes after which the search gives up being exact.
  public func solve(
    profit: UnsafePointer<Double>, weight: UnsafePointer<Double>, count: Int, capacity: Double,
    above: Double = -1, nodeLimit: Int = 20_000
  ) -> Result {
    precondition(count <= itemLimit, "a workspace for fewer items")
    var best = above
    var first = 0
    var room = capacity
    var value = 0.0
    var nodes = 0
    // Bound of the node at which the limit came.
    var pending = -Double.infinity
    while true {
      // The longest run of items that fits, and Dantzig's bound behind it.
      nodes += 1
      var k = first
      var runRoom = room
      var runValue = value
      while k < count && weight[k] <= runRoom {
        runRoom -= weight[k]
        runValue += profit[k]
        k += 1
      }
      let bound = k < count ? runValue + runRoom * profit[k] / weight[k] : runValue
      if bound > best + 1e-13 * abs(best) {
        for taken in first..<k { trial[taken] = true }
        value = runValue
        room = runRoom
        if k < count { trial[k] = false }
        if value > best {
          best = value
          chosen.update(from: trial, count: k)
          if k < count { (chosen + k).update(repeating: false, count: count - k) }
        }
        first = min(k + 1, count)
        if first < count {
          if nodes < nodeLimit { continue }
          pending = bound
        }
      }
      // Back to the last item taken, now left out.
      var last = first - 1
      while last >= 0 && !trial[last] { last -= 1 }
      if last < 0 { break }
      if nodes >= nodeLimit {
        let bound = remainingBound(
          profit: profit, weight: weight, count: count, value: value, room: room, last: last,
          atLeast: max(best, pending))
        return Result(value: best, bound: bound, nodeCount: nodes)
      }
      trial[last] = false
      value -= profit[last]
      room += weight[last]
      first = last + 1
    }
    return Result(value: best, bound: max(best, pending), nodeCount: nodes)
  }

  /// The largest Dantzig bound among the branches not yet looked at.
  private func remainingBound(
    profit: UnsafePointer<Double>, weight: UnsafePointer<Double>, count: Int, value: Double, room: Double,
    last: Int, atLeast: Double
  ) -> Double {
    var largest = atLeast
    var value = value
    var room = room
    var item = last
    while item >= 0 {
      if trial[item] {
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
      item -= 1
    }
    return largest
  }
}
