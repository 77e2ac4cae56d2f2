// SPDX-License-Identifier: GPL-3.0-or-later

/// The splittable problem.
enum SplitSolver {
  static func solve(_ problem: LocationProblem, _ control: LocationControl) -> LocationOutcome {
    LocationOutcome(ending: .exhausted, solution: nil, bound: -.infinity)
  }
}
