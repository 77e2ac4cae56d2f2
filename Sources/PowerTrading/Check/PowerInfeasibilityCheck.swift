// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Proves from the scenario's data that no plan keeps every rule, where the plan file says so.
enum PowerInfeasibilityCheck {
  static func report(_ scenario: PowerScenario, _ infeasibility: PowerPlan.Infeasibility) -> CheckReport {
    var report = CheckReport()
    let known = Set(scenario.consumers.map(\.id))
    for (index, culprit) in infeasibility.consumers.enumerated() where !known.contains(culprit.consumer) {
      report.add(
        "reference", "plan.infeasibility.consumers[\(index)].consumer", found: "\"\(culprit.consumer)\"",
        expected: "a consumer of the scenario")
    }
    if let reason = zoneOutOfReach(scenario) {
      report.infeasibilityProof = reason
    } else if let consumer = scenario.consumers.indices.first(where: { isOutOfReach(scenario, $0) }) {
      report.infeasibilityProof =
        "\(scenario.consumers[consumer].id) cannot reach its minimum share with all that its open suppliers may sell"
    } else if let proof = infeasibility.proof {
      guard let gain = OfferTangents(scenario.shortage, proof, stages: [])?.bound else {
        report.add(
          "bound", "plan.infeasibility.proof", found: "lists that do not fit the scenario",
          expected: "one share for each open pair, one multiplier for each consumer, kinks within the horizon"
        )
        return report
      }
      if gain < 0 {
        report.infeasibilityProof =
          "the multipliers prove that at least \(JSONText.number(-gain)) kWh are missing from the hard targets together"
      }
    }
    if report.infeasibilityProof == nil {
      report.remarks.append("that no plan exists is the solver's word: the file carries no proof of it")
    }
    return report
  }

  /// Why a zone's members cannot contract the generation that its rules ask for; nil where they might.
  private static func zoneOutOfReach(_ scenario: PowerScenario) -> String? {
    guard let rules = scenario.zoneRules, rules.generationShortfallPrice == nil else { return nil }
    var (possible, asked) = (0.0, 0.0)
    for supplier in scenario.suppliers {
      possible += supplier.largestShareForSale * supplier.generation.reduce(0, +)
    }
    for (j, consumer) in scenario.consumers.enumerated() where rules.members[j] {
      asked += consumer.load.reduce(0, +) * rules.smallestGenerationShareOfUse
    }
    if possible >= asked * (1 - 1e-9) { return nil }
    return
      "the suppliers may sell \(JSONText.number(possible.rounded())) kWh, and the zone's rules ask members to contract \(JSONText.number(asked.rounded())) kWh"
  }

  /// Whether what could count is short of a target even with every offer taken at once.
  private static func isOutOfReach(_ scenario: PowerScenario, _ j: Int) -> Bool {
    let consumer = scenario.consumers[j]
    var (green, matched) = (0.0, 0.0)
    for t in consumer.load.indices {
      var offered = (green: 0.0, matched: 0.0)
      for pair in scenario.pairs[scenario.pairs(ofConsumer: j)] {
        let supplier = scenario.suppliers[pair.supplier]
        let sold = pair.largestShare * (1 - pair.loss)
        let generated = sold * supplier.generation[t]
        if pair.form == .virtual {
          if supplier.countsTowardsRE100 { green += pair.largestShare * supplier.generation[t] }
          continue
        }
        var (certain, certified) = (generated, generated)
        if pair.form == .baseload {
          certain = min(generated, sold * supplier.flat[t])
          certified = pair.missingCertificatePrice == nil ? certain : sold * supplier.flat[t]
        } else if pair.form == .payAsConsumed {
          certain = min(generated, pair.consumedShare * consumer.load[t])
          certified = certain
        }
        if supplier.isCarbonFree { offered.matched += certain }
        if supplier.countsTowardsRE100 { offered.green += certified }
      }
      green += min(offered.green, consumer.load[t])
      matched += min(offered.matched, consumer.load[t])
    }
    let margin = 1 - 1e-9
    let isShort = green < consumer.minimumShare * consumer.totalLoad * margin
    let isUnmatched = matched < consumer.matchingShare * consumer.totalLoad * margin
    return isShort && consumer.shortfallPrice == nil && consumer.recPrice == nil
      || isUnmatched && consumer.matchingPrice == nil
  }
}
