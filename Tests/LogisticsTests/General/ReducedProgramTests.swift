// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("Programs reduced by bound and plan") struct ReducedProgramTests {
  /// A scenario with a bound, a plan that is not the best, and what the direct method makes of it.
  private struct Case {
    let scenario: LogisticsScenario
    let arrays: ScenarioArrays
    let ascent: LagrangianAscent
    let program: StrongProgram
    let plan: LocalSearch
    let optimum: Double

    /// Nil where there is no plan to begin with.
    init?(seed: Int) throws {
      scenario =
        FeatureMarket(
          seed: UInt64(31_000 + seed), chance: [0.2, 0.4, 0.6][seed % 3], warehouses: 4 + seed % 3,
          demands: 5 + seed % 4
        ).scenario
      guard let value = try SolvedCase.optimum(of: scenario) else { return nil }
      optimum = value
      arrays = ScenarioArrays(scenario)
      ascent = LagrangianAscent(arrays, threads: 1)
      for _ in 0..<300 { ascent.step(target: value) }
      let guide = SearchGuide(arrays, ascent)
      plan = LocalSearch(guide, arrays, SoftRules(arrays, ascent, guide), threads: 1, seed: 5)
      plan.construct { false }
      guard plan.bestValue.isFinite else { return nil }
      program = StrongProgram(scenario)
    }

    func reduced(mostLanes: Int) -> ReducedProgram {
      ascent.evaluateBest()
      return ReducedProgram(
        scenario, arrays, program, ReducedCostFixing(ascent, cutoff: plan.bestValue), shares: plan.best,
        mostLanes: mostLanes)
    }
  }

  @Test("What is left holds the optimum, and its bound is one on every better plan", arguments: 0..<6)
  func whole(block: Int) throws {
    var (left, all, improved) = (0, 0, 0)
    for seed in block * 25..<block * 25 + 25 {
      guard let each = try Case(seed: seed) else { continue }
      let program = each.reduced(mostLanes: .max)
      #expect(program.isWhole)
      let outcome = program.solve(SolveControl())
      #expect(outcome.isSolved, "seed \(seed)")
      left += program.laneCount
      all += each.arrays.laneCount
      let tolerance = 1e-6 * max(1, abs(each.optimum))
      #expect(min(outcome.bound, each.plan.bestValue) <= each.optimum + tolerance, "seed \(seed)")
      let start = each.plan.bestValue
      if let shares = outcome.shares { each.plan.adopt(ShareTable(each.scenario, raw: shares[...]).share) }
      #expect(abs(each.plan.bestValue - each.optimum) <= tolerance, "seed \(seed)")
      if start > each.optimum + tolerance { improved += 1 }
    }
    // Something was left out, and there was something to find.
    #expect(left < all)
    #expect(improved > 0)
  }

  @Test("A kernel holds the plan it begins with, and nothing it finds beats the optimum", arguments: 0..<3)
  func kernel(block: Int) throws {
    var isSmaller = false
    for seed in block * 25..<block * 25 + 25 {
      guard let each = try Case(seed: 500 + seed) else { continue }
      let program = each.reduced(mostLanes: each.scenario.demands.count)
      let start = each.plan.bestValue
      let outcome = program.solve(SolveControl())
      if !program.isWhole { isSmaller = true }
      let tolerance = 1e-6 * max(1, abs(each.optimum))
      #expect(outcome.bound <= start + tolerance, "seed \(seed)")
      if let shares = outcome.shares { each.plan.adopt(ShareTable(each.scenario, raw: shares[...]).share) }
      #expect(each.plan.bestValue <= start, "seed \(seed)")
      #expect(each.plan.bestValue >= each.optimum - tolerance, "seed \(seed)")
    }
    #expect(isSmaller)
  }
}
