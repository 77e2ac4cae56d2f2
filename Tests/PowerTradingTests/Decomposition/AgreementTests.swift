// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct AgreementTests {
  @Test("By structure the same gain is found as by one model", arguments: 0..<20)
  func linear(block: Int) throws {
    for seed in block * 8..<block * 8 + 8 {
      let market = SmallMarket(
        seed: UInt64(110_000 + seed), suppliers: 1 + seed % 4, consumers: 1 + seed % 5,
        intervals: 3 + seed % 22, hasRules: false)
      try agree(market, "seed \(seed)")
    }
  }

  @Test("By structure the same contracts pay as by one model", arguments: 0..<20)
  func contracts(block: Int) throws {
    for seed in block * 8..<block * 8 + 8 {
      let market = SmallMarket(
        seed: UInt64(120_000 + seed), suppliers: 1 + seed % 3, consumers: 1 + seed % 3,
        intervals: 3 + seed % 9)
      try agree(market, "seed \(seed)")
    }
  }

  @Test("By structure the same gain is found where consumers have tariffs in common", arguments: 0..<10)
  func commonTariffs(block: Int) throws {
    for seed in block * 8..<block * 8 + 8 {
      var market = SmallMarket(
        seed: UInt64(130_000 + seed), suppliers: 1 + seed % 3, consumers: 2 + seed % 4,
        intervals: 3 + seed % 22, hasRules: false)
      // Two tariffs; one consumer in three uses nothing at times.
      for j in market.consumers.indices {
        market.consumers[j].retail = market.consumers[j % 2].retail
        market.consumers[j].supplyFee = market.consumers[j % 2].supplyFee
        if j % 3 == 2 { market.consumers[j].load[seed % market.market.count] = 0 }
      }
      try agree(market, "seed \(seed)")
    }
  }

  private func agree(_ market: SmallMarket, _ place: Comment) throws {
    let direct = try SolvedCase(market.json)
    let structured = try SolvedCase(market.json, method: .decomposition)
    guard let expected = direct.value else {
      #expect(structured.envelope.status == .infeasible, place)
      return
    }
    guard let value = structured.value else {
      Issue.record("no plan, \(structured.envelope.termination): \(place)")
      return
    }
    let margin = 1e-6 * max(1, abs(expected))
    #expect(abs(value - expected) <= margin, "\(place): \(value), not \(expected)")
    let bound = try #require(structured.envelope.bound, place)
    #expect(
      bound >= expected - margin && bound <= expected + 10 * margin,
      "\(place): bound \(bound) for \(expected)")
    let proven = try #require(structured.report.provenBound, place)
    #expect(proven >= expected - margin, "\(place): proof below the optimum")
  }
}
