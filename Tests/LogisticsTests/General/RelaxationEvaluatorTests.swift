// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("The fast evaluation of the relaxation") struct RelaxationEvaluatorTests {
  /// Random multipliers on the rows there are, of the size of their scales.
  static func vector(
    _ evaluator: RelaxationEvaluator, _ arrays: ScenarioArrays, _ random: inout SplitMix64,
    charges: Bool = false
  ) -> [Double] {
    let layout = evaluator.layout
    var vector = [Double](repeating: 0, count: layout.count)
    for i in 0..<layout.count where layout.isLive[i] {
      let size = layout.scale[i] * random.uniform(0, 4)
      if i < arrays.demandCount {
        vector[i] = size * (random.unit() < 0.1 ? -1 : 1)
      } else if random.unit() < 0.4 {
        vector[i] = size
      }
    }
    vector.withUnsafeMutableBufferPointer { buffer in
      if let pointer = buffer.baseAddress {
        TruckPrices.project(pointer, arrays, layout, chargesFirstTrips: charges)
      }
    }
    return vector
  }

  @Test("Its bound is the plain closed form, whatever the multipliers and the features", arguments: 0..<12)
  func agreesWithClosedForm(block: Int) {
    for seed in block * 10..<block * 10 + 10 {
      let scenario = FeatureMarket(
        seed: UInt64(20_000 + seed), chance: [0.3, 0.5, 0.8][seed % 3], warehouses: 4, demands: 8
      ).scenario
      let arrays = ScenarioArrays(scenario)
      let evaluator = RelaxationEvaluator(arrays, threads: 1 + seed % 2)
      var random = SplitMix64(seed: UInt64(seed))
      for _ in 0..<6 {
        let vector = Self.vector(evaluator, arrays, &random)
        let own = evaluator.evaluate(vector)
        let plain = LagrangianBound.value(
          scenario, evaluator.layout.multipliers(vector, arrays, zones: scenario.trucks?.zones.count ?? 0))
        let size = vector.reduce(abs(plain) + 1) { $0 + abs($1) }
        #expect(abs(own - plain) <= 1e-9 * size, "seed \(seed): \(own) and \(plain)")
      }
    }
  }

  @Test("What it calls a subgradient lies above the bound at every other point", arguments: 0..<6)
  func subgradient(block: Int) {
    for seed in block * 10..<block * 10 + 10 {
      let scenario = FeatureMarket(
        seed: UInt64(21_000 + seed), chance: [0.3, 0.5, 0.8][seed % 3], warehouses: 4, demands: 8
      ).scenario
      let arrays = ScenarioArrays(scenario)
      let evaluator = RelaxationEvaluator(arrays, threads: 1)
      let layout = evaluator.layout
      var random = SplitMix64(seed: UInt64(seed))
      for _ in 0..<6 {
        let (here, there) = (
          Self.vector(evaluator, arrays, &random), Self.vector(evaluator, arrays, &random)
        )
        var above = evaluator.evaluate(here)
        var size = abs(above) + 1
        for i in 0..<layout.count where layout.isLive[i] {
          let term = evaluator.gradient[i] * (there[i] - here[i])
          above += term
          size += abs(term)
        }
        #expect(evaluator.evaluate(there) <= above + 1e-9 * size, "seed \(seed)")
      }
    }
  }

  @Test("The ascent comes near the linear relaxation, and never above it", arguments: 0..<8)
  func ascent(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let scenario = FeatureMarket(
      seed: UInt64(22_000 + seed),
      features: [.time, .periodActivation, .activation, .areas, .totals, .single],
      chance: 0.6, warehouses: 4, demands: 10 + random.integer(0, 4)
    ).scenario
    let formulation = StrongFormulation(scenario)
    let relaxed = try LinearProgramming.solve(formulation.model.relaxed())
    guard let optimum = relaxed.objective else { return }
    let arrays = ScenarioArrays(scenario)
    let ascent = LagrangianAscent(arrays, threads: 1)
    for _ in 0..<800 { ascent.step(target: ascent.bound + 0.05 * max(1, abs(ascent.bound))) }
    #expect(ascent.bound <= optimum + 1e-7 * max(1, abs(optimum)))
    #expect(ascent.bound >= optimum - 0.02 * max(1, abs(optimum)))
  }
}
