// SPDX-License-Identifier: GPL-3.0-or-later

/// A model of which parts are solved while the rest stays fixed at a point: the large neighbourhood search
/// of integer programming (Shaw 1998, DOI 10.1007/3-540-49481-2_30, for the principle).
///
/// Columns are stored one by one, so a restriction costs what its own columns and rows hold.
public struct RestrictedModel: Sendable {
  let model: LinearModel
  let start: [Int32]
  let row: [Int32]
  let coefficient: [Double]
  /// By row; empty where there are none.
  let isLazy: [Bool]

  /// The restriction of a model to some columns.
  public struct Restriction: Sendable {
    /// The columns that are free, as numbers of the whole model; column c of `model` is the c-th.
    public var columns: [Int]
    /// The model that is left: no row that cannot bind, bounds in the place of rows with one column.
    public var model: LinearModel
    /// The free columns at the point.
    public var point: [Double]
    /// Rows that belong to the model and are not in it.
    public var lazyRows: LazyRows
  }

  /// A valid model.
  ///
  /// - Parameter lazyRows: rows that restrictions leave to `LazyRows`, if they are asked to: many, and few of
  ///   them binding.
  public init(_ model: LinearModel, lazyRows: [Int] = []) {
    self.model = model
    var isLazy = [Bool](repeating: false, count: lazyRows.isEmpty ? 0 : model.rowCount)
    for row in lazyRows { isLazy[row] = true }
    self.isLazy = isLazy
    var start = [Int32](repeating: 0, count: model.columnCount + 1)
    for term in 1..<model.termColumn.count { start[Int(model.termColumn[term])] += 1 }
    for column in 0..<model.columnCount { start[column + 1] += start[column] }
    var next = start
    var row = [Int32](repeating: 0, count: model.termCount)
    var coefficient = [Double](repeating: 0, count: model.termCount)
    for term in 1..<model.termColumn.count {
      let column = Int(model.termColumn[term]) - 1
      row[Int(next[column])] = model.termRow[term] - 1
      coefficient[Int(next[column])] = model.termCoefficient[term]
      next[column] += 1
    }
    self.start = start
    self.row = row
    self.coefficient = coefficient
  }

  /// What is left of the model where all columns but the given ones stay at a point that keeps every row.
  ///
  /// - Parameters:
  ///   - columns: the free columns, each once.
  ///   - point: a value for each column of the model.
  ///   - activity: the rows' values at that point.
  ///   - separatesLazyRows: whether lazy rows are kept apart from the model that is left.
  public func restriction(
    to columns: [Int], at point: [Double], activity: [Double], separatesLazyRows: Bool = false
  ) -> Restriction {
    var result = LinearModel(sense: model.sense, keepsNames: false)
    var place: [Int32: Int] = [:]
    var rows: [Int32] = []
    // Terms by row: columns and coefficients in the order of the columns.
    var terms: [[(column: Int, coefficient: Double)]] = []
    var lower = columns.map { model.columnLower[$0] }
    var upper = columns.map { model.columnUpper[$0] }
    for (index, column) in columns.enumerated() {
      for term in Int(start[column])..<Int(start[column + 1]) where coefficient[term] != 0 {
        let r = row[term]
        if let known = place[r] {
          terms[known].append((index, coefficient[term]))
        } else {
          place[r] = rows.count
          rows.append(r)
          terms.append([(index, coefficient[term])])
        }
      }
    }
    var kept: [(row: Int, lower: Double, upper: Double)] = []
    for (known, r) in rows.enumerated() {
      var own = 0.0
      for term in terms[known] { own += term.coefficient * point[columns[term.column]] }
      let rest = activity[Int(r)] - own
      // The point itself keeps the row, but for rounding.
      let least = min(model.rowLower[Int(r)] - rest, own)
      let most = max(model.rowUpper[Int(r)] - rest, own)
      if terms[known].count == 1, model.columnKind[columns[terms[known][0].column]] == .continuous {
        let (column, factor) = (terms[known][0].column, terms[known][0].coefficient)
        let value = point[columns[column]]
        let (low, high) = factor > 0 ? (least / factor, most / factor) : (most / factor, least / factor)
        lower[column] = max(lower[column], min(low, value))
        upper[column] = min(upper[column], max(high, value))
      } else {
        kept.append((known, least, most))
      }
    }
    for (index, column) in columns.enumerated() {
      result.addColumn(
        lower: min(lower[index], point[column]), upper: max(upper[index], point[column]),
        cost: model.columnCost[column], kind: model.columnKind[column])
    }
    var lazyRows = LazyRows()
    for (known, least, most) in kept {
      var (smallest, largest) = (0.0, 0.0)
      for term in terms[known] {
        let (low, high) = (lower[term.column], upper[term.column])
        smallest += term.coefficient > 0 ? term.coefficient * low : term.coefficient * high
        largest += term.coefficient > 0 ? term.coefficient * high : term.coefficient * low
      }
      if smallest >= least && largest <= most { continue }
      if separatesLazyRows, !isLazy.isEmpty, isLazy[Int(rows[known])] {
        lazyRows.add(
          lower: smallest >= least ? -.infinity : least, upper: largest <= most ? .infinity : most,
          terms: terms[known])
        continue
      }
      let added = result.addRow(
        lower: smallest >= least ? -.infinity : least, upper: largest <= most ? .infinity : most)
      for term in terms[known] {
        result.addTerm(row: added, column: term.column, coefficient: term.coefficient)
      }
    }
    return Restriction(
      columns: columns, model: result, point: columns.map { point[$0] }, lazyRows: lazyRows)
  }

  /// Adds a change of some columns to the rows' values.
  public func update(_ activity: inout [Double], columns: [Int], by change: [Double]) {
    for (index, column) in columns.enumerated() where change[index] != 0 {
      for term in Int(start[column])..<Int(start[column + 1]) {
        activity[Int(row[term])] += coefficient[term] * change[index]
      }
    }
  }

  /// The rows' values at a point.
  public func activity(at point: [Double]) -> [Double] {
    var activity = [Double](repeating: 0, count: model.rowCount)
    for column in 0..<model.columnCount where point[column] != 0 {
      for term in Int(start[column])..<Int(start[column + 1]) {
        activity[Int(row[term])] += coefficient[term] * point[column]
      }
    }
    return activity
  }
}
