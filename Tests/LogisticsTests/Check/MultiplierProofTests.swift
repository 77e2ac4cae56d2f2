// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

/// The bound that multipliers prove, for scenarios with every feature, against plans found by trying all.
@Suite("Proofs by multipliers") struct MultiplierProofTests {
  /// Searches multipliers that prove much, by changing one number at a time.
  struct Climb {
    let scenario: LogisticsScenario
    let question: MultiplierProof.Question
    var multipliers: Multipliers
    var best: Double

    init(_ scenario: LogisticsScenario, _ question: MultiplierProof.Question, seed: UInt64, steps: Int) {
      self.scenario = scenario
      self.question = question
      let slots = scenario.slotCount
      let warehouses = scenario.warehouses.count
      let resources = scenario.resources.count
      var start = Multipliers(
        demand: scenario.demands.map { _ in 0 },
        area: Array(repeating: 0, count: scenario.areas.count * slots))
      if scenario.warehouses.contains(where: { $0.totalCapacity != nil }) {
        start.warehouse = Array(repeating: 0, count: warehouses * slots)
      }
      if scenario.warehouses.contains(where: { $0.smallestUtilisation.contains { $0 > 0 } }) {
        start.utilisation = Array(repeating: 0, count: warehouses * resources)
      }
      start.ownerActivation = scenario.owners.map { _ in 0 }
      start.ownerShare = Array(repeating: 0, count: scenario.owners.count * resources)
      start.group = Array(repeating: 0, count: scenario.groups.count * resources)
      start.truck = Array(
        repeating: 0, count: warehouses * (scenario.trucks?.zones.count ?? 0) * slots)
      multipliers = start
      best = MultiplierProof(scenario, start, question)?.bound ?? -.infinity
      var random = SplitMix64(seed: seed)
      for step in 0..<steps { improve(&random, size: step % 3 == 0 ? 40 : 4) }
    }

    private mutating func improve(_ random: inout SplitMix64, size: Double) {
      var next = multipliers
      func change(_ list: inout [Double], _ scale: Double) {
        guard !list.isEmpty else { return }
        let index = random.integer(0, list.count - 1)
        list[index] =
          random.unit() < 0.2 ? 0 : list[index] + random.uniform(-1, 1) * size * scale
      }
      switch random.integer(0, 11) {
      case 0...2: change(&next.demand, 2)
      case 3: change(&next.area, 0.3)
      case 4: change(&next.warehouse, 0.3)
      case 5: change(&next.utilisation, 0.2)
      case 6:
        if scenario.rules.mostActivated != nil { next.activation += random.uniform(-1, 1) * size }
        change(&next.ownerActivation, 1)
      case 7: change(&next.ownerShare, 0.3)
      case 8: change(&next.group, 0.3)
      case 9: if scenario.rules.budget != nil { next.budget += random.uniform(-1, 1) * size * 0.02 }
      case 10: if scenario.rules.carbonCap != nil { next.carbon += random.uniform(-1, 1) * size * 0.1 }
      default: change(&next.truck, 0.3)
      }
      guard let bound = MultiplierProof(scenario, next, question)?.bound, bound > best else { return }
      best = bound
      multipliers = next
    }
  }

  @Test("prove no more than the best plan costs, whatever the features", arguments: 0..<40)
  func valid(seed: Int) {
    let market = FeatureMarket(seed: UInt64(seed), chance: [0.25, 0.45, 0.7][seed % 3])
    let enumeration = HalvesEnumeration(market.scenario)
    let climb = Climb(market.scenario, .leastCost, seed: UInt64(seed), steps: 400)
    #expect(climb.best.isFinite)
    if let best = enumeration.best {
      #expect(climb.best <= best + 1e-9 * max(1, best), "proved \(climb.best), a plan costs \(best)")
    }
    let proof = Climb(market.scenario, .feasibility, seed: UInt64(seed + 1000), steps: 300)
    #expect(
      enumeration.best == nil || proof.best <= 0, "proved infeasible, a plan costs \(enumeration.best ?? 0)")
  }

  /// Solves with the direct method and checks the plan that was written and read back.
  private func solved(_ scenario: LogisticsScenario) throws -> SolvedCase {
    try SolvedCase(solving: scenario)
  }

  @Test("reach the value of a linear program with every row at the duals", arguments: 0..<24)
  func linear(seed: Int) throws {
    let linear: Set<FeatureMarket.Feature> = [
      .time, .areas, .totals, .owners, .groups, .budget, .carbonPrice, .carbonCap, .existing, .frozen,
      .mustServe,
    ]
    var market = FeatureMarket(
      seed: UInt64(500 + seed), features: linear, chance: 0.7, warehouses: 3, demands: 5)
    for o in market.scenario.owners.indices { market.scenario.owners[o].mostWarehouses = nil }
    try #require(market.scenario.isLinear)
    let solved = try solved(market.scenario)
    guard let value = solved.value else {
      #expect(solved.envelope.status == .infeasible)
      return
    }
    let proven = try #require(solved.report.provenBound)
    #expect(abs(value - proven) <= 1e-8 * max(1, value), "\(value), proved \(proven)")
  }

  @Test("agree with the solver's own evaluation, whatever the multipliers", arguments: 0..<30)
  func agree(seed: Int) throws {
    let market = FeatureMarket(seed: UInt64(seed), chance: 0.5)
    let scenario = market.scenario
    var random = SplitMix64(seed: UInt64(seed))
    var multipliers = Climb(scenario, .leastCost, seed: 1, steps: 0).multipliers
    for trial in 0..<20 {
      func change(_ list: inout [Double], _ scale: Double) {
        for index in list.indices {
          list[index] = random.unit() < 0.3 ? 0 : random.uniform(-0.3, 1) * scale
        }
      }
      change(&multipliers.demand, 200)
      change(&multipliers.area, 5)
      change(&multipliers.warehouse, 5)
      change(&multipliers.utilisation, 3)
      change(&multipliers.ownerActivation, 30)
      change(&multipliers.ownerShare, 3)
      change(&multipliers.group, 5)
      change(&multipliers.truck, 2)
      if scenario.rules.mostActivated != nil { multipliers.activation = random.uniform(-5, 30) }
      if scenario.rules.budget != nil { multipliers.budget = random.uniform(-0.2, 1) }
      if scenario.rules.carbonCap != nil { multipliers.carbon = random.uniform(-1, 5) }
      dropIdleRows(scenario, &multipliers)
      let proved = try #require(MultiplierProof(scenario, multipliers)?.bound)
      let own = LagrangianBound.value(scenario, multipliers)
      // The number of trips that may be needed is counted more closely here.
      #expect(proved >= own - 1e-9 * max(1000, abs(own)), "\(trial): \(proved), solver's \(own)")
      if scenario.trucks == nil {
        #expect(proved <= own + 1e-9 * max(1000, abs(own)), "\(trial): \(proved), solver's \(own)")
      }
    }
  }

  /// Sets the prices of rows that forbid nothing to 0, as the proof does.
  private func dropIdleRows(_ scenario: LogisticsScenario, _ multipliers: inout Multipliers) {
    let resources = scenario.resources.count
    for index in multipliers.ownerShare.indices
    where scenario.owners[index / resources].largestShare[index % resources] >= 1 {
      multipliers.ownerShare[index] = 0
    }
    for index in multipliers.group.indices
    where scenario.groups[index / resources].smallestServedShare[index % resources] == 0 {
      multipliers.group[index] = 0
    }
    for index in multipliers.utilisation.indices
    where scenario.warehouses[index / resources].smallestUtilisation[index % resources] == 0 {
      multipliers.utilisation[index] = 0
    }
  }

  @Test("lie at the relaxation's value: no great distance from the best plan, on the average")
  func sharp() {
    var distance = 0.0
    var count = 0.0
    for seed in 0..<30 {
      let market = FeatureMarket(seed: UInt64(seed), chance: 0.35)
      guard let best = HalvesEnumeration(market.scenario).best else { continue }
      let climb = Climb(market.scenario, .leastCost, seed: UInt64(seed), steps: 500)
      distance += (best - climb.best) / max(1, best)
      count += 1
    }
    #expect(count > 20 && distance / count < 0.2)
  }

  @Test("are refused where they do not fit the scenario")
  func shapes() {
    let scenario = EveryFeature.scenario()
    let good = Climb(scenario, .leastCost, seed: 1, steps: 0).multipliers
    let cost = PlanJudge(scenario: scenario).cost(EveryFeature.shares(scenario)) ?? 0
    let lists: [WritableKeyPath<Multipliers, [Double]>] = [
      \.demand, \.area, \.warehouse, \.utilisation, \.ownerActivation, \.ownerShare, \.group, \.truck,
    ]
    #expect(MultiplierProof(scenario, good) != nil)
    for (index, list) in lists.enumerated() {
      for bad in [Double.nan, .infinity, -.infinity] {
        var changed = good
        changed[keyPath: list][0] = bad
        #expect(MultiplierProof(scenario, changed) == nil)
      }
      var longer = good
      longer[keyPath: list].append(0)
      #expect(MultiplierProof(scenario, longer) == nil)
      var huge = good
      huge[keyPath: list] = huge[keyPath: list].map { _ in 1.7e308 }
      #expect(MultiplierProof(scenario, huge).map { $0.bound <= cost } ?? true)
      var none = good
      none[keyPath: list] = []
      // Rows without a price are at price 0; demands and areas always have their lists.
      #expect((MultiplierProof(scenario, none) == nil) == (index < 2))
    }
    for number in [\Multipliers.activation, \.budget, \.carbon] {
      for bad in [Double.nan, .infinity] {
        var changed = good
        changed[keyPath: number] = bad
        #expect(MultiplierProof(scenario, changed) == nil)
      }
      var changed = good
      changed[keyPath: number] = 1
      #expect(MultiplierProof(scenario, changed) != nil)
      var without = scenario
      without.rules = .init()
      #expect(MultiplierProof(without, changed) == nil, "a price of a rule that there is not")
    }
  }
}
