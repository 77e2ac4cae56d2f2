// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange

@testable import Logistics

/// A scenario with every feature, and a plan for it by hand.
///
/// Three days; w0 of owner o0 has the areas a0 and a1 and a limit on both together, w1 and w2 of owner o1 have
/// one space each. d0 is split between a0 and w1's neighbour a1, d1 is whole, d2 half unserved, d3 frozen.
enum EveryFeature {
  static let places = 4
  /// Lane of demand d in area k: every pair is open but a1's for demands that are there on its idle second day.
  static func lane(_ scenario: LogisticsScenario, _ d: Int, _ k: Int) -> Int {
    scenario.lanes.firstIndex { $0.demand == d && $0.area == k } ?? 0
  }

  /// - Parameter isStranded: whether a part of d2 was in a place that is closed now.
  static func scenario(isStranded: Bool = false) -> LogisticsScenario {
    var scenario = LogisticsScenario(
      name: "every feature", currency: "KRW", resources: [.pallets, .t], warehouses: [], areas: [],
      demands: [], lanes: [], laneStart: [0])
    scenario.periods = .init(count: 3, unit: .day)
    scenario.storageClasses = ["food", "hazardous"]
    scenario.rules.mostActivated = 2
    scenario.rules.budget = 1000
    scenario.rules.carbonPrice = 2
    scenario.rules.carbonCap = 100
    scenario.rules.incompatibleClasses = [(0, 1)]
    scenario.owners = [
      .init(id: "o0", mostWarehouses: 1, largestShare: [0.9, 1]),
      .init(id: "o1", mostWarehouses: 1, largestShare: [0.5, 1]),
    ]
    scenario.groups = [.init(id: "small", smallestServedShare: [0.5, 0])]
    scenario.trucks = .init(
      zones: ["z0", "z1"], capacity: [4, .infinity], tripCost: [10, 11, 12, 13, 14, 15],
      tripCarbon: [1, 1, 1, 1, 1, 1])
    scenario.warehouses = [
      .init(
        id: "w0", areas: 0..<2, totalCapacity: [14, 14, 14, 40, 40, 40], activationCost: 50,
        periodActivationCost: 5, owner: 0, smallestUtilisation: [0.25, 0]),
      .init(id: "w1", areas: 2..<3, activationCost: 20, owner: 1, smallestUtilisation: [0, 0]),
      .init(id: "w2", areas: 3..<4, activationCost: 90, owner: 1, smallestUtilisation: [0, 0]),
    ]
    scenario.areas = [
      .init(id: "a0", warehouse: 0, capacity: [10, 10, 10, 20, 20, 20]),
      .init(id: "a1", warehouse: 0, capacity: [6, 0, 6, 20, 20, 20]),
      .init(warehouse: 1, capacity: [8, 8, 8, 30, 30, 30]),
      .init(warehouse: 2, capacity: [20, 20, 20, 50, 50, 50]),
    ]
    scenario.demands = [
      .init(
        id: "d0", quantity: [6, 3], stay: 0..<3, mostWarehouses: 2, smallestShare: 0.25, unservedPenalty: 500,
        storageClass: 0, group: 0, zone: 0, delivery: [2, 1], changeCost: 40),
      .init(
        id: "d1", quantity: [4, 0], stay: 1..<3, isSingleSource: true, storageClass: 0, zone: 1,
        delivery: [2, 0], changeCost: 10),
      .init(
        id: "d2", quantity: [8, 4], stay: 0..<1, unservedPenalty: 100, group: 0, zone: 0, delivery: [8, 4],
        strandedShare: isStranded ? 0.25 : 0),
      .init(id: "d3", quantity: [2, 1], stay: 0..<3, unservedPenalty: 60, storageClass: 1, changeCost: 5),
      .init(id: "d4", quantity: [1, 0], stay: 2..<3, unservedPenalty: 1),
    ]
    if isStranded { scenario.demands[2].changeCost = 8 }
    for (d, demand) in scenario.demands.enumerated() {
      for (k, area) in scenario.areas.enumerated() {
        let lane = LogisticsScenario.Lane(
          demand: d, warehouse: area.warehouse, area: k, transportCost: Double(20 + 7 * d + 5 * k),
          handlingCost: Double(4 + k), carbon: Double(1 + d + k), distance: Double(3 + k))
        if scenario.largestShare(of: lane) >= (demand.isSingleSource ? 1 : max(1e-9, demand.smallestShare)) {
          scenario.lanes.append(lane)
        }
      }
      scenario.laneStart.append(scenario.lanes.count)
    }
    scenario.existing = [
      .init(lane: lane(scenario, 0, 0), share: 1), .init(lane: lane(scenario, 1, 0), share: 1),
      .init(lane: lane(scenario, 3, 2), share: 1, isFrozen: true),
    ]
    return scenario
  }

  /// d0: half in a0, half in w2's place... in w1 it would meet d3's class, so both halves are in w0's a0, and
  /// a quarter of it stays unserved; d1 in a0; d2 half in a1; d3 in w1; d4 unserved.
  static func shares(_ scenario: LogisticsScenario) -> [Double] {
    var share = [Double](repeating: 0, count: scenario.lanes.count)
    share[lane(scenario, 0, 0)] = 0.75
    share[lane(scenario, 1, 0)] = 1
    share[lane(scenario, 2, 1)] = 0.5
    share[lane(scenario, 3, 2)] = 1
    return share
  }

  /// The envelope of a plan without a bound.
  static func envelope(_ scenario: LogisticsScenario, _ shares: [Double]) -> PlanEnvelope<LogisticsPlan> {
    let plan = LogisticsPlan(scenario, ShareTable(scenario, raw: shares[...]))
    return PlanEnvelope(
      market: LogisticsMarket.name, status: .feasible,
      termination: PlanTermination(reason: .gapReached, detail: ""),
      objective: PlanObjective(sense: .minimize, unit: "KRW", components: plan.components), bound: nil,
      method: "by hand", options: SolveOptionsChoice(), timing: PlanTiming(), peakMemoryMB: 0,
      provenance: PlanProvenance(warewatt: "test", glpk: "", inputSHA256: ""), plan: plan)
  }
}
