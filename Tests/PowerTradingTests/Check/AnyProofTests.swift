// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

@Suite struct AnyProofTests {
  @Test("Whatever the proof, what it gives is not below the optimum", arguments: 0..<20)
  func valid(seed: Int) throws {
    let market = SmallMarket(
      seed: UInt64(70_000 + seed), suppliers: 2, consumers: 2, intervals: 5, hasRules: seed % 2 == 0)
    let solved = try SolvedCase(market.json)
    guard let value = solved.value, let given = solved.envelope.plan?.boundProof else { return }
    var random = SplitMix64(seed: UInt64(seed))
    for trial in 0..<200 {
      let scale = trial % 50 == 0 ? 1e18 : 1.0
      var proof = given
      proof.referenceShares = NumberList(given.referenceShares.values.map { _ in random.uniform(0, 1.2) })
      proof.re100Multipliers = NumberList(
        given.re100Multipliers.values.map { _ in random.uniform(-50, 200) * scale })
      proof.contractCountMultipliers = NumberList(
        given.contractCountMultipliers.values.map { _ in random.uniform(-100, 2000) * scale })
      let kinks = random.integer(0, 6)
      proof.kinkConsumers = NumberList((0..<kinks).map { _ in Double(random.integer(0, 1)) })
      proof.kinkIntervals = NumberList((0..<kinks).map { _ in Double(random.integer(0, 4)) })
      proof.kinkFractions = NumberList((0..<kinks).map { _ in random.uniform(-0.5, 1.5) })
      var envelope = solved.envelope
      envelope.plan?.boundProof = proof
      let proven = try #require(PowerMarket.check(envelope, against: solved.scenario).provenBound)
      #expect(proven >= value - 1e-7 * max(1, abs(value)), "seed \(seed)")
      let own = SupplyBound.value(solved.scenario, proof)
      #expect(abs(own - proven) <= 1e-9 * max(1, abs(own), 1e4 * scale), "seed \(seed): \(own), \(proven)")
    }
  }
}
