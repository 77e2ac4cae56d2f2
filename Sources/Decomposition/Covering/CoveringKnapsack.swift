// SPDX-License-Identifier: GPL-3.0-or-later

/// The covering knapsack, `minimise sum_k c_k y_k, sum_k s_k y_k >= need, y in {0, 1}` with costs c >= 0 and
/// sizes s > 0.
public enum CoveringKnapsack {
  /// What was found.
  public struct Choice {
    /// A proven bound from below on the whole problem's cost; infinite where it has no solution.
    public var bound: Double
    /// Value of the continuous relaxation.
    public var relaxed: Double
    /// Price of one more unit of need in the continuous relaxation.
    public var price: Double
    /// Whether the items marked are an optimal solution in whole items; else they are the continuous one.
    public var isWhole: Bool
  }

  /// Orders the items by cost per unit of size, and chooses.
  ///
  /// - Parameters:
  ///   - order: the items, indices into `cost` and `size`; reordered.
  ///   - count: how many.
  ///   - cost: by index.
  ///   - size: by index.
  ///   - need: above 0.
  ///   - share: by index; set to what is taken of each item of `order`, 0 to 1.
  ///   - scratch: room for `2 * count` items.
  ///   - nodeLimit: how much work whole items may take; 0 for the continuous relaxation alone.
  public static func solve(
    order: UnsafeMutablePointer<Int32>, count: Int, cost: UnsafePointer<Double>, size: UnsafePointer<Double>,
    need: Double, share: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Int32>, nodeLimit: Int
  ) -> Choice {
    var order = UnsafeMutableBufferPointer(start: order, count: count)
    order.sort {
      let left = cost[Int($0)] * size[Int($1)]
      let right = cost[Int($1)] * size[Int($0)]
      return left < right || (left == right && $0 < $1)
    }
    var missing = need
    var relaxed = 0.0
    var critical = -1
    for (place, item) in order.enumerated() {
      let index = Int(item)
      if critical >= 0 {
        share[index] = 0
      } else if size[index] < missing {
        missing -= size[index]
        relaxed += cost[index]
        share[index] = 1
      } else {
        share[index] = missing / size[index]
        relaxed += share[index] * cost[index]
        critical = place
      }
    }
    guard critical >= 0 else {
      return Choice(bound: .infinity, relaxed: .infinity, price: 0, isWhole: false)
    }
    let item = Int(order[critical])
    let price = cost[item] / size[item]
    if share[item] == 1 {
      return Choice(bound: relaxed, relaxed: relaxed, price: price, isWhole: true)
    }
    guard nodeLimit > 0 else {
      return Choice(bound: relaxed, relaxed: relaxed, price: price, isWhole: false)
    }
    var search = Search(
      order: order, cost: cost, size: size, taken: scratch, best: scratch + count, nodesLeft: nodeLimit)
    search.run(need: need)
    guard search.nodesLeft > 0, search.bestCount >= 0 else {
      return Choice(bound: relaxed, relaxed: relaxed, price: price, isWhole: false)
    }
    for item in order { share[Int(item)] = 0 }
    for place in 0..<search.bestCount { share[Int(search.best[place])] = 1 }
    return Choice(bound: max(relaxed, search.bestCost), relaxed: relaxed, price: price, isWhole: true)
  }

  /// Depth first through the items in order, taking before leaving (Horowitz and Sahni 1974,
  /// DOI 10.1145/321812.321823, for the packing form).
  struct Search {
    let order: UnsafeMutableBufferPointer<Int32>
    let cost: UnsafePointer<Double>
    let size: UnsafePointer<Double>
    /// Places in `order` of the items taken on the way here.
    let taken: UnsafeMutablePointer<Int32>
    let best: UnsafeMutablePointer<Int32>
    var bestCount = -1
    var bestCost = Double.infinity
    var nodesLeft: Int

    init(
      order: UnsafeMutableBufferPointer<Int32>, cost: UnsafePointer<Double>, size: UnsafePointer<Double>,
      taken: UnsafeMutablePointer<Int32>, best: UnsafeMutablePointer<Int32>, nodesLeft: Int
    ) {
      self.order = order
      self.cost = cost
      self.size = size
      self.taken = taken
      self.best = best
      self.nodesLeft = nodesLeft
    }

    mutating func run(need: Double) {
      var missing = need
      // What is left over by rounding: to accept it can only lower the bound.
      let tiny = 1e-11 * need
      var spent = 0.0
      var depth = 0
      var place = 0
      while nodesLeft > 0 {
        nodesLeft -= 1
        // Nothing that follows is cheaper per unit than the item at `place`.
        let item = place < order.count ? Int(order[place]) : -1
        let rest = item < 0 ? Double.infinity : missing * cost[item] / size[item]
        if missing <= tiny || spent + rest >= bestCost || item < 0 {
          if missing <= tiny && spent < bestCost {
            bestCost = spent
            bestCount = depth
            for index in 0..<depth { best[index] = order[Int(taken[index])] }
          }
          // Back: leave the item taken last.
          if depth == 0 { return }
          depth -= 1
          place = Int(taken[depth])
          let left = Int(order[place])
          missing += size[left]
          spent -= cost[left]
          place += 1
        } else {
          taken[depth] = Int32(place)
          depth += 1
          missing -= size[item]
          spent += cost[item]
          place += 1
        }
      }
    }
  }
}
