// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Proves a bound from the plan's proof and holds the plan's own bound against it.
  mutating func checkBound(_ bound: Double?) {
    guard let proof = plan.boundProof else {
      if bound != nil {
        report.remarks.append("the bound is the solver's word: the plan carries no proof of it")
      }
      return
    }
    guard let proven = TangentProof(scenario, proof) else {
      report.add(
        "bound", "plan.bound_proof", found: "lists that do not fit the scenario, or numbers too large",
        expected: "one share for each open pair, one multiplier for each consumer, kinks within the horizon")
      return
    }
    report.provenBound = proven.bound
    checkBreakEvenAsks(proven)
    guard let bound, !(bound >= proven.bound - proven.tolerance) else { return }
    if scenario.hasContractChoices || scenario.nonConcaveIntervalCount > 0 {
      report.remarks.append(
        "of the bound \(JSONText.number((bound * 100).rounded() / 100)) the multipliers prove \(JSONText.number((proven.bound * 100).rounded() / 100)); the rest is the search's word"
      )
    } else {
      report.add(
        "bound", "bound", found: JSONText.number(bound),
        expected: "at least \(JSONText.number(proven.bound)), which the multipliers prove")
    }
  }
}
