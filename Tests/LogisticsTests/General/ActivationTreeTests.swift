// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@testable import Logistics

@Suite("Branch-and-bound on activations") struct ActivationTreeTests {
  /// A scenario, an ascent whose modes are divided, and what the direct method makes of it.
  private struct Case {
    let scenario: LogisticsScenario
    let arrays: ScenarioArrays
    let ascent: LagrangianAscent
    let optimum: Double

    /// Nil where there is no plan.
    init?(seed: Int) throws {
      scenario =
        FeatureMarket(
          seed: UInt64(37_000 + seed), chance: [0.2, 0.4, 0.7][seed % 3], warehouses: 4 + seed % 3,
          demands: 6 + seed % 5
        ).scenario
      guard let value = try SolvedCase.optimum(of: scenario) else { return nil }
      optimum = value
      arrays = ScenarioArrays(scenario)
      ascent = LagrangianAscent(arrays, threads: 1)
      for _ in 0..<80 { ascent.step(target: value) }
      if seed % 2 == 0 {
        ascent.chargeFirstTrips()
        ascent.quicken()
        _ = ascent.divideModes(most: 3, mostModes: 4)
        for _ in 0..<40 { ascent.step(target: value) }
      }
    }

    var tolerance: Double { 1e-6 * max(1, abs(optimum)) }
  }

  @Test("Its bound only rises, and never above the optimum", arguments: 0..<8)
  func bound(block: Int) throws {
    var (risen, nodes) = (0, 0)
    for seed in block * 25..<block * 25 + 25 {
      guard let each = try Case(seed: seed) else { continue }
      // A node above the optimum holds no better plan; slack keeps some that hold the optimum itself.
      let cutoff = each.optimum + [0, 0.01, 0.1][seed % 3] * abs(each.optimum)
      let tree = ActivationTree(each.ascent, bound: each.ascent.safeBound)
      let first = tree.bound
      var before = first
      for _ in 0..<25 where tree.canRise {
        _ = tree.step(cutoff: cutoff, threads: 1 + seed % 2) { false }
        #expect(tree.bound >= before, "seed \(seed)")
        before = tree.bound
      }
      #expect(before <= max(cutoff, each.optimum) + each.tolerance, "seed \(seed)")
      #expect(before <= each.optimum + each.tolerance, "seed \(seed)")
      nodes += tree.nodeCount
      if before > first + each.tolerance { risen += 1 }
    }
    #expect(risen > 0 && nodes > 0)
  }

  @Test("A step that is cut short changes nothing")
  func cutShort() throws {
    for seed in 0..<12 {
      guard let each = try Case(seed: seed) else { continue }
      let tree = ActivationTree(each.ascent, bound: each.ascent.safeBound)
      let before = tree.bound
      let leads = tree.step(cutoff: .infinity, threads: 2) { true }
      #expect(tree.bound == before || !tree.canRise, "seed \(seed)")
      #expect(tree.bound <= each.optimum + each.tolerance, "seed \(seed)")
      #expect(leads.isEmpty)
    }
  }

  @Test("What its nodes come to is rounded to plans that hold", arguments: 0..<4)
  func leads(block: Int) throws {
    var plans = 0
    for seed in block * 15..<block * 15 + 15 {
      guard let each = try Case(seed: seed) else { continue }
      let guide = SearchGuide(each.arrays, each.ascent)
      let rules = SoftRules(each.arrays, each.ascent, guide)
      let tree = ActivationTree(each.ascent, bound: each.ascent.safeBound)
      for _ in 0..<6 where tree.canRise {
        for lead in tree.step(cutoff: 1.2 * abs(each.optimum) + 1, threads: 1, isOver: { false }) {
          let search = LocalSearch(guide, each.arrays, rules, threads: 1, seed: 9)
          search.round(following: lead.share, isAllowed: lead.allowedLanes)
          guard search.bestValue.isFinite else { continue }
          plans += 1
          let audited = try #require(PlanAudit.cost(each.scenario, search.best), "seed \(seed)")
          #expect(abs(audited - search.bestValue) <= 1e-6 * max(1, abs(audited)))
          #expect(audited >= each.optimum - each.tolerance, "seed \(seed)")
        }
      }
    }
    #expect(plans > 0)
  }

  @Test("What is decided can only raise the value of the relaxation, whatever the prices", arguments: 0..<4)
  func decides(block: Int) throws {
    var raised = 0
    for seed in block * 10..<block * 10 + 10 {
      guard let each = try Case(seed: seed) else { continue }
      let arrays = each.arrays
      var random = SplitMix64(seed: UInt64(seed))
      var choices = ActivationChoices(periodCount: arrays.periodCount)
      for w in 0..<arrays.warehouseCount where arrays.countsActivation[w] {
        let isActive = random.integer(0, 1) == 0
        choices = choices.deciding(.activation(of: w), isActive: isActive)
        guard isActive, arrays.periodCost[w] > 0 else { continue }
        let t = random.integer(0, arrays.periodCount - 1)
        choices = choices.deciding(.period(t, of: w), isActive: random.integer(0, 1) == 0)
      }
      let decided = LagrangianAscent(
        continuing: each.ascent, at: each.ascent.best, average: each.ascent.volume.average)
      choices.apply(to: decided)
      for _ in 0..<4 {
        let vector = each.ascent.best.map { $0 * (0.5 + random.unit()) }
        let size = vector.reduce(1) { $0 + abs($1) }
        let before = vector.withUnsafeBufferPointer { buffer in
          buffer.baseAddress.map { each.ascent.evaluator.evaluate($0) } ?? 0
        }
        let after = vector.withUnsafeBufferPointer { buffer in
          buffer.baseAddress.map { decided.evaluator.evaluate($0) } ?? 0
        }
        // Prices of trucks that are not brought back to where a trip costs nothing: no bound at all.
        guard before > -.infinity else { continue }
        #expect(after >= before - 1e-9 * size, "seed \(seed)")
        if after > before + 1e-6 * size { raised += 1 }
      }
    }
    #expect(raised > 0)
  }
}
