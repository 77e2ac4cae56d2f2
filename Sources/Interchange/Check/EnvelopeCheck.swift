// SPDX-License-Identifier: GPL-3.0-or-later

extension CheckReport {
  /// Checks what an envelope says of itself: the sum of the components, the gap, the side of the
  /// bound, and that the status follows from them.
  ///
  /// - Parameter hasPlan: whether the market's part carries a plan to be judged.
  public mutating func checkEnvelope<Part>(_ envelope: PlanEnvelope<Part>, hasPlan: Bool) {
    let objective = envelope.objective
    checkTermination(envelope.termination, envelope.status)
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
    if !needsPlan, let value = objective.value {
      add("objective", "objective.value", found: JSONText.number(value), expected: "null: there is no plan")
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
    if envelope.status == .feasible && expected <= SolveOptions.defaultGap * 0.999999 {
      add(
        "status", "status", found: "\"feasible\" at a gap of \(JSONText.number(expected))",
        expected: "\"optimal\", which that proves")
    }
  }

  /// The reason must allow the status, and the limit go with the reason.
  private mutating func checkTermination(_ termination: PlanTermination, _ status: PlanStatus) {
    let reason = termination.reason
    let allowed: [PlanStatus] =
      switch reason {
      case .optimal: [.optimal]
      case .gapReached: [.feasible]
      case .infeasible: [.infeasible]
      case .unbounded: [.unbounded]
      case .timeLimit, .interrupted, .solverFailure: [.optimal, .feasible, .noPlanFound]
      }
    if !allowed.contains(status) {
      add(
        "status", "termination.reason",
        found: "\"\(reason.rawValue)\" with the status \"\(status.rawValue)\"",
        expected: "a reason that allows this status")
    }
    let limit: PlanTermination.Limit? =
      reason == .timeLimit ? .time : reason == .interrupted ? .interrupt : nil
    if termination.limit != limit {
      add(
        "status", "termination.limit", found: termination.limit.map { "\"\($0.rawValue)\"" } ?? "null",
        expected: limit.map { "\"\($0.rawValue)\"" } ?? "null: the run did not end at a limit")
    }
  }

  /// Checks that an envelope speaks of this market and this scenario: what is counted, and whether less or
  /// more is better.
  public mutating func checkObjective<Part>(
    _ envelope: PlanEnvelope<Part>, sense: PlanObjective.Sense, unit: String
  ) {
    if envelope.objective.sense != sense {
      add(
        "objective", "objective.sense", found: "\"\(envelope.objective.sense.rawValue)\"",
        expected: "\"\(sense.rawValue)\"")
    }
    if envelope.objective.unit != unit {
      add("objective", "objective.unit", found: "\"\(envelope.objective.unit)\"", expected: "\"\(unit)\"")
    }
  }
}
