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
      guard let gain = TangentProof(scenario.shortage, proof)?.bound else {
        report.add(
          "bound", "plan.infeasibility.proof", found: "lists that do not fit the scenario",
          expected: "one share for each open pair, one multiplier for each consumer, kinks within the horizon"
        )
        return report
      }
      if gain < 0 {
        report.infeasibilityProof =
          "the multipliers prove that at least \(JSONText.number(-gain)) kWh are missing from the minimum shares together"
      }
    }
    if report.infeasibilityProof == nil {
      report.remarks.append("that no plan exists is the solver's word: the file carries no proof of it")
    }
    return report
  }

  /// Why a zone's members cannot contract the generation that its rules ask for; nil where they might.
  private static func zoneOutOfReach(_ scenario: PowerScenario) -> String? {
    guard let rules = scenario.zoneRules else { return nil }
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

  /// Whether all that the open pairs may sell leaves a hard target unmet.
  private static func isOutOfReach(_ scenario: PowerScenario, _ j: Int) -> Bool {
    let consumer = scenario.consumers[j]
    if consumer.shortfallPrice != nil { return false }
    var supplied = 0.0
    for t in 0..<scenario.horizon.count {
      var offered = 0.0
      for p in scenario.pairs(ofConsumer: j) {
        let pair = scenario.pairs[p]
        let supplier = scenario.suppliers[pair.supplier]
        if !supplier.countsTowardsRE100 { continue }
        offered += pair.largestShare * pair.arrival * scenario.profile(pair)[t]
      }
      supplied += min(offered, consumer.load[t])
    }
    return supplied < consumer.minimumShare * consumer.totalLoad * (1 - 1e-9)
  }
}
