// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

@Suite struct PortfolioTests {
  @Test("Portfolios of a few contracts gain what one model finds", arguments: 0..<8)
  func agreement(block: Int) throws {
    for seed in block * 3..<block * 3 + 3 {
      var market = SmallMarket(
        seed: UInt64(140_000 + seed), suppliers: 4 + seed % 3, consumers: 2 + seed % 2,
        intervals: 3 + seed % 4, hasHardTargets: seed % 3 == 0)
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

  /// With 66 suppliers a consumer has more pairs than the tree takes.
  @Test(
    "The bound from all portfolios is above every plan, and near",
    arguments: [(0, 8, 26), (1, 8, 26), (0, 66, 6), (1, 66, 6)])
  func bound(seed: Int, suppliers: Int, consumers: Int) throws {
    var market = SmallMarket(
      seed: UInt64(160_000 + seed), suppliers: suppliers, consumers: consumers, intervals: 12 + seed,
      hasRules: false, hasHardTargets: false)
    market.smallest = 0.05
    market.fixedCost = Double(20 * seed)
    for j in market.consumers.indices {
      market.consumers[j].count = 1 + (j + seed) % 2
      market.consumers[j].ceiling = 500
    }
    let scenario = try SolvedCase.scenario(market.json)
    var options = SolveOptions(cores: 2)
    options.method = .decomposition
    options.gap = 0.02
    func run(_ seconds: Double) -> SolveRun {
      SolveRun(options: options, deadline: ContinuousClock.now + .seconds(seconds))
    }
    let structured = try PowerMarket.solve(scenario, run(20))
    options.method = .direct
    let direct = try PowerMarket.solve(scenario, run(2))
    let value = try #require(structured.objective.value)
    let bound = try #require(structured.bound)
    #expect(bound - value <= 0.02 * value)
    if let other = direct.objective.value { #expect(bound >= other - 1e-6 * abs(other)) }
    // What the one model proves holds for the portfolios' plan too.
    if let other = direct.bound { #expect(value <= other + 1e-6 * abs(other)) }
  }
}
