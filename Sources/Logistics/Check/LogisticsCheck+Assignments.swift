// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Every assignment: known, allowed, for the whole stay, whole where it must be, and priced as the lane says.
  mutating func checkAssignments() {
    var seen = Set<Int>()
    for (index, assignment) in plan.assignments.enumerated() {
      let place = "plan.assignments[\(index)]"
      guard let lane = lane(of: assignment, place) else { continue }
      if !seen.insert(lane).inserted {
        report.add(
          "assignment", place, found: "the pair a second time", expected: "one assignment for each pair")
      }
      checkShare(assignment, scenario.demands[scenario.lanes[lane].demand], place)
      checkStay(assignment, scenario.demands[scenario.lanes[lane].demand], place)
      checkAmounts(assignment, scenario.lanes[lane], place)
      ledger.store(assignment.share, onLane: lane)
    }
  }

  /// The lane that an assignment names; nil, and a violation, where there is none.
  private mutating func lane(of assignment: LogisticsPlan.Assignment, _ place: String) -> Int? {
    guard let d = demandIndex[assignment.demand] else {
      report.add(
        "reference", "\(place).demand", found: "\"\(assignment.demand)\"",
        expected: "a demand of the scenario"
      )
      return nil
    }
    guard let w = warehouseIndex[assignment.warehouse] else {
      report.add(
        "reference", "\(place).warehouse", found: "\"\(assignment.warehouse)\"",
        expected: "a warehouse of the scenario")
      return nil
    }
    guard let k = areaIndex[AreaName(warehouse: w, area: assignment.area)] else {
      report.add(
        "reference", "\(place).area", found: assignment.area.map { "\"\($0)\"" } ?? "none",
        expected: expectedArea(ofWarehouse: w))
      return nil
    }
    let lanes = scenario.laneStart[d]..<scenario.laneStart[d + 1]
    guard let lane = lanes.first(where: { scenario.lanes[$0].area == k }) else {
      report.add(
        "lane", place, found: "\(assignment.demand) in \(assignment.warehouse)",
        expected: "a pair whose class, distance, size, window, lane table and rules allow it")
      return nil
    }
    return lane
  }

  func expectedArea(ofWarehouse w: Int) -> String {
    let ids = scenario.warehouses[w].areas.compactMap { scenario.areas[$0].id }
    return ids.isEmpty
      ? "no area: \(scenario.warehouses[w].id) has none" : "one of: " + ids.joined(separator: ", ")
  }

  private mutating func checkShare(
    _ assignment: LogisticsPlan.Assignment, _ demand: LogisticsScenario.Demand, _ place: String
  ) {
    let share = assignment.share
    if !(share > 0 && share <= 1 + Self.shareTolerance) {
      report.add(
        "share", "\(place).share", found: JSONText.number(share), expected: "more than 0 and at most 1")
    }
    if demand.isSingleSource && !(abs(share - 1) <= Self.shareTolerance) {
      report.add(
        "single source", "\(place).share", found: JSONText.number(share),
        expected: "1: the demand goes to one place")
    }
  }

  /// An assignment holds for the whole stay, told in periods counted from 1.
  private mutating func checkStay(
    _ assignment: LogisticsPlan.Assignment, _ demand: LogisticsScenario.Demand, _ place: String
  ) {
    let hasPeriods = scenario.periods.count > 1
    let stated = [
      ("first_period", assignment.firstPeriod, demand.stay.lowerBound + 1),
      ("last_period", assignment.lastPeriod, demand.stay.upperBound),
    ]
    for (key, found, expected) in stated where found != expected && (found != nil || hasPeriods) {
      report.add(
        "stay", "\(place).\(key)", found: found.map { "\($0)" } ?? "none",
        expected: "\(expected), as the demand asks")
    }
  }

  private mutating func checkAmounts(
    _ assignment: LogisticsPlan.Assignment, _ lane: LogisticsScenario.Lane, _ place: String
  ) {
    let share = assignment.share
    report.expectMoney(
      "cost", "\(place).transport_cost_krw", plan: assignment.transportCost,
      recomputed: share * lane.transportCost)
    report.expectMoney(
      "cost", "\(place).handling_cost_krw", plan: assignment.handlingCost,
      recomputed: share * lane.handlingCost)
    report.expectQuantity(
      "carbon", "\(place).kg_co2", plan: assignment.carbon ?? 0, recomputed: share * lane.carbon)
    if assignment.distance != lane.distance {
      report.expectQuantity(
        "distance", "\(place).distance_km", plan: assignment.distance ?? .nan,
        recomputed: lane.distance ?? .nan)
    }
    let demand = scenario.demands[lane.demand]
    for (r, resource) in scenario.resources.enumerated() {
      report.expectQuantity(
        "quantity", "\(place).quantity_\(resource.rawValue)", plan: assignment.quantity[resource] ?? 0,
        recomputed: share * demand.quantity[r])
    }
    for resource in Resource.allCases where !scenario.resources.contains(resource) {
      guard let quantity = assignment.quantity[resource], quantity != 0 else { continue }
      report.add(
        "quantity", "\(place).quantity_\(resource.rawValue)", found: JSONText.number(quantity),
        expected: "none: no demand is measured in \(resource.rawValue)")
    }
  }
}
