// SPDX-License-Identifier: GPL-3.0-or-later

extension LinearModel {
  /// The same problem with its rows and columns in a seeded random order.
  ///
  /// The path of a simplex or a branch-and-cut depends on the order of its input; solving under
  /// several seeds shows how much of a running time is luck (performance variability: Lodi and
  /// Tramontani 2013, DOI 10.1287/educ.2013.0112).
  package func permuted(seed: UInt64) -> (model: LinearModel, rowOf: [Int], columnOf: [Int]) {
    var generator = SplitMix64(seed: seed)
    let rowOf = generator.permutation(of: rowCount)
    let columnOf = generator.permutation(of: columnCount)
    var copy = LinearModel(sense: sense, keepsNames: keepsNames)
    copy.objectiveConstant = objectiveConstant
    copy.reserve(rows: rowCount, columns: columnCount, terms: termCount)
    for row in rowOf {
      copy.addRow(lower: rowLower[row], upper: rowUpper[row], name: rowNames.label(row))
    }
    for column in columnOf {
      copy.addColumn(
        lower: columnLower[column], upper: columnUpper[column], cost: columnCost[column],
        kind: columnKind[column], name: columnNames.label(column))
    }
    let rowPlace = Self.inverse(rowOf)
    let columnPlace = Self.inverse(columnOf)
    for term in 1..<max(1, termRow.count) {
      copy.addTerm(
        row: rowPlace[Int(termRow[term]) - 1], column: columnPlace[Int(termColumn[term]) - 1],
        coefficient: termCoefficient[term])
    }
    return (copy, rowOf, columnOf)
  }

  private static func inverse(_ order: [Int]) -> [Int] {
    var place = [Int](repeating: 0, count: order.count)
    for (position, item) in order.enumerated() { place[item] = position }
    return place
  }
}
