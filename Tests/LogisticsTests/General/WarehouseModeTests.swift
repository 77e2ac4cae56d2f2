// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("Modes of warehouses") struct WarehouseModeTests {
  private func market(_ seed: Int) -> LogisticsScenario {
    FeatureMarket(
      seed: UInt64(25_000 + seed), chance: [0.4, 0.6, 0.8][seed % 3], warehouses: 4, demands: 6 + seed % 4
    ).scenario
  }

  /// Divides one mode of each warehouse at random, in a period or by two classes.
  private func divide(
    _ evaluator: RelaxationEvaluator, _ arrays: ScenarioArrays, _ random: inout SplitMix64
  ) -> [Int32] {
    var divisions: [(WarehouseMode, ModeTable.Division)] = []
    for w in 0..<arrays.warehouseCount {
      let modes = evaluator.modes.modes[w]
      let mode = modes[random.integer(0, modes.count - 1)]
      var pairs: [(Int, Int)] = []
      for a in 0..<arrays.classCount {
        for b in 0..<arrays.classCount where a < b && arrays.isIncompatible[a * arrays.classCount + b] {
          pairs.append((a, b))
        }
      }
      let free = (0..<arrays.periodCount).filter { mode.periodRule[$0] == WarehouseMode.PeriodRule.free }
      if !pairs.isEmpty, random.integer(0, 1) == 0 {
        let pair = pairs[random.integer(0, pairs.count - 1)]
        divisions.append((mode, .classes(pair.0, pair.1)))
      } else if arrays.periodCost[w] > 0, !free.isEmpty {
        divisions.append((mode, .period(free[random.integer(0, free.count - 1)])))
      }
    }
    return evaluator.divide(divisions)
  }

  /// Random multipliers for all modes.
  private func vector(
    _ evaluator: RelaxationEvaluator, _ arrays: ScenarioArrays, _ origins: [Int32],
    _ random: inout SplitMix64
  ) -> [Double] {
    var vector = RelaxationEvaluatorTests.vector(evaluator, arrays, &random)
    let layout = evaluator.layout
    for origin in origins {
      var place = Int(origin)
      while place >= layout.count { place = Int(origins[place - layout.count]) }
      let isPriced = layout.isLive[place] && random.unit() < 0.5
      vector.append(isPriced ? layout.scale[place] * random.uniform(0, 4) : 0)
    }
    return vector
  }

  @Test(
    "At the prices of the mode it was part of, a new mode raises the bound or leaves it", arguments: 0..<8)
  func copies(block: Int) {
    for seed in block * 10..<block * 10 + 10 {
      let arrays = ScenarioArrays(market(seed))
      let evaluator = RelaxationEvaluator(arrays, threads: 1)
      var random = SplitMix64(seed: UInt64(seed))
      var vector = RelaxationEvaluatorTests.vector(evaluator, arrays, &random)
      for _ in 0..<4 {
        let before = evaluator.evaluate(vector)
        for origin in divide(evaluator, arrays, &random) { vector.append(vector[Int(origin)]) }
        let after = evaluator.evaluate(vector)
        let size = vector.reduce(abs(before) + 1) { $0 + abs($1) }
        #expect(after >= before - 1e-9 * size, "seed \(seed): \(before), then \(after)")
        if !arrays.hasIncompatible { #expect(abs(after - before) <= 1e-9 * size, "seed \(seed)") }
      }
    }
  }

  @Test("The bound of any modes at any multipliers is below the optimum", arguments: 0..<20)
  func valid(block: Int) throws {
    for seed in block * 10..<block * 10 + 10 {
      let scenario = market(seed)
      let formulation = StrongFormulation(scenario)
      let solution = try LinearProgramming.solve(formulation.model)
      guard solution.termination == .optimal, let optimum = solution.objective else { continue }
      let arrays = ScenarioArrays(scenario)
      let ascent = LagrangianAscent(arrays, threads: 1)
      for _ in 0..<60 { ascent.step(target: optimum) }
      for _ in 0..<3 {
        ascent.quicken()
        _ = ascent.divideModes(most: 4, mostModes: 8)
        for _ in 0..<40 { ascent.step(target: optimum + 0.01 * abs(optimum)) }
      }
      #expect(ascent.bound <= optimum + 1e-7 * max(1, abs(optimum)), "seed \(seed)")
      // And away from the ascent's path.
      let evaluator = RelaxationEvaluator(arrays, threads: 1)
      var random = SplitMix64(seed: UInt64(seed))
      var origins: [Int32] = []
      for _ in 0..<3 { origins += divide(evaluator, arrays, &random) }
      for _ in 0..<4 {
        let vector = vector(evaluator, arrays, origins, &random)
        let size = vector.reduce(abs(optimum) + 1) { $0 + abs($1) }
        #expect(evaluator.evaluate(vector) <= optimum + 1e-9 * size, "seed \(seed)")
      }
    }
  }

  @Test(
    "With modes too, what it calls a subgradient lies above the bound at every other point", arguments: 0..<6)
  func subgradient(block: Int) {
    for seed in block * 10..<block * 10 + 10 {
      let arrays = ScenarioArrays(market(seed))
      let evaluator = RelaxationEvaluator(arrays, threads: 1)
      var random = SplitMix64(seed: UInt64(seed))
      var origins: [Int32] = []
      for _ in 0..<3 { origins += divide(evaluator, arrays, &random) }
      for _ in 0..<6 {
        let here = vector(evaluator, arrays, origins, &random)
        let there = vector(evaluator, arrays, origins, &random)
        var above = evaluator.evaluate(here)
        var size = abs(above) + 1
        for i in here.indices {
          let term = evaluator.gradient[i] * (there[i] - here[i])
          above += term
          size += abs(term)
        }
        #expect(evaluator.evaluate(there) <= above + 1e-9 * size, "seed \(seed)")
      }
    }
  }
}
