// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// Asks a row generator for rows and adds those the point violates to the problem.
struct GeneratedRowFilter {
  /// A row counts as violated beyond this, relative to 1 + the size of its terms at the point.
  static let tolerance = 1e-6

  let generate: RowGenerator
  let model: LinearModel
  /// What the generator did wrong, which ends the solve.
  private(set) var issue: String?
  /// Rows added so far.
  private(set) var addedCount = 0
  private var lastPoint: (node: Int32, primal: [Double])?

  init(_ generate: @escaping RowGenerator, model: LinearModel) {
    self.generate = generate
    self.model = model
  }

  /// Shows the problem's basic solution to the generator and adds what it violates.
  ///
  /// - Parameter node: the branch-and-cut node, 0 before it; a point that comes back unchanged at the
  ///   same node satisfies the rows as far as GLPK's tolerances go, and gets no more of them.
  /// - Returns: whether rows were added.
  mutating func addViolated(to pointer: OpaquePointer, node: Int32) -> Bool {
    let primal = (0..<model.columnCount).map { glp_get_col_prim(pointer, Int32($0 + 1)) }
    if let lastPoint, lastPoint.node == node, lastPoint.primal == primal { return false }
    var proposed = GeneratedRows()
    generate(
      RelaxationPoint(primal: primal, objective: glp_get_obj_val(pointer), isIntegral: isIntegral(primal)),
      &proposed)
    issue = issue ?? proposed.issue(columnCount: model.columnCount)
    if issue != nil { return false }
    let before = addedCount
    for index in proposed.rows.indices {
      let (columns, coefficients) = proposed.merged(index)
      if isViolated(proposed.rows[index], columns, coefficients, at: primal) {
        add(proposed.rows[index], columns, coefficients, to: pointer)
      }
    }
    guard addedCount > before else { return false }
    lastPoint = (node, primal)
    return true
  }

  private func isIntegral(_ primal: [Double]) -> Bool {
    primal.indices.allSatisfy {
      model.columnKind[$0] == .continuous || abs(primal[$0] - primal[$0].rounded()) <= 1e-6
    }
  }

  private func isViolated(
    _ bounds: (lower: Double, upper: Double), _ columns: [Int32], _ coefficients: [Double],
    at primal: [Double]
  ) -> Bool {
    var activity = 0.0
    var size = 1.0
    for (column, coefficient) in zip(columns, coefficients).dropFirst() {
      let value = coefficient * primal[Int(column) - 1]
      activity += value
      size += abs(value)
    }
    return activity < bounds.lower - Self.tolerance * size || activity > bounds.upper + Self.tolerance * size
  }

  private mutating func add(
    _ bounds: (lower: Double, upper: Double), _ columns: [Int32], _ coefficients: [Double],
    to pointer: OpaquePointer
  ) {
    let row = glp_add_rows(pointer, 1)
    glp_set_row_bnds(
      pointer, row, GLPKProblem.boundType(bounds.lower, bounds.upper), bounds.lower, bounds.upper)
    glp_set_mat_row(pointer, row, Int32(columns.count - 1), columns, coefficients)
    addedCount += 1
  }
}
