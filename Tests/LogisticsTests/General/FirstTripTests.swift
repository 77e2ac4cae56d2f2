// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import Logistics

@Suite("Prices of first trips") struct FirstTripTests {
  private func market(_ seed: Int) -> LogisticsScenario {
    FeatureMarket(
      seed: UInt64(26_000 + seed),
      features: seed % 2 == 0
        ? [.time, .trucks, .activation, .periodActivation, .totals] : Set(FeatureMarket.Feature.allCases),
      chance: seed % 2 == 0 ? 1 : 0.7, warehouses: 3 + seed % 2, demands: 6 + seed % 4
    ).scenario
  }

  /// A warehouse and a zone: each stay asks for a part of a truck in each of its periods, at a trip cost of
  /// 100; storing is free and leaving out costs 1000.
  private func zone(_ stays: [(Range<Int>, trucks: Double)], periods: Int) -> LogisticsScenario {
    var scenario = LogisticsScenario(
      name: "zone", currency: "KRW", resources: [.pallets],
      warehouses: [.init(id: "w", areas: 0..<1, activationCost: 0, smallestUtilisation: [0])],
      areas: [.init(warehouse: 0, capacity: Array(repeating: 1000, count: periods))], demands: [], lanes: [],
      laneStart: [0])
    scenario.periods = .init(count: periods, unit: .day)
    scenario.trucks = .init(zones: ["z"], capacity: [10], tripCost: [100], tripCarbon: [0])
    for (index, (stay, trucks)) in stays.enumerated() {
      scenario.demands.append(
        .init(
          id: "d\(index)", quantity: [1], stay: stay, unservedPenalty: 1000, zone: 0,
          delivery: [10 * trucks]))
      scenario.lanes.append(
        .init(demand: index, warehouse: 0, area: 0, transportCost: 0, handlingCost: 0))
      scenario.laneStart.append(index + 1)
    }
    return scenario
  }

  /// The bound where demands are worth what leaving them out costs, and trips are paid by first trips only.
  private func boundOfFirstTrips(_ scenario: LogisticsScenario) -> Double {
    let arrays = ScenarioArrays(scenario)
    let evaluator = RelaxationEvaluator(arrays, threads: 1)
    let layout = evaluator.layout
    var vector = [Double](repeating: 0, count: layout.count)
    for d in 0..<arrays.demandCount { vector[d] = arrays.penalty[d] }
    for t in 0..<arrays.periodCount { vector[layout.firstTrip + t] = 100 }
    return evaluator.evaluate(vector)
  }

  @Test("A truck that is a quarter full is paid in full, once for all that goes with it")
  func quarterFull() {
    // 3 periods x 100, however many go along.
    #expect(abs(boundOfFirstTrips(zone([(0..<3, 0.25)], periods: 4)) - 300) < 1e-6)
    #expect(abs(boundOfFirstTrips(zone([(0..<3, 0.25), (1..<3, 0.5)], periods: 4)) - 300) < 1e-6)
    // A gap between stays costs nothing.
    #expect(abs(boundOfFirstTrips(zone([(0..<1, 0.25), (3..<4, 0.5)], periods: 4)) - 200) < 1e-6)
    // Eleven trips for what is worth 1000: left out.
    #expect(abs(boundOfFirstTrips(zone([(0..<11, 0.25)], periods: 11)) - 1000) < 1e-6)
    // With a second stay inside, eleven trips for what is worth 2000.
    #expect(abs(boundOfFirstTrips(zone([(0..<11, 0.25), (4..<6, 0.25)], periods: 11)) - 1100) < 1e-6)
  }

  @Test("The ascent comes to the whole price where each period needs one trip")
  func ascends() {
    let scenario = zone([(0..<3, 0.25), (2..<4, 0.3)], periods: 4)
    let ascent = LagrangianAscent(ScenarioArrays(scenario), threads: 1)
    for _ in 0..<300 { ascent.step(target: 400) }
    let without = ascent.bound
    ascent.chargeFirstTrips()
    for _ in 0..<600 { ascent.step(target: 400) }
    // Loads alone: 3 x 25 + 2 x 30.
    #expect(abs(without - 135) < 1)
    #expect(ascent.bound > 395)
    #expect(ascent.bound <= 400 + 1e-6)
  }

  @Test("The bound with first trips is below the optimum, on the ascent and at any prices", arguments: 0..<20)
  func valid(block: Int) throws {
    for seed in block * 8..<block * 8 + 8 {
      let scenario = market(seed)
      let solution = try LinearProgramming.solve(StrongFormulation(scenario).model)
      guard solution.termination == .optimal, let optimum = solution.objective else { continue }
      let arrays = ScenarioArrays(scenario)
      let ascent = LagrangianAscent(arrays, threads: 1)
      for _ in 0..<60 { ascent.step(target: optimum) }
      ascent.chargeFirstTrips()
      for _ in 0..<2 {
        ascent.quicken()
        _ = ascent.divideModes(most: 4, mostModes: 8)
        for _ in 0..<40 { ascent.step(target: optimum + 0.01 * abs(optimum)) }
      }
      #expect(ascent.bound <= optimum + 1e-7 * max(1, abs(optimum)), "seed \(seed)")
      let evaluator = RelaxationEvaluator(arrays, threads: 1)
      var random = SplitMix64(seed: UInt64(seed))
      for _ in 0..<6 {
        let vector = RelaxationEvaluatorTests.vector(evaluator, arrays, &random, charges: true)
        let size = vector.reduce(abs(optimum) + 1) { $0 + abs($1) }
        #expect(evaluator.evaluate(vector) <= optimum + 1e-9 * size, "seed \(seed)")
      }
    }
  }

  @Test("What it calls a subgradient lies above the bound at every other point", arguments: 0..<8)
  func subgradient(block: Int) {
    for seed in block * 10..<block * 10 + 10 {
      let arrays = ScenarioArrays(market(seed))
      let evaluator = RelaxationEvaluator(arrays, threads: 1)
      var random = SplitMix64(seed: UInt64(seed))
      for _ in 0..<6 {
        let here = RelaxationEvaluatorTests.vector(evaluator, arrays, &random, charges: true)
        let there = RelaxationEvaluatorTests.vector(evaluator, arrays, &random, charges: true)
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
