// SPDX-License-Identifier: GPL-3.0-or-later

/// What was proved about a plan.
public enum PlanStatus: String, Codable, Sendable {
  /// The plan is within 1e-6 of the bound, relative, or of one unit of currency for values below one.
  case optimal
  /// The plan keeps every rule.
  case feasible
  /// No plan keeps every rule.
  case infeasible
  /// The objective improves without end.
  case unbounded
  /// A limit came before any plan.
  case noPlanFound = "no_plan_found"
}
