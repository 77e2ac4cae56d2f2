// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("what GLPK would end the process over is refused")
struct ValidationTests {
  /// One thing that is wrong with a model of two named rows and two named columns.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let issues: [String]
    let commit: @Sendable (inout LinearModel) -> Void

    init(_ name: String, _ issues: String..., commit: @escaping @Sendable (inout LinearModel) -> Void) {
      testDescription = name
      self.issues = issues
      self.commit = commit
    }
  }

  static let faults = [
    Fault("crossed row bounds", "bad:", "bounds 2.0 to 1.0") { $0.addRow(lower: 2, upper: 1, name: "bad") },
    Fault("crossed column bounds", "bad:", "bounds 2.0 to 1.0") {
      $0.addColumn(lower: 2, upper: 1, name: "bad")
    },
    Fault("a row bound that is no number", "bad:", "nan") { $0.addRow(lower: .nan, upper: 1, name: "bad") },
    Fault("a column bound that is no number", "bad:", "nan") {
      $0.addColumn(lower: 0, upper: .nan, name: "bad")
    },
    Fault("a lower bound of +infinity", "bad:") {
      $0.addColumn(lower: .infinity, upper: .infinity, name: "bad")
    },
    Fault("an upper bound of -infinity", "bad:") {
      $0.addRow(lower: -.infinity, upper: -.infinity, name: "bad")
    },
    Fault("GLPK's own infinity as a bound", "bad:", "at most 1e+100") {
      $0.addColumn(lower: -.greatestFiniteMagnitude, upper: 0, name: "bad")
    },
    Fault("a cost that is no number", "bad: cost is nan") { $0.addColumn(cost: .nan, name: "bad") },
    Fault("an infinite cost", "bad: cost is inf") { $0.addColumn(cost: .infinity, name: "bad") },
    Fault("a huge cost", "bad: cost is 1e+200") { $0.addColumn(cost: 1e200, name: "bad") },
    Fault("an integer column between integers", "bad: no integer", "0.2", "0.8") {
      $0.addColumn(lower: 0.2, upper: 0.8, kind: .integer, name: "bad")
    },
    Fault("a constant that is no number", "objective constant is nan") { $0.objectiveConstant = .nan },
    Fault("a row that does not exist", "term 1: row 2 does not exist") {
      $0.addTerm(row: 2, column: 0, coefficient: 1)
    },
    Fault("a row before the first", "row -1 does not exist") {
      $0.addTerm(row: -1, column: 0, coefficient: 1)
    },
    Fault("a column that does not exist", "first row: column 2 does not exist") {
      $0.addTerm(row: 0, column: 2, coefficient: 1)
    },
    Fault("a column before the first", "column -1 does not exist") {
      $0.addTerm(row: 0, column: -1, coefficient: 1)
    },
    Fault("the largest index there is", "does not exist") {
      $0.addTerm(row: .max, column: .max, coefficient: 1)
    },
    Fault("the smallest index there is", "does not exist") {
      $0.addTerm(row: .min, column: .min, coefficient: 1)
    },
    Fault("a coefficient that is no number", "first row: the coefficient of first column is nan") {
      $0.addTerm(row: 0, column: 0, coefficient: .nan)
    },
    Fault("an infinite coefficient", "first row: the coefficient of first column is -inf") {
      $0.addTerm(row: 0, column: 0, coefficient: -.infinity)
    },
    Fault("bounds replaced by crossed ones", "first column: bounds 3.0 to 2.0") {
      $0.setBounds(ofColumn: 0, lower: 3, upper: 2)
    },
    Fault("a cost replaced by none", "second column: cost is nan") { $0.setCost(ofColumn: 1, to: .nan) },
    Fault("several at once", "a: bounds", "b: cost", "term 1: row 9", "second row: column 5") {
      $0.addRow(lower: 1, upper: 0, name: "a")
      $0.addColumn(cost: .infinity, name: "b")
      $0.addTerm(row: 9, column: 0, coefficient: 1)
      $0.addTerm(row: 1, column: 5, coefficient: 1)
    },
  ]

  static func sound(keepsNames: Bool = true) -> LinearModel {
    var model = LinearModel(keepsNames: keepsNames)
    model.addRow(upper: 4, name: "first row")
    model.addRow(lower: 1, name: "second row")
    model.addColumn(upper: 5, cost: -1, name: "first column")
    model.addColumn(upper: 5, cost: 1, name: "second column")
    model.addTerm(row: 0, column: 0, coefficient: 1)
    return model
  }

  @Test("a fault is refused with the name of its row or column", arguments: faults)
  func refused(_ fault: Fault) {
    var model = Self.sound()
    fault.commit(&model)
    for issue in fault.issues {
      let error = #expect(throws: SolverError.self) { try solve(model) }
      #expect(error?.description.contains(issue) == true, "\(error?.description ?? "") lacks \(issue)")
    }
    #expect(throws: SolverError.self) { try write(model, to: "/nonexistent/model.lp", as: .lp) }
  }

  @Test("each of several faults is listed once, twenty at the most")
  func listed() throws {
    var model = Self.sound()
    Self.faults[Self.faults.count - 1].commit(&model)
    let few = #expect(throws: LinearModelError.self) { try model.validate() }
    #expect(few?.issues.count == 4)
    for _ in 0..<50 { model.addRow(lower: 1, upper: 0) }
    let many = #expect(throws: LinearModelError.self) { try model.validate() }
    #expect(many?.issues.count == 20)
  }

  @Test("without names, rows and columns go by their index")
  func unnamed() {
    var model = Self.sound(keepsNames: false)
    model.addTerm(row: 1, column: 1, coefficient: .nan)
    let error = #expect(throws: LinearModelError.self) { try model.validate() }
    #expect(error?.issues.first?.hasPrefix("row 1: the coefficient of column 1 is nan") == true)
  }

  @Test("a sound model passes") func sound() throws { try Self.sound().validate() }

  @Test("terms that come twice are added up, in any order of appending", arguments: 0..<20 as Range<UInt64>)
  func repeated(seed: UInt64) throws {
    let program = CertifiedProgram(seed: seed + 40, sense: .minimize)
    let sketch = program.sketch
    var bare = sketch
    bare.matrix = bare.matrix.map { $0.map { _ in 0 } }
    var model = bare.model()
    var terms: [(Int, Int, Double)] = []
    for row in sketch.rows {
      for column in sketch.columns {
        let value = sketch.matrix[row][column]
        // In three parts that add up exactly; a zero in two that cancel.
        terms += [(row, column, value / 2), (row, column, value / 4), (row, column, value / 4)]
        if value == 0 { terms += [(row, column, 3), (row, column, -3)] }
      }
    }
    var random = SplitMix64(seed: seed)
    let order = seed % 2 == 0 ? Array(terms.indices) : random.permutation(of: terms.count)
    for index in order {
      model.addTerm(row: terms[index].0, column: terms[index].1, coefficient: terms[index].2)
    }
    let solution = try solve(model)
    try #require(solution.termination == .optimal)
    #expect(abs(try #require(solution.objective) - program.optimum) <= 1e-7 * (1 + abs(program.optimum)))
  }

  @Test("a row and a column that repeat in column order are noticed")
  func repeatedByColumn() throws {
    // max x + y, x + y <= 4 where x's coefficient comes as 2 - 1, column after column.
    var model = LinearModel(sense: .maximize)
    model.addRow(upper: 4)
    model.addRow(upper: 9)
    model.addColumn(cost: 1)
    model.addColumn(upper: 1, cost: 1)
    for (row, column, value) in [(0, 0, 2.0), (1, 0, 1), (0, 0, -1), (0, 1, 1), (1, 1, 1)] {
      model.addTerm(row: row, column: column, coefficient: value)
    }
    #expect(try solve(model).objective == 4)
  }

  @Test("sizes of numbers far apart never end the process", arguments: 0..<300 as Range<UInt64>)
  func wildNumbers(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func wild() -> Double {
      let tiny = [0, .leastNonzeroMagnitude, .leastNormalMagnitude / 8, 1e-100, 1e-30, 1e-12, 1e-7]
      let wide = tiny + [1, 3, 1e6, 1e12, 1e20, 1e30, 1e60, 1e100]
      return wide[random.integer(0, wide.count - 1)] * (random.unit() < 0.5 ? 1 : -1)
    }
    var model = LinearModel(sense: seed % 2 == 0 ? .minimize : .maximize)
    model.objectiveConstant = wild()
    for _ in 0..<random.integer(0, 6) {
      let bounds = [wild(), wild()].sorted()
      model.addRow(
        lower: random.unit() < 0.3 ? -.infinity : bounds[0],
        upper: random.unit() < 0.3 ? .infinity : bounds[1])
    }
    for _ in 0..<random.integer(0, 6) {
      let bounds = [wild(), wild()].sorted()
      let hasIntegers = bounds[0].rounded(.up) <= bounds[1].rounded(.down)
      model.addColumn(
        lower: random.unit() < 0.3 ? -.infinity : bounds[0],
        upper: random.unit() < 0.3 ? .infinity : bounds[1],
        cost: wild(), kind: hasIntegers && random.unit() < 0.3 ? .integer : .continuous)
    }
    if model.rowCount > 0 && model.columnCount > 0 {
      for _ in 0..<random.integer(0, 20) {
        model.addTerm(
          row: random.integer(0, model.rowCount - 1), column: random.integer(0, model.columnCount - 1),
          coefficient: wild())
      }
    }
    for presolve in [true, false] {
      var control = SolveControl()
      control.presolve = presolve
      control.timeLimit = .seconds(2)
      let solution = try solve(model, control: control)
      #expect(solution.primal.isEmpty != solution.termination.hasSolution || model.columnCount == 0)
    }
  }
}
