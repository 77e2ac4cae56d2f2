// SPDX-License-Identifier: GPL-3.0-or-later

extension CheckReport {
  /// Checks what an envelope says of itself: the sum of the components, the gap, the side of the
  /// bound, and that the status follows from them.
  ///
  /// - Parameter hasPlan: whether the market's part carries a plan to be judged.
  public mutating func checkEnvelope<Part>(_ envelope: PlanEnvelope<Part>, hasPlan: Bool) {
    let objective = envelope.objective
    let needsPlan = envelope.status == .optimal || envelope.status == .feasible
    if needsPlan != hasPlan {
      add(
        "status", "status", found: "\"\(envelope.status.rawValue)\" \(hasPlan ? "with" : "without") a plan",
        expected: needsPlan ? "a plan" : "no plan")
    }
    if let value = objective.value {
      expectMoney("objective", "objective.value", plan: value, recomputed: objective.components.total)
    } else if needsPlan {
      add("objective", "objective.value", found: "null", expected: "the value of the plan")
    }
    guard let value = objective.value, let bound = envelope.bound else {
      if let gap = envelope.gap {
        add("gap", "gap", found: JSONText.number(gap), expected: "null: value or bound is unknown")
      }
      if envelope.status == .optimal {
        add("status", "status", found: "\"optimal\" without a bound", expected: "a bound that proves it")
      }
      return
    }
    let expected = relativeGap(value: value, bound: bound)
    if let gap = envelope.gap, abs(gap - expected) <= 1e-12 + 1e-9 * expected {
    } else {
      add(
        "gap", "gap", found: envelope.gap.map(JSONText.number) ?? "null", expected: JSONText.number(expected))
    }
    let excess = objective.sense == .minimize ? bound - value : value - bound
    if excess > 0.005 + 1e-9 * abs(value) {
      add(
        "bound", "bound", found: JSONText.number(bound),
        expected: "at \(objective.sense == .minimize ? "most" : "least") the value \(JSONText.number(value))")
    }
    if envelope.status == .optimal && !isOptimal(value: value, bound: bound) {
      add(
        "status", "status", found: "\"optimal\" at a gap of \(JSONText.number(expected))",
        expected: "a gap of at most 0.000001")
    }
  }
}
