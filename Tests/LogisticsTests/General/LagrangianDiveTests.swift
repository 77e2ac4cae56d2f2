// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("Dives of the ascent") struct LagrangianDiveTests {
  private func scenario(_ seed: Int) -> LogisticsScenario {
    FeatureMarket(
      seed: UInt64(26_000 + seed), chance: [0.3, 0.5, 0.8][seed % 3], warehouses: 5, demands: 12
    ).scenario
  }

  private func ascent(_ arrays: ScenarioArrays) -> LagrangianAscent {
    let ascent = LagrangianAscent(arrays, threads: 1)
    for _ in 0..<60 { ascent.step(target: ascent.bound + 0.05 * max(1, abs(ascent.bound))) }
    return ascent
  }

  @Test(
    "What is fixed can only raise the value of the relaxation, whatever the multipliers", arguments: 0..<8)
  func restricts(block: Int) {
    var raised = 0
    for seed in block * 5..<block * 5 + 5 {
      let arrays = ScenarioArrays(scenario(seed))
      let dive = LagrangianDive(arrays, start: ascent(arrays).best, noise: 0.3, seed: UInt64(seed))
      dive.run { false }
      let free = RelaxationEvaluator(arrays, threads: 1)
      var random = SplitMix64(seed: UInt64(seed))
      for _ in 0..<6 {
        let vector = RelaxationEvaluatorTests.vector(free, arrays, &random)
        let size = vector.reduce(1) { $0 + abs($1) }
        let (before, after) = (free.evaluate(vector), dive.ascent.evaluator.evaluate(vector))
        #expect(after >= before - 1e-9 * size, "seed \(seed)")
        if after > before + 1e-6 * size { raised += 1 }
      }
    }
    #expect(raised > 0)
  }

  @Test("In the end classes that exclude each other are apart, and warehouses on or off", arguments: 0..<8)
  func decides(block: Int) {
    for seed in block * 5..<block * 5 + 5 {
      let arrays = ScenarioArrays(scenario(seed))
      let dive = LagrangianDive(arrays, start: ascent(arrays).best, noise: 0, seed: UInt64(seed))
      dive.run { false }
      dive.ascent.evaluateBest()
      let evaluator = dive.ascent.evaluator
      let isAllowed = dive.allowedLanes
      for w in 0..<arrays.warehouseCount {
        let lanes = (arrays.warehouseStart[w]..<arrays.warehouseStart[w + 1]).map { Int($0) }
        for position in lanes where evaluator.share[position] > 1e-9 {
          let l = Int(arrays.warehouseLane[position])
          #expect(isAllowed[l] || arrays.laneIsFrozen[l], "seed \(seed), lane \(l)")
        }
      }
    }
  }

  @Test("What it is rounded to holds wherever it says so, cut short or not", arguments: 0..<4)
  func rounds(block: Int) {
    var plans = 0
    for seed in block * 20..<block * 20 + 20 {
      let scenario = scenario(seed)
      let arrays = ScenarioArrays(scenario)
      let ascent = ascent(arrays)
      let guide = SearchGuide(arrays, ascent)
      let dive = LagrangianDive(arrays, start: ascent.best, noise: 0.3, seed: UInt64(seed))
      var steps = 0
      dive.run {
        steps += 1
        return seed % 3 == 0 && steps > 200
      }
      let search = LocalSearch(guide, arrays, SoftRules(arrays, ascent, guide), threads: 1, seed: 3)
      search.round(dive)
      if search.bestValue.isFinite {
        let audited = PlanAudit.cost(scenario, search.best)
        #expect(audited != nil, "seed \(seed)")
        #expect(abs((audited ?? .infinity) - search.bestValue) <= 1e-6 * max(1, abs(search.bestValue)))
      }
      search.round(iterations: 50, temperature: 0)
      if search.bestValue.isFinite {
        plans += 1
        #expect(PlanAudit.cost(scenario, search.best) != nil, "seed \(seed)")
      }
    }
    #expect(plans > 0)
  }
}
