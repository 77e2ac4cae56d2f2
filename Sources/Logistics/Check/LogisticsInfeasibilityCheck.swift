// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Proves from the scenario's data that no plan keeps every rule, where the plan file says so.
enum LogisticsInfeasibilityCheck {
  static func report(
    _ scenario: LogisticsScenario, _ infeasibility: LogisticsPlan.Infeasibility
  ) -> CheckReport {
    var report = CheckReport()
    let known = Set(scenario.demands.map(\.id))
    for (index, culprit) in infeasibility.demands.enumerated() where !known.contains(culprit.demand) {
      report.add(
        "reference", "plan.infeasibility.demands[\(index)].demand", found: "\"\(culprit.demand)\"",
        expected: "a demand of the scenario")
    }
    let stranded = scenario.demands.indices.filter {
      scenario.demands[$0].unservedPenalty == nil && scenario.lanes(ofDemand: $0).isEmpty
    }
    if let first = stranded.first {
      report.infeasibilityProof =
        "no warehouse may take \(scenario.demands[first].id), which must be served"
    } else if let proof = infeasibility.proof {
      guard let shortage = MultiplierProof(scenario.shortage, proof)?.bound else {
        report.add(
          "bound", "plan.infeasibility.proof", found: "lists that do not fit the scenario",
          expected: "one multiplier for each demand, one price for each warehouse and resource in use")
        return report
      }
      if shortage > 0 {
        report.infeasibilityProof =
          "the multipliers prove that demand which must be served comes short of places, even split over warehouses"
      }
    }
    if report.infeasibilityProof == nil {
      report.remarks.append("that no plan exists is the solver's word: the file carries no proof of it")
    }
    return report
  }
}
