// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario {
  /// The same scenario where nothing costs anything but leaving a demand unserved that must be served: its
  /// optimum is how much of them, as parts of all quantities, finds no place even in parts. Above 0, the
  /// scenario is infeasible, and any bound above 0 proves it.
  var shortage: LogisticsScenario {
    let totals = resources.indices.map { r in demands.reduce(0) { $0 + $1.quantity[r] } }
    var relaxed = self
    relaxed.rules = Rules()
    relaxed.owners = []
    relaxed.groups = []
    relaxed.trucks = nil
    relaxed.existing = []
    relaxed.warehouses = warehouses.map {
      Warehouse(
        id: $0.id, areas: $0.areas, totalCapacity: $0.totalCapacity,
        smallestUtilisation: resources.map { _ in 0 })
    }
    relaxed.demands = demands.map { demand in
      let part = resources.indices.reduce(0) { totals[$1] > 0 ? $0 + demand.quantity[$1] / totals[$1] : $0 }
      return Demand(
        id: demand.id, quantity: demand.quantity, stay: demand.stay, isSingleSource: false,
        unservedPenalty: demand.unservedPenalty == nil ? part : 0, closed: demand.closed)
    }
    relaxed.lanes = lanes.map {
      Lane(
        demand: $0.demand, warehouse: $0.warehouse, area: $0.area, transportCost: 0, handlingCost: 0,
        distance: $0.distance)
    }
    return relaxed
  }
}
