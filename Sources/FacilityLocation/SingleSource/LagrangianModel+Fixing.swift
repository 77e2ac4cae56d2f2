// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What a bound decides.
extension LagrangianModel {
  /// Draws conclusions from the last evaluation, given that only solutions below `cutoff` are wanted:
  /// opens and closes facilities, removes arcs, assigns customers.
  ///
  /// - Parameter arcs: whether arcs are looked at too, each by a knapsack of its own.
  /// - Returns: number of conclusions.
  func fix(
    _ node: inout SearchNode, _ u: UnsafePointer<Double>, cutoff: Double, arcs: Bool
  ) -> Int {
    var decisions = 0
    // With the covering row at its price, every facility stands for itself. Net costs at that price:
    for i in 0..<facilityCount {
      let owner = Int(facility[i])
      let priced = netCost[i] - coverPrice * capacity[i]
      if !isOpen[i] {
        if priced >= 0 {
          if linearBound + priced >= cutoff {
            node.state[owner] = FacilityState.closed
            decisions += 1
            continue
          }
        } else if linearBound - priced >= cutoff {
          node.state[owner] = FacilityState.open
          decisions += 1
        }
      }
      guard arcs else { continue }
      let base = linearBound + (isOpen[i] ? 0 : max(0, priced))
      decisions += fixArcs(&node, u, i, base: base, cutoff: cutoff)
    }
    return decisions
  }

  /// Looks at each arc of a facility: with the facility open and the arc used, or not used, is the bound
  /// still below the cutoff?
  ///
  /// - Parameter base: the bound with the facility open.
  func fixArcs(
    _ node: inout SearchNode, _ u: UnsafePointer<Double>, _ i: Int, base: Double, cutoff: Double
  ) -> Int {
    var decisions = 0
    let first = itemStart[i]
    let last = itemStart[i + 1]
    // Only items worth more than this together keep the bound under the cutoff.
    let needed = knapsackBound[i] + base - cutoff
    var good = 0
    while first + good < last {
      let item = Int(order[first + good])
      let p = u[Int(itemCustomer[item])] - itemCost[item]
      guard p > 0 else { break }
      profit[good] = p
      weight[good] = itemDemand[item]
      ratio[good] = weight[good] > 0 ? p / weight[good] : .infinity
      slot[good] = order[first + good]
      good += 1
    }
    sortByRatio(good)
    for k in 0..<good { order[first + k] = slot[k] }
    hasPenalties =
      hasPricedCuts && markPricedClasses(i, order + first, last - first, u + customerCount) > 0
    for k in 0..<(last - first) {
      let item = Int(order[first + k])
      let p = u[Int(itemCustomer[item])] - itemCost[item]
      var price = 0.0
      if hasPenalties { price = penaltyKnapsack.price(of: mask[k] & onceAtStart, penalty) }
      let best = valueWithout(
        k, of: good, capacity: capacity[i] - itemDemand[item], above: needed - p + price, isIn: true)
      if best <= needed - p + price {
        node.remove(Int(itemArc[item]))
        decisions += 1
      }
    }
    guard isOpen[i] else { return decisions }
    for t in pickStart[i]..<pickStart[i + 1] {
      let item = pick[t]
      guard let k = (0..<good).first(where: { slot[$0] == item }) else { continue }
      guard valueWithout(k, of: good, capacity: capacity[i], above: needed, isIn: false) <= needed else {
        continue
      }
      let arc = itemArc[Int(item)]
      let j = Int(data.arcCustomer[Int(arc)])
      for other in data.byCost[data.listStart[j]..<data.listStart[j + 1]]
      where other != arc && !node.isRemoved(Int(other)) {
        node.remove(Int(other))
        decisions += 1
      }
    }
    return decisions
  }

  /// Bound of the best knapsack of the first `good` gathered items without the one at `place`; not below
  /// `above`.
  ///
  /// - Parameter isIn: whether that one is in the knapsack already, as far as prices of cuts go.
  func valueWithout(_ place: Int, of good: Int, capacity: Double, above: Double, isIn: Bool) -> Double {
    if capacity < 0 { return above }
    if hasPenalties {
      var count = 0
      let own = isIn ? mask[place] : PenaltyKnapsackSearch.ClassMask()
      let hit = own & onceAtStart
      for k in 0..<good where k != place {
        restProfit[count] = profit[k]
        restWeight[count] = weight[k]
        restMask[count] = mask[k] & ~hit
        count += 1
      }
      return penaltyKnapsack.solve(
        profit: restProfit, weight: restWeight, mask: restMask, count: count, capacity: capacity,
        penalty: penalty, once: (onceAtStart | own) & ~hit, above: above, stopsAtFirst: true, nodeLimit: 500
      )
      .bound
    }
    var free = 0.0
    var count = 0
    for k in 0..<good where k != place {
      if weight[k] == 0 {
        free += profit[k]
      } else {
        restProfit[count] = profit[k]
        restWeight[count] = weight[k]
        count += 1
      }
    }
    let found = knapsack.solve(
      profit: restProfit, weight: restWeight, count: count, capacity: capacity, above: above - free,
      stopsAtFirst: true, nodeLimit: 500)
    return found.bound + free
  }
}
