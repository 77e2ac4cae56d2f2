// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("Where a demand is put in") struct InsertionTests {
  /// Two warehouses serve one zone with trucks of 10, a trip 100 each, over two periods. The first lane's
  /// demand is in the one, the last one's in the other; between them a demand may go to both.
  private func market(first: Double, between: Double, last: Double, most: Int) -> LogisticsScenario {
    let periods = 2
    var scenario = LogisticsScenario(
      name: "trucks", currency: "KRW", resources: [.pallets],
      warehouses: (0..<2).map {
        .init(id: "w\($0)", areas: $0..<$0 + 1, activationCost: 0, smallestUtilisation: [0])
      },
      areas: (0..<2).map { .init(warehouse: $0, capacity: Array(repeating: 1000, count: periods)) },
      demands: [], lanes: [], laneStart: [0])
    scenario.periods = .init(count: periods, unit: .day)
    scenario.trucks = .init(zones: ["z"], capacity: [10], tripCost: [100, 100], tripCarbon: [0, 0])
    for (index, (trucks, warehouses)) in [(first, [0]), (between, [0, 1]), (last, [1])].enumerated() {
      scenario.demands.append(
        .init(
          id: "d\(index)", quantity: [1], stay: 0..<periods, mostWarehouses: most, unservedPenalty: 10_000,
          zone: 0, delivery: [10 * trucks]))
      for w in warehouses {
        scenario.lanes.append(
          .init(demand: index, warehouse: w, area: w, transportCost: 1, handlingCost: 0))
      }
      scenario.laneStart.append(scenario.lanes.count)
    }
    return scenario
  }

  /// Objective with all three put in, the one between them last.
  private func value(_ scenario: LogisticsScenario) -> Double {
    let arrays = ScenarioArrays(scenario)
    let guide = SearchGuide(arrays, LagrangianAscent(arrays, threads: 1))
    let placement = Placement(arrays, penalty: guide.penalty)
    let insertion = Insertion(placement, guide)
    var random = SplitMix64(seed: 1)
    for d in [0, 2, 1] { insertion.insert(d, &random) }
    return placement.objective
  }

  @Test("A demand that fills the trucks there are is divided between them")
  func fillsTrucks() {
    // 4 and 5 tenths are free: 8 tenths need no further trip. Two trips in two periods, and 1 for each demand.
    #expect(abs(value(market(first: 0.6, between: 0.8, last: 0.5, most: 2)) - (400 + 3)) < 1e-6)
    // 18 tenths need one trip more in each period: a whole truck and the rest of another.
    #expect(abs(value(market(first: 0.6, between: 1.8, last: 0.5, most: 2)) - (600 + 3)) < 1e-6)
    // In one warehouse it takes a trip more in each period.
    #expect(abs(value(market(first: 0.6, between: 0.8, last: 0.5, most: 1)) - (600 + 3)) < 1e-6)
  }
}
