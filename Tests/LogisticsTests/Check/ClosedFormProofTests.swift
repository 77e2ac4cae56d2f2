// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// Proofs that no plan exists: none where a plan does, and one for each reason by hand.
@Suite("Proofs of infeasibility") struct ClosedFormProofTests {
  @Test("claim nothing of a scenario that has a plan", arguments: 0..<6)
  func valid(block: Int) {
    var proofs = 0
    for seed in block * 25..<block * 25 + 25 {
      var features = Set(FeatureMarket.Feature.allCases)
      if seed % 2 == 0 { features.remove(.mustServe) }
      var market = FeatureMarket(seed: UInt64(seed), features: features, chance: 0.6)
      // Tight enough that a reason is often at hand.
      if seed % 3 == 0 { market.scenario.rules.budget = market.scenario.rules.budget.map { $0 / 3 } }
      guard let reason = ClosedFormProof(market.scenario).reason() else { continue }
      proofs += 1
      let best = HalvesEnumeration(market.scenario).best
      #expect(best == nil, "seed \(seed): \(reason), but a plan costs \(best ?? 0)")
    }
    #expect(proofs > 0)
  }

  typealias Change = @Sendable (inout LogisticsScenario) -> Void

  static let reasons: [(words: String, change: Change)] = [
    (
      "no warehouse may take d4",
      {
        $0.demands[4].unservedPenalty = nil
        let first = $0.laneStart[4]
        $0.lanes.removeSubrange(first...)
        $0.laneStart[5] = first
      }
    ),
    (
      "within reach of d2",
      {
        $0.demands[2].unservedPenalty = nil
        $0.demands[2].quantity[0] = 60
      }
    ),
    (
      "the 1 largest warehouses within reach of d2",
      {
        $0.demands[2].unservedPenalty = nil
        $0.demands[2].mostWarehouses = 1
        $0.demands[2].quantity[0] = 30
      }
    ),
    (
      "the warehouses that may be activated together hold 20",
      {
        for d in [0, 2, 3] { $0.demands[d].unservedPenalty = nil }
        $0.demands[0].quantity[0] = 12
        $0.existing = []
        $0.rules.mostActivated = 1
      }
    ),
    (
      "the frozen share of d1 is not all of it",
      { $0.existing[1] = .init(lane: $0.existing[1].lane, share: 0.5, isFrozen: true) }
    ),
    (
      "the frozen shares of d0 sum to 1.5",
      {
        $0.existing[0].isFrozen = true
        $0.existing.append(.init(lane: $0.existing[0].lane + 1, share: 0.5, isFrozen: true))
      }
    ),
    (
      "the frozen pairs alone break a rule: number of warehouses",
      {
        $0.existing[0].isFrozen = true
        $0.rules.mostActivated = 1
      }
    ),
    (
      "the frozen pairs alone break a rule: budget",
      { $0.rules.budget = 40 }
    ),
    (
      "of the pallets of group small at most",
      {
        $0.groups[0].smallestServedShare[0] = 1
        $0.demands[2].quantity[0] = 80
      }
    ),
    (
      "the owners together may hold 0.75",
      {
        $0.owners[0].largestShare[0] = 0.5
        $0.owners[1].largestShare[0] = 0.25
      }
    ),
    (
      "the cheapest lanes of what must be served cost",
      {
        $0.existing = []
        $0.rules.budget = 30
      }
    ),
    (
      "the cleanest lanes of what must be served emit",
      {
        $0.existing = []
        $0.rules.carbonCap = 1
      }
    ),
    (
      "their classes must not meet",
      {
        $0.existing = []
        $0.demands[3].unservedPenalty = nil
        for d in [3, 1] {
          let keep = $0.lanes[$0.laneStart[d]..<$0.laneStart[d + 1]].filter { $0.warehouse == 2 }
          let gone = $0.laneStart[d + 1] - $0.laneStart[d] - keep.count
          $0.lanes.replaceSubrange($0.laneStart[d]..<$0.laneStart[d + 1], with: keep)
          for later in (d + 1)..<$0.laneStart.count { $0.laneStart[later] -= gone }
        }
      }
    ),
  ]

  @Test("find each reason", arguments: reasons.indices)
  func reason(index: Int) {
    var scenario = EveryFeature.scenario()
    #expect(ClosedFormProof(scenario).reason() == nil)
    Self.reasons[index].change(&scenario)
    let reason = ClosedFormProof(scenario).reason()
    #expect(reason?.contains(Self.reasons[index].words) == true, "\(reason ?? "none")")
  }
}
