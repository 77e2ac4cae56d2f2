// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// A model in plain dense form: what the tests compute with, apart from the code under test.
struct ModelSketch: Sendable {
  var sense = LinearModel.Sense.minimize
  var constant = 0.0
  var rowBounds: [ClosedRange<Double>] = []
  var columnBounds: [ClosedRange<Double>] = []
  var cost: [Double] = []
  var isInteger: [Bool] = []
  /// One array per row.
  var matrix: [[Double]] = []

  var rows: Range<Int> { 0..<rowBounds.count }
  var columns: Range<Int> { 0..<cost.count }
  /// 1 where small is good, -1 where large is.
  var sign: Double { sense == .minimize ? 1 : -1 }

  /// The model under test; `keeping` chooses the rows that are handed over at once.
  func model(keeping: (Int) -> Bool = { _ in true }) -> LinearModel {
    var model = LinearModel(sense: sense)
    model.objectiveConstant = constant
    for column in columns {
      model.addColumn(
        lower: columnBounds[column].lowerBound, upper: columnBounds[column].upperBound, cost: cost[column],
        kind: isInteger[column] ? .integer : .continuous, name: "x\(column)")
    }
    for row in rows where keeping(row) {
      let index = model.addRow(
        lower: rowBounds[row].lowerBound, upper: rowBounds[row].upperBound, name: "row\(row)")
      for column in columns where matrix[row][column] != 0 {
        model.addTerm(row: index, column: column, coefficient: matrix[row][column])
      }
    }
    return model
  }

  func objective(_ point: [Double]) -> Double {
    columns.reduce(constant) { $0 + cost[$1] * point[$1] }
  }

  func activity(_ row: Int, _ point: [Double]) -> Double {
    columns.reduce(0) { $0 + matrix[row][$1] * point[$1] }
  }

  /// What the point violates beyond `tolerance`, for people; empty where it is feasible.
  func violations(_ point: [Double], tolerance: Double = 1e-6) -> [String] {
    guard point.count == cost.count else { return ["\(point.count) values for \(cost.count) columns"] }
    func misses(_ value: Double, _ bounds: ClosedRange<Double>) -> Bool {
      !(value >= bounds.lowerBound - tolerance && value <= bounds.upperBound + tolerance)
    }
    return rows.filter { misses(activity($0, point), rowBounds[$0]) }.map { "row \($0)" }
      + columns.filter { misses(point[$0], columnBounds[$0]) }.map { "column \($0)" }
      + columns.filter { isInteger[$0] && point[$0] != point[$0].rounded() }.map {
        "column \($0) is fractional"
      }
  }

  /// The Lagrangian bound of row multipliers: valid for any of them, by weak duality alone.
  func lagrangianValue(_ rowDual: [Double]) -> Double {
    /// Best value of `price * value` over the bounds.
    func best(_ price: Double, _ bounds: ClosedRange<Double>) -> Double {
      // GLPK's multipliers carry rounding noise that infinite bounds would blow up.
      if abs(price) < 1e-8 { return 0 }
      return price * (price * sign > 0 ? bounds.lowerBound : bounds.upperBound)
    }
    return rows.reduce(constant) { $0 + best(rowDual[$1], rowBounds[$1]) }
      + columns.reduce(0) { sum, column in
        let price = cost[column] - rows.reduce(0) { $0 + matrix[$1][column] * rowDual[$1] }
        return sum + best(price, columnBounds[column])
      }
  }
}
