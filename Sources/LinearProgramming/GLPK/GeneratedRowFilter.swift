// SPDX-License-Identifier: GPL-3.0-or-later

/// Asks a row generator for rows and keeps those the point violates.
enum GeneratedRowFilter {
  /// A row counts as violated beyond this, relative to 1 + the size of its terms at the point.
  static let tolerance = 1e-6

  static func violated(
    _ generate: RowGenerator, at primal: [Double], objective: Double, model: LinearModel
  ) -> (rows: GeneratedRows, chosen: [Int]) {
    let isIntegral = model.columnKind.indices.allSatisfy {
      model.columnKind[$0] == .continuous || abs(primal[$0] - primal[$0].rounded()) <= 1e-6
    }
    var rows = GeneratedRows()
    generate(RelaxationPoint(primal: primal, objective: objective, isIntegral: isIntegral), &rows)
    let chosen = rows.rows.indices.filter { index in
      var activity = 0.0
      var size = 1.0
      for term in rows.start[index]..<rows.start[index + 1] {
        precondition(
          primal.indices.contains(rows.columns[term]) && rows.coefficients[term].isFinite,
          "a generated row names a column outside the model or a coefficient that is not finite")
        let value = rows.coefficients[term] * primal[rows.columns[term]]
        activity += value
        size += abs(value)
      }
      let (lower, upper) = rows.rows[index]
      return activity < lower - tolerance * size || activity > upper + tolerance * size
    }
    return (rows, chosen)
  }
}
