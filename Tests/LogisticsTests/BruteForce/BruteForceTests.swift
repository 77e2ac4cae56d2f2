// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@Suite struct BruteForceTests {
  @Test("Whole demands cost what the best of all assignments costs", arguments: 0..<10)
  func wholeDemands(block: Int) throws {
    for seed in block * 14..<block * 14 + 14 {
      var features = SmallMarket.Features()
      features.whole = 1
      features.resources = 1 + seed % 3
      features.firms = 3 + seed % 3
      features.ratio = 0.9 + Double(seed % 5) * 0.3
      let market = SmallMarket(seed: UInt64(seed), features)
      try hold(market, Enumeration(market: market) { _, _, _ in nil }.leastCost(), seed)
    }
  }

  @Test("Divisible and whole demands of one resource cost what enumeration and flows say", arguments: 0..<10)
  func mixedDemands(block: Int) throws {
    for seed in 1000 + block * 18..<1000 + block * 18 + 18 {
      var features = SmallMarket.Features()
      features.whole = [0, 0.3][seed % 2]
      features.firms = 3 + seed % 4
      features.sites = 2 + seed % 3
      features.ratio = 0.8 + Double(seed % 5) * 0.3
      let market = SmallMarket(seed: UInt64(seed), features)
      let oracle = Enumeration(market: market) { firms, isActive, capacity in
        var flow = TransportationOracle(
          quantities: firms.map { market.firms[$0].quantity[0] },
          costs: firms.map { d in
            market.sites.indices.map { isActive[$0] ? market.cost(d, $0) : nil }
          },
          penalties: firms.map { market.firms[$0].penalty }, capacities: capacity.map { $0[0] })
        return flow.leastCost()
      }
      try hold(market, oracle.leastCost(), seed)
    }
  }

  @Test(
    "Divisible demands of several resources cost what enumerated, certified linear programs say",
    arguments: 0..<5)
  func severalResources(block: Int) throws {
    for seed in 2000 + block * 6..<2000 + block * 6 + 6 {
      var features = SmallMarket.Features()
      features.whole = [0, 0.3][seed % 2]
      features.firms = 4
      features.resources = 2 + seed % 2
      let market = SmallMarket(seed: UInt64(seed), features)
      let oracle = Enumeration(market: market) { firms, isActive, capacity in
        certifiedCost(market, firms, isActive, capacity)
      }
      try hold(market, oracle.leastCost(), seed)
    }
  }

  @Test("A linear program is proved to the last digit by the check's own bound", arguments: 0..<6)
  func linearPrograms(block: Int) throws {
    for seed in 3000 + block * 10..<3000 + block * 10 + 10 {
      var features = SmallMarket.Features()
      features.whole = 0
      features.paidActivation = 0
      features.resources = 1 + seed % 3
      features.firms = 6
      features.alwaysPenalty = true
      let solved = try SolvedCase(SmallMarket(seed: UInt64(seed), features).json)
      let value = try #require(solved.value)
      let proven = try #require(solved.report.provenBound)
      #expect(abs(value - proven) <= 1e-8 * max(1, value), "seed \(seed): \(value) against \(proven)")
      #expect(solved.envelope.status == .optimal)
    }
  }

  /// The market's answer is the oracle's, and its bound is not above it.
  private func hold(_ market: SmallMarket, _ expected: Double?, _ seed: Int) throws {
    let solved = try SolvedCase(market.json)
    guard let expected else {
      #expect(solved.envelope.status == .infeasible, "seed \(seed): a plan where none exists")
      return
    }
    let value = try #require(solved.value, "seed \(seed): no plan, but one of \(expected) exists")
    #expect(agree(value, expected), "seed \(seed): \(value), not \(expected)")
    let bound = try #require(solved.envelope.bound)
    #expect(bound <= expected + 1e-7 * max(1, expected), "seed \(seed): bound \(bound) above \(expected)")
    #expect(solved.envelope.status == .optimal, "seed \(seed): gap \(solved.envelope.gap ?? .nan)")
    if let proven = solved.report.provenBound {
      #expect(
        proven <= expected + 1e-7 * max(1, expected), "seed \(seed): proof of \(proven) above \(expected)")
    }
  }

  /// The linear program that is left, trusted only with a proof that its value is the best.
  private func certifiedCost(
    _ market: SmallMarket, _ firms: [Int], _ isActive: [Bool], _ capacity: [[Double]]
  ) -> Double? {
    var rest = market
    rest.firms = firms.map { market.firms[$0] }
    rest.matrix = firms.map { d in
      market.sites.indices.map { w in
        guard isActive[w], let cost = market.cost(d, w) else { return nil }
        return cost
      }
    }
    for w in rest.sites.indices {
      rest.sites[w].activation = 0
      rest.sites[w].handling = rest.sites[w].handling.map { _ in 0 }
      rest.sites[w].capacity = capacity[w].map { max(0, $0) }
    }
    guard let solved = try? SolvedCase(rest.json), let value = solved.value,
      let proven = solved.report.provenBound
    else { return nil }
    #expect(abs(value - proven) <= 1e-8 * max(1, value))
    return value
  }
}
