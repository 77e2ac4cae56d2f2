// SPDX-License-Identifier: GPL-3.0-or-later

/// A linear or mixed-integer program in flat arrays.
///
///     optimise   cost . x
///     subject to rowLower <= A x <= rowUpper,  columnLower <= x <= columnUpper,
///                x_j integral where `columnKind[j]` says so
///
/// Rows and columns are appended and named by their index, from 0. The matrix is a list of
/// (row, column, coefficient) terms in any order; a term that comes twice is added up before the
/// hand-over. An infinite bound is `-Double.infinity` or `Double.infinity`.
///
/// The indices of the terms are stored counted from 1 behind a leading dummy, the layout GLPK
/// reads, so that the hand-over copies nothing.
public struct LinearModel: Sendable {
  /// Direction of the objective.
  public enum Sense: Sendable {
    /// The smallest objective value is best.
    case minimize
    /// The largest objective value is best.
    case maximize
  }

  /// What values a column may take within its bounds.
  public enum ColumnKind: UInt8, Sendable {
    /// Any real value.
    case continuous
    /// Integral values only.
    case integer
  }

  /// Direction of the objective.
  public var sense: Sense
  /// Whether names are stored; without them, errors and written models name rows and columns by index.
  public let keepsNames: Bool
  /// Added to the objective value.
  public var objectiveConstant: Double = 0

  package private(set) var rowLower: [Double] = []
  package private(set) var rowUpper: [Double] = []
  package private(set) var rowNames = NameTable()
  package private(set) var columnLower: [Double] = []
  package private(set) var columnUpper: [Double] = []
  package private(set) var columnCost: [Double] = []
  package private(set) var columnKind: [ColumnKind] = []
  package private(set) var columnNames = NameTable()
  @usableFromInline package var termRow: [Int32] = [0]
  @usableFromInline package var termColumn: [Int32] = [0]
  @usableFromInline package var termCoefficient: [Double] = [0]

  /// An empty model.
  public init(sense: Sense = .minimize, keepsNames: Bool = true) {
    self.sense = sense
    self.keepsNames = keepsNames
  }

  /// Number of rows.
  public var rowCount: Int { rowLower.count }
  /// Number of columns.
  public var columnCount: Int { columnLower.count }
  /// Number of terms appended so far, repeated ones counted each time.
  public var termCount: Int { termRow.count - 1 }
  /// Whether any column must be integral.
  public var hasIntegerColumns: Bool { columnKind.contains(.integer) }

  /// Makes room, so that appending does not move the arrays again.
  public mutating func reserve(rows: Int = 0, columns: Int = 0, terms: Int = 0) {
    rowLower.reserveCapacity(rowCount + rows)
    rowUpper.reserveCapacity(rowCount + rows)
    columnLower.reserveCapacity(columnCount + columns)
    columnUpper.reserveCapacity(columnCount + columns)
    columnCost.reserveCapacity(columnCount + columns)
    columnKind.reserveCapacity(columnCount + columns)
    termRow.reserveCapacity(termCount + terms + 1)
    termColumn.reserveCapacity(termCount + terms + 1)
    termCoefficient.reserveCapacity(termCount + terms + 1)
  }

  /// Appends a column and returns its index. `name` is evaluated only where names are kept.
  @discardableResult
  public mutating func addColumn(
    lower: Double = 0, upper: Double = .infinity, cost: Double = 0, kind: ColumnKind = .continuous,
    name: @autoclosure () -> String? = nil
  ) -> Int {
    columnLower.append(lower)
    columnUpper.append(upper)
    columnCost.append(cost)
    columnKind.append(kind)
    if keepsNames { columnNames.append(name() ?? "") }
    return columnCount - 1
  }

  /// Appends a row and returns its index. `name` is evaluated only where names are kept.
  @discardableResult
  public mutating func addRow(
    lower: Double = -.infinity, upper: Double = .infinity, name: @autoclosure () -> String? = nil
  ) -> Int {
    rowLower.append(lower)
    rowUpper.append(upper)
    if keepsNames { rowNames.append(name() ?? "") }
    return rowCount - 1
  }

  /// Adds `coefficient` times the column to the row.
  @inlinable
  public mutating func addTerm(row: Int, column: Int, coefficient: Double) {
    // An index past Int32 becomes Int32.max, which validation refuses.
    termRow.append(Int32(clamping: row &+ 1))
    termColumn.append(Int32(clamping: column &+ 1))
    termCoefficient.append(coefficient)
  }

  /// Replaces the bounds of a column; fixes it where both are the same.
  public mutating func setBounds(ofColumn column: Int, lower: Double, upper: Double) {
    columnLower[column] = lower
    columnUpper[column] = upper
  }

  /// Replaces the objective coefficient of a column.
  public mutating func setCost(ofColumn column: Int, to cost: Double) {
    columnCost[column] = cost
  }

  /// Drops the integrality of every column: the model's linear relaxation.
  public func relaxed() -> LinearModel {
    var copy = self
    for column in copy.columnKind.indices { copy.columnKind[column] = .continuous }
    return copy
  }

  /// How errors call a row: its name, or its index where it has none.
  public func rowLabel(_ row: Int) -> String { rowNames.label(row) ?? "row \(row)" }

  /// How errors call a column: its name, or its index where it has none.
  public func columnLabel(_ column: Int) -> String { columnNames.label(column) ?? "column \(column)" }
}
