// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// The objective, added up over every interval.
  mutating func checkComponents(_ components: PlanComponents) {
    var value = 0.0
    var lost = 0.0
    var fees = 0.0
    var shortfall = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      var offered = [Double](repeating: 0, count: scenario.horizon.count)
      for p in scenario.pairs(ofConsumer: j) where shares[p] > 0 {
        let pair = scenario.pairs[p]
        let generation = scenario.suppliers[pair.supplier].generation
        MeterLedger.addArriving(generation, shares[p], 1 - pair.loss, to: &offered)
        for t in generation.indices {
          let atPlant = shares[p] * generation[t]
          lost += atPlant * pair.loss * scenario.marketPrice[t]
          fees += atPlant * pair.contractedFee
        }
      }
      var supplied = 0.0
      for t in 0..<scenario.horizon.count {
        let taken = min(offered[t], consumer.load[t])
        supplied += taken
        value += taken * (consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t])
      }
      let missing = consumer.minimumShare * consumer.totalLoad - supplied
      if missing > 1e-9 * consumer.totalLoad { shortfall += missing * (consumer.shortfallPrice ?? 0) }
    }
    let fixed = scenario.pairs.indices.reduce(0) { shares[$1] > 0 ? $0 + scenario.pairs[$1].fixedCost : $0 }
    let expected = [
      ("supplied_energy_value", value), ("lost_energy", -lost), ("contracted_energy_fees", -fees),
      ("fixed_costs", -fixed), ("re100_shortfall", -shortfall),
    ]
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
