// SPDX-License-Identifier: GPL-3.0-or-later

extension RestrictedModel {
  /// A model within narrower bounds on its columns.
  public struct Bounded: Sendable {
    /// The columns that are not fixed, as numbers of the whole model; column c of `model` is the c-th.
    public var columns: [Int]
    /// The model that is left: no row that cannot bind, bounds in the place of rows with one column.
    public var model: LinearModel
    /// Rows that belong to the model and are not in it.
    public var lazyRows: LazyRows
    /// What the fixed columns add to the objective.
    public var offset: Double
  }

  /// What is left of the model within bounds on its columns, those of the model or narrower.
  ///
  /// - Returns: nil where no point keeps them: the bounds of a column cross, or fixed columns break a row.
  public func bounded(lower: [Double], upper: [Double]) -> Bounded? {
    precondition(lower.count == model.columnCount && upper.count == model.columnCount)
    var (lower, upper) = (lower, upper)
    var fixed = [Double](repeating: 0, count: model.columnCount)
    var columns: [Int] = []
    for column in 0..<model.columnCount {
      if lower[column] > upper[column] { return nil }
      if lower[column] < upper[column] { columns.append(column) } else { fixed[column] = lower[column] }
    }
    // Terms by row: columns and coefficients in the order of the columns.
    var terms: [[(column: Int, coefficient: Double)]] = Array(repeating: [], count: model.rowCount)
    for column in columns {
      for term in Int(start[column])..<Int(start[column + 1]) where coefficient[term] != 0 {
        terms[Int(row[term])].append((column, coefficient[term]))
      }
    }
    var (least, most) = room(beside: fixed)
    let slack = slack(of: fixed)
    for r in 0..<model.rowCount {
      // Where fixed columns fill a row, what is left of it is rounding, of either sign.
      let (smallest, largest) = Self.range(of: terms[r], lower, upper)
      if smallest > most[r] + slack[r] || largest < least[r] - slack[r] { return nil }
      most[r] = max(most[r], smallest)
      least[r] = min(least[r], largest)
      if terms[r].count == 1, model.columnKind[terms[r][0].column] == .continuous {
        let (column, factor) = terms[r][0]
        lower[column] = max(lower[column], factor > 0 ? least[r] / factor : most[r] / factor)
        upper[column] = min(upper[column], factor > 0 ? most[r] / factor : least[r] / factor)
      }
    }
    var place = [Int](repeating: -1, count: model.columnCount)
    var result = LinearModel(sense: model.sense, keepsNames: false)
    for (index, column) in columns.enumerated() {
      place[column] = index
      if lower[column] > upper[column] {
        // Rounding alone must not make them cross.
        guard lower[column] <= upper[column] + Self.tolerance * max(1, abs(upper[column])) else { return nil }
        lower[column] = upper[column]
      }
      result.addColumn(
        lower: lower[column], upper: upper[column], cost: model.columnCost[column],
        kind: model.columnKind[column])
    }
    var lazyRows = LazyRows()
    for r in 0..<model.rowCount where !terms[r].isEmpty {
      if terms[r].count == 1, model.columnKind[terms[r][0].column] == .continuous { continue }
      let (smallest, largest) = Self.range(of: terms[r], lower, upper)
      if smallest >= least[r] && largest <= most[r] { continue }
      let bounds = (
        smallest >= least[r] ? -.infinity : least[r], largest <= most[r] ? .infinity : most[r]
      )
      if !isLazy.isEmpty, isLazy[r] {
        lazyRows.add(
          lower: bounds.0, upper: bounds.1, terms: terms[r].map { (place[$0.column], $0.coefficient) })
        continue
      }
      let added = result.addRow(lower: bounds.0, upper: bounds.1)
      for (column, factor) in terms[r] {
        result.addTerm(row: added, column: place[column], coefficient: factor)
      }
    }
    return Bounded(
      columns: columns, model: result, lazyRows: lazyRows, offset: model.objective(at: fixed))
  }

  /// By row: what its free columns may come to beside the fixed ones.
  private func room(beside fixed: [Double]) -> (least: [Double], most: [Double]) {
    let activity = activity(at: fixed)
    return (
      (0..<model.rowCount).map { model.rowLower[$0] - activity[$0] },
      (0..<model.rowCount).map { model.rowUpper[$0] - activity[$0] }
    )
  }

  /// By row: what rounding may make of the sum of its fixed columns.
  private func slack(of fixed: [Double]) -> [Double] {
    var size = [Double](repeating: 1, count: model.rowCount)
    for column in 0..<model.columnCount where fixed[column] != 0 {
      for term in Int(start[column])..<Int(start[column + 1]) {
        size[Int(row[term])] += abs(coefficient[term] * fixed[column])
      }
    }
    return size.map { Self.tolerance * $0 }
  }

  /// The least and the most that columns within bounds add to a row.
  private static func range(
    of terms: [(column: Int, coefficient: Double)], _ lower: [Double], _ upper: [Double]
  ) -> (least: Double, most: Double) {
    terms.reduce((0, 0)) { sum, term in
      let ends = (term.coefficient * lower[term.column], term.coefficient * upper[term.column])
      return (sum.0 + min(ends.0, ends.1), sum.1 + max(ends.0, ends.1))
    }
  }

  /// Relative to the terms of a sum.
  private static let tolerance = 1e-9
}
