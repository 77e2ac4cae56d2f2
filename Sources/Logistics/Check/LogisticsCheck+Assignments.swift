// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Every assignment: known, allowed, whole where it must be, and priced as the lane says.
  mutating func checkAssignments() {
    var seen = Set<Int>()
    for (index, assignment) in plan.assignments.enumerated() {
      let place = "plan.assignments[\(index)]"
      guard let d = demandIndex[assignment.demand] else {
        report.add(
          "reference", "\(place).demand", found: "\"\(assignment.demand)\"",
          expected: "a demand of the scenario")
        continue
      }
      guard let w = warehouseIndex[assignment.warehouse] else {
        report.add(
          "reference", "\(place).warehouse", found: "\"\(assignment.warehouse)\"",
          expected: "a warehouse of the scenario")
        continue
      }
      guard let lane = scenario.lanes(ofDemand: d).first(where: { $0.warehouse == w }) else {
        report.add(
          "lane", place, found: "\(assignment.demand) in \(assignment.warehouse)",
          expected: "a pair whose class, distance, size and lane table allow it")
        continue
      }
      if !seen.insert(d * scenario.warehouses.count + w).inserted {
        report.add(
          "assignment", place, found: "the pair a second time", expected: "one assignment for each pair")
      }
      let share = assignment.share
      if !(share > 0 && share <= 1 + Self.shareTolerance) {
        report.add(
          "share", "\(place).share", found: JSONText.number(share), expected: "more than 0 and at most 1")
      }
      if scenario.demands[d].isSingleSource && abs(share - 1) > Self.shareTolerance {
        report.add(
          "single source", "\(place).share", found: JSONText.number(share),
          expected: "1: the demand goes to one warehouse")
      }
      report.expectMoney(
        "cost", "\(place).transport_cost_krw", plan: assignment.transportCost,
        recomputed: share * lane.transportCost)
      report.expectMoney(
        "cost", "\(place).handling_cost_krw", plan: assignment.handlingCost,
        recomputed: share * lane.handlingCost)
      if assignment.distance != lane.distance {
        report.expectQuantity(
          "distance", "\(place).distance_km", plan: assignment.distance ?? .nan,
          recomputed: lane.distance ?? .nan)
      }
      for (r, resource) in scenario.resources.enumerated() {
        let quantity = share * scenario.demands[d].quantity[r]
        used[w * scenario.resources.count + r] += quantity
        report.expectQuantity(
          "quantity", "\(place).quantity_\(resource.rawValue)", plan: assignment.quantity[resource] ?? 0,
          recomputed: quantity)
      }
      for (resource, quantity) in assignment.quantity.amounts
      where quantity != 0 && !scenario.resources.contains(resource) {
        report.add(
          "quantity", "\(place).quantity_\(resource.rawValue)", found: JSONText.number(quantity),
          expected: "none: no demand is measured in \(resource.rawValue)")
      }
      served[d] += share
      costs.transport += share * lane.transportCost
      costs.handling += share * lane.handlingCost
    }
  }
}
