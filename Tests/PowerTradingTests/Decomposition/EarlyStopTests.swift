// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

/// A bound that a stopped run states must hold all the same.
@Suite struct EarlyStopTests {
  /// Enough intervals that the method samples them first.
  private func market(_ seed: Int, hasRules: Bool) -> SmallMarket {
    SmallMarket(
      seed: UInt64(130_000 + seed), suppliers: 4, consumers: 3, intervals: 700, hasRules: hasRules,
      hasHardTargets: false)
  }

  private func solve(_ scenario: PowerScenario, seconds: Double?, gap: Double) throws -> SolveOutcome<
    PowerPlan
  > {
    var options = SolveOptions(cores: 2)
    options.method = .decomposition
    options.gap = gap
    return try PowerMarket.solve(
      scenario,
      SolveRun(options: options, deadline: seconds.map { ContinuousClock.now + .seconds($0) }))
  }

  @Test("Sampled intervals lead to the gain of all of them", arguments: 0..<4)
  func samples(seed: Int) throws {
    let text = market(seed, hasRules: false).json
    let direct = try SolvedCase(text)
    let structured = try SolvedCase(text, method: .decomposition)
    let (value, expected) = (try #require(structured.value), try #require(direct.value))
    #expect(abs(value - expected) <= 1e-6 * abs(expected), "\(value), not \(expected)")
  }

  @Test("However early a run ends, its bound holds", arguments: [0, 0.02, 0.05, 0.1, 0.2], [false, true])
  func stopped(seconds: Double, hasRules: Bool) throws {
    let scenario = try SolvedCase.scenario(market(1, hasRules: hasRules).json)
    let best = try #require(solve(scenario, seconds: 20, gap: 1e-3).objective.value)
    let early = try solve(scenario, seconds: seconds, gap: 0)
    if let bound = early.bound { #expect(bound >= best - 1e-9 * abs(best)) }
    if let value = early.objective.value, let bound = early.bound {
      #expect(value <= bound + 1e-9 * abs(bound))
    }
  }

  @Test("The same run gives the same plan")
  func deterministic() throws {
    let scenario = try SolvedCase.scenario(market(2, hasRules: false).json)
    let first = try solve(scenario, seconds: nil, gap: 1e-5)
    let second = try solve(scenario, seconds: nil, gap: 1e-5)
    #expect(first.part?.contracts.map(\.share) == second.part?.contracts.map(\.share))
    #expect(first.bound == second.bound)
  }
}
