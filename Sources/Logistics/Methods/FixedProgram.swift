// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The linear program that is left once the integral choices of a plan are fixed. Its shares are exact to
/// the simplex method's tolerance, where branch-and-cut's carry that of integrality; its multipliers are the
/// prices of the plan.
struct FixedProgram {
  /// Its least cost, what is fixed included.
  let cost: Double
  /// Share on each lane.
  let shares: [Double]
  /// The prices of the rows.
  let multipliers: Multipliers

  /// Nil where the program is not solved within the limits.
  init?(_ scenario: LogisticsScenario, _ choices: IntegralChoices, control: SolveControl) throws {
    let formulation = StrongFormulation(scenario, choices: choices)
    var control = control
    control.permutationSeed = 0
    control.onProgress = nil
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    guard solution.termination == .optimal, let cost = solution.objective, !solution.rowDual.isEmpty else {
      return nil
    }
    self.cost = cost
    let first = formulation.index.firstLaneColumn
    shares = Array(solution.primal[first..<first + scenario.lanes.count])
    multipliers = Multipliers(scenario, formulation.index, dual: solution.rowDual)
  }
}
