// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("multipliers of the root relaxation")
struct RootDualTests {
  @Test(
    "their Lagrangian value is the optimum of the linear relaxation",
    arguments: 0..<150 as Range<UInt64>, [LinearModel.Sense.minimize, .maximize])
  func lagrangian(seed: UInt64, sense: LinearModel.Sense) throws {
    let sketch = EnumeratedProgram(seed: seed, sense: sense).sketch
    var control = SolveControl()
    control.wantsRootDuals = true
    control.permutationSeed = seed % 2
    let relaxation = try solve(sketch.model().relaxed())
    let solution = try solve(sketch.model(), control: control)
    guard let value = relaxation.objective else {
      #expect(solution.rootRowDual.isEmpty)
      return
    }
    try #require(solution.rootRowDual.count == sketch.rows.count)
    // Weak duality proves both: no multipliers reach past a feasible point of the relaxation.
    #expect(abs(sketch.lagrangianValue(solution.rootRowDual) - value) <= 1e-6 * (1 + abs(value)))
  }

  @Test("they are left out where nobody asks")
  func absent() throws {
    let sketch = EnumeratedProgram(seed: 1, sense: .minimize).sketch
    #expect(try solve(sketch.model()).rootRowDual.isEmpty)
  }
}
