// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Any mix of features, by its structure:
///
/// 1. the multipliers of the Lagrangian relaxation are raised by the volume algorithm (`LagrangianAscent`);
/// 2. a plan is built under their guidance, on large scenarios by making the relaxed plan integral choice by
///    choice (`LagrangianDive`), and improved by ruin and recreate (`LocalSearch`);
/// 3. parts of it are solved exactly in turn, the rest fixed (`NeighbourhoodSearch`);
/// 4. up to some tens of warehouses a tree over the activations raises the bound (`ActivationTree`), in turn with
///    3, and ends in programs for branch-and-cut (`LeafProgram`);
/// 5. a scenario small enough is handed to branch-and-cut as a whole, with the plan and what the bound and
///    the plan together exclude (`ReducedProgram`).
enum GeneralMethod {
  static func solve(_ scenario: LogisticsScenario, _ run: SolveRun) throws -> SolveOutcome<LogisticsPlan> {
    var solve = GeneralSolve(scenario, run)
    return try solve.outcome()
  }
}
