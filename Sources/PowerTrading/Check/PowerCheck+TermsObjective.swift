// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// The objectives of a scenario with terms, added up from the meters.
  mutating func checkTermsComponents(_ components: PlanComponents) {
    var (saved, paid, supplyFees, pairFees, fees, surplus) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var (topUp, replaced) = (0.0, 0.0)
    var (supplied, shortfall, certificates, unmatched) = (0.0, 0.0, 0.0, 0.0)
    for (j, consumer) in scenario.consumers.enumerated() {
      var total = MeterLedger.ConsumerMonth()
      for month in ledger.consumers[j] {
        saved += month.saved
        paid += month.paid
        supplyFees += month.supplyFee
        pairFees += month.pairFee
        fees += month.contractedFee
        surplus += month.surplus
        topUp += month.topUpCost
        supplied += month.supplied
        total.load += month.load
        total.green += month.green
        total.matched += month.matched
      }
      replaced += replacedBills(consumer)
      let fill = targets(consumer, total)
      shortfall += fill.missing * (consumer.shortfallPrice ?? 0)
      certificates += fill.certificateCost
      unmatched += fill.unmatchedCost
    }
    var (lost, atMarket, missing) = (0.0, 0.0, 0.0)
    for (i, months) in ledger.suppliers.enumerated() {
      for month in months { missing += month.certificates }
      for p in scenario.pairs.indices where scenario.pairs[p].supplier == i && shares[p] > 0 {
        let loss = scenario.pairs[p].loss
        lost += ledger.pairs[p].forgone * loss
        atMarket += ledger.pairs[p].forgone * (1 - loss) - ledger.pairs[p].surplus
      }
    }
    let fixed = scenario.pairs.indices.reduce(0) { shares[$1] > 0 ? $0 + scenario.pairs[$1].fixedCost : $0 }
    var shared = [
      ("contracted_energy_fees", -fees), ("fixed_costs", -fixed), ("re100_shortfall", -shortfall),
      ("pair_supply_fees", -pairFees), ("rec_purchase", -certificates),
      ("matching_24_7_shortfall", -unmatched),
    ]
    if scenario.participation.price != nil { shared.append(("participation_shortfall", -losses)) }
    let parts: [ObjectiveKind: [(String, Double)]] = [
      .matchedEnergy: [("supplied_energy", supplied)],
      .jointGain: [
        ("supplied_energy_value", saved - topUp - replaced - supplyFees - atMarket), ("lost_energy", -lost),
        ("missing_energy_certificates", -missing),
      ] + shared + furtherComponents(),
      .consumerCost: [
        ("utility_bill_saved", saved), ("energy_payments", -paid), ("supply_fees", -supplyFees),
        ("surplus_revenue", surplus),
      ] + shared + (scenario.consumers.contains { $0.topUp != nil } ? [("top_up", -topUp)] : []),
    ]
    objectives = parts.mapValues { $0.reduce(0) { $0 + $1.1 } }
    expectComponents(components, parts[scenario.objectives.last?.objective ?? .jointGain] ?? [])
  }

  /// The stages of a lexicographic order: the scenario's, each kept to, the last the plan's own.
  mutating func checkStages() {
    let expected = scenario.objectives
    guard expected.count > 1 else {
      if plan.stages != nil {
        report.add("objective", "plan.stages", found: "stages", expected: "none: there is one objective")
      }
      return
    }
    guard let stages = plan.stages, stages.count == expected.count else {
      report.add(
        "objective", "plan.stages", found: "\(plan.stages?.count ?? 0) stages", expected: "\(expected.count)")
      return
    }
    for (index, stage) in stages.enumerated() {
      let place = "plan.stages[\(index)]"
      let own = objectives[stage.objective] ?? .nan
      let margin = 1e-7 * max(1, abs(stage.value))
      if stage.objective != expected[index].objective || stage.tolerance != expected[index].tolerance ?? 0 {
        report.add(
          "objective", place, found: "\(stage.objective.rawValue) within \(JSONText.number(stage.tolerance))",
          expected:
            "\(expected[index].objective.rawValue) within \(JSONText.number(expected[index].tolerance ?? 0))")
      }
      if index == stages.count - 1 {
        report.expectMoney("objective", "\(place).value", plan: stage.value, recomputed: own)
      } else if !(own >= stage.value - stage.tolerance * abs(stage.value) - margin) {
        report.add(
          "objective", "\(place).value", found: "\(JSONText.number(own)) in the plan",
          expected:
            "at least \(JSONText.number(stage.value)) less the tolerance \(JSONText.number(stage.tolerance))")
      }
      if let bound = stage.bound, !(bound >= max(stage.value, index == 0 ? own : -.infinity) - margin) {
        report.add(
          "bound", "\(place).bound", found: JSONText.number(bound),
          expected: "at least the value \(JSONText.number(max(stage.value, own)))")
      }
    }
  }
}
