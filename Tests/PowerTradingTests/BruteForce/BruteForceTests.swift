// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

@Suite struct BruteForceTests {
  @Test(
    "One and two pairs gain what the best vertex gains",
    arguments: [(1, 1), (2, 1), (1, 2)], 0..<12)
  func vertices(size: (Int, Int), block: Int) throws {
    for seed in block * 12..<block * 12 + 12 {
      let market = SmallMarket(
        seed: UInt64(seed + 10_000 * size.0 + 20_000 * size.1), suppliers: size.0, consumers: size.1,
        intervals: 2 + seed % 4)
      let solved = try SolvedCase(market.json)
      guard let expected = VertexEnumeration(market).bestGain() else {
        #expect(solved.envelope.status == .infeasible, "seed \(seed): a plan where none exists")
        continue
      }
      let value = try #require(solved.value, "seed \(seed): no plan, but one of \(expected) exists")
      #expect(agree(value, expected), "seed \(seed): \(value), not \(expected)")
      let bound = try #require(solved.envelope.bound)
      #expect(
        bound >= expected - 1e-7 * max(1, abs(expected)), "seed \(seed): bound \(bound) below \(expected)")
      #expect(solved.envelope.status == .optimal, "seed \(seed): gap \(solved.envelope.gap ?? .nan)")
      let proven = try #require(solved.report.provenBound)
      #expect(proven >= expected - 1e-7 * max(1, abs(expected)), "seed \(seed): proof below the optimum")
    }
  }

  @Test("No random shares of a larger market beat the plan or its bound", arguments: 0..<16)
  func randomShares(seed: Int) throws {
    let market = SmallMarket(
      seed: UInt64(40_000 + seed), suppliers: 2 + seed % 3, consumers: 3, intervals: 12,
      hasRules: seed % 2 == 0, hasHardTargets: seed % 4 == 0)
    let solved = try SolvedCase(market.json)
    var random = SplitMix64(seed: UInt64(seed))
    let reference = sharesOf(solved, market)
    var kept = 0
    for trial in 0..<400 {
      let shares = trial % 2 == 0 ? anyShares(market, &random) : near(reference, market, &random)
      guard let gain = market.gain(shares) else { continue }
      kept += 1
      let value = try #require(solved.value, "seed \(seed): no plan, but one of \(gain) exists")
      let bound = try #require(solved.envelope.bound)
      let margin = 1e-7 * max(1, abs(gain))
      #expect(gain <= value + margin && gain <= bound + margin, "seed \(seed): \(gain) beats \(value)")
    }
    if solved.value != nil {
      #expect(kept > 20, "seed \(seed): only \(kept) of the random shares keep the rules")
    }
  }

  @Test("A linear program is proved to the last digit by the check's own bound", arguments: 0..<30)
  func linearPrograms(seed: Int) throws {
    let market = SmallMarket(
      seed: UInt64(50_000 + seed), suppliers: 3, consumers: 1 + seed % 4, intervals: 24, hasRules: false,
      hasHardTargets: false)
    let solved = try SolvedCase(market.json)
    let value = try #require(solved.value)
    let proven = try #require(solved.report.provenBound)
    #expect(abs(value - proven) <= 1e-7 * max(1, abs(value)), "seed \(seed): \(value) against \(proven)")
    #expect(solved.envelope.status == .optimal)
  }

  private func sharesOf(_ solved: SolvedCase, _ market: SmallMarket) -> [[Double]] {
    market.suppliers.map { supplier in
      market.consumers.map { consumer in
        solved.envelope.plan?.contracts
          .first { $0.supplier == supplier.id && $0.consumer == consumer.id }?.share ?? 0
      }
    }
  }

  /// Shares of every supplier that keep its limit, many of them 0 or at the smallest contract.
  private func anyShares(_ market: SmallMarket, _ random: inout SplitMix64) -> [[Double]] {
    market.suppliers.indices.map { i in
      var left = market.suppliers[i].largest
      return market.consumers.indices.map { j in
        guard market.isOpen(i, j), random.unit() < 0.5, left >= market.smallest(j) else { return 0 }
        let share = random.unit() < 0.2 ? market.smallest(j) : random.uniform(market.smallest(j), left)
        left -= share
        return share
      }
    }
  }

  /// The plan's shares, a few of them moved.
  private func near(_ shares: [[Double]], _ market: SmallMarket, _ random: inout SplitMix64) -> [[Double]] {
    shares.indices.map { i in
      let moved = shares[i].map { random.unit() < 0.5 ? $0 : $0 * random.uniform(0.9, 1.1) }
      let sold = moved.reduce(0, +)
      let factor = sold > market.suppliers[i].largest ? market.suppliers[i].largest / sold : 1
      return moved.map { $0 * factor }
    }
  }
}
