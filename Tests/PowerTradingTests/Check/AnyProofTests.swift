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

  @Test("Whatever the proof, a scenario that has a plan is never proved infeasible", arguments: 0..<20)
  func neverInfeasible(seed: Int) throws {
    let market = SmallMarket(
      seed: UInt64(90_000 + seed), suppliers: 2, consumers: 2, intervals: 5, hasRules: seed % 2 == 0)
    let solved = try SolvedCase(market.json)
    guard solved.value != nil else { return }
    var random = SplitMix64(seed: UInt64(seed))
    for trial in 0..<200 {
      let scale = trial % 50 == 0 ? 1e18 : 1.0
      func list(_ count: Int, _ low: Double, _ high: Double) -> NumberList {
        NumberList((0..<count).map { _ in random.uniform(low, high) })
      }
      let proof = PowerPlan.OfferProof(
        referenceShares: list(solved.scenario.pairs.count, 0, 1.2),
        re100Multipliers: list(2, -0.5 * scale, 2 * scale),
        matchingMultipliers: list(2, -0.5 * scale, 2 * scale),
        contractCountMultipliers: list(2, -scale, 20 * scale), consumerGainMultipliers: list(2, -1, 2),
        supplierGainMultipliers: list(2, -1, 2), stageMultipliers: NumberList([]),
        kinkConsumers: NumberList([0, 1]), kinkIntervals: NumberList([1, 2]), kinkPlaces: NumberList([1, 1]),
        kinkNumbers: list(2, 0, 1))
      let report = PowerInfeasibilityCheck.report(
        solved.scenario, .init(summary: "", consumers: [], proof: proof))
      #expect(report.infeasibilityProof == nil, "seed \(seed)")
    }
  }

  @Test("Targets that cannot be met together are proved so from the plan file alone")
  func shortageIsProved() throws {
    func text(_ share: Double) -> String {
      """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "2026-04-06T00:00:00+09:00", "interval_minutes": 60, "intervals": 4},
       "market_price": {"constant": 80, "unit": "per_kWh"},
       "suppliers": [{"id": "s", "source": "solar", "capacity_kw": 1000, "ask_krw_per_kwh": 100,
                      "generation": {"values": [1000, 500, 200, 0], "unit": "kWh"}}],
       "consumers": [
         {"id": "a", "load": {"constant": 500, "unit": "kWh"}, "ceiling_krw_per_kwh": 130,
          "retail_price": {"constant": 125, "unit": "per_kWh"}, "re100": {"minimum_share": 0.4}},
         {"id": "b", "load": {"constant": 500, "unit": "kWh"}, "ceiling_krw_per_kwh": 130,
          "retail_price": {"constant": 125, "unit": "per_kWh"}, "re100": {"minimum_share": \(share)}}]}
      """
    }
    // A half each supplies 500 + 250 + 100 of 2000 kWh, 42.5 %, to both.
    #expect(try SolvedCase(text(0.42)).envelope.status == .optimal)
    let short = try SolvedCase(text(0.5))
    #expect(short.envelope.status == .infeasible)
    let report = PowerMarket.check(short.envelope, against: short.scenario)
    #expect(report.isClean)
    #expect(report.infeasibilityProof?.contains("missing from the hard targets together") == true)
  }
}
