// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Proves a bound on the last objective of a scenario with terms and holds the plan's own against it.
  mutating func checkTermsBound(_ bound: Double?) {
    if plan.breakEvenAsks != nil {
      report.add(
        "price", "plan.break_even_asks", found: "a list",
        expected: "none: contracts have terms or rules of their own")
    }
    guard let proof = plan.offerProof ?? plan.boundProof.flatMap({ offerProof($0) }) else {
      if plan.boundProof != nil {
        report.add(
          "bound", "plan.bound_proof", found: "lists that do not fit the scenario",
          expected: "one share for each open pair, one multiplier for each consumer")
      } else if bound != nil {
        report.remarks.append("the bound is the solver's word: the plan carries no proof of it")
      }
      return
    }
    guard let proven = OfferTangents(scenario, proof, stages: plan.stages ?? []) else {
      report.add(
        "bound", "plan.offer_bound_proof", found: "lists that do not fit the scenario, or numbers too large",
        expected:
          "one share for each offer, one multiplier for each party and stage, kinks within the horizon")
      return
    }
    report.provenBound = proven.bound
    if scenario.objectives.count > 1 {
      report.remarks.append("the bounds of the earlier stages are the solver's word")
    }
    guard let bound, !(bound >= proven.bound - proven.tolerance) else { return }
    report.remarks.append(
      "of the bound \(JSONText.number((bound * 100).rounded() / 100)) the multipliers prove \(JSONText.number((proven.bound * 100).rounded() / 100)); the rest is the search's word"
    )
  }

  /// A proof of plain contracts, as one over offers: all offers of a consumer are taken together.
  private func offerProof(_ plain: PowerPlan.BoundProof) -> PowerPlan.OfferProof? {
    let buyers = scenario.consumers.count
    guard plain.re100Multipliers.values.count == buyers else { return nil }
    let nothing = NumberList(Array(repeating: 0, count: buyers))
    let isMatching = scenario.consumers.map { $0.matchingShare > 0 }
    let multipliers = plain.re100Multipliers.values
    return PowerPlan.OfferProof(
      referenceShares: plain.referenceShares,
      re100Multipliers: NumberList(multipliers.indices.map { isMatching[$0] ? 0 : multipliers[$0] }),
      matchingMultipliers: NumberList(multipliers.indices.map { isMatching[$0] ? multipliers[$0] : 0 }),
      contractCountMultipliers: plain.contractCountMultipliers, consumerGainMultipliers: nothing,
      supplierGainMultipliers: NumberList(Array(repeating: 0, count: scenario.suppliers.count)),
      stageMultipliers: NumberList([]), kinkConsumers: plain.kinkConsumers,
      kinkIntervals: plain.kinkIntervals,
      kinkPlaces: NumberList(
        plain.kinkConsumers.values.map { j in
          guard let j = Int(exactly: j), scenario.consumers.indices.contains(j) else { return -0.5 }
          return Double(scenario.pairs(ofConsumer: j).count - 1)
        }), kinkNumbers: plain.kinkFractions)
  }
}
