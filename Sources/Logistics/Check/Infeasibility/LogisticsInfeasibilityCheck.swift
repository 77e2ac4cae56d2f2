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
    report.infeasibilityProof = ClosedFormProof(scenario).reason()
    if let proof = infeasibility.proof {
      guard let missing = MultiplierProof(scenario, proof, .feasibility)?.bound else {
        report.add(
          "bound", "plan.infeasibility.proof", found: "lists that do not fit the scenario",
          expected: "a multiplier for each demand and a price for each row of the scenario that is priced")
        return report
      }
      if missing > 0 && report.infeasibilityProof == nil {
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
