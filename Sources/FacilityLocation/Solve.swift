// SPDX-License-Identifier: GPL-3.0-or-later

/// Solves a capacitated facility location problem by its structure: the best solution found and the best
/// bound proved until the gap asked for, the deadline or a cancellation.
public func solve(_ problem: LocationProblem, control: LocationControl = LocationControl()) -> LocationOutcome
{
  problem.isSingleSource
    ? SingleSourceSolver.solve(problem, control) : SplitSolver.solve(problem, control)
}
