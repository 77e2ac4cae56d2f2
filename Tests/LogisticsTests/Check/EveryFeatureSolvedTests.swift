// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// Seeded scenarios that mix the features, solved by the direct method: the check passes the plan, and its
/// value is no worse than the best plan in halves, or just that where every demand is whole.
@Suite("Scenarios that mix the features") struct EveryFeatureSolvedTests {
  @Test("cost no more than the best plan in halves", arguments: 0..<12)
  func halves(block: Int) throws {
    for seed in block * 6..<block * 6 + 6 {
      let market = FeatureMarket(seed: UInt64(4000 + seed), chance: [0.3, 0.5, 0.7][seed % 3])
      try hold(market.scenario, isExact: false, "seed \(seed)")
    }
  }

  @Test("cost what the best of all plans costs where every demand is whole", arguments: 0..<12)
  func whole(block: Int) throws {
    for seed in block * 6..<block * 6 + 6 {
      var market = FeatureMarket(seed: UInt64(6000 + seed), chance: [0.3, 0.5, 0.7][seed % 3], demands: 4)
      market.makeWhole()
      try hold(market.scenario, isExact: true, "seed \(seed)")
    }
  }

  private func hold(_ scenario: LogisticsScenario, isExact: Bool, _ name: String) throws {
    let best = HalvesEnumeration(scenario).best
    let solved = try SolvedCase(solving: scenario)
    guard let value = solved.value else {
      #expect(best == nil, "\(name): no plan, but one costs \(best ?? 0)")
      return
    }
    if isExact {
      let best = try #require(best, "\(name): a plan of \(value) where there is none")
      #expect(agree(value, best), "\(name): \(value), not \(best)")
    } else if let best {
      #expect(value <= best + 1e-6 * max(1, best), "\(name): \(value) above \(best)")
    }
    if let proven = solved.report.provenBound { #expect(proven <= value + 1e-6 * max(1, value), "\(name)") }
    #expect(solved.envelope.status == .optimal, "\(name): \(solved.envelope.status)")
  }
}
