// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

@Suite struct PortfolioTests {
  @Test("Portfolios of a few contracts gain what one model finds", arguments: 0..<12)
  func agreement(block: Int) throws {
    for seed in block * 6..<block * 6 + 6 {
      var market = SmallMarket(
        seed: UInt64(140_000 + seed), suppliers: 3 + seed % 4, consumers: 1 + seed % 3,
        intervals: 3 + seed % 6, hasHardTargets: seed % 3 == 0)
      var random = SplitMix64(seed: UInt64(150_000 + seed))
      for j in market.consumers.indices { market.consumers[j].count = random.integer(1, 4) }
      let direct = try SolvedCase(market.json)
      let structured = try SolvedCase(market.json, method: .decomposition)
      guard let expected = direct.value else {
        #expect(structured.envelope.status == .infeasible, "seed \(seed)")
        continue
      }
      let value = try #require(structured.value, "seed \(seed)")
      let bound = try #require(structured.envelope.bound, "seed \(seed)")
      let margin = 1e-6 * max(1, abs(expected))
      #expect(abs(value - expected) <= margin, "seed \(seed): \(value), not \(expected)")
      #expect(
        bound >= expected - margin && bound <= expected + 10 * margin,
        "seed \(seed): bound \(bound) for \(expected)")
    }
  }

  @Test("The bound from all portfolios is above every plan, and near", arguments: 0..<4)
  func bound(seed: Int) throws {
    var market = SmallMarket(
      seed: UInt64(160_000 + seed), suppliers: 14, consumers: 16, intervals: 24 + seed, hasRules: false,
      hasHardTargets: false)
    market.smallest = 0.05
    market.fixedCost = Double(20 * seed)
    for j in market.consumers.indices {
      market.consumers[j].count = 1 + (j + seed) % 3
      market.consumers[j].ceiling = 500
    }
    let scenario = try SolvedCase.scenario(market.json)
    var options = SolveOptions(cores: 2)
    options.method = .decomposition
    options.gap = 0.02
    options.timeLimitSeconds = 20
    let structured = try PowerMarket.solve(scenario, SolveRun(options: options))
    options.method = .direct
    options.timeLimitSeconds = 2
    let direct = try PowerMarket.solve(scenario, SolveRun(options: options))
    let value = try #require(structured.objective.value)
    let bound = try #require(structured.bound)
    #expect(bound - value <= 0.02 * value)
    if let other = direct.objective.value { #expect(bound >= other - 1e-6 * abs(other)) }
    // What the one model proves holds for the portfolios' plan too.
    if let other = direct.bound { #expect(value <= other + 1e-6 * abs(other)) }
  }
}
