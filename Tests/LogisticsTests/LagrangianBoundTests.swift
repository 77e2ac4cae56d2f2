// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

/// The Lagrangian bound against the relaxation that it relaxes, solved as a linear program.
@Suite("Lagrangian bound") struct LagrangianBoundTests {
  @Test("At the multipliers of its relaxation it is the relaxation's value", arguments: 0..<8)
  func atTheBest(block: Int) throws {
    for seed in block * 20..<block * 20 + 20 {
      let scenario = FeatureMarket(seed: UInt64(5000 + seed), chance: 0.5, demands: 4).scenario
      let known = StrongFormulation(scenario, isForProof: true)
      let relaxed = try solve(known.model.relaxed())
      guard relaxed.termination == .optimal, let value = relaxed.objective else { continue }
      let bound = LagrangianBound.value(scenario, Multipliers(scenario, known.index, dual: relaxed.rowDual))
      #expect(bound >= value - 1e-7 * max(1, abs(value)), "seed \(seed): \(bound), not \(value)")
      // A frozen share activates its warehouse altogether, of which the linear program knows a part.
      if scenario.existing.allSatisfy({ !$0.isFrozen }) {
        #expect(bound <= value + 1e-7 * max(1, abs(value)), "seed \(seed): \(bound), above \(value)")
      }
    }
  }

  @Test("Whatever the multipliers, it is not above the cheapest plan", arguments: 0..<6)
  func valid(block: Int) throws {
    for seed in block * 10..<block * 10 + 10 {
      let scenario = FeatureMarket(seed: UInt64(5500 + seed), chance: 0.5).scenario
      let program = StrongFormulation(scenario)
      guard let least = try solve(program.model).objective else { continue }
      let known = StrongFormulation(scenario, isForProof: true)
      let best = Multipliers(scenario, known.index, dual: try solve(known.model.relaxed()).rowDual)
      var random = SplitMix64(seed: UInt64(seed))
      for _ in 0..<40 {
        func changed(_ list: [Double]) -> [Double] {
          list.map { $0 * random.uniform(0, 2) + (random.unit() < 0.2 ? random.uniform(0, 5) : 0) }
        }
        let trial = Multipliers(
          demand: changed(best.demand), area: changed(best.area), warehouse: changed(best.warehouse),
          utilisation: changed(best.utilisation), activation: best.activation + random.uniform(0, 9),
          ownerActivation: changed(best.ownerActivation), ownerShare: changed(best.ownerShare),
          group: changed(best.group), budget: best.budget + random.uniform(0, 0.5),
          carbon: best.carbon + random.uniform(0, 2), truck: changed(best.truck))
        let bound = LagrangianBound.value(scenario, trial)
        #expect(bound <= least + 1e-6 * max(1, least), "seed \(seed): \(bound) above \(least)")
      }
    }
  }
}
