// SPDX-License-Identifier: GPL-3.0-or-later

/// Rows a generator wants added to the relaxation it was shown.
///
/// A row that GLPK would end the process over (a column that does not exist, a coefficient or bound
/// that is not a number, crossed bounds) ends the solve with `Termination.failed`.
public struct GeneratedRows {
  package private(set) var rows: [(lower: Double, upper: Double)] = []
  private var start: [Int] = [0]
  private var columns: [Int] = []
  private var coefficients: [Double] = []
  private var countIssue: String?

  package init() {}

  /// Adds a row over the model's columns; a column that comes twice is added up. A row that the
  /// shown point satisfies within 1e-6 of its size is left out by the solver: adding such rows
  /// would repeat for ever.
  public mutating func add(
    lower: Double = -.infinity, upper: Double = .infinity, columns: [Int], coefficients: [Double]
  ) {
    if columns.count != coefficients.count {
      countIssue = "a generated row has \(columns.count) columns and \(coefficients.count) coefficients"
      return
    }
    rows.append((lower, upper))
    self.columns.append(contentsOf: columns)
    self.coefficients.append(contentsOf: coefficients)
    start.append(self.columns.count)
  }

  /// Why the rows must not reach GLPK, if they must not.
  package func issue(columnCount: Int) -> String? {
    if let countIssue { return countIssue }
    if let bounds = rows.first(where: { !LinearModel.areBounds($0.lower, $0.upper) }) {
      return "a generated row has bounds \(bounds.lower) to \(bounds.upper)"
    }
    if let column = columns.first(where: { !(0..<columnCount).contains($0) }) {
      return "a generated row names column \(column); the model has \(columnCount) columns"
    }
    if let value = coefficients.first(where: { !LinearModel.isUsable($0) }) {
      return "a generated row has a coefficient \(value)"
    }
    return nil
  }

  /// Columns (from 1) and coefficients of a row behind a leading dummy, repeated columns added up.
  package func merged(_ row: Int) -> (columns: [Int32], coefficients: [Double]) {
    var place: [Int: Int] = [:]
    var result: (columns: [Int32], coefficients: [Double]) = ([0], [0])
    for term in start[row]..<start[row + 1] {
      if let slot = place[columns[term]] {
        result.coefficients[slot] += coefficients[term]
      } else {
        place[columns[term]] = result.columns.count
        result.columns.append(Int32(columns[term] + 1))
        result.coefficients.append(coefficients[term])
      }
    }
    return result
  }
}

/// A point of the current relaxation, shown to a row generator.
public struct RelaxationPoint {
  /// Value of each column of the model.
  public let primal: [Double]
  /// Objective value of the point.
  public let objective: Double
  /// Whether every integer column is integral at this point.
  public let isIntegral: Bool
}

/// Is handed each optimal point of the relaxation, at the root and at every node, fractional ones
/// included, and adds the rows it violates. It must never cut off a solution that is wanted, and
/// must be exact on integral points: one it passes becomes the incumbent. It may solve other models
/// meanwhile. The relaxation it starts from must be bounded.
public typealias RowGenerator = (RelaxationPoint, inout GeneratedRows) -> Void
