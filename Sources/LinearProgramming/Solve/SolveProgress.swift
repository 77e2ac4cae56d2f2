// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a running solve stands.
public struct SolveProgress: Sendable {
  /// What the solver is doing.
  public enum Phase: String, Sendable {
    /// Simplex on the linear program or the root relaxation.
    case simplex
    /// Branch-and-cut.
    case branchAndCut
  }

  /// What the solver is doing.
  public var phase: Phase
  /// Seconds since the solve began.
  public var elapsedSeconds: Double
  /// Objective value of the best solution so far.
  public var incumbent: Double?
  /// The proven bound so far; infinite where there is none.
  public var bound: Double
  /// Nodes so far.
  public var nodeCount: Int
  /// Simplex iterations so far.
  public var iterationCount: Int

  /// A record of where a solve stands.
  public init(
    phase: Phase, elapsedSeconds: Double, incumbent: Double?, bound: Double, nodeCount: Int,
    iterationCount: Int
  ) {
    self.phase = phase
    self.elapsedSeconds = elapsedSeconds
    self.incumbent = incumbent
    self.bound = bound
    self.nodeCount = nodeCount
    self.iterationCount = iterationCount
  }
}
