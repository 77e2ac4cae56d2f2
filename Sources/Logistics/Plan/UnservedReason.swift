// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Says why a demand is not served in full.
enum UnservedReason {
  /// Why no lane of a demand is open.
  static func closed(
    _ demand: LogisticsScenario.Demand, _ scenario: LogisticsScenario
  ) -> (LogisticsPlan.Unserved.Reason, String) {
    let closed = demand.closed
    if closed.bySize > 0 {
      return (
        .largerThanEveryWarehouse,
        demand.isSingleSource
          ? "it goes to one warehouse, and none within reach is large enough for it"
          : "no warehouse within reach is large enough for the smallest share of it"
      )
    }
    if closed.byWindow > 0 {
      // Without time, a window without space is a warehouse without any.
      if scenario.periods.count == 1 {
        return (.capacityFull, "no warehouse that could take it has any space")
      }
      return (
        .noWindow,
        demand.stay.count == 1
          ? "no warehouse that could take it lends space in its period"
          : "no warehouse that could take it lends space in every period of its stay"
      )
    }
    if closed.byDistance > 0 {
      return (
        .tooFar,
        closed.byDistance == 1
          ? "the only warehouse that could take it is further away than it allows"
          : "all \(closed.byDistance) warehouses that could take it are further away than it allows"
      )
    }
    if closed.byRule > 0 {
      return (
        .forbidden,
        closed.byRule == 1
          ? "the scenario forbids the only warehouse that could take it"
          : "the scenario forbids all \(closed.byRule) warehouses that could take it"
      )
    }
    if closed.byClass > 0 && closed.unpriced == 0 {
      return (.classNotStored, "no warehouse stores its class of goods")
    }
    return (.noLane, "no lane to a warehouse that could take it is priced")
  }

  static func of(
    _ d: Int, _ scenario: LogisticsScenario, _ loads: PlanLoads
  ) -> (LogisticsPlan.Unserved.Reason, String) {
    let demand = scenario.demands[d]
    let lanes = scenario.lanes(ofDemand: d)
    func cost(_ lane: LogisticsScenario.Lane) -> Double {
      lane.cost + scenario.rules.carbonPrice * lane.carbon
    }
    guard let cheapest = lanes.min(by: { cost($0) < cost($1) }) else { return closed(demand, scenario) }
    let penalty = demand.unservedPenalty ?? 0
    if cost(cheapest) >= penalty {
      return (
        .cheaperUnserved,
        "the cheapest lane, to \(scenario.warehouses[cheapest.warehouse].id), costs \(money(cost(cheapest))); the penalty is \(money(penalty))"
      )
    }
    let worthwhile = lanes.filter { cost($0) < penalty }
    if !worthwhile.contains(where: { hasRoom($0, scenario, loads) }) {
      let count = Set(worthwhile.map(\.warehouse)).count
      let more = demand.isSingleSource ? "it" : "more of it"
      return (
        .capacityFull,
        count == 1
          ? "the only warehouse that could take it for less than the penalty has no room for \(more)"
          : "the \(count) warehouses that could take it for less than the penalty have no room for \(more)"
      )
    }
    if scenario.rules.budget != nil || scenario.rules.carbonCap != nil {
      return (
        .cheaperUnserved,
        "serving it costs more than the penalty of \(money(penalty)), or what is left of the budget or the carbon cap"
      )
    }
    return (
      .cheaperUnserved,
      "making room for it, by activating another warehouse or moving other demands, costs more than the penalty of \(money(penalty))"
    )
  }

  /// Whether more of a demand, or as much as one place must take of it, would fit, activated or not.
  private static func hasRoom(
    _ lane: LogisticsScenario.Lane, _ scenario: LogisticsScenario, _ loads: PlanLoads
  ) -> Bool {
    let demand = scenario.demands[lane.demand]
    let least = demand.isSingleSource ? 1 : demand.smallestShare
    let periods = scenario.periods.count
    func fits(_ quantity: Double, _ capacity: Double, _ used: Double) -> Bool {
      let room = capacity - used
      return room >= quantity * least * (1 - 1e-9) && room > 1e-9 * capacity
    }
    for (r, quantity) in demand.quantity.enumerated() where quantity > 0 {
      for t in demand.stay {
        let slot = r * periods + t
        let used = loads.area[lane.area * scenario.slotCount + slot]
        if !fits(quantity, scenario.areas[lane.area].capacity[slot], used) { return false }
        guard let total = scenario.warehouses[lane.warehouse].totalCapacity else { continue }
        if !fits(quantity, total[slot], loads.warehouse(lane.warehouse, slot: slot, in: scenario)) {
          return false
        }
      }
    }
    return true
  }

  private static func money(_ amount: Double) -> String { JSONText.number((amount * 100).rounded() / 100) }
}
