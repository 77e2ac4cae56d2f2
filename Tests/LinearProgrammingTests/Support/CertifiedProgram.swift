// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// A linear program built backwards from its optimum: a point, multipliers that satisfy
/// complementary slackness with it, and the costs and bounds that follow. All numbers are small
/// integers, so the optimum is known exactly.
struct CertifiedProgram: Sendable {
  let sketch: ModelSketch
  let optimum: Double

  /// - Parameter isBoxed: every column gets finite bounds, so that the program stays bounded when
  ///   rows are missing.
  init(seed: UInt64, sense: LinearModel.Sense, isBoxed: Bool = false) {
    var random = SplitMix64(seed: seed)
    var sketch = ModelSketch()
    sketch.sense = sense
    sketch.constant = Double(random.integer(-9, 9))
    let columnCount = random.integer(1, 9)
    let rowCount = random.integer(0, 8)
    let point = (0..<columnCount).map { _ in Double(random.integer(-5, 5)) }
    sketch.matrix = (0..<rowCount).map { _ in
      (0..<columnCount).map { _ in random.unit() < 0.4 ? Double(random.integer(-4, 4)) : 0 }
    }
    sketch.isInteger = point.map { _ in false }
    var rowDual: [Double] = []
    for row in 0..<rowCount {
      let (bounds, multiplier) = Self.place(
        sketch.matrix[row].enumerated().reduce(0) { $0 + $1.element * point[$1.offset] }, isBoxed: false,
        &random)
      sketch.rowBounds.append(bounds)
      rowDual.append(multiplier * sketch.sign)
    }
    for column in 0..<columnCount {
      let (bounds, multiplier) = Self.place(point[column], isBoxed: isBoxed, &random)
      sketch.columnBounds.append(bounds)
      let priced = (0..<rowCount).reduce(0) { $0 + sketch.matrix[$1][column] * rowDual[$1] }
      sketch.cost.append(priced + multiplier * sketch.sign)
    }
    self.sketch = sketch
    optimum = sketch.objective(point)
  }

  /// Bounds around a value, and a multiplier of the sign that minimisation allows there.
  private static func place(
    _ value: Double, isBoxed: Bool, _ random: inout SplitMix64
  ) -> (ClosedRange<Double>, Double) {
    let width = Double(random.integer(1, 6))
    let isOpen = !isBoxed && random.unit() < 0.5
    let price = Double(random.integer(0, 4))
    switch random.integer(0, 4) {
    case 0: return (value...(isOpen ? .infinity : value + width), price)
    case 1: return ((isOpen ? -.infinity : value - width)...value, -price)
    case 2: return (value...value, random.unit() < 0.5 ? price : -price)
    case 3: return ((value - width)...(isOpen ? .infinity : value + width), 0)
    default: return (isBoxed ? (value - width)...(value + 1) : -Double.infinity...Double.infinity, 0)
    }
  }
}
