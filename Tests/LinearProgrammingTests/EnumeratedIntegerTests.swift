// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("integer programs against enumeration")
struct EnumeratedIntegerTests {
  @Test(
    "the optimum is the one enumeration finds, and its bound is valid",
    arguments: 0..<300 as Range<UInt64>, [LinearModel.Sense.minimize, .maximize])
  func optimum(seed: UInt64, sense: LinearModel.Sense) throws {
    let program = EnumeratedProgram(seed: seed, sense: sense)
    let sketch = program.sketch
    for presolve in [true, false] {
      var control = SolveControl()
      control.presolve = presolve
      control.permutationSeed = seed % 3
      let solution = try solve(sketch.model(), control: control)
      guard let optimum = program.optimum else {
        #expect(solution.termination == .infeasible)
        #expect(solution.objective == nil && solution.primal.isEmpty)
        continue
      }
      try #require(solution.termination == .optimal)
      let objective = try #require(solution.objective)
      #expect(abs(objective - optimum) <= 1e-7 * (1 + abs(optimum)))
      #expect(solution.bound * sketch.sign <= optimum * sketch.sign + 1e-7 * (1 + abs(optimum)))
      #expect(abs(solution.bound - optimum) <= 1e-6 * (1 + abs(optimum)))
      #expect(sketch.violations(solution.primal).isEmpty)
      #expect(abs(sketch.objective(solution.primal) - objective) <= 1e-9 * (1 + abs(objective)))
      for row in sketch.rows {
        #expect(abs(sketch.activity(row, solution.primal) - solution.rowActivity[row]) <= 1e-9)
      }
    }
  }

  @Test("the seeds cover feasible and infeasible programs, with and without a continuous column")
  func coverage() {
    let programs = (0..<300).map { EnumeratedProgram(seed: $0, sense: .minimize) }
    for isMixed in [false, true] {
      let some = programs.filter { $0.sketch.isInteger.contains(false) == isMixed }
      #expect(some.count { $0.optimum == nil } > 20)
      #expect(some.count { $0.optimum != nil } > 60)
    }
  }

  @Test("bounds of integer columns are rounded inwards")
  func fractionalBounds() throws {
    var model = LinearModel()
    model.addColumn(lower: 0.4, upper: 3.7, cost: 1, kind: .integer)
    model.addColumn(lower: -2.6, upper: 3.7, cost: -1, kind: .integer)
    #expect(try solve(model).primal == [1, 3])
  }
}
