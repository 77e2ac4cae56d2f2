// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

@Suite struct AnyMultipliersTests {
  @Test("Whatever the multipliers, what they prove is not above the optimum", arguments: 0..<20)
  func valid(seed: Int) throws {
    var features = SmallMarket.Features()
    features.resources = 1 + seed % 3
    features.alwaysPenalty = true
    let solved = try SolvedCase(SmallMarket(seed: UInt64(7000 + seed), features).json)
    let value = try #require(solved.value)
    var envelope = solved.envelope
    var random = SplitMix64(seed: UInt64(seed))
    var best = -Double.infinity
    for trial in 0..<200 {
      let scale = trial % 50 == 0 ? 1e18 : random.uniform(0.1, 3)
      let multipliers = (envelope.plan?.boundProof?.demandMultipliers.values ?? []).map {
        $0 * random.uniform(0.5, 1.5) * scale
      }
      let prices = (envelope.plan?.boundProof?.capacityPrices.values ?? []).map { _ in
        random.uniform(-5, 20) * scale
      }
      var proof = try #require(solved.envelope.plan?.boundProof)
      proof.demandMultipliers = NumberList(multipliers)
      proof.capacityPrices = NumberList(prices)
      envelope = solved.envelope
      envelope.plan?.boundProof = proof
      let proven = try #require(LogisticsMarket.check(envelope, against: solved.scenario).provenBound)
      let own = LagrangianBound.value(
        solved.scenario, demandMultipliers: multipliers, capacityPrices: prices)
      #expect(proven <= value + 1e-7 * max(1, value))
      let size = (multipliers + prices).reduce(1000) { $0 + abs($1) }
      #expect(abs(own - proven) <= 1e-9 * size)
      best = max(best, proven)
    }
    #expect(best.isFinite)
  }
}
