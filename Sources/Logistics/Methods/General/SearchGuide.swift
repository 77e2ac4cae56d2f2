// SPDX-License-Identifier: GPL-3.0-or-later

/// What the local search knows from the relaxation: the price of space on each lane, the order in which
/// lanes are tried, how active warehouses are on the average, and what breaking a rule costs at first.
///
/// Shared by all threads of a search and never written after it is made.
final class SearchGuide: @unchecked Sendable {
  /// By lane: the price of the space that all of the demand takes over its stay.
  let spacePrice: [Double]
  /// By lane: the reduced cost at the best multipliers.
  let reducedCost: [Double]
  /// The lanes of each demand, cheapest first, in the places of `arrays.laneStart`.
  let lanesByCost: [Int32]
  /// By warehouse: how active it is on the average of the relaxed plans, between 0 and 1.
  let activity: [Double]
  /// The same by warehouse and period.
  let periodActivity: [Double]
  /// By lane: its share on the average of the relaxed plans.
  let averageShare: [Double]
  /// By demand: what leaving all of it unserved counts, if it must be served too.
  let penalty: [Double]
  /// By demand: other demands that compete for the same warehouses, nearest first.
  let neighbours: [[Int32]]
  /// By delivery zone: its demands.
  let zoneDemands: [[Int32]]
  /// By warehouse: other warehouses that serve the same demands, nearest first.
  let warehouseNeighbours: [[Int32]]

  init(_ arrays: ScenarioArrays, _ ascent: LagrangianAscent) {
    let (slots, resources, periods) = (arrays.slotCount, arrays.resourceCount, arrays.periodCount)
    ascent.evaluateBest()
    let rents = ascent.spacePrices()
    var space = [Double](repeating: 0, count: arrays.laneCount)
    let reduced = ascent.evaluator.reducedCostByLane
    for l in 0..<arrays.laneCount {
      let (d, k, w) = (Int(arrays.laneDemand[l]), Int(arrays.laneArea[l]), Int(arrays.laneWarehouse[l]))
      var price = 0.0
      for r in 0..<resources where arrays.quantity[d * resources + r] > 0 {
        for t in Int(arrays.first[d])..<Int(arrays.end[d]) {
          var rent = rents.area[k * slots + r * periods + t]
          if arrays.hasTotals { rent += rents.total[w * slots + r * periods + t] }
          price += arrays.quantity[d * resources + r] * rent
        }
      }
      space[l] = price
    }
    spacePrice = space
    reducedCost = reduced
    var order: [Int32] = []
    order.reserveCapacity(arrays.laneCount)
    for d in 0..<arrays.demandCount {
      order += (arrays.laneStart[d]..<arrays.laneStart[d + 1]).sorted {
        (arrays.laneCost[Int($0)], $0) < (arrays.laneCost[Int($1)], $1)
      }
    }
    lanesByCost = order
    activity = (0..<arrays.warehouseCount).map { w in
      var most = 0.0
      for t in 0..<periods { most = max(most, ascent.averageActive[w * periods + t]) }
      return most
    }
    periodActivity = Array(
      UnsafeBufferPointer(start: ascent.averageActive, count: arrays.warehouseCount * periods))
    averageShare = ascent.averageShareByLane
    let meanActivation =
      (0..<arrays.warehouseCount).reduce(0.0) {
        $0 + arrays.activationCost[$1] + arrays.periodCost[$1] * Double(periods)
      } / Double(max(1, arrays.warehouseCount))
    penalty = (0..<arrays.demandCount).map { d in
      if arrays.penalty[d].isFinite { return arrays.penalty[d] }
      let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      let dearest = lanes.reduce(0.0) { max($0, arrays.laneCost[$1] + space[$1]) }
      return 2 * dearest + meanActivation + 1
    }
    var members: [[Int32]] = []
    for d in 0..<arrays.demandCount where arrays.zone[d] >= 0 {
      while members.count <= Int(arrays.zone[d]) { members.append([]) }
      members[Int(arrays.zone[d])].append(Int32(d))
    }
    zoneDemands = members
    (neighbours, warehouseNeighbours) = Self.neighbourhoods(arrays, reduced)
  }

  /// Demands are near where their best lanes lead to the same warehouses, warehouses where they are among
  /// the best of the same demands.
  private static func neighbourhoods(
    _ arrays: ScenarioArrays, _ reducedCost: [Double]
  ) -> ([[Int32]], [[Int32]]) {
    let width = 8
    var best: [[Int32]] = []
    var demandsOf = [[Int32]](repeating: [], count: arrays.warehouseCount)
    for d in 0..<arrays.demandCount {
      let lanes = (arrays.laneStart[d]..<arrays.laneStart[d + 1]).sorted {
        (reducedCost[Int($0)], $0) < (reducedCost[Int($1)], $1)
      }
      var mine: [Int32] = []
      for l in lanes where mine.count < width {
        let w = arrays.laneWarehouse[Int(l)]
        if !mine.contains(w) { mine.append(w) }
      }
      best.append(mine)
      for w in mine { demandsOf[Int(w)].append(Int32(d)) }
    }
    var score = [Int32](repeating: 0, count: max(arrays.demandCount, arrays.warehouseCount))
    var touched: [Int32] = []
    func top(_ limit: Int) -> [Int32] {
      let chosen = touched.sorted { (-score[Int($0)], $0) < (-score[Int($1)], $1) }.prefix(limit)
      for index in touched { score[Int(index)] = 0 }
      touched.removeAll(keepingCapacity: true)
      return Array(chosen)
    }
    var demands: [[Int32]] = []
    for d in 0..<arrays.demandCount {
      for (rank, w) in best[d].enumerated() {
        for other in demandsOf[Int(w)] where Int(other) != d {
          // Only demands that are there at the same time compete.
          guard
            arrays.first[Int(other)] < arrays.end[d], arrays.first[d] < arrays.end[Int(other)]
          else { continue }
          if score[Int(other)] == 0 { touched.append(other) }
          score[Int(other)] += Int32(width - rank)
        }
      }
      demands.append(top(40))
    }
    var warehouses: [[Int32]] = []
    for w in 0..<arrays.warehouseCount {
      for d in demandsOf[w] {
        for other in best[Int(d)] where Int(other) != w {
          if score[Int(other)] == 0 { touched.append(other) }
          score[Int(other)] += 1
        }
      }
      warehouses.append(top(12))
    }
    return (demands, warehouses)
  }
}
