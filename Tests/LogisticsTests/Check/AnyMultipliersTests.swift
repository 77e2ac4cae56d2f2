// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

@Suite struct AnyMultipliersTests {
  @Test("Whatever the multipliers, what they prove is not above the optimum", arguments: 0..<20)
  func valid(seed: Int) throws {
    var features = SmallMarket.Features()
    features.resources = 1 + seed % 3
    features.alwaysPenalty = true
    let solved = try SolvedCase(SmallMarket(seed: UInt64(7000 + seed), features).json)
    let value = try #require(solved.value)
    var envelope = solved.envelope
    var random = SplitMix64(seed: UInt64(seed))
    var best = -Double.infinity
    for trial in 0..<200 {
      let scale = trial % 50 == 0 ? 1e18 : random.uniform(0.1, 3)
      let multipliers = (envelope.plan?.boundProof?.demandMultipliers.values ?? []).map {
        $0 * random.uniform(0.5, 1.5) * scale
      }
      let prices = (envelope.plan?.boundProof?.capacityPrices.values ?? []).map { _ in
        random.uniform(-5, 20) * scale
      }
      var proof = try #require(solved.envelope.plan?.boundProof)
      proof.demandMultipliers = NumberList(multipliers)
      proof.capacityPrices = NumberList(prices)
      envelope = solved.envelope
      envelope.plan?.boundProof = proof
      let proven = try #require(LogisticsMarket.check(envelope, against: solved.scenario).provenBound)
      let own = LagrangianBound.value(solved.scenario, Multipliers(demand: multipliers, area: prices))
      #expect(proven <= value + 1e-7 * max(1, value))
      let size = (multipliers + prices).reduce(1000) { $0 + abs($1) }
      #expect(abs(own - proven) <= 1e-9 * size)
      best = max(best, proven)
    }
    #expect(best.isFinite)
  }

  @Test("Whatever the multipliers, a scenario that has a plan is never proved infeasible", arguments: 0..<20)
  func neverInfeasible(seed: Int) throws {
    var features = SmallMarket.Features()
    features.resources = 1 + seed % 3
    let solved = try SolvedCase(SmallMarket(seed: UInt64(9000 + seed), features).json)
    guard solved.value != nil else { return }
    let scenario = solved.scenario
    var random = SplitMix64(seed: UInt64(seed))
    for trial in 0..<200 {
      let scale = trial % 50 == 0 ? 1e18 : 1.0
      let proof = LogisticsPlan.BoundProof(
        demandMultipliers: NumberList(scenario.demands.map { _ in random.uniform(-0.2, 1) * scale }),
        capacityPrices: NumberList(
          (0..<scenario.warehouses.count * scenario.resources.count).map { _ in
            random.uniform(-0.01, 0.05) * scale
          }))
      let report = LogisticsInfeasibilityCheck.report(
        scenario, .init(summary: "", demands: [], proof: proof))
      #expect(report.infeasibilityProof == nil)
    }
  }

  @Test("A shortage of capacity is proved from the plan file alone")
  func shortageIsProved() throws {
    let text = """
      {"format": "warewatt.scenario/1", "market": "logistics", "currency": "KRW",
       "lanes": {"cost_matrix_krw": [[1, 2, null], [3, null, null], [5, 6, 7]]},
       "warehouses": [{"id": "w0", "capacity_pallets": 9, "activation_cost_krw": 4}, {"id": "w1", "capacity_pallets": 5},
                      {"id": "w2", "capacity_pallets": 50}],
       "demands": [{"id": "d0", "quantity_pallets": 6}, {"id": "d1", "quantity_pallets": 8},
                   {"id": "d2", "quantity_pallets": 3, "unserved_penalty_krw": 9}]}
      """
    // d0 and d1 must be served and fit (6 + 8 = 14 = 9 + 5 only if d1 takes all of w0 but one place).
    let fits = try SolvedCase(text)
    #expect(fits.envelope.status == .optimal)
    // With one place less they do not.
    let short = try SolvedCase(text.replacing("\"capacity_pallets\": 5", with: "\"capacity_pallets\": 4"))
    #expect(short.envelope.status == .infeasible)
    let report = LogisticsMarket.check(short.envelope, against: short.scenario)
    #expect(report.isClean)
    #expect(report.infeasibilityProof?.contains("comes short of places") == true)
    var stripped = short.envelope
    stripped.plan?.infeasibility?.proof = nil
    #expect(LogisticsMarket.check(stripped, against: short.scenario).infeasibilityProof == nil)
  }
}
