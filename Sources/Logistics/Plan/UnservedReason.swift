// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Says why a demand is not served in full.
enum UnservedReason {
  /// Why no lane of a demand is open.
  static func closed(_ demand: LogisticsScenario.Demand) -> (LogisticsPlan.Unserved.Reason, String) {
    let closed = demand.closed
    if closed.bySize > 0 {
      return (
        .largerThanEveryWarehouse, "it goes to one warehouse, and none within reach is large enough for it"
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
    if closed.byClass > 0 && closed.unpriced == 0 {
      return (.classNotStored, "no warehouse stores its class of goods")
    }
    return (.noLane, "no lane to a warehouse that could take it is priced")
  }

  static func of(
    _ d: Int, _ scenario: LogisticsScenario, used: [Double]
  ) -> (LogisticsPlan.Unserved.Reason, String) {
    let demand = scenario.demands[d]
    let lanes = scenario.lanes(ofDemand: d)
    guard let cheapest = lanes.min(by: { $0.cost < $1.cost }) else { return closed(demand) }
    let penalty = demand.unservedPenalty ?? 0
    if cheapest.cost >= penalty {
      return (
        .cheaperUnserved,
        "the cheapest lane, to \(scenario.warehouses[cheapest.warehouse].id), costs \(money(cheapest.cost)); the penalty is \(money(penalty))"
      )
    }
    let worthwhile = lanes.filter { $0.cost < penalty }
    if !worthwhile.contains(where: { hasRoom($0, scenario, used) }) {
      let more = demand.isSingleSource ? "it" : "more of it"
      return (
        .capacityFull,
        worthwhile.count == 1
          ? "the only warehouse that could take it for less than the penalty has no room for \(more)"
          : "the \(worthwhile.count) warehouses that could take it for less than the penalty have no room for \(more)"
      )
    }
    return (
      .cheaperUnserved,
      "making room for it, by activating another warehouse or moving other demands, costs more than the penalty of \(money(penalty))"
    )
  }

  /// Whether more of a demand, or all of one that goes to one warehouse, would fit, activated or not.
  private static func hasRoom(
    _ lane: LogisticsScenario.Lane, _ scenario: LogisticsScenario, _ used: [Double]
  ) -> Bool {
    let demand = scenario.demands[lane.demand]
    return scenario.resources.indices.allSatisfy { r in
      let capacity = scenario.areas[lane.warehouse].capacity[r]
      let room = capacity - used[lane.warehouse * scenario.resources.count + r]
      if demand.quantity[r] == 0 { return true }
      return demand.isSingleSource ? room >= demand.quantity[r] * (1 - 1e-9) : room > 1e-9 * capacity
    }
  }

  private static func money(_ amount: Double) -> String { JSONText.number((amount * 100).rounded() / 100) }
}
