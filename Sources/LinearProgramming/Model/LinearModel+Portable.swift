// SPDX-License-Identifier: GPL-3.0-or-later

extension LinearModel {
  /// A valid model with the same optimal solutions and none of what model files cannot hold, and
  /// the names its rows and columns have there. It has at least one row and one column.
  func portable(
    negatingMaximum: Bool
  ) -> (model: LinearModel, rowNames: [String], columnNames: [String]) {
    let isNegated = negatingMaximum && sense == .maximize
    let sign = isNegated ? -1.0 : 1.0
    var copy = LinearModel(sense: isNegated ? .minimize : sense, keepsNames: false)
    var names = PortableNames()
    var rowNames: [String] = []
    var place = [Int](repeating: -1, count: rowCount)
    _ = names.next("always", fallback: "")
    for row in 0..<rowCount where rowLower[row] > -.infinity || rowUpper[row] < .infinity {
      place[row] = copy.addRow(lower: rowLower[row], upper: rowUpper[row])
      rowNames.append(names.next(self.rowNames.label(row), fallback: "r\(row)"))
    }
    names = PortableNames()
    var columnNames: [String] = []
    for column in 0..<columnCount {
      copy.addColumn(
        lower: columnLower[column], upper: columnUpper[column], cost: sign * columnCost[column],
        kind: columnKind[column])
      columnNames.append(names.next(self.columnNames.label(column), fallback: "c\(column)"))
    }
    let isEmpty = copy.rowCount == 0 || columnCount == 0
    if objectiveConstant != 0 || isEmpty {
      let constant = copy.addColumn(lower: 1, upper: 1, cost: sign * objectiveConstant)
      columnNames.append(names.next("constant", fallback: "constant"))
      if isEmpty {
        // GLPK's MPS writer ends the process over a model without rows: one that always holds.
        copy.addTerm(row: copy.addRow(upper: 1), column: constant, coefficient: 1)
        rowNames.append("always")
      }
    }
    for term in 1..<max(1, termRow.count) {
      let row = place[Int(termRow[term]) - 1]
      if row >= 0 {
        copy.addTerm(row: row, column: Int(termColumn[term]) - 1, coefficient: termCoefficient[term])
      }
    }
    return (copy, rowNames, columnNames)
  }
}
