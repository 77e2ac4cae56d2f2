// SPDX-License-Identifier: GPL-3.0-or-later

/// The single-source problem.
enum SingleSourceSolver {
  static func solve(_ problem: LocationProblem, _ control: LocationControl) -> LocationOutcome {
    LocationOutcome(ending: .exhausted, solution: nil, bound: -.infinity)
  }
}
