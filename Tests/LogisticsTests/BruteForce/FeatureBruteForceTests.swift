// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// Small scenarios that mix all features, against programs and enumerations written apart from the market's.
@Suite("Brute force over features") struct FeatureBruteForceTests {
  @Test("Any mix of features costs what the plainest integer program says", arguments: 0..<10)
  func mixes(block: Int) throws {
    for seed in block * 25..<block * 25 + 25 {
      let market = FeatureMarket(
        seed: UInt64(seed), chance: [0.2, 0.4, 0.6][seed % 3], warehouses: 2 + seed % 2, demands: 3 + seed % 2
      )
      try hold(market.scenario, PlainProgram(market.scenario).leastCost(), "seed \(seed)")
    }
  }

  @Test("Whole demands under any rules cost what the best of all assignments costs", arguments: 0..<6)
  func wholeDemands(block: Int) throws {
    for seed in 1000 + block * 20..<1000 + block * 20 + 20 {
      let scenario = FeatureMarket(seed: UInt64(seed), chance: 0.4).scenario.withWholeDemands
      try hold(scenario, HalvesEnumeration(scenario).best, "seed \(seed)")
    }
  }

  @Test("Without integral choices the check proves the optimum to the last digit", arguments: 0..<6)
  func linearPrograms(block: Int) throws {
    let linear: Set<FeatureMarket.Feature> = [
      .time, .areas, .totals, .owners, .groups, .budget, .carbonPrice, .carbonCap, .existing, .frozen,
      .mustServe,
    ]
    for seed in 2000 + block * 20..<2000 + block * 20 + 20 {
      var scenario = FeatureMarket(seed: UInt64(seed), features: linear, chance: 0.5, demands: 4).scenario
      for o in scenario.owners.indices { scenario.owners[o].mostWarehouses = nil }
      #expect(scenario.isLinear)
      let solved = try hold(scenario, PlainProgram(scenario).leastCost(), "seed \(seed)")
      guard let value = solved.value else { continue }
      let proven = try #require(solved.report.provenBound)
      #expect(abs(value - proven) <= 1e-8 * max(1, value), "seed \(seed): \(value) against \(proven)")
    }
  }

  /// The market's answer is the oracle's, its bounds are not above it, and where there is none it says why.
  @discardableResult
  private func hold(_ scenario: LogisticsScenario, _ expected: Double?, _ name: String) throws -> SolvedCase {
    let solved = try SolvedCase(solving: scenario)
    guard let expected else {
      #expect(solved.envelope.status == .infeasible, "\(name): a plan where none exists")
      #expect(solved.envelope.plan?.infeasibility?.summary.isEmpty == false)
      return solved
    }
    let value = try #require(solved.value, "\(name): no plan, but one of \(expected) exists")
    // Budgets and caps hold to a solver's tolerance, which their multipliers magnify.
    #expect(abs(value - expected) <= 1e-5 * max(1, expected), "\(name): \(value), not \(expected)")
    let bound = try #require(solved.envelope.bound)
    #expect(bound <= expected + 1e-5 * max(1, expected), "\(name): bound \(bound) above \(expected)")
    if let proven = solved.report.provenBound {
      #expect(proven <= expected + 1e-5 * max(1, expected), "\(name): proof of \(proven) above \(expected)")
    }
    let proof = try #require(solved.envelope.plan?.boundProof)
    let own = LagrangianBound.value(scenario, proof.multipliers)
    #expect(
      abs(own - (solved.report.provenBound ?? .nan)) <= 1e-8 * max(1, abs(own)),
      "\(name): \(own) by the solver's own evaluation, \(solved.report.provenBound ?? .nan) by the check's")
    return solved
  }
}

extension LogisticsScenario {
  /// The same with every demand all or nothing, and without the lanes that are too small for that.
  var withWholeDemands: LogisticsScenario {
    var whole = self
    for d in demands.indices {
      whole.demands[d].isSingleSource = true
      whole.demands[d].smallestShare = 0
    }
    whole.lanes = []
    whole.laneStart = [0]
    var place = [Int?](repeating: nil, count: lanes.count)
    for d in demands.indices {
      for l in laneStart[d]..<laneStart[d + 1] where largestShare(of: lanes[l]) >= 1 {
        place[l] = whole.lanes.count
        whole.lanes.append(lanes[l])
      }
      whole.laneStart.append(whole.lanes.count)
    }
    whole.existing = existing.compactMap { entry in
      place[entry.lane].map { ExistingShare(lane: $0, share: 1, isFrozen: entry.isFrozen) }
    }
    return whole
  }
}
