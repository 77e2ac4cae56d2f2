// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import PowerTrading
import Testing

/// Scenarios in which supplied energy is worth less than surplus in some intervals.
@Suite struct NonConcaveTests {
  /// A seeded market with the market price above every retail price in some intervals.
  private func market(
    _ seed: Int, suppliers: Int, consumers: Int, intervals: Int, hasRules: Bool = false,
    hasTargets: Bool = true
  ) -> SmallMarket {
    var market = SmallMarket(
      seed: UInt64(140_000 + seed), suppliers: suppliers, consumers: consumers, intervals: intervals,
      hasRules: hasRules, hasTargets: hasTargets, hasHardTargets: false)
    var random = SplitMix64(seed: UInt64(seed))
    for t in 0..<intervals where random.unit() < 0.4 {
      let highest = market.consumers.reduce(0) { max($0, $1.retail[t]) }
      market.market[t] = highest + Double(random.integer(1, 60)) - 20
    }
    return market
  }

  private func outcome(_ scenario: PowerScenario, gap: Double) throws -> SolveOutcome<PowerPlan> {
    var options = SolveOptions(cores: 2)
    options.method = .decomposition
    options.gap = gap
    return try PowerMarket.solve(scenario, SolveRun(options: options))
  }

  /// Every gain at the shares between which that of a pair is linear.
  @Test("One pair gains what the best of its break points gains", arguments: 0..<12)
  func breakPoints(block: Int) throws {
    for seed in block * 10..<block * 10 + 10 {
      let market = market(seed, suppliers: 1, consumers: 1, intervals: 2 + seed % 6, hasTargets: false)
      let solved = try SolvedCase(market.json)
      let arrival = 1 - market.loss(0, 0)
      var points = [0, market.suppliers[0].largest]
      for (t, atPlant) in market.suppliers[0].generation.enumerated() where atPlant > 0 {
        points.append(min(market.suppliers[0].largest, market.consumers[0].load[t] / (arrival * atPlant)))
      }
      let best = points.compactMap { market.gain([[$0]]) }.max() ?? 0
      let value = try #require(solved.value, "seed \(seed)")
      #expect(agree(value, best), "seed \(seed): \(value), not \(best)")
      #expect(solved.envelope.status == .optimal, "seed \(seed)")
    }
  }

  @Test("No shares of a grid beat the plan", arguments: [(2, 1), (1, 2)], 0..<6)
  func grid(size: (Int, Int), block: Int) throws {
    for seed in block * 8..<block * 8 + 8 {
      let market = market(
        1000 + seed, suppliers: size.0, consumers: size.1, intervals: 3 + seed % 4, hasRules: seed % 2 == 0)
      let solved = try SolvedCase(market.json)
      let value = try #require(solved.value, "seed \(seed)")
      let steps = 24
      for a in 0...steps {
        for b in 0...steps {
          let (first, second) = (Double(a) / Double(steps), Double(b) / Double(steps))
          let shares = size.0 == 2 ? [[first], [second]] : [[first, second]]
          guard let gain = market.gain(shares) else { continue }
          #expect(gain <= value + 1e-7 * max(1, abs(value)), "seed \(seed): \(gain) at \(shares)")
        }
      }
    }
  }

  @Test("By structure the bound is not below the best gain, nor the gain above it", arguments: 0..<20)
  func bounds(block: Int) throws {
    for seed in block * 5..<block * 5 + 5 {
      let market = market(
        2000 + seed, suppliers: 1 + seed % 4, consumers: 1 + seed % 3, intervals: 3 + seed % 10,
        hasRules: seed % 3 == 0)
      let direct = try SolvedCase(market.json)
      let best = try #require(direct.value, "seed \(seed)")
      let margin = 1e-6 * max(1, abs(best))
      for gap in [1e4, 0.05] {
        let found = try outcome(direct.scenario, gap: gap)
        let (value, bound) = (try #require(found.objective.value), try #require(found.bound))
        #expect(value <= best + margin, "seed \(seed): \(value) beats \(best)")
        #expect(bound >= best - margin, "seed \(seed): bound \(bound) below \(best)")
        let plan = PlanEnvelope(
          market: PowerMarket.name, status: found.status, termination: found.termination,
          objective: found.objective, bound: found.bound, method: found.method,
          options: SolveOptions(cores: 1).choice, timing: PlanTiming(), peakMemoryMB: 0,
          provenance: PlanProvenance(warewatt: "test", glpk: glpkVersion, inputSHA256: ""), plan: found.part)
        let report = PowerMarket.check(plan, against: direct.scenario)
        #expect(report.violations.isEmpty, "seed \(seed): \(report.violations)")
        let proven = try #require(report.provenBound, "seed \(seed)")
        #expect(proven >= best - margin, "seed \(seed): proof \(proven) below \(best)")
      }
    }
  }

  @Test("Many intervals come to a small gap that the check proves without a solver")
  func year() throws {
    let market = market(7, suppliers: 3, consumers: 4, intervals: 400, hasTargets: false)
    let scenario = try SolvedCase.scenario(market.json)
    let found = try outcome(scenario, gap: 0.1)
    let (value, bound) = (try #require(found.objective.value), try #require(found.bound))
    #expect(bound <= value * 1.1, "\(bound) for \(value)")
    #expect(found.part?.boundProof?.pairedParts?.values.isEmpty == false)
    let counted = try #require(found.part).consumers.map(\.nonConcaveIntervals)
    #expect(counted.contains { $0 > 100 })
  }

  @Test("Intervals of scarcity that lose as much as twenty others leave a small gap")
  func scarcity() throws {
    var market = SmallMarket(
      seed: 140_011, suppliers: 3, consumers: 4, intervals: 6000, hasRules: false, hasTargets: false,
      hasHardTargets: false)
    var random = SplitMix64(seed: 11)
    for t in 0..<6000 {
      let highest = market.consumers.reduce(0) { max($0, $1.retail[t]) }
      market.market[t] = random.unit() < 0.01 ? 20 * highest : min(market.market[t], 0.6 * highest)
    }
    let scenario = try SolvedCase.scenario(market.json)
    let found = try outcome(scenario, gap: 0.1)
    let (value, bound) = (try #require(found.objective.value), try #require(found.bound))
    #expect(bound <= value * 1.1, "\(bound) for \(value)")
  }

  @Test("Whatever pairs a proof states, what it gives is not below the optimum", arguments: 0..<12)
  func anyPairs(seed: Int) throws {
    let intervals = 6
    let market = market(
      3000 + seed, suppliers: 2, consumers: 2, intervals: intervals, hasRules: seed % 2 == 0)
    let solved = try SolvedCase(market.json)
    guard let value = solved.value, let given = solved.envelope.plan?.boundProof else { return }
    var random = SplitMix64(seed: UInt64(seed))
    var proved = 0
    for _ in 0..<200 {
      var proof = given
      proof.referenceShares = NumberList(given.referenceShares.values.map { _ in random.uniform(0, 1) })
      proof.re100Multipliers = NumberList(given.re100Multipliers.values.map { _ in random.uniform(-20, 80) })
      let count = random.integer(1, 5)
      func indices(_ most: Int) -> NumberList {
        NumberList((0..<count).map { _ in Double(random.integer(0, most)) })
      }
      proof.pairedConsumers = indices(1)
      proof.pairedIntervals = indices(intervals - 1)
      proof.partnerIntervals = indices(intervals - 1)
      proof.pairedParts = NumberList((0..<count).map { _ in random.uniform(0, 0.7) })
      var envelope = solved.envelope
      envelope.plan?.boundProof = proof
      // Pairs with an interval without load, or with more than the whole of an interval, are refused.
      guard let proven = PowerMarket.check(envelope, against: solved.scenario).provenBound else { continue }
      proved += 1
      #expect(proven >= value - 1e-7 * max(1, abs(value)), "seed \(seed): \(proven) below \(value)")
    }
    #expect(proved > 20)
  }
}
