// SPDX-License-Identifier: GPL-3.0-or-later

/// A model that must not reach the solver, with every reason found (at most `LinearModelError.most`).
public struct LinearModelError: Error, CustomStringConvertible, Equatable {
  /// How many reasons are listed at the most.
  public static let most = 20
  /// What is wrong, each with the name of the row or column.
  public let issues: [String]

  /// The reasons, one a line.
  public var description: String { "invalid linear model:\n  " + issues.joined(separator: "\n  ") }
}

extension LinearModel {
  /// Checks everything GLPK would end the process over: bounds, costs, coefficients and indices.
  ///
  /// - Throws: `LinearModelError` that names each offending row or column.
  /// - Complexity: one pass over the arrays.
  public func validate() throws(LinearModelError) {
    var issues: [String] = []
    func report(_ text: @autoclosure () -> String) {
      if issues.count < LinearModelError.most { issues.append(text()) }
    }
    if !objectiveConstant.isFinite {
      report("objective constant is \(objectiveConstant); expected a finite number")
    }
    for row in 0..<rowCount {
      if !areBounds(rowLower[row], rowUpper[row]) {
        report(boundsIssue(rowLabel(row), rowLower[row], rowUpper[row]))
      }
    }
    for column in 0..<columnCount {
      if !areBounds(columnLower[column], columnUpper[column]) {
        report(boundsIssue(columnLabel(column), columnLower[column], columnUpper[column]))
        continue
      }
      if !columnCost[column].isFinite {
        report("\(columnLabel(column)): cost is \(columnCost[column]); expected a finite number")
      }
      if columnKind[column] == .integer,
        columnLower[column].rounded(.up) > columnUpper[column].rounded(.down)
      {
        report(
          "\(columnLabel(column)): no integer lies between its bounds \(columnLower[column]) and \(columnUpper[column])"
        )
      }
    }
    if let bad = firstBadTerm() {
      let row = Int(termRow[bad]) - 1
      let column = Int(termColumn[bad]) - 1
      if !(0..<rowCount).contains(row) {
        report("term \(bad - 1): row \(row) does not exist; the model has \(rowCount) rows")
      } else if !(0..<columnCount).contains(column) {
        report("\(rowLabel(row)): column \(column) does not exist; the model has \(columnCount) columns")
      } else {
        report(
          "\(rowLabel(row)): the coefficient of \(columnLabel(column)) is \(termCoefficient[bad]); expected a finite number"
        )
      }
    }
    if !issues.isEmpty { throw LinearModelError(issues: issues) }
  }

  /// False for NaN, for crossed bounds and for bounds at the wrong infinity.
  private func areBounds(_ lower: Double, _ upper: Double) -> Bool {
    lower <= upper && lower < .infinity && upper > -.infinity
  }

  private func boundsIssue(_ label: String, _ lower: Double, _ upper: Double) -> String {
    "\(label): bounds \(lower) to \(upper); expected a lower bound that is at most the upper bound"
  }

  /// The first term with an index outside the model or a coefficient that is not finite.
  private func firstBadTerm() -> Int? {
    let rows = UInt32(rowCount)
    let columns = UInt32(columnCount)
    return termRow.withUnsafeBufferPointer { rowOf in
      termColumn.withUnsafeBufferPointer { columnOf in
        termCoefficient.withUnsafeBufferPointer { value in
          for term in 1..<max(1, rowOf.count) {
            let inside =
              UInt32(bitPattern: rowOf[term] &- 1) < rows && UInt32(bitPattern: columnOf[term] &- 1) < columns
            if !inside || !value[term].isFinite { return term }
          }
          return nil
        }
      }
    }
  }
}
