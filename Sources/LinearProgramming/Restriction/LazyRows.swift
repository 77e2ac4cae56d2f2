// SPDX-License-Identifier: GPL-3.0-or-later

/// Rows of a model that are handed to the solver only where its relaxation violates them: of many rows
/// that tie columns to one another two by two, few bind at once, and the simplex pays for each that it has.
public struct LazyRows: Sendable {
  private var lower: [Double] = []
  private var upper: [Double] = []
  private var start: [Int32] = [0]
  private var column: [Int32] = []
  private var coefficient: [Double] = []

  /// How many there are.
  public var count: Int { lower.count }

  mutating func add(lower: Double, upper: Double, terms: [(column: Int, coefficient: Double)]) {
    self.lower.append(lower)
    self.upper.append(upper)
    for term in terms {
      column.append(Int32(term.column))
      coefficient.append(term.coefficient)
    }
    start.append(Int32(column.count))
  }

  /// Adds those that a point of the relaxation violates.
  public func addViolated(at point: RelaxationPoint, to rows: inout GeneratedRows) {
    for row in lower.indices {
      let terms = Int(start[row])..<Int(start[row + 1])
      var activity = 0.0
      for term in terms { activity += coefficient[term] * point.primal[Int(column[term])] }
      guard activity < lower[row] - 1e-6 || activity > upper[row] + 1e-6 else { continue }
      rows.add(
        lower: lower[row], upper: upper[row], columns: terms.map { Int(column[$0]) },
        coefficients: Array(coefficient[terms]))
    }
  }
}
