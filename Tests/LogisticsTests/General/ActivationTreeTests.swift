// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import Interchange
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
    /// The lanes that the best plan uses.
    let lanes: [Int]

    /// Nil where there is no plan.
    init?(seed: Int) throws {
      scenario =
        FeatureMarket(
          seed: UInt64(37_000 + seed), chance: [0.2, 0.4, 0.7][seed % 3], warehouses: 4 + seed % 3,
          demands: 6 + seed % 5
        ).scenario
      let direct = try SolvedCase(solving: scenario)
      guard direct.envelope.status == .optimal, let value = direct.value, let plan = direct.envelope.plan
      else { return nil }
      optimum = value
      let (demands, warehouses, areas) = (scenario.demands, scenario.warehouses, scenario.areas)
      let open = scenario.lanes
      lanes = plan.assignments.flatMap { each in
        open.indices.filter {
          let lane = open[$0]
          return demands[lane.demand].id == each.demand && warehouses[lane.warehouse].id == each.warehouse
            && areas[lane.area].id == each.area
        }
      }
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

  @Test(
    "With branch-and-cut for what is left of its nodes, it ends at the optimum with a plan that is worth it",
    arguments: 0..<8)
  func leaves(block: Int) throws {
    var (ended, found) = (0, 0)
    for seed in block * 25..<block * 25 + 25 {
      guard let each = try Case(seed: seed) else { continue }
      let slack = [1e-5, 0.01, 0.1][seed % 3] * max(1, abs(each.optimum))
      let leaf = LeafProgram(
        program: StrongProgram(each.scenario), mostRows: 4_000, gap: 0, cancellation: Cancellation(),
        deadline: nil)
      let tree = ActivationTree(each.ascent, bound: each.ascent.safeBound, leafProgram: leaf)
      var (cutoff, plans, before) = (each.optimum + slack, 0, tree.bound)
      for _ in 0..<200 where !tree.isDone {
        let harvest = tree.step(cutoff: cutoff, threads: 1 + seed % 2) { false }
        #expect(tree.bound >= before && tree.bound <= each.optimum + each.tolerance, "seed \(seed)")
        before = tree.bound
        for shares in harvest.plans {
          let table = ShareTable(each.scenario, raw: shares[...])
          let value = try #require(PlanAudit.cost(each.scenario, table.share), "seed \(seed)")
          #expect(value >= each.optimum - each.tolerance, "seed \(seed)")
          if value <= each.optimum + each.tolerance { plans += 1 }
          cutoff = min(cutoff, value)
        }
      }
      guard tree.isDone else { continue }
      ended += 1
      #expect(tree.bound >= each.optimum - each.tolerance, "seed \(seed): \(tree.bound)")
      #expect(plans > 0, "seed \(seed): it holds the optimum and did not come to it")
      found += plans
    }
    #expect(ended > 10 && found > 10)
  }

  @Test("A node whose program is too large keeps its bound, and is tried again once the cutoff has fallen")
  func tooLarge() throws {
    var stuck = 0
    for seed in 0..<12 {
      guard let each = try Case(seed: seed) else { continue }
      let leaf = LeafProgram(
        program: StrongProgram(each.scenario), mostRows: 0, gap: 0, cancellation: Cancellation(),
        deadline: nil)
      let tree = ActivationTree(each.ascent, bound: each.ascent.safeBound, leafProgram: leaf)
      let cutoff = each.optimum + 0.2 * max(1, abs(each.optimum))
      for _ in 0..<60 where tree.canRise { _ = tree.step(cutoff: cutoff, threads: 1) { false } }
      #expect(tree.bound <= each.optimum + each.tolerance, "seed \(seed)")
      guard !tree.canRise, !tree.isDone else { continue }
      stuck += 1
      let count = tree.nodeCount
      // A step with a cutoff at the optimum takes the node up again.
      _ = tree.step(cutoff: each.optimum + each.tolerance, threads: 1) { false }
      #expect(tree.nodeCount > count)
      #expect(tree.bound <= each.optimum + each.tolerance, "seed \(seed)")
    }
    #expect(stuck > 0)
  }

  @Test("Whatever is asked, the best plan keeps to one of both answers", arguments: 0..<4)
  func questions(block: Int) throws {
    var asked = (activations: 0, periods: 0, classes: 0)
    for seed in block * 25..<block * 25 + 25 {
      guard let each = try Case(seed: seed) else { continue }
      var choices = ActivationChoices(each.arrays)
      // What the best plan activates is decided to be, so that its periods are asked for too.
      for l in each.lanes {
        choices = choices.deciding(.activation(of: Int(each.arrays.laneWarehouse[l])), true)
      }
      for choices in [ActivationChoices(each.arrays), choices] {
        let node = ActivationNode(choices, each.ascent, leastBound: -.infinity)
        for question in node.questions(each.arrays, most: 1_000) {
          switch question {
          case .activation: asked.activations += 1
          case .period: asked.periods += 1
          case .storage: asked.classes += 1
          }
          let sides = [true, false].map { choices.deciding(question, $0).allowedLanes(each.arrays) }
          #expect(sides.contains { side in each.lanes.allSatisfy { side[$0] } }, "seed \(seed): \(question)")
          #expect(sides.contains { $0.contains(false) }, "seed \(seed): \(question) decides nothing")
        }
      }
    }
    #expect(asked.activations > 0 && asked.periods > 0 && asked.classes > 0)
  }

  @Test("A step that is cut short changes nothing")
  func cutShort() throws {
    for seed in 0..<12 {
      guard let each = try Case(seed: seed) else { continue }
      let tree = ActivationTree(each.ascent, bound: each.ascent.safeBound)
      let before = tree.bound
      let harvest = tree.step(cutoff: .infinity, threads: 2) { true }
      #expect(tree.bound == before || !tree.canRise, "seed \(seed)")
      #expect(tree.bound <= each.optimum + each.tolerance, "seed \(seed)")
      #expect(harvest.leads.isEmpty && harvest.plans.isEmpty)
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
        let harvest = tree.step(cutoff: 1.2 * abs(each.optimum) + 1, threads: 1) { false }
        for lead in harvest.leads {
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

  @Test(
    "What is decided can only raise the value of the relaxation, whatever the prices, and its plan keeps to it",
    arguments: 0..<4)
  func decides(block: Int) throws {
    var raised = 0
    for seed in block * 10..<block * 10 + 10 {
      guard let each = try Case(seed: seed) else { continue }
      let arrays = each.arrays
      var random = SplitMix64(seed: UInt64(seed))
      var choices = ActivationChoices(arrays)
      for w in 0..<arrays.warehouseCount where arrays.countsActivation[w] {
        let isActive = random.integer(0, 1) == 0
        choices = choices.deciding(.activation(of: w), isActive)
        guard isActive else { continue }
        if arrays.periodCost[w] > 0 {
          let t = random.integer(0, arrays.periodCount - 1)
          choices = choices.deciding(.period(t, of: w), random.integer(0, 1) == 0)
        }
        if arrays.hasIncompatible {
          let kind = random.integer(0, arrays.classCount - 1)
          choices = choices.deciding(.storage(of: w, class: kind, against: []), false)
        }
      }
      let decided = LagrangianAscent(
        continuing: each.ascent, at: each.ascent.best, average: each.ascent.volume.average)
      choices.apply(to: decided)
      let allowed = choices.allowedLanes(arrays)
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
        for position in 0..<arrays.laneCount where decided.evaluator.share[position] > 0 {
          let l = Int(arrays.warehouseLane[position])
          #expect(allowed[l] || arrays.laneIsFrozen[l], "seed \(seed): lane \(l)")
        }
      }
    }
    #expect(raised > 0)
  }
}
