// SPDX-License-Identifier: GPL-3.0-or-later

extension LinearModel {
  /// Objective value of a point, the constant included.
  package func objective(at point: [Double]) -> Double {
    zip(columnCost, point).reduce(objectiveConstant) { $0 + $1.0 * $1.1 }
  }

  /// Value of each row at a point.
  package func rowActivity(at point: [Double]) -> [Double] {
    var activity = [Double](repeating: 0, count: rowCount)
    for term in 1..<max(1, termRow.count) {
      activity[Int(termRow[term]) - 1] += termCoefficient[term] * point[Int(termColumn[term]) - 1]
    }
    return activity
  }
}
