// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Proves from the data of a scenario with terms that a hard target is out of reach, where the plan file says
/// that there is no plan.
enum TermsInfeasibilityCheck {
  static func report(_ scenario: PowerScenario, _ infeasibility: PowerPlan.Infeasibility) -> CheckReport {
    var report = CheckReport()
    for (index, culprit) in infeasibility.consumers.enumerated()
    where !scenario.consumers.contains(where: { $0.id == culprit.consumer }) {
      report.add(
        "reference", "plan.infeasibility.consumers[\(index)].consumer", found: "\"\(culprit.consumer)\"",
        expected: "a consumer of the scenario")
    }
    if let j = scenario.consumers.indices.first(where: { isOutOfReach(scenario, $0) }) {
      report.infeasibilityProof =
        "\(scenario.consumers[j].id) cannot reach a hard target with all that its open suppliers may offer"
    } else {
      report.remarks.append("that no plan exists is the solver's word: the file carries no proof of it")
    }
    return report
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
