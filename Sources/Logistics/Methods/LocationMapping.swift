// SPDX-License-Identifier: GPL-3.0-or-later

internal import FacilityLocation

/// A scenario as a capacitated facility location problem, where it is one: a single resource, and demands
/// that are all single-source or all split. The price of leaving demands unserved becomes one more
/// facility, of infinite capacity, behind the warehouses.
struct LocationMapping {
  let problem: LocationProblem
  /// Lane of each arc; nil for the arcs to the facility of unserved demands.
  let lane: [Int?]

  /// Nil where the scenario is not of this kind; `obstacle` says why.
  init?(_ scenario: LogisticsScenario) {
    guard Self.applies(to: scenario), let first = scenario.demands.first
    else { return nil }
    var lane: [Int?] = []
    var start = [0]
    var facility: [Int32] = []
    var cost: [Double] = []
    for (d, demand) in scenario.demands.enumerated() {
      for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
        lane.append(index)
        facility.append(Int32(scenario.lanes[index].warehouse))
        cost.append(scenario.lanes[index].cost)
      }
      if let penalty = demand.unservedPenalty {
        lane.append(nil)
        facility.append(Int32(scenario.warehouses.count))
        cost.append(penalty)
      }
      start.append(facility.count)
    }
    let hasPenalties = scenario.demands.contains { $0.unservedPenalty != nil }
    problem = LocationProblem(
      capacity: scenario.areas.map { $0.capacity[0] } + (hasPenalties ? [.infinity] : []),
      fixedCost: scenario.warehouses.map(\.activationCost) + (hasPenalties ? [0] : []),
      demand: scenario.demands.map { $0.quantity[0] }, arcStart: start, arcFacility: facility, arcCost: cost,
      isSingleSource: first.isSingleSource)
    self.lane = lane
  }

  /// Whether a scenario is a capacitated facility location problem; `obstacle` says why not.
  static func applies(to scenario: LogisticsScenario) -> Bool {
    scenario.isClassic && scenario.resources.count == 1
      && scenario.demands.allSatisfy { $0.isSingleSource == scenario.demands[0].isSingleSource }
  }

  /// What keeps a scenario from being a capacitated facility location problem, in a few words.
  static func obstacle(_ scenario: LogisticsScenario) -> String {
    if scenario.periods.count > 1 { return "several periods" }
    if scenario.areas.count > scenario.warehouses.count { return "storage areas" }
    if scenario.trucks != nil { return "joint delivery" }
    if !scenario.existing.isEmpty { return "an existing plan" }
    if !scenario.isClassic { return "rules besides capacities" }
    if scenario.resources.count > 1 { return "several resources" }
    return "both single-source and split demands"
  }
}
