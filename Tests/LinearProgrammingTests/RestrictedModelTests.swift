// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite("Restricted models") struct RestrictedModelTests {
  /// A seeded knapsack-like program whose origin is feasible.
  private func program(_ random: inout SplitMix64) -> LinearModel {
    var model = LinearModel(sense: .minimize)
    let columns = random.integer(4, 9)
    for c in 0..<columns {
      model.addColumn(
        upper: Double(random.integer(1, 4)), cost: Double(random.integer(-9, 3)),
        kind: c % 3 == 2 ? .continuous : .integer)
    }
    for _ in 0..<random.integer(2, 6) {
      let row = model.addRow(lower: Double(-random.integer(0, 9)), upper: Double(random.integer(0, 12)))
      for c in 0..<columns where random.unit() < 0.5 {
        model.addTerm(row: row, column: c, coefficient: Double(random.integer(-3, 6)))
      }
    }
    return model
  }

  @Test("Free in every column, a restriction has the optimum of the model", arguments: 0..<40)
  func whole(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let model = program(&random)
    let restricted = RestrictedModel(model)
    let point = [Double](repeating: 0, count: model.columnCount)
    let restriction = restricted.restriction(
      to: Array(0..<model.columnCount), at: point, activity: restricted.activity(at: point))
    let (best, own) = (try solve(model), try solve(restriction.model))
    #expect(best.termination == .optimal && own.termination == .optimal)
    #expect(abs((best.objective ?? 0) - (own.objective ?? 1)) < 1e-6)
  }

  @Test("Free in some columns, it finds the best of them, and the rest of the model holds", arguments: 0..<40)
  func parts(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(100 + seed))
    let model = program(&random)
    let restricted = RestrictedModel(model)
    // Not the origin, but the optimum of another objective.
    var other = model
    for c in 0..<model.columnCount { other.setCost(ofColumn: c, to: random.uniform(-1, 1)) }
    var point = try solve(other).primal
    var activity = restricted.activity(at: point)
    let columns = (0..<model.columnCount).filter { _ in random.unit() < 0.5 }
    guard !columns.isEmpty else { return }
    let restriction = restricted.restriction(to: columns, at: point, activity: activity)
    var control = SolveControl()
    control.startingPoint = restriction.point
    let solution = try solve(restriction.model, control: control)
    #expect(solution.termination == .optimal)
    // The same by fixing the other columns in the model itself.
    var fixed = model
    for c in 0..<model.columnCount where !columns.contains(c) {
      fixed.setBounds(ofColumn: c, lower: point[c], upper: point[c])
    }
    let expected = try solve(fixed)
    var change = 0.0
    for (place, c) in columns.enumerated() { change += fixed.cost(c) * (solution.primal[place] - point[c]) }
    var start = 0.0
    for c in 0..<model.columnCount { start += fixed.cost(c) * point[c] }
    #expect(abs(start + change - (expected.objective ?? .infinity)) < 1e-6)
    // The rows follow the change.
    restricted.update(
      &activity, columns: columns, by: columns.indices.map { solution.primal[$0] - point[columns[$0]] })
    for (place, c) in columns.enumerated() { point[c] = solution.primal[place] }
    let anew = restricted.activity(at: point)
    for row in anew.indices { #expect(abs(anew[row] - activity[row]) < 1e-6) }
  }

  @Test("Rows that are left to the relaxation's violations bind as the others do", arguments: 0..<60)
  func lazyRows(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(200 + seed))
    let model = program(&random)
    let columns = Array(0..<model.columnCount)
    let point = [Double](repeating: 0, count: model.columnCount)
    let lazy = (0..<model.rowCount).filter { _ in random.unit() < 0.6 }
    let restricted = RestrictedModel(model, lazyRows: lazy)
    let activity = restricted.activity(at: point)
    let restriction = restricted.restriction(
      to: columns, at: point, activity: activity, separatesLazyRows: true)
    let whole = restricted.restriction(to: columns, at: point, activity: activity)
    #expect(restriction.model.rowCount + restriction.lazyRows.count == whole.model.rowCount)
    var control = SolveControl()
    control.startingPoint = point
    let solution = try solve(restriction.model, control: control) {
      restriction.lazyRows.addViolated(at: $0, to: &$1)
    }
    let best = try solve(model)
    #expect(best.termination == .optimal && solution.termination == .optimal)
    #expect(abs((best.objective ?? 0) - (solution.objective ?? 1)) < 1e-6)
    let reached = model.rowActivity(at: solution.primal)
    for row in reached.indices {
      #expect(reached[row] > model.rowLower[row] - 1e-6 && reached[row] < model.rowUpper[row] + 1e-6)
    }
  }

  @Test("Within narrower bounds, what is left has the optimum that the model has there", arguments: 0..<80)
  func bounded(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(400 + seed))
    let model = program(&random)
    let lazy = (0..<model.rowCount).filter { _ in random.unit() < 0.4 }
    let restricted = RestrictedModel(model, lazyRows: seed % 2 == 0 ? lazy : [])
    var (lower, upper) = (model.columnLower, model.columnUpper)
    for c in 0..<model.columnCount where random.unit() < 0.6 {
      lower[c] = Double(random.integer(0, Int(upper[c])))
      upper[c] = max(lower[c], random.unit() < 0.5 ? lower[c] : upper[c])
    }
    var narrowed = model
    for c in 0..<model.columnCount { narrowed.setBounds(ofColumn: c, lower: lower[c], upper: upper[c]) }
    let expected = try solve(narrowed)
    guard let left = restricted.bounded(lower: lower, upper: upper) else {
      #expect(expected.termination == .infeasible)
      return
    }
    #expect(left.columns == (0..<model.columnCount).filter { lower[$0] < upper[$0] })
    let solution = try solve(left.model) { left.lazyRows.addViolated(at: $0, to: &$1) }
    guard expected.termination == .optimal else {
      #expect(solution.termination == expected.termination)
      return
    }
    try #require(solution.termination == .optimal)
    #expect(abs((solution.objective ?? .infinity) + left.offset - (expected.objective ?? 0)) < 1e-6)
    var point = lower
    for (place, c) in left.columns.enumerated() { point[c] = solution.primal[place] }
    let reached = model.rowActivity(at: point)
    for row in reached.indices {
      #expect(reached[row] > model.rowLower[row] - 1e-6 && reached[row] < model.rowUpper[row] + 1e-6)
    }
  }

  @Test("Bounds that cross, and fixed columns that break a row, leave nothing")
  func nothingLeft() {
    var model = LinearModel(sense: .minimize)
    let x = model.addColumn(upper: 4, cost: 1)
    let y = model.addColumn(upper: 4, cost: 1, kind: .integer)
    let row = model.addRow(lower: 5)
    model.addTerm(row: row, column: x, coefficient: 1)
    model.addTerm(row: row, column: y, coefficient: 1)
    let restricted = RestrictedModel(model)
    #expect(restricted.bounded(lower: [3, 0], upper: [2, 4]) == nil)
    #expect(restricted.bounded(lower: [2, 2], upper: [2, 2]) == nil)
    // One free continuous column: the row becomes a bound, here one that crosses the column's own.
    #expect(restricted.bounded(lower: [0, 0], upper: [4, 0]) == nil)
    let left = restricted.bounded(lower: [0, 2], upper: [4, 2])
    #expect(left?.columns == [x] && left?.offset == 2)
    let lowest = left?.model.columnLower.first ?? 0
    #expect(left?.model.rowCount == 0 && abs(lowest - 3) < 1e-8)
  }

  @Test(
    "A row that fixed columns fill up to rounding is kept, with columns left and without", arguments: [0, 1])
  func filled(free: Int) throws {
    // 10^7 times shares of a tenth: their sum is above the capacity by rounding.
    var model = LinearModel(sense: .minimize)
    let gate = model.addColumn(upper: 1, cost: 1, kind: .integer)
    let row = model.addRow(upper: 0)
    let shares = (0..<3).map { _ in model.addColumn(upper: 1, cost: 0) }
    for share in shares { model.addTerm(row: row, column: share, coefficient: 1e7) }
    model.addTerm(row: row, column: gate, coefficient: -3e6)
    let other = model.addColumn(upper: 1, cost: -1)
    model.addTerm(row: row, column: other, coefficient: 1e7)
    let kept = [0.1, 0.1, 0.1 + 1e-15]
    let upper = [1] + kept + [Double(free)]
    let left = try #require(RestrictedModel(model).bounded(lower: [1] + kept + [0], upper: upper))
    #expect(left.columns == (free == 1 ? [other] : []))
    #expect(left.model.columnUpper.allSatisfy { $0 < 1e-8 })
  }

  @Test("Bounds that differ by rounding alone are one value for GLPK")
  func nearlyEqualBounds() throws {
    // Scaled by factors that are no powers of two, the two ends become equal.
    var model = LinearModel(sense: .minimize)
    let x = model.addColumn(upper: 3, cost: -1)
    let y = model.addColumn(upper: 3, cost: -2)
    for part in 1..<40 {
      let value = 1.0 / Double(part)
      let row = model.addRow(lower: value, upper: value.nextUp)
      model.addTerm(row: row, column: x, coefficient: 1e-4 * value)
      model.addTerm(row: row, column: y, coefficient: value)
    }
    var control = SolveControl()
    control.presolve = false
    let solution = try solve(model, control: control)
    #expect(solution.termination == .optimal)
  }

}

extension LinearModel {
  /// Objective coefficient of a column.
  fileprivate func cost(_ column: Int) -> Double {
    var point = [Double](repeating: 0, count: columnCount)
    let base = objective(at: point)
    point[column] = 1
    return objective(at: point) - base
  }
}
