// SPDX-License-Identifier: GPL-3.0-or-later

/// Rows a generator wants added to the relaxation it was shown.
public struct GeneratedRows {
  package var rows: [(lower: Double, upper: Double)] = []
  package var start: [Int] = [0]
  package var columns: [Int] = []
  package var coefficients: [Double] = []

  package init() {}

  /// Adds a row over the model's columns. A row that the shown point satisfies within 1e-6 of its
  /// size is left out by the solver: adding such rows would repeat for ever.
  public mutating func add(
    lower: Double = -.infinity, upper: Double = .infinity, columns: [Int], coefficients: [Double]
  ) {
    precondition(columns.count == coefficients.count, "a generated row needs one coefficient for each column")
    rows.append((lower, upper))
    self.columns.append(contentsOf: columns)
    self.coefficients.append(contentsOf: coefficients)
    start.append(self.columns.count)
  }
}

/// A point of the current relaxation, shown to a row generator.
public struct RelaxationPoint {
  /// Value of each column of the model.
  public let primal: [Double]
  /// Objective value of the point.
  public let objective: Double
  /// Whether every integer column is integral at this point.
  public let isIntegral: Bool
}

/// Is handed each optimal point of the relaxation, at the root and at every node, fractional ones
/// included, and adds the rows it violates. It must never cut off a solution that is wanted, and
/// must be exact on integral points: one it passes becomes the incumbent.
public typealias RowGenerator = (RelaxationPoint, inout GeneratedRows) -> Void
