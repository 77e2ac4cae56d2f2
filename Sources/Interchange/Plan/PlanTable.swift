// SPDX-License-Identifier: GPL-3.0-or-later

/// A table of a plan for people to look at: who gets what.
public struct PlanTable: Sendable {
  /// A field of a table.
  public enum Cell: Sendable {
    /// A name.
    case text(String)
    /// An amount, in the unit that the column's title says.
    case amount(Double)
    /// A part of a whole, shown in percent.
    case share(Double)
  }

  /// Titles of the columns, with their units.
  public var columns: [String]
  /// The rows, a cell for each column.
  public var rows: [[Cell]]

  /// A table.
  public init(columns: [String], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }
}
