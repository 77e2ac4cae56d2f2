// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("Plans under way") struct PlacementTests {
  @Test(
    "Trips are whole, but for rounding",
    arguments: zip(
      [0, 1e-13, 1e-9, 0.3, 1, 1 + 5e-8, 1.0001, 7, 7 + 1e-7, 7.2, 1e12],
      [0, 0, 1, 1, 1, 1, 2, 7, 7, 8, 1_000_000_000]))
  func wholeTrips(load: Double, trips: Int) {
    #expect(Int(Placement.tripsFor(load)) == trips)
  }

  @Test(
    "What a placement adds up by and by is what its shares come to, and its rules are the plan's",
    arguments: 0..<10)
  func sums(block: Int) {
    for seed in block * 8..<block * 8 + 8 {
      let scenario = FeatureMarket(
        seed: UInt64(23_000 + seed), chance: [0.3, 0.5, 0.8][seed % 3], warehouses: 4, demands: 8
      ).scenario
      let arrays = ScenarioArrays(scenario)
      let ascent = LagrangianAscent(arrays, threads: 1)
      for _ in 0..<50 { ascent.step(target: ascent.bound + 0.05 * max(1, abs(ascent.bound))) }
      let guide = SearchGuide(arrays, ascent)
      let placement = Placement(arrays, penalty: guide.penalty)
      var search = RuinAndRecreate(
        guide, placement, SoftRules(arrays, ascent, guide), seed: UInt64(seed))
      search.construct(trust: 1, leastAverage: 0.05)
      for _ in 0..<5 {
        search.run(iterations: 40, temperature: max(1, abs(ascent.bound)) * 0.01)
        let audited = PlanAudit.cost(scenario, placement.shares)
        if placement.isPlan {
          #expect(audited != nil, "seed \(seed)")
          if let audited {
            let value = placement.objective
            #expect(abs(audited - value) <= 1e-6 * max(1, abs(audited)), "seed \(seed): \(value), \(audited)")
          }
        }
      }
      if !search.best.isEmpty { #expect(PlanAudit.cost(scenario, search.best) != nil) }
    }
  }
}
