// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange

extension PowerCheck {
  /// The objective, added up over every interval.
  mutating func checkComponents(_ components: PlanComponents) {
    if hasTerms { return checkTermsComponents(components) }
    let (scenario, shares) = (scenario, shares)
    let parts = parallelMap(count: scenario.consumers.count, threads: MeterLedger.threads) { j in
      Self.settled(scenario, consumer: j, shares: shares)
    }
    let value = parts.reduce(0) { $0 + $1[0] }
    let lost = parts.reduce(0) { $0 + $1[1] }
    let fees = parts.reduce(0) { $0 + $1[2] }
    var shortfall = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      let counted = ledger.consumers[j].reduce(0) { $0 + $1.green }
      let missing = consumer.minimumShare * consumer.totalLoad - counted
      if missing > 1e-9 * consumer.totalLoad { shortfall += missing * (consumer.shortfallPrice ?? 0) }
    }
    let fixed = scenario.pairs.indices.reduce(0) { shares[$1] > 0 ? $0 + scenario.pairs[$1].fixedCost : $0 }
    let expected =
      [
        ("supplied_energy_value", value), ("lost_energy", -lost), ("contracted_energy_fees", -fees),
        ("fixed_costs", -fixed), ("re100_shortfall", -shortfall),
      ] + furtherComponents()
    expectComponents(components, expected)
  }

  /// Value of a consumer's supply over surplus, what its contracts lose on the way, and their fees.
  private static func settled(_ scenario: PowerScenario, consumer j: Int, shares: [Double]) -> SIMD3<Double> {
    let consumer = scenario.consumers[j]
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    var sums = SIMD3<Double>()
    for p in scenario.pairs(ofConsumer: j) where shares[p] > 0 {
      let pair = scenario.pairs[p]
      let generation = scenario.suppliers[pair.supplier].generation
      MeterLedger.addArriving(generation, shares[p], 1 - pair.loss, to: &offered)
      // Contract by contract: one long sum would lose digits.
      var (ownLost, ownFees) = (0.0, 0.0)
      for t in generation.indices {
        let atPlant = shares[p] * generation[t]
        ownLost += atPlant * pair.loss * scenario.marketPrice[t]
        ownFees += atPlant * pair.contractedFee
      }
      sums += SIMD3(0, ownLost, ownFees)
    }
    var value = 0.0
    for t in 0..<scenario.horizon.count {
      let taken = min(offered[t], consumer.load[t])
      value += taken * (consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t])
    }
    sums[0] = value
    return sums
  }

  /// Holds stated components against those added up; their sum is the objective.
  mutating func expectComponents(_ components: PlanComponents, _ expected: [(String, Double)]) {
    for (name, amount) in expected {
      report.expectMoney(
        "objective", "objective.components.\(name)", plan: components[name] ?? .nan, recomputed: amount)
    }
    for part in components.parts where !expected.contains(where: { $0.0 == part.name }) {
      report.add(
        "objective", "objective.components.\(part.name)", found: "this component",
        expected: "none of this name")
    }
    report.objective = expected.reduce(0) { $0 + $1.1 }
  }
}
