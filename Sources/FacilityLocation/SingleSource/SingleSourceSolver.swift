// SPDX-License-Identifier: GPL-3.0-or-later

/// The single-source problem: Lagrangian bounds with 0/1 knapsacks, local search, conclusions from reduced
/// costs, and branch and bound over facilities and customers.
enum SingleSourceSolver {
  static func solve(_ problem: LocationProblem, _ control: LocationControl) -> LocationOutcome {
    var run = SingleSourceRun(problem, control)
    return run.outcome()
  }
}
