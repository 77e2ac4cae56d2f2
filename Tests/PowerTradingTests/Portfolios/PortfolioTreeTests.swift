// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

@Suite struct PortfolioTreeTests {
  /// A market of more pairs than branch-and-cut has to itself, few enough that all sets of contracts are looked at.
  private static func market(_ seed: Int, suppliers: Int? = nil) -> SmallMarket {
    var market = SmallMarket(
      seed: UInt64(170_000 + seed), suppliers: suppliers ?? 5 + seed % 2, consumers: 3 + seed % 2,
      intervals: 6 + seed % 5, hasHardTargets: seed % 4 == 0)
    var random = SplitMix64(seed: UInt64(180_000 + seed))
    market.smallest = Double(random.integer(2, 25)) / 100
    market.fixedCost = Double(random.integer(0, 1500))
    for j in market.consumers.indices {
      market.consumers[j].count = random.integer(1, 4)
      market.consumers[j].ceiling = 1e6
    }
    return market
  }

  @Test("The tree over sets of contracts proves what one model finds", arguments: 0..<8)
  func agreement(block: Int) throws {
    for seed in block * 3..<block * 3 + 3 {
      let market = Self.market(seed)
      let direct = try SolvedCase(market.json)
      let structured = try SolvedCase(market.json, method: .decomposition)
      guard let expected = direct.value else {
        #expect(structured.envelope.status == .infeasible, "seed \(seed)")
        continue
      }
      let value = try #require(structured.value, "seed \(seed)")
      let bound = try #require(structured.envelope.bound, "seed \(seed)")
      let margin = 1e-6 * max(1, abs(expected))
      #expect(structured.envelope.status == .optimal, "seed \(seed)")
      #expect(abs(value - expected) <= margin, "seed \(seed): \(value), not \(expected)")
      #expect(abs(bound - expected) <= margin, "seed \(seed): bound \(bound) for \(expected)")
    }
  }

  @Test("Broken off at any time, the tree's bound is above the best plan", arguments: 0..<6)
  func brokenOff(seed: Int) throws {
    let market = Self.market(4 * seed + 1)
    let expected = try #require(try SolvedCase(market.json).value)
    let scenario = try SolvedCase.scenario(market.json)
    var options = SolveOptions(cores: 2)
    options.method = .decomposition
    options.gap = 0
    for milliseconds in [0, 5, 20, 80] {
      let run = SolveRun(
        options: options, deadline: ContinuousClock.now + .milliseconds(milliseconds))
      let outcome = try PowerMarket.solve(scenario, run)
      if let bound = outcome.bound { #expect(bound >= expected - 1e-6 * abs(expected)) }
      if let value = outcome.objective.value { #expect(value <= expected + 1e-6 * abs(expected)) }
    }
  }

  @Test("Two runs on two threads give the same plan", arguments: [2, 7])
  func repeated(seed: Int) throws {
    let scenario = try SolvedCase.scenario(Self.market(seed).json)
    var options = SolveOptions(cores: 2)
    options.method = .decomposition
    options.gap = 1e-6
    let runs = try (0..<2).map { _ in try PowerMarket.solve(scenario, SolveRun(options: options)) }
    #expect(runs[0].objective.value == runs[1].objective.value)
    #expect(runs[0].bound == runs[1].bound)
    #expect(runs[0].part?.contracts.map(\.share) == runs[1].part?.contracts.map(\.share))
  }

  @Test(
    "Left to itself, a small scenario whose sets can all be looked at goes to the tree", arguments: [1, 2, 3])
  func chosen(seed: Int) throws {
    let market = Self.market(seed, suppliers: 10)
    let chosen = try SolvedCase(market.json, method: .auto)
    let direct = try SolvedCase(market.json)
    #expect(chosen.envelope.method == "decomposition")
    #expect(chosen.envelope.methodReason?.contains("sets of contracts") == true)
    let (value, expected) = (try #require(chosen.value), try #require(direct.value))
    #expect(abs(value - expected) <= 1e-6 * max(1, abs(expected)))
  }

  @Test("Without rules on contracts, or with few pairs, one model stays")
  func notChosen() throws {
    var plain = Self.market(1, suppliers: 10)
    (plain.smallest, plain.fixedCost) = (0, 0)
    for j in plain.consumers.indices { plain.consumers[j].count = nil }
    let few = Self.market(1)
    for market in [plain, few] {
      let chosen = try SolvedCase(market.json, method: .auto)
      #expect(chosen.envelope.method == "direct")
      #expect(chosen.envelope.methodReason?.contains("one model is as fast") == true)
    }
  }
}
