// SPDX-License-Identifier: GPL-3.0-or-later

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
}
