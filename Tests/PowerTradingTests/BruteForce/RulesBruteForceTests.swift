// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

@Suite struct RulesBruteForceTests {
  private static let sizes = [(1, 1), (2, 1), (1, 2), (2, 2)]

  @Test("Whole lots under mixed rules gain what the best of all combinations gains", arguments: 0..<12)
  func lots(block: Int) throws {
    for seed in block * 14..<block * 14 + 14 {
      let size = Self.sizes[seed % 4]
      let market = RuledMarket(
        seed: UInt64(300_000 + seed), suppliers: size.0, consumers: size.1, intervals: 2 + seed % 4,
        hasLots: true, hasChoices: seed % 3 != 0)
      try #require(!market.hasSpread)
      let solved = try SolvedCase(market.json)
      guard let best = market.bestInLots() else {
        #expect(solved.envelope.status == .infeasible, "seed \(seed): a plan where none exists")
        continue
      }
      let value = try #require(solved.value, "seed \(seed): no plan, but one of \(best) exists")
      #expect(agree(value, best), "seed \(seed): \(value), not \(best)")
      #expect(solved.envelope.status == .optimal, "seed \(seed): gap \(solved.envelope.gap ?? .nan)")
      let proven = try #require(solved.report.provenBound)
      #expect(proven >= best - 1e-7 * max(1, abs(best)), "seed \(seed): proof \(proven) below \(best)")
    }
  }

  @Test("Where fees differ within a consumer the bound holds and the plan keeps below it", arguments: 0..<6)
  func spread(block: Int) throws {
    for seed in block * 10..<block * 10 + 10 {
      let market = RuledMarket(
        seed: UInt64(320_000 + seed), suppliers: 2, consumers: 1 + seed % 2, intervals: 4, hasLots: true,
        hasChoices: seed % 2 == 0, hasSpread: true)
      let solved = try SolvedCase(market.json)
      guard let best = market.bestInLots() else {
        #expect(solved.envelope.status == .infeasible, "seed \(seed): a plan where none exists")
        continue
      }
      let margin = 1e-7 * max(1, abs(best))
      let value = try #require(solved.value, "seed \(seed): no plan, but one of \(best) exists")
      let bound = try #require(solved.envelope.bound)
      #expect(value <= best + margin && bound >= best - margin, "seed \(seed): \(value), \(best), \(bound)")
      if !market.hasSpread { #expect(agree(value, best), "seed \(seed): \(value), not \(best)") }
    }
  }

  @Test("A linear program with rules is proved to the last digit by the check", arguments: 0..<8)
  func linear(block: Int) throws {
    for seed in block * 10..<block * 10 + 10 {
      let market = RuledMarket(
        seed: UInt64(340_000 + seed), suppliers: 1 + seed % 3, consumers: 1 + seed % 3, intervals: 12,
        hasLots: false, hasChoices: false, hasHardRules: seed % 3 == 0)
      let solved = try SolvedCase(market.json)
      var random = SplitMix64(seed: UInt64(seed))
      guard let value = solved.value else {
        #expect(solved.envelope.status == .infeasible && seed % 3 == 0, "seed \(seed): no plan")
        continue
      }
      let proven = try #require(solved.report.provenBound)
      #expect(abs(value - proven) <= 1e-7 * max(1, abs(value)), "seed \(seed): \(value) against \(proven)")
      #expect(solved.envelope.status == .optimal)
      for _ in 0..<60 {
        guard let gain = market.gain(shares(market, &random)) else { continue }
        #expect(gain <= value + 1e-7 * max(1, abs(value)), "seed \(seed): \(gain) beats \(value)")
      }
    }
  }

  /// Shares that keep the suppliers' limits, contracts in force included.
  private func shares(_ market: RuledMarket, _ random: inout SplitMix64) -> [[Double]] {
    market.suppliers.indices.map { i in
      var left = market.suppliers[i].largest - market.pairs[i].reduce(0) { $0 + ($1.frozen ?? 0) }
      return market.consumers.indices.map { j in
        let pair = market.pairs[i][j]
        if let frozen = pair.frozen { return frozen }
        let generated = market.suppliers[i].generation.reduce(0, +)
        let most = min(left, pair.largest ?? 1, pair.largestVolume.map { $0 / max(1, generated) } ?? 1)
        guard market.isOpen(i, j), random.unit() < 0.7, most > 0 else { return 0 }
        let share = random.unit() < 0.3 ? most : random.uniform(0, most)
        left -= share
        return share
      }
    }
  }
}
