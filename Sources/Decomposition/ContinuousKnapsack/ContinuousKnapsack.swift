// SPDX-License-Identifier: GPL-3.0-or-later

/// The continuous knapsack, `minimise sum_k r_k w_k z_k, sum_k w_k z_k <= capacity, 0 <= z <= 1` with
/// negative unit costs r: the cheapest items first, the last one in part (Dantzig 1957,
/// DOI 10.1287/opre.5.2.266).
public enum ContinuousKnapsack {
  /// What was taken: items `0 ..< count` after reordering, all whole but the last.
  public struct Choice {
    /// Items taken, the last one possibly in part.
    public var count: Int
    /// Part of the last item, above 0 and at most 1.
    public var lastPart: Double
    /// Cost of what was taken, at most 0.
    public var cost: Double
    /// Worth of one more unit of capacity, at least 0.
    public var price: Double
  }

  /// Chooses among items whose total size may exceed the capacity; reorders them so that the chosen ones
  /// come first.
  ///
  /// - Parameters:
  ///   - cost: unit cost of each item, below 0.
  ///   - item: the items' indices into `size`.
  ///   - count: number of items.
  ///   - size: sizes, above 0.
  ///   - capacity: at least 0.
  public static func fill(
    cost: UnsafeMutablePointer<Double>, item: UnsafeMutablePointer<Int32>, count: Int,
    size: UnsafePointer<Double>, capacity: Double
  ) -> Choice {
    var low = 0
    var high = count
    var room = capacity
    var gained = 0.0
    // Items before `low` are taken whole, those from `high` on are not; the critical one is between.
    while high - low > 24 {
      let pivot = median(cost[low], cost[(low + high) / 2], cost[high - 1])
      var lower = low
      var upper = high
      var index = low
      var lowerSize = 0.0
      var lowerGain = 0.0
      while index < upper {
        let value = cost[index]
        if value < pivot {
          let other = item[index]
          cost[index] = cost[lower]
          item[index] = item[lower]
          cost[lower] = value
          item[lower] = other
          lower += 1
          index += 1
          lowerSize += size[Int(other)]
          lowerGain += value * size[Int(other)]
        } else if value > pivot {
          upper -= 1
          let other = item[index]
          cost[index] = cost[upper]
          item[index] = item[upper]
          cost[upper] = value
          item[upper] = other
        } else {
          index += 1
        }
      }
      if lowerSize > room {
        high = lower
        continue
      }
      room -= lowerSize
      gained += lowerGain
      low = lower
      while low < upper {
        let weight = size[Int(item[low])]
        if weight >= room { return finish(cost[low], weight, room, gained, low) }
        room -= weight
        gained += cost[low] * weight
        low += 1
      }
    }
    sort(cost + low, item + low, high - low)
    while low < count {
      let weight = size[Int(item[low])]
      if weight >= room { return finish(cost[low], weight, room, gained, low) }
      room -= weight
      gained += cost[low] * weight
      low += 1
    }
    return Choice(count: count, lastPart: 1, cost: gained, price: 0)
  }

  @inline(__always)
  static func finish(
    _ cost: Double, _ weight: Double, _ room: Double, _ gained: Double, _ index: Int
  ) -> Choice {
    room > 0
      ? Choice(count: index + 1, lastPart: room / weight, cost: gained + cost * room, price: -cost)
      : Choice(count: index, lastPart: 1, cost: gained, price: -cost)
  }

  @inline(__always)
  static func median(_ a: Double, _ b: Double, _ c: Double) -> Double { max(min(a, b), min(max(a, b), c)) }

  @inline(__always)
  static func sort(_ cost: UnsafeMutablePointer<Double>, _ item: UnsafeMutablePointer<Int32>, _ count: Int) {
    guard count > 1 else { return }
    for index in 1..<count {
      let value = cost[index]
      let other = item[index]
      var place = index
      while place > 0 && cost[place - 1] > value {
        cost[place] = cost[place - 1]
        item[place] = item[place - 1]
        place -= 1
      }
      cost[place] = value
      item[place] = other
    }
  }
}
