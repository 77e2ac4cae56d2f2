// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

/// The prices of a plan against solutions of the linear program that is left of it.
@Suite("Prices of a plan") struct PlanPricesTests {
  private static let features: Set<FeatureMarket.Feature> = [
    .time, .periodActivation, .areas, .totals, .single, .owners, .groups, .number, .classes, .carbonPrice,
    .existing, .activation,
  ]

  /// A market, its plan's shares and choices.
  private func solved(_ seed: Int) throws -> (LogisticsScenario, IntegralChoices, LogisticsPlan)? {
    let scenario = FeatureMarket(
      seed: UInt64(4000 + seed), features: Self.features, chance: 0.5, warehouses: 2, demands: 4
    ).scenario
    let answer = try SolvedCase(solving: scenario)
    guard answer.value != nil, let plan = answer.envelope.plan else { return nil }
    var shares = [Double](repeating: 0, count: scenario.lanes.count)
    for assignment in plan.assignments {
      let lane = scenario.lanes.firstIndex {
        scenario.demands[$0.demand].id == assignment.demand
          && scenario.warehouses[$0.warehouse].id == assignment.warehouse
          && scenario.areas[$0.area].id == assignment.area
      }
      shares[try #require(lane)] = assignment.share
    }
    return (scenario, IntegralChoices(scenario, shares: shares), plan)
  }

  private func cost(_ scenario: LogisticsScenario, _ choices: IntegralChoices) throws -> Double? {
    try FixedProgram(scenario, choices, control: SolveControl())?.cost
  }

  @Test("A shadow price lies between what one more unit saves and what one less costs", arguments: 0..<40)
  func betweenTheDifferences(seed: Int) throws {
    guard let (scenario, choices, plan) = try solved(seed) else { return }
    let here = try #require(try cost(scenario, choices))
    let step = 1e-3
    for warehouse in plan.activatedWarehouses {
      let w = try #require(scenario.warehouses.firstIndex { $0.id == warehouse.id })
      for use in warehouse.utilisation where use.area != nil || scenario.warehouses[w].totalCapacity == nil {
        let k = try #require(scenario.warehouses[w].areas.first { scenario.areas[$0].id == use.area })
        let r = try #require(scenario.resources.firstIndex(of: use.resource))
        let prices = use.shadowPriceByPeriod?.values ?? use.shadowPrice.map { [$0] } ?? []
        #expect(prices.count == scenario.periods.count)
        for (t, price) in prices.enumerated() {
          let slot = r * scenario.periods.count + t
          var (more, less) = (scenario, scenario)
          more.areas[k].capacity[slot] += step
          less.areas[k].capacity[slot] -= step
          let saved = (here - (try cost(more, choices) ?? here)) / step
          #expect(saved <= price + 1e-4 * max(1, price), "seed \(seed)")
          guard less.areas[k].capacity[slot] >= 0, let worse = try cost(less, choices) else { continue }
          #expect((worse - here) / step >= price - 1e-4 * max(1, price), "seed \(seed)")
        }
      }
    }
  }

  @Test("An unserved demand is served from the penalty that is told on, and never below it")
  func servedFrom() throws {
    var (above, all) = (0, 0)
    for seed in 200..<280 {
      guard let (scenario, choices, plan) = try solved(seed) else { continue }
      for entry in plan.unserved where entry.share == 1 {
        let d = try #require(scenario.demands.firstIndex { $0.id == entry.demand })
        guard let from = entry.servedFromPenalty, !scenario.demands[d].isSingleSource,
          scenario.demands[d].smallestShare == 0
        else { continue }
        func served(_ penalty: Double) throws -> Double {
          var changed = scenario
          changed.demands[d].unservedPenalty = penalty
          let program = try #require(try FixedProgram(changed, choices, control: SolveControl()))
          return (scenario.laneStart[d]..<scenario.laneStart[d + 1]).reduce(0) { $0 + program.shares[$1] }
        }
        let margin = 1e-4 * max(1, from)
        #expect(try served(from - margin) <= 1e-7, "seed \(seed): \(entry.demand) below \(from)")
        all += 1
        if try served(from + margin) > 1e-7 { above += 1 }
      }
    }
    // Where space is just full prices are not unique, and one of them may be too low.
    #expect(all >= 20 && 3 * above >= 2 * all, "\(above) of \(all)")
  }
}
