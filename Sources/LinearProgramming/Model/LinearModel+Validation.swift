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
  /// Finite numbers above this size are refused. GLPK multiplies numbers of a model with one another
  /// (scaling, elimination) and takes the largest `Double` for infinity; neither may be reached.
  public static let largestNumber = 1e100

  /// The sizes GLPK can hold.
  static let most = (rows: 100_000_000, columns: 100_000_000, terms: 500_000_000)

  /// Checks everything GLPK would end the process over: sizes, bounds, costs, coefficients, indices.
  ///
  /// - Throws: `LinearModelError` that names each offending row or column.
  /// - Complexity: one pass over the arrays.
  public func validate() throws(LinearModelError) {
    if isValid { return }
    var issues = IssueList()
    reportSizes(&issues)
    if !Self.isUsable(objectiveConstant) {
      issues.add("objective constant is \(objectiveConstant); \(Self.expected)")
    }
    for row in 0..<rowCount where !Self.areBounds(rowLower[row], rowUpper[row]) {
      issues.add(boundsIssue(rowLabel(row), rowLower[row], rowUpper[row]))
    }
    for column in 0..<columnCount { reportColumn(column, &issues) }
    for term in 1..<max(1, termRow.count) where !isTerm(term) { reportTerm(term, &issues) }
    throw LinearModelError(issues: issues.texts)
  }

  /// Whether nothing is wrong, without finding out what.
  private var isValid: Bool {
    let isSound =
      rowCount <= Self.most.rows && columnCount <= Self.most.columns && termCount <= Self.most.terms
      && Self.isUsable(objectiveConstant)
      && zip(rowLower, rowUpper).allSatisfy { Self.areBounds($0, $1) }
      && zip(columnLower, columnUpper).allSatisfy { Self.areBounds($0, $1) }
      && columnCost.allSatisfy { Self.isUsable($0) }
    guard isSound, areTermsValid else { return false }
    return columnKind.indices.allSatisfy { columnKind[$0] == .continuous || hasIntegers($0) }
  }

  /// False for NaN, for infinities and beyond `largestNumber`.
  static func isUsable(_ value: Double) -> Bool { abs(value) <= largestNumber }

  /// False for NaN, for crossed bounds, for bounds at the wrong infinity and beyond `largestNumber`.
  static func areBounds(_ lower: Double, _ upper: Double) -> Bool {
    lower <= upper && (lower >= -largestNumber || lower == -.infinity) && lower <= largestNumber
      && (upper <= largestNumber || upper == .infinity) && upper >= -largestNumber
  }

  private static let expected = "expected a number of at most \(largestNumber) in size"

  private func hasIntegers(_ column: Int) -> Bool {
    columnLower[column].rounded(.up) <= columnUpper[column].rounded(.down)
  }

  private func isTerm(_ term: Int) -> Bool {
    (1...max(1, rowCount)).contains(Int(termRow[term])) && rowCount > 0
      && (1...max(1, columnCount)).contains(Int(termColumn[term])) && columnCount > 0
      && Self.isUsable(termCoefficient[term])
  }

  /// The hot part of `isValid`: the sum of the violations stays 0, without a branch for each term.
  private var areTermsValid: Bool {
    let rows = UInt32(rowCount)
    let columns = UInt32(columnCount)
    return termRow.withUnsafeBufferPointer { rowOf in
      termColumn.withUnsafeBufferPointer { columnOf in
        termCoefficient.withUnsafeBufferPointer { value in
          var areFine = true
          for term in 1..<max(1, rowOf.count) {
            // Subtracting 1 turns 0 and negative indices into large unsigned ones.
            let isInside =
              (UInt32(bitPattern: rowOf[term] &- 1) < rows)
              && (UInt32(bitPattern: columnOf[term] &- 1) < columns)
            areFine = areFine && isInside && Self.isUsable(value[term])
          }
          return areFine
        }
      }
    }
  }

  private func reportSizes(_ issues: inout IssueList) {
    for (count, most, name) in [
      (rowCount, Self.most.rows, "rows"), (columnCount, Self.most.columns, "columns"),
      (termCount, Self.most.terms, "terms"),
    ] where count > most {
      issues.add("the model has \(count) \(name); GLPK holds at most \(most)")
    }
  }

  private func reportColumn(_ column: Int, _ issues: inout IssueList) {
    if !Self.isUsable(columnCost[column]) {
      issues.add("\(columnLabel(column)): cost is \(columnCost[column]); \(Self.expected)")
    }
    let (lower, upper) = (columnLower[column], columnUpper[column])
    if !Self.areBounds(lower, upper) {
      issues.add(boundsIssue(columnLabel(column), lower, upper))
    } else if columnKind[column] == .integer && !hasIntegers(column) {
      issues.add("\(columnLabel(column)): no integer lies between its bounds \(lower) and \(upper)")
    }
  }

  private func reportTerm(_ term: Int, _ issues: inout IssueList) {
    let row = Int(termRow[term]) - 1
    let column = Int(termColumn[term]) - 1
    if !(0..<rowCount).contains(row) {
      issues.add("term \(term - 1): row \(row) does not exist; the model has \(rowCount) rows")
    } else if !(0..<columnCount).contains(column) {
      issues.add("\(rowLabel(row)): column \(column) does not exist; the model has \(columnCount) columns")
    } else {
      issues.add(
        "\(rowLabel(row)): the coefficient of \(columnLabel(column)) is \(termCoefficient[term]); \(Self.expected)"
      )
    }
  }

  private func boundsIssue(_ label: String, _ lower: Double, _ upper: Double) -> String {
    "\(label): bounds \(lower) to \(upper); expected a lower bound that is at most the upper bound, "
      + "each infinite on its own side or at most \(Self.largestNumber) in size"
  }
}

/// The first issues found.
private struct IssueList {
  private(set) var texts: [String] = []

  mutating func add(_ text: @autoclosure () -> String) {
    if texts.count < LinearModelError.most { texts.append(text()) }
  }
}
