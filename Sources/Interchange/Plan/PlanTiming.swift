// SPDX-License-Identifier: GPL-3.0-or-later

/// Seconds per phase of a run.
public struct PlanTiming: Codable, Sendable {
  /// Reading and validating the input.
  public var read = 0.0
  /// Building the model.
  public var build = 0.0
  /// Solving it.
  public var solve = 0.0
  /// The independent check.
  public var check = 0.0
  /// From the start of the command to the plan.
  public var total = 0.0

  /// No time yet.
  public init() {}
}
