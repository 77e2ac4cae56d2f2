// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a solve ended, and whether it leaves a solution behind.
///
/// A limit with a solution and a limit without one are two cases, so that neither can be taken for
/// the other.
public enum Termination: Equatable, Sendable {
  /// A solution was proved best (integer programs: up to GLPK's objective tolerance).
  case optimal
  /// A solution was proved within the gap that was asked for.
  case withinGap
  /// No point satisfies the rows and bounds.
  case infeasible
  /// The objective improves without end.
  case unbounded
  /// The relaxation of an integer program is unbounded, and whether it has an integral point was not settled.
  case infeasibleOrUnbounded
  /// A limit came; a solution was found before it.
  case stopped(by: Stop)
  /// A limit came before any solution.
  case stoppedWithoutSolution(by: Stop)
  /// GLPK gave up, after the recovery steps, with the reason given.
  case failed(reason: String)

  /// What can end a solve early.
  public enum Stop: String, Equatable, Sendable {
    /// The time limit.
    case time
    /// A cancellation from outside.
    case interrupt
    /// The node limit.
    case nodes
  }

  /// Whether primal values are there to be read.
  public var hasSolution: Bool {
    switch self {
    case .optimal, .withinGap, .stopped: true
    default: false
    }
  }
}
