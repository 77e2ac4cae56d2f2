// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The cap on carbon dioxide and the budget, each divided by its limit.
extension FormulationBuilder {
  mutating func addCarbonCap() {
    guard let cap = scenario.rules.carbonCap else { return }
    let scale = max(1, cap)
    let row = model.addRow(upper: cap / scale, name: "carbon_cap")
    for (l, lane) in scenario.lanes.enumerated() where lane.carbon != 0 {
      model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: lane.carbon / scale)
    }
    for trip in index.trips {
      let carbon = tripCarbon(trip)
      if carbon != 0 { model.addTerm(row: row, column: trip.column, coefficient: carbon / scale) }
    }
    index.carbonRow = .init(row: row, scale: scale)
  }

  /// Everything but penalties.
  mutating func addBudget() {
    guard let budget = scenario.rules.budget else { return }
    let scale = max(1, budget)
    let row = model.addRow(upper: (budget - scenario.strandedCost) / scale, name: "budget")
    func add(_ cost: Double, _ column: Int) {
      if cost != 0 { model.addTerm(row: row, column: column, coefficient: cost / scale) }
    }
    for (w, column) in index.activationColumn.enumerated() {
      if let column { add(scenario.warehouses[w].activationCost, column) }
    }
    for (slot, column) in index.periodColumn.enumerated() {
      // Columns of several periods come once for each: the terms add up.
      if let column { add(scenario.warehouses[slot / scenario.periods.count].periodActivationCost, column) }
    }
    let price = scenario.rules.carbonPrice
    for (l, lane) in scenario.lanes.enumerated() {
      add(lane.cost + price * lane.carbon, index.firstLaneColumn + l)
    }
    for trip in index.trips {
      guard let trucks = scenario.trucks else { continue }
      let place = trip.warehouse * trucks.zones.count + trip.zone
      add(trucks.tripCost[place] * Double(trip.periods.count) + price * tripCarbon(trip), trip.column)
    }
    for (entry, column) in zip(scenario.existing, index.lostColumn) {
      if let column { add(scenario.demands[scenario.lanes[entry.lane].demand].changeCost, column) }
    }
    index.budgetRow = .init(row: row, scale: scale)
  }

  private func tripCarbon(_ trip: FormulationIndex.TripBlock) -> Double {
    guard let trucks = scenario.trucks else { return 0 }
    return trucks.tripCarbon[trip.warehouse * trucks.zones.count + trip.zone] * Double(trip.periods.count)
  }
}
