// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("generated rows")
struct RowGenerationTests {
  static let senses = [LinearModel.Sense.minimize, .maximize]

  /// Hands over the rows with an odd index only when a point violates them; `all` proposes the
  /// satisfied ones as well.
  static func lazily(_ sketch: ModelSketch, all: Bool = false) -> RowGenerator {
    { point, rows in
      for row in sketch.rows where row % 2 == 1 {
        let activity = sketch.activity(row, point.primal)
        if !all && sketch.rowBounds[row].contains(activity) { continue }
        // Each term in two halves: repeated columns are added up.
        rows.add(
          lower: sketch.rowBounds[row].lowerBound, upper: sketch.rowBounds[row].upperBound,
          columns: Array(sketch.columns) + Array(sketch.columns),
          coefficients: sketch.matrix[row].map { $0 / 2 } + sketch.matrix[row].map { $0 / 2 })
      }
    }
  }

  @Test("a linear program reaches the certified optimum", arguments: 0..<150 as Range<UInt64>, senses)
  func linear(seed: UInt64, sense: LinearModel.Sense) throws {
    let program = CertifiedProgram(seed: seed, sense: sense, isBoxed: true)
    let solution = try solve(
      program.sketch.model(keeping: { $0 % 2 == 0 }), generateRows: Self.lazily(program.sketch))
    try #require(solution.termination == .optimal)
    #expect(abs(try #require(solution.objective) - program.optimum) <= 1e-6 * (1 + abs(program.optimum)))
    #expect(program.sketch.violations(solution.primal, tolerance: 1e-5).isEmpty)
  }

  @Test("an integer program reaches the enumerated optimum", arguments: 0..<150 as Range<UInt64>, senses)
  func integer(seed: UInt64, sense: LinearModel.Sense) throws {
    let program = EnumeratedProgram(seed: seed, sense: sense)
    let solution = try solve(
      program.sketch.model(keeping: { $0 % 2 == 0 }), generateRows: Self.lazily(program.sketch, all: true))
    guard let optimum = program.optimum else {
      #expect(solution.termination == .infeasible)
      return
    }
    try #require(solution.termination == .optimal)
    #expect(abs(try #require(solution.objective) - optimum) <= 1e-5 * (1 + abs(optimum)))
    #expect(program.sketch.violations(solution.primal, tolerance: 1e-4).isEmpty)
    #expect(solution.bound * program.sketch.sign <= optimum * program.sketch.sign + 1e-5 * (1 + abs(optimum)))
  }

  @Test("a tour without subtours comes out of degree rows and lazy cuts")
  func tour() throws {
    // Two distant triangles: the degree rows alone take each triangle as a tour, of length 6 in all.
    let length: (Int, Int) -> Double = { ($0 < 3) == ($1 < 3) ? 1 : 10 }
    var model = LinearModel()
    var edges: [(Int, Int)] = []
    for city in 0..<6 { model.addRow(lower: 2, upper: 2, name: "degree \(city)") }
    for first in 0..<6 {
      for second in first + 1..<6 {
        let column = model.addColumn(lower: 0, upper: 1, cost: length(first, second), kind: .integer)
        edges.append((first, second))
        model.addTerm(row: first, column: column, coefficient: 1)
        model.addTerm(row: second, column: column, coefficient: 1)
      }
    }
    let crossing = edges.indices.filter { (edges[$0].0 < 3) != (edges[$0].1 < 3) }
    let solution = try solve(model) { _, rows in
      rows.add(lower: 2, columns: crossing, coefficients: crossing.map { _ in 1 })
    }
    #expect(solution.termination == .optimal)
    #expect(abs(try #require(solution.objective) - 24) < 1e-6)
    #expect(solution.generatedRowCount == 1)
  }

  @Test("a generator that returns satisfied rows only ends at once", arguments: [false, true])
  func satisfied(isInteger: Bool) throws {
    var model = LinearModel(sense: .maximize)
    model.addColumn(upper: 3, cost: 1, kind: isInteger ? .integer : .continuous)
    var calls = 0
    let solution = try solve(model) { _, rows in
      calls += 1
      rows.add(upper: 3, columns: [0], coefficients: [1])
    }
    #expect(solution.objective == 3)
    #expect(solution.generatedRowCount == 0)
    #expect(calls <= 3)
  }

  @Test("a generator may solve other models meanwhile, and output stays captured", arguments: [false, true])
  func nested(isInteger: Bool) throws {
    let sketch = EnumeratedProgram(seed: 6, sense: .maximize).sketch
    var model = LinearModel(sense: .maximize)
    for _ in 0..<6 { model.addColumn(upper: 1, cost: 1, kind: isInteger ? .integer : .continuous) }
    for row in 0..<5 {
      model.addRow(upper: 1.5)
      for column in [row, row + 1] { model.addTerm(row: row, column: column, coefficient: 1) }
    }
    var inner: Set<Double> = []
    let solution = try solve(model) { point, rows in
      if let value = try? solve(sketch.model()).objective { inner.insert(value) }
      if point.primal[0] + point.primal[2] > 1 { rows.add(upper: 1, columns: [0, 2], coefficients: [1, 1]) }
    }
    #expect(solution.termination == .optimal)
    #expect(inner == [try #require(EnumeratedProgram(seed: 6, sense: .maximize).optimum)])
    // Three pairs of neighbours: at most 1.5 each, integral at most 1; (1, 0.5, 0, 1, 0.5, 1) is the
    // best that keeps to x0 + x2 <= 1.
    #expect(abs(try #require(solution.objective) - (isInteger ? 3 : 4.5)) < 1e-6)
  }

  @Test("a relaxation that is unbounded without its rows is refused with advice")
  func unboundedStart() throws {
    var model = LinearModel(sense: .maximize)
    model.addColumn(cost: 1)
    let solution = try solve(model) { _, rows in rows.add(upper: 3, columns: [0], coefficients: [1]) }
    guard case .failed(let reason) = solution.termination else {
      Issue.record("\(solution.termination)")
      return
    }
    #expect(reason.contains("unbounded"))
  }

  struct BadRow: Sendable, CustomTestStringConvertible {
    var lower = -Double.infinity
    var upper = 0.5
    var columns = [0]
    var coefficients = [1.0]
    let says: String
    var testDescription: String { says }
  }

  @Test(
    "a generated row GLPK would abort on ends the solve with its reason",
    arguments: [
      BadRow(columns: [7], says: "column 7"), BadRow(columns: [-1], says: "column -1"),
      BadRow(coefficients: [.nan], says: "coefficient nan"),
      BadRow(coefficients: [.infinity], says: "coefficient inf"),
      BadRow(upper: .nan, says: "bounds -inf to nan"), BadRow(lower: 2, upper: 1, says: "bounds 2.0 to 1.0"),
      BadRow(lower: .infinity, upper: .infinity, says: "bounds inf to inf"),
      BadRow(columns: [0, 0], says: "2 columns and 1 coefficients"),
    ], [false, true])
  func badRow(_ bad: BadRow, isInteger: Bool) throws {
    var model = LinearModel(sense: .maximize)
    for _ in 0..<3 { model.addColumn(upper: 1, cost: 1, kind: isInteger ? .integer : .continuous) }
    model.addRow(upper: 1.5)
    for column in 0..<3 { model.addTerm(row: 0, column: column, coefficient: 1) }
    // Integer programs: past the root, from within GLPK's callback.
    var calls = 0
    let solution = try solve(model) { _, rows in
      calls += 1
      if isInteger && calls == 1 { return }
      rows.add(lower: bad.lower, upper: bad.upper, columns: bad.columns, coefficients: bad.coefficients)
    }
    guard case .failed(let reason) = solution.termination else {
      Issue.record("\(solution.termination)")
      return
    }
    #expect(reason.contains(bad.says))
    #expect(solution.primal.isEmpty)
  }
}
