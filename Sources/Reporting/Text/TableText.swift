// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Lays a plan's table out: names to the left, figures to the right, long tables cut.
enum TableText {
  /// Rows that are shown at the most.
  static let most = 15

  static func text(_ table: PlanTable) -> String {
    let cells = table.rows.prefix(most).map { $0.map(shown) }
    let lines = [table.columns] + cells
    let widths = table.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for (index, line) in lines.enumerated() {
      let parts = line.indices.map { column -> String in
        let blanks = String(repeating: " ", count: widths[column] - line[column].count)
        let isName = table.rows.first.map { if case .text = $0[column] { true } else { false } } ?? true
        return isName ? line[column] + blanks : blanks + line[column]
      }
      text += parts.joined(separator: "  ").trimmedEnd + "\n"
      if index == 0 {
        text += widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ") + "\n"
      }
    }
    let rest = table.rows.count - cells.count
    return rest > 0 ? text + "... and \(rest) more\n" : text
  }

  static func shown(_ cell: PlanTable.Cell) -> String {
    switch cell {
    case .text(let text): text
    case .amount(let amount): Figures.grouped(amount)
    case .share(let share): Figures.percent((share * 1000).rounded() / 1000)
    }
  }
}

extension String {
  /// Without the blanks at the end.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
