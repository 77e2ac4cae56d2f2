// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Proves a bound from the plan's multipliers and holds the plan's own bound against it.
  mutating func checkBound(_ bound: Double?) {
    guard let proof = plan.boundProof else {
      if bound != nil {
        report.remarks.append("the bound is the solver's word: the plan carries no proof of it")
      }
      return
    }
    guard let proven = MultiplierProof(scenario, proof)?.bound else {
      report.add(
        "bound", "plan.bound_proof",
        found:
          "\(proof.demandMultipliers.values.count) and \(proof.capacityPrices.values.count) numbers, others that do not fit, or numbers too large",
        expected:
          "\(scenario.demands.count) and \(scenario.areas.count * scenario.slotCount), prices of rows that there are, and finite sums"
      )
      return
    }
    report.provenBound = proven
    guard let bound, !(bound <= proven + 1e-9 * max(1, abs(bound))) else { return }
    if scenario.isLinear {
      report.add(
        "bound", "bound", found: JSONText.number(bound),
        expected: "at most \(JSONText.number(proven)), which the multipliers prove")
    } else {
      report.remarks.append(
        "of the bound \(JSONText.number((bound * 100).rounded() / 100)) the multipliers prove \(JSONText.number((proven * 100).rounded() / 100)); the rest is the solver's word"
      )
    }
  }
}
