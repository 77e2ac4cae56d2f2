// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsPlan {
  /// The plan that shares and activations make, priced from the scenario.
  ///
  /// - Parameter capacityPrices: for a linear program, warehouse by warehouse one for each resource.
  init(_ scenario: LogisticsScenario, _ table: ShareTable, capacityPrices: [Double]? = nil) {
    let resources = scenario.resources
    var used = [Double](repeating: 0, count: scenario.warehouses.count * resources.count)
    for (index, lane) in scenario.lanes.enumerated() where table.share[index] > 0 {
      let share = table.share[index]
      let demand = scenario.demands[lane.demand]
      var quantity = ResourceAmounts()
      for r in resources.indices where demand.quantity[r] != 0 {
        quantity.amounts[resources[r]] = share * demand.quantity[r]
        used[lane.warehouse * resources.count + r] += share * demand.quantity[r]
      }
      assignments.append(
        Assignment(
          demand: demand.id, warehouse: scenario.warehouses[lane.warehouse].id, share: share,
          quantity: quantity,
          distance: lane.distance, transportCost: share * lane.transportCost,
          handlingCost: share * lane.handlingCost))
    }
    for (w, warehouse) in scenario.warehouses.enumerated() where table.isActivated[w] {
      activatedWarehouses.append(
        ActivatedWarehouse(
          id: warehouse.id, activationCost: warehouse.activationCost,
          utilisation: resources.indices.map { r in
            let slot = w * resources.count + r
            let capacity = scenario.areas[w].capacity[r]
            return Utilisation(
              resource: resources[r], used: used[slot], capacity: capacity,
              utilisation: capacity > 0 ? used[slot] / capacity : 0, shadowPrice: capacityPrices?[slot])
          }))
    }
    for (d, demand) in scenario.demands.enumerated() {
      let served = (scenario.laneStart[d]..<scenario.laneStart[d + 1]).reduce(0) { $0 + table.share[$1] }
      guard served < 1 - 1e-9, let penalty = demand.unservedPenalty else { continue }
      let (reason, detail) = UnservedReason.of(d, scenario, used: used)
      unserved.append(
        Unserved(
          demand: demand.id, share: 1 - served, penalty: (1 - served) * penalty, reason: reason,
          detail: detail))
    }
  }

  /// Cost by component; the sum is the objective.
  var components: PlanComponents {
    PlanComponents([
      "activation": activatedWarehouses.reduce(0) { $0 + $1.activationCost },
      "transport": assignments.reduce(0) { $0 + $1.transportCost },
      "handling": assignments.reduce(0) { $0 + $1.handlingCost },
      "unserved_penalty": unserved.reduce(0) { $0 + $1.penalty },
    ])
  }
}
