// SPDX-License-Identifier: GPL-3.0-or-later

public import LinearProgramming

/// How a solve of a linear model reads in a plan file.
public struct Verdict: Sendable {
  /// What was proved.
  public var status: PlanStatus
  /// Why it ended.
  public var termination: PlanTermination

  /// The verdict on a plan of the given value and bound, or on its absence.
  ///
  /// `optimal` needs a bound that proves it (`isOptimal`), whatever the solver called it.
  public init(_ termination: Termination, value: Double?, bound: Double?) {
    let isOptimal =
      value.flatMap { value in bound.map { Interchange.isOptimal(value: value, bound: $0) } } ?? false
    status = value == nil ? .noPlanFound : isOptimal ? .optimal : .feasible
    switch termination {
    case .optimal:
      self.termination = PlanTermination(
        reason: isOptimal ? .optimal : .gapReached,
        detail: isOptimal
          ? "proved optimal" : "solved to the solver's tolerance; the gap is what could be proved")
    case .withinGap:
      self.termination = PlanTermination(
        reason: isOptimal ? .optimal : .gapReached,
        detail: isOptimal ? "proved optimal" : "the gap asked for was proved")
    case .infeasible, .infeasibleOrUnbounded:
      // The objectives of the markets are bounded on their rules: what is left is infeasible.
      status = .infeasible
      self.termination = PlanTermination(reason: .infeasible, detail: "no plan keeps every rule")
    case .unbounded:
      status = .unbounded
      self.termination = PlanTermination(reason: .unbounded, detail: "the objective improves without end")
    case .stopped(let stop), .stoppedWithoutSolution(let stop):
      switch stop {
      case .time:
        self.termination = PlanTermination(reason: .timeLimit, limit: .time, detail: "the time limit came")
      case .interrupt, .nodes:
        self.termination = PlanTermination(
          reason: .interrupted, limit: .interrupt, detail: "the run was interrupted")
      }
    case .failed(let reason):
      self.termination = PlanTermination(reason: .solverFailure, detail: reason)
    }
  }
}
