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
    let activity = activity(at: fixed)
    // Terms by row: columns and coefficients in the order of the columns.
    var terms: [[(column: Int, coefficient: Double)]] = Array(repeating: [], count: model.rowCount)
    for column in columns {
      for term in Int(start[column])..<Int(start[column + 1]) where coefficient[term] != 0 {
        terms[Int(row[term])].append((column, coefficient[term]))
      }
    }
    for r in 0..<model.rowCount {
      let (least, most) = (model.rowLower[r] - activity[r], model.rowUpper[r] - activity[r])
      if terms[r].isEmpty {
        let slack = Self.tolerance * max(1, abs(activity[r]))
        if least > slack || most < -slack { return nil }
      } else if terms[r].count == 1, model.columnKind[terms[r][0].column] == .continuous {
        let (column, factor) = terms[r][0]
        lower[column] = max(lower[column], factor > 0 ? least / factor : most / factor)
        upper[column] = min(upper[column], factor > 0 ? most / factor : least / factor)
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
      let (least, most) = (model.rowLower[r] - activity[r], model.rowUpper[r] - activity[r])
      var (smallest, largest) = (0.0, 0.0)
      for (column, factor) in terms[r] {
        smallest += factor > 0 ? factor * lower[column] : factor * upper[column]
        largest += factor > 0 ? factor * upper[column] : factor * lower[column]
      }
      if smallest >= least && largest <= most { continue }
      let bounds = (smallest >= least ? -.infinity : least, largest <= most ? .infinity : most)
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

  /// What rounding may make of a sum.
  private static let tolerance = 1e-9
}
