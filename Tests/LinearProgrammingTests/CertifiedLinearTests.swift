// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("linear programs against their certificates")
struct CertifiedLinearTests {
  static let senses = [LinearModel.Sense.minimize, .maximize]

  @Test(
    "the known optimum is found and proved by the multipliers", arguments: 0..<250 as Range<UInt64>, senses)
  func optimum(seed: UInt64, sense: LinearModel.Sense) throws {
    let program = CertifiedProgram(seed: seed, sense: sense)
    for presolve in [true, false] {
      for permutationSeed in [0, seed + 1] {
        var control = SolveControl()
        control.presolve = presolve
        control.permutationSeed = permutationSeed
        let solution = try solve(program.sketch.model(), control: control)
        try check(solution, program)
      }
    }
  }

  private func check(_ solution: LinearSolution, _ program: CertifiedProgram) throws {
    let sketch = program.sketch
    let tolerance = 1e-7 * (1 + abs(program.optimum))
    try #require(solution.termination == .optimal)
    let objective = try #require(solution.objective)
    #expect(abs(objective - program.optimum) <= tolerance)
    #expect(solution.bound == objective)
    #expect(sketch.violations(solution.primal).isEmpty)
    #expect(abs(sketch.objective(solution.primal) - objective) <= tolerance)
    #expect(abs(sketch.lagrangianValue(solution.rowDual) - objective) <= 10 * tolerance)
    for row in sketch.rows {
      #expect(abs(sketch.activity(row, solution.primal) - solution.rowActivity[row]) <= 1e-7)
      checkPlace(solution.rowActivity[row], sketch.rowBounds[row], solution.rowDual[row] * sketch.sign)
    }
    for column in sketch.columns {
      let priced = sketch.rows.reduce(0) { $0 + sketch.matrix[$1][column] * solution.rowDual[$1] }
      #expect(abs(solution.reducedCost[column] - (sketch.cost[column] - priced)) <= 1e-7)
      checkPlace(
        solution.primal[column], sketch.columnBounds[column], solution.reducedCost[column] * sketch.sign)
    }
  }

  /// A positive multiplier stands at the lower bound, a negative one at the upper bound.
  private func checkPlace(_ value: Double, _ bounds: ClosedRange<Double>, _ multiplier: Double) {
    if multiplier > 1e-7 { #expect(abs(value - bounds.lowerBound) <= 1e-6) }
    if multiplier < -1e-7 { #expect(abs(value - bounds.upperBound) <= 1e-6) }
  }
}
