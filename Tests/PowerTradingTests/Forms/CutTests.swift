// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// Cuts over the shares against one model over all intervals, on markets that are small enough for both.
@Suite struct CutTests {
  @Test("Cuts bound the optimum of one model, and their plans keep every rule", arguments: 0..<20)
  func agreement(block: Int) throws {
    for seed in block * 4..<block * 4 + 4 {
      var market = FormMarket(
        seed: UInt64(450_000 + seed), suppliers: 1 + seed % 2, consumers: 1 + seed / 2 % 2,
        intervals: 3 + seed % 4)
      market.rules = MarketRules(seed: UInt64(450_000 + seed), market)
      market.rules.addFurther(seed: UInt64(450_000 + seed), market, hasLots: seed % 3 == 0)
      market.objectives = [market.objectives[0]]
      let direct = try SolvedCase(market.json)
      guard let value = direct.value else { continue }
      let scenario = direct.scenario
      let objective = scenario.finalObjective
      let cuts = OfferCuts(
        scenario: scenario, worth: OfferWorth(scenario), run: SolveRun(options: SolveOptions(cores: 1)),
        deadline: nil)
      let found = try cuts.solve(objective, [])
      let margin = 1e-6 * max(1, abs(value))
      #expect(!found.isInfeasible && found.bound >= value - margin, "seed \(seed): \(found.bound), \(value)")
      if let proof = found.proof {
        let proven = try #require(OfferTangents(scenario, proof, stages: []))
        #expect(proven.bound >= value - margin, "seed \(seed): \(proven.bound) proved, \(value)")
      }
      for shares in found.shares {
        let own = OfferEvaluation(scenario, shares: shares, floors: [], threads: 1)
        guard own.violation == 0, let other = own.values[objective] else { continue }
        #expect(
          other <= (direct.envelope.bound ?? .infinity) + margin, "seed \(seed): \(other) beats \(value)")
      }
    }
  }

  @Test("Where the problem is concave the cuts close the gap, and their proof keeps it", arguments: 0..<10)
  func closes(seed: Int) throws {
    var market = FormMarket(
      seed: UInt64(470_000 + seed), suppliers: 2, consumers: 2, intervals: 12, hasRules: false)
    market.forms = ["pay_as_produced"]
    market.pairForms = [:]
    market.split = "merit_order"
    market.objectives = [("joint_gain", 0)]
    market.isHard = false
    market.lossPrice = nil
    for j in market.base.consumers.indices {
      market.base.consumers[j].minimumShare = 0
      market.matching[j] = 0
      market.rec[j] = nil
    }
    let direct = try SolvedCase(market.json)
    let value = try #require(direct.value)
    let scenario = direct.scenario
    if scenario.nonConcaveIntervalCount > 0 { return }
    let cuts = OfferCuts(
      scenario: scenario, worth: OfferWorth(scenario), run: SolveRun(options: SolveOptions(cores: 1)),
      deadline: nil)
    let found = try cuts.solve(.jointGain, [])
    let best = found.shares.compactMap { shares -> Double? in
      let own = OfferEvaluation(scenario, shares: shares, floors: [], threads: 1)
      return own.violation == 0 ? own.values[.jointGain] : nil
    }.max()
    #expect(found.bound <= value + 1e-3 * max(1, abs(value)), "seed \(seed): \(found.bound), \(value)")
    #expect(
      (best ?? -.infinity) >= value - 1e-3 * max(1, abs(value)), "seed \(seed): \(best ?? .nan), \(value)")
    let proof = try #require(found.proof)
    let proven = try #require(OfferTangents(scenario, proof, stages: []))
    #expect(proven.bound <= value + 2e-3 * max(1, abs(value)), "seed \(seed): \(proven.bound), \(value)")
  }
}
