// SPDX-License-Identifier: GPL-3.0-or-later

/// What a plan costs, by component of the objective.
struct PlanCosts {
  var activation = 0.0
  var activationPeriods = 0.0
  var transport = 0.0
  var handling = 0.0
  var trips = 0.0
  var carbon = 0.0
  var changes = 0.0
  var penalty = 0.0

  /// Everything but penalties: what a budget limits.
  var spent: Double { activation + activationPeriods + transport + handling + trips + carbon + changes }

  /// The objective.
  var total: Double { spent + penalty }

  /// Nothing yet.
  init() {}

  /// What a ledger costs at least, penalties apart: with the fewest trips, and these warehouses activated.
  init(leastOf ledger: PlanLedger, activated: [Bool]) {
    let scenario = ledger.scenario
    for (w, warehouse) in scenario.warehouses.enumerated() where activated[w] {
      activation += warehouse.activationCost
      activationPeriods += warehouse.periodActivationCost * Double(ledger.activePeriods(ofWarehouse: w))
    }
    transport = ledger.transport
    handling = ledger.handling
    if let trucks = scenario.trucks {
      for slot in 0..<scenario.warehouses.count * trucks.zones.count * scenario.periods.count {
        trips += ledger.fewestTrips(slot: slot) * trucks.tripCost[slot / scenario.periods.count]
      }
    }
    carbon = scenario.rules.carbonPrice * ledger.carbonWithFewestTrips
    for demand in scenario.demands { changes += demand.changeCost * demand.strandedShare }
  }
}
