// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@testable import Logistics

@Suite("Search of neighbourhoods") struct NeighbourhoodSearchTests {
  /// More warehouses than one part takes, and few demands that all of them could serve but need not.
  private func scenario(_ seed: Int) -> LogisticsScenario {
    FeatureMarket(
      seed: UInt64(31_000 + seed), features: Set(FeatureMarket.Feature.allCases).subtracting([.mustServe]),
      chance: [0.2, 0.4, 0.6][seed % 3], warehouses: 40, demands: 8
    ).scenario
  }

  @Test("What two parts change at the same time makes one plan", arguments: 0..<8)
  func combines(block: Int) {
    var gains = 0
    for seed in block * 5..<block * 5 + 5 {
      let scenario = scenario(seed)
      let arrays = ScenarioArrays(scenario)
      let ascent = LagrangianAscent(arrays, threads: 1)
      for _ in 0..<40 { ascent.step(target: ascent.bound + 0.05 * max(1, abs(ascent.bound))) }
      let guide = SearchGuide(arrays, ascent)
      // Nothing is served yet, so that parts have something to compete for.
      let placement = Placement(arrays, penalty: guide.penalty)
      guard placement.isPlan else { continue }
      let search = NeighbourhoodSearch(
        scenario, arrays, StrongProgram(scenario), guide, shares: placement.shares,
        value: placement.objective, threads: 2, seed: UInt64(seed))
      for _ in 0..<6 {
        search.step(seconds: 2, cancellation: Cancellation())
        let audited = PlanAudit.cost(scenario, search.shares)
        #expect(audited != nil, "seed \(seed)")
        #expect(abs((audited ?? .infinity) - search.value) <= 1e-6 * max(1, abs(search.value)))
      }
      gains += search.gainCount
    }
    #expect(gains > 0)
  }
}
