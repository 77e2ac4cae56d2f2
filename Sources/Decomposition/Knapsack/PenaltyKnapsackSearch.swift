// SPDX-License-Identifier: GPL-3.0-or-later

/// Exact 0/1 knapsack with classes of items that cost a penalty, once, as soon as two items of the class
/// are chosen:
///
///     maximise sum_k p_k x_k - sum_c g_c [at least two of class c]  subject to  sum_k w_k x_k <= s
///
/// It prices subset-row cuts (Jepsen, Petersen, Spoorendonk and Pisinger 2008, DOI 10.1287/opre.1070.0449)
/// in the Lagrangian relaxation of a location problem. Depth-first branch and bound over items in order of
/// falling p/w, with the penalties met so far and Dantzig's bound of the rest. A search that takes too many
/// nodes stops with a bound that still holds.
///
/// Not for use on several threads at once.
public final class PenaltyKnapsackSearch {
  /// The classes that an item is in, one bit for each.
  public typealias ClassMask = SIMD4<UInt64>
  /// Most classes of one knapsack.
  public static let classLimit = 256

  /// Whether each item is in the best set; valid until the next search.
  public let chosen: UnsafeMutablePointer<Bool>
  private let profitBefore: UnsafeMutablePointer<Double>
  private let weightBefore: UnsafeMutablePointer<Double>
  /// The items taken, and the state before each.
  private let taken: UnsafeMutablePointer<Level>
  private let itemLimit: Int

  private struct Level {
    var item = 0
    var value = 0.0
    var room = 0.0
    var once = ClassMask()
    var twice = ClassMask()
  }

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
    taken = .allocate(capacity: self.itemLimit + 1)
    taken.initialize(repeating: Level(), count: self.itemLimit + 1)
  }

  deinit {
    chosen.deallocate()
    profitBefore.deallocate()
    weightBefore.deallocate()
    taken.deallocate()
  }

  /// The best set, and a bound.
  ///
  /// - Parameters:
  ///   - profit: profits above 0.
  ///   - weight: weights, at least 0, in order of falling profit per weight.
  ///   - mask: classes of each item.
  ///   - count: number of items, at most the workspace's limit.
  ///   - capacity: at least 0.
  ///   - penalty: of each class, at least 0.
  ///   - once: classes of which one item is in the knapsack from the start.
  ///   - above: only sets with a larger value are of interest. Where there is none, `chosen` means
  ///     nothing, and value and bound are this number.
  ///   - stopsAtFirst: whether any set with a value larger than `above` will do; the bound then only
  ///     tells whether there is one.
  ///   - nodeLimit: nodes after which the search gives up being exact.
  public func solve(
    profit: UnsafePointer<Double>, weight: UnsafePointer<Double>, mask: UnsafePointer<ClassMask>, count: Int,
    capacity: Double, penalty: UnsafePointer<Double>, once start: ClassMask = ClassMask(),
    above: Double = -1, stopsAtFirst: Bool = false, nodeLimit: Int = 20_000
  ) -> KnapsackSearch.Result {
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
    var room = capacity + 1e-12 * max(capacity, 0)
    var best = above
    var value = 0.0
    var once = start
    var twice = ClassMask()
    var depth = 0
    var nodes = 0
    var k = 0
    // Where the last run broke off; the next one mostly does nearby.
    var stop = 0
    if value > best {
      best = value
      chosen.update(repeating: false, count: count)
      if stopsAtFirst { return .init(value: best, bound: profitSum, nodeCount: 0) }
    }
    while true {
      nodes += 1
      while k < count && weight[k] > room { k += 1 }
      let reach = weightBefore[k] + room
      if stop < k { stop = k }
      while stop < count && weightBefore[stop + 1] <= reach { stop += 1 }
      while stop > k && weightBefore[stop] > reach { stop -= 1 }
      let runValue = value + profitBefore[stop] - profitBefore[k]
      let bound =
        stop < count ? runValue + (reach - weightBefore[stop]) * profit[stop] / weight[stop] : runValue
      if k < count && bound > best + 1e-13 * abs(best) {
        if nodes >= nodeLimit {
          return .init(
            value: best, bound: remainingBound(profit, weight, count, depth, atLeast: max(best, bound)),
            nodeCount: nodes)
        }
        taken[depth] = Level(item: k, value: value, room: room, once: once, twice: twice)
        depth += 1
        let own = mask[k]
        let hit = once & own & ~twice
        value += profit[k] - Self.sum(penalty, hit)
        room -= weight[k]
        twice |= hit
        once |= own
        k += 1
        if value > best {
          best = value
          chosen.update(repeating: false, count: count)
          for t in 0..<depth { chosen[taken[t].item] = true }
          if stopsAtFirst { return .init(value: best, bound: bound, nodeCount: nodes) }
        }
        continue
      }
      // Back to the last item taken, now left out.
      if depth == 0 { break }
      depth -= 1
      let level = taken[depth]
      k = level.item + 1
      value = level.value
      room = level.room
      once = level.once
      twice = level.twice
    }
    return .init(value: best, bound: best, nodeCount: nodes)
  }

  /// Sum of the penalties of some classes.
  public func price(of classes: ClassMask, _ penalty: UnsafePointer<Double>) -> Double {
    Self.sum(penalty, classes)
  }

  @inline(__always)
  private static func sum(_ penalty: UnsafePointer<Double>, _ classes: ClassMask) -> Double {
    var total = 0.0
    for word in 0..<4 {
      var bits = classes[word]
      while bits != 0 {
        total += penalty[64 * word + bits.trailingZeroBitCount]
        bits &= bits &- 1
      }
    }
    return total
  }

  /// The largest Dantzig bound among the branches not yet looked at.
  private func remainingBound(
    _ profit: UnsafePointer<Double>, _ weight: UnsafePointer<Double>, _ count: Int, _ depth: Int,
    atLeast: Double
  ) -> Double {
    var largest = atLeast
    for t in 0..<depth {
      var k = taken[t].item + 1
      var room = taken[t].room
      var value = taken[t].value
      while k < count && weight[k] <= room {
        room -= weight[k]
        value += profit[k]
        k += 1
      }
      largest = max(largest, k < count ? value + room * profit[k] / weight[k] : value)
    }
    return largest
  }
}
