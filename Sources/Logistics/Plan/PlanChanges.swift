// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsPlan.Change {
  /// How much of a share must have left its place to count as moved.
  static let smallestMove = 1e-9

  /// The demands that leave a place, in the order of the scenario.
  static func all(_ scenario: LogisticsScenario, _ shares: [Double]) -> [LogisticsPlan.Change] {
    var existing = [[LogisticsScenario.ExistingShare]](repeating: [], count: scenario.demands.count)
    for entry in scenario.existing { existing[scenario.lanes[entry.lane].demand].append(entry) }
    return scenario.demands.indices.compactMap { d in
      let demand = scenario.demands[d]
      let moved = existing[d].reduce(demand.strandedShare) { $0 + max(0, $1.share - shares[$1.lane]) }
      guard moved > smallestMove else { return nil }
      return Self(scenario, d, moved: moved, from: existing[d], shares)
    }
  }

  private init(
    _ scenario: LogisticsScenario, _ d: Int, moved: Double, from: [LogisticsScenario.ExistingShare],
    _ shares: [Double]
  ) {
    func place(_ l: Int, _ share: Double) -> LogisticsPlan.Place {
      .init(
        warehouse: scenario.warehouses[scenario.lanes[l].warehouse].id,
        area: scenario.areas[scenario.lanes[l].area].id, share: share)
    }
    func cost(_ l: Int) -> Double {
      scenario.lanes[l].cost + scenario.rules.carbonPrice * scenario.lanes[l].carbon
    }
    let lanes = scenario.laneStart[d]..<scenario.laneStart[d + 1]
    let demand = scenario.demands[d]
    let old = from.reduce(0) { $0 + $1.share * cost($1.lane) }
    let new = lanes.reduce(0) { $0 + shares[$1] * cost($1) }
    self.init(
      demand: demand.id, from: from.map { place($0.lane, $0.share) },
      to: lanes.filter { shares[$0] > 0 }.map { place($0, shares[$0]) }, movedShare: moved,
      changeCost: demand.changeCost * moved, saving: demand.strandedShare > 0 ? nil : old - new)
  }
}

extension LogisticsPlan.Continuity {
  /// What is kept of the existing plan.
  init(
    _ scenario: LogisticsScenario, _ shares: [Double], _ changes: [LogisticsPlan.Change], value: Double
  ) {
    let cost = PlanAudit.existingCost(scenario)
    self.init(
      keptPairs: scenario.existing.count { shares[$0.lane] > 0 }, movedDemands: changes.count,
      changeCost: changes.reduce(0) { $0 + $1.changeCost }, existingCost: cost, gain: cost.map { $0 - value })
  }
}
