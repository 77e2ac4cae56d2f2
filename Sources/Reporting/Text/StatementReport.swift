// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// What `settle` ends with.
public enum StatementReport {
  /// Rows of a name and what is said of it, and tables.
  public static func text(_ summary: [(name: String, cells: [PlanTable.Cell])], tables: [PlanTable]) -> String
  {
    let rows = summary.map { row in (row.name, row.cells.map(TableText.shown).joined(separator: " ")) }
    let text = Figures.table(rows) + tables.map { "\n" + TableText.text($0) }.joined()
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
