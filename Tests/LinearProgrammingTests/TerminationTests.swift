// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("the termination table")
struct TerminationTests {
  /// A program of few words: columns with bounds and costs, rows over all columns.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var sense = LinearModel.Sense.minimize
    var columns: [(ClosedRange<Double>, cost: Double)] = []
    var rows: [(ClosedRange<Double>, [Double])] = []
    var constant = 0.0
    let asLinear: Termination
    let asInteger: Termination
    var objective: Double?
    var integerObjective: Double?

    func model(isInteger: Bool) -> LinearModel {
      var model = LinearModel(sense: sense)
      model.objectiveConstant = constant
      for (bounds, cost) in columns {
        model.addColumn(
          lower: bounds.lowerBound, upper: bounds.upperBound, cost: cost,
          kind: isInteger ? .integer : .continuous)
      }
      for (row, (bounds, coefficients)) in rows.enumerated() {
        model.addRow(lower: bounds.lowerBound, upper: bounds.upperBound)
        for (column, value) in coefficients.enumerated() {
          model.addTerm(row: row, column: column, coefficient: value)
        }
      }
      return model
    }
  }

  static let infinite = Double.infinity
  static let free = -infinite...infinite
  static let cases = [
    Case(testDescription: "nothing at all", asLinear: .optimal, asInteger: .optimal, objective: 0),
    Case(
      testDescription: "a constant and nothing else", sense: .maximize, constant: 7, asLinear: .optimal,
      asInteger: .optimal, objective: 7),
    Case(
      testDescription: "no rows", columns: [(1...4, 2), (-3...4, -1)], asLinear: .optimal,
      asInteger: .optimal,
      objective: -2),
    Case(
      testDescription: "no columns, rows that hold", rows: [(-1...1, [])], asLinear: .optimal,
      asInteger: .optimal, objective: 0),
    Case(
      testDescription: "no columns, a row that cannot hold", rows: [(1...2, [])], asLinear: .infeasible,
      asInteger: .infeasible),
    Case(
      testDescription: "an empty row that cannot hold", columns: [(0...1, 1)], rows: [(1...2, [])],
      asLinear: .infeasible, asInteger: .infeasible),
    Case(
      testDescription: "a row of zeros that holds", columns: [(2...3, 1)], rows: [(-1...1, [0])],
      asLinear: .optimal, asInteger: .optimal, objective: 2),
    Case(
      testDescription: "no rows, unbounded", columns: [(0...infinite, -1)], asLinear: .unbounded,
      asInteger: .unbounded),
    Case(
      testDescription: "a free column with a cost", sense: .maximize, columns: [(free, -1)],
      asLinear: .unbounded, asInteger: .unbounded),
    Case(
      testDescription: "an unbounded ray along a row", columns: [(0...infinite, -1), (0...infinite, -1)],
      rows: [(0...infinite, [1, -1]), (-infinite...5, [-3, 1])], asLinear: .unbounded, asInteger: .unbounded),
    Case(
      testDescription: "an unbounded relaxation without an integral point",
      columns: [(0...infinite, -1), (0...5, 0), (0...5, 0)], rows: [(3...3, [0, 2, 2])], asLinear: .unbounded,
      asInteger: .infeasible),
    Case(
      testDescription: "an unbounded relaxation without an integral point that branching would find",
      columns: [(free, -1), (free, 0)], rows: [(1...1, [2, -2])], asLinear: .unbounded,
      asInteger: .infeasibleOrUnbounded),
    Case(
      testDescription: "an unbounded direction and rows that contradict each other",
      columns: [(0...infinite, -1), (0...infinite, 0), (0...infinite, 0)],
      rows: [(3...infinite, [0, 1, 1]), (-infinite...2, [0, 1, 1])], asLinear: .infeasible,
      asInteger: .infeasible),
    Case(
      testDescription: "rows that contradict each other", columns: [(0...9, 1), (0...9, 1)],
      rows: [(5...infinite, [1, 1]), (-infinite...4, [1, 1])], asLinear: .infeasible, asInteger: .infeasible),
    Case(
      testDescription: "a relaxation without an integral point", columns: [(0...5, 1), (0...5, 1)],
      rows: [(3...3, [2, 2])], asLinear: .optimal, asInteger: .infeasible, objective: 1.5),
    Case(
      testDescription: "a fractional vertex", sense: .maximize, columns: [(0...10, 1), (0...10, 1)],
      rows: [(-infinite...7, [2, 2])], asLinear: .optimal, asInteger: .optimal, objective: 3.5,
      integerObjective: 3),
    Case(
      testDescription: "every column fixed", columns: [(2...2, 3), (-1 ... -1, 4)], rows: [(1...1, [1, 1])],
      asLinear: .optimal, asInteger: .optimal, objective: 2),
    Case(
      testDescription: "every column fixed, against a row", columns: [(2...2, 3)], rows: [(3...4, [1])],
      asLinear: .infeasible, asInteger: .infeasible),
  ]

  @Test("each case ends as it must", arguments: cases, [false, true])
  func table(_ item: Case, isInteger: Bool) throws {
    for presolve in [true, false] {
      for permutationSeed in [0, 3] as [UInt64] {
        var control = SolveControl()
        control.presolve = presolve
        control.permutationSeed = permutationSeed
        control.wantsRootDuals = true
        let solution = try solve(item.model(isInteger: isInteger), control: control)
        #expect(solution.termination == (isInteger ? item.asInteger : item.asLinear), "presolve \(presolve)")
        let expected = isInteger ? item.integerObjective ?? item.objective : item.objective
        let sign: Double = item.sense == .minimize ? 1 : -1
        if solution.termination == .optimal, let expected {
          #expect(abs(try #require(solution.objective) - expected) < 1e-9)
          #expect(abs(solution.bound - expected) < 1e-6)
          #expect(solution.primal.count == item.columns.count)
          #expect(solution.rowActivity.count == item.rows.count)
        } else {
          #expect(solution.objective == nil && solution.primal.isEmpty && solution.relativeGap == nil)
          // What was proved about a program without a solution must not exclude anything.
          if solution.termination == .unbounded { #expect(solution.bound == -sign * .infinity) }
        }
      }
    }
  }

  @Test("only optimal, within gap and stopped leave a solution behind")
  func hasSolution() {
    let with: [Termination] = [.optimal, .withinGap, .stopped(by: .time)]
    #expect(with.allSatisfy { $0.hasSolution })
    let without: [Termination] = [
      .infeasible, .unbounded, .infeasibleOrUnbounded, .stoppedWithoutSolution(by: .time),
      .failed(reason: ""),
    ]
    #expect(!without.contains { $0.hasSolution })
  }

  @Test("a node limit ends the search with a valid bound")
  func nodeLimit() throws {
    var control = SolveControl()
    control.nodeLimit = 2_000
    let solution = try solve(HardPrograms.marketSplit(hasSlack: true), control: control)
    #expect(solution.termination == .stopped(by: .nodes))
    #expect(solution.nodeCount <= 2_005)
    #expect(try #require(solution.objective) >= solution.bound)
    #expect(solution.bound >= -1e-9)
    #expect(try #require(solution.relativeGap) > 0)
    let blind = try solve(HardPrograms.marketSplit(hasSlack: false), control: control)
    #expect(blind.termination == .stoppedWithoutSolution(by: .nodes))
    #expect(blind.objective == nil && blind.primal.isEmpty)
  }

  @Test("a gap ends the search within it", arguments: [0.05, 0.3])
  func withinGap(gap: Double) throws {
    // Many items of nearly the same price for their weight: the relaxation stays a little ahead.
    var random = SplitMix64(seed: 3)
    var model = LinearModel(sense: .maximize)
    model.addRow(upper: 500)
    for column in 0..<40 {
      let weight = random.integer(30, 90)
      model.addColumn(upper: 1, cost: Double(weight + random.integer(0, 10)), kind: .integer)
      model.addTerm(row: 0, column: column, coefficient: Double(weight))
    }
    let best = try #require(try solve(model).objective)
    var control = SolveControl()
    control.relativeGap = gap
    let solution = try solve(model, control: control)
    #expect([.withinGap, .optimal].contains(solution.termination))
    #expect(try #require(solution.relativeGap) <= gap)
    #expect(solution.bound >= best - 1e-6)
    #expect(try #require(solution.objective) <= best + 1e-6)
  }

  @Test("a gap that is no number, or below 0, counts as 0", arguments: [-1.0, .nan, -.infinity])
  func senselessGap(gap: Double) throws {
    let program = EnumeratedProgram(seed: 2, sense: .maximize)
    var control = SolveControl()
    control.relativeGap = gap
    let solution = try solve(program.sketch.model(), control: control)
    #expect(solution.termination == (program.optimum == nil ? .infeasible : .optimal))
  }

  @Test("iterations count the root and the nodes", arguments: [true, false])
  func iterations(presolve: Bool) throws {
    var control = SolveControl()
    control.presolve = presolve
    control.nodeLimit = 1
    let root = try solve(HardPrograms.marketSplit(hasSlack: true).relaxed(), control: control)
    let solution = try solve(HardPrograms.marketSplit(hasSlack: true), control: control)
    #expect(root.iterationCount > 0)
    #expect(solution.iterationCount >= root.iterationCount)
  }
}
