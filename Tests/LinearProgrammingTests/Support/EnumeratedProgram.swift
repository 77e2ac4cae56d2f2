// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// A small integer program, with or without one continuous column, whose optimum comes from trying
/// every integral point; for the continuous column, which is the last, the rows leave an interval.
struct EnumeratedProgram: Sendable {
  let sketch: ModelSketch
  /// Nil where no point is feasible.
  let optimum: Double?

  init(seed: UInt64, sense: LinearModel.Sense) {
    var random = SplitMix64(seed: seed)
    var sketch = ModelSketch()
    sketch.sense = sense
    sketch.constant = Double(random.integer(-3, 3))
    let isBinary = random.unit() < 0.5
    let integerCount = isBinary ? random.integer(1, 9) : random.integer(1, 4)
    for _ in 0..<integerCount {
      let lower = isBinary ? 0 : random.integer(-3, 2)
      sketch.columnBounds.append(Double(lower)...Double(isBinary ? 1 : lower + random.integer(0, 4)))
    }
    sketch.isInteger = Array(repeating: true, count: integerCount)
    if random.unit() < 0.5 {
      sketch.columnBounds.append(Double(random.integer(-4, 0))...Double(random.integer(1, 7)))
      sketch.isInteger.append(false)
    }
    let columnCount = sketch.isInteger.count
    sketch.cost = (0..<columnCount).map { _ in Double(random.integer(-9, 9)) }
    for _ in 0..<random.integer(0, 4) {
      sketch.matrix.append((0..<columnCount).map { _ in Double(random.integer(-5, 5)) })
      let middle = Double(random.integer(-6, 6))
      switch random.integer(0, 3) {
      case 0: sketch.rowBounds.append(middle...Double.infinity)
      case 1: sketch.rowBounds.append(-Double.infinity...middle)
      case 2: sketch.rowBounds.append(middle...(middle + 3))
      default: sketch.rowBounds.append(middle...middle)
      }
    }
    self.sketch = sketch
    optimum = Self.best(of: sketch, integerCount: integerCount)
  }

  private static func best(of sketch: ModelSketch, integerCount: Int) -> Double? {
    var point = sketch.columnBounds.map(\.lowerBound)
    var best: Double?
    while true {
      if let value = Self.value(at: &point, of: sketch, integerCount: integerCount),
        best.map({ value * sketch.sign < $0 * sketch.sign }) ?? true
      {
        best = value
      }
      guard let next = (0..<integerCount).first(where: { point[$0] < sketch.columnBounds[$0].upperBound })
      else { return best }
      point[next] += 1
      for earlier in 0..<next { point[earlier] = sketch.columnBounds[earlier].lowerBound }
    }
  }

  /// Best objective with the integer columns as they are, or nil where the rows do not allow them.
  private static func value(at point: inout [Double], of sketch: ModelSketch, integerCount: Int) -> Double? {
    let free = integerCount < point.count ? integerCount : nil
    if let free { point[free] = 0 }
    var (low, high) =
      free.map { (sketch.columnBounds[$0].lowerBound, sketch.columnBounds[$0].upperBound) } ?? (0, 0)
    for row in sketch.rows {
      let activity = sketch.activity(row, point)
      let slope = free.map { sketch.matrix[row][$0] } ?? 0
      let (lower, upper) = (sketch.rowBounds[row].lowerBound, sketch.rowBounds[row].upperBound)
      if slope == 0 {
        if activity < lower || activity > upper { return nil }
      } else {
        low = max(low, ((slope > 0 ? lower : upper) - activity) / slope)
        high = min(high, ((slope > 0 ? upper : lower) - activity) / slope)
      }
    }
    if low > high + 1e-9 { return nil }
    if let free { point[free] = sketch.cost[free] * sketch.sign > 0 ? low : high }
    return sketch.objective(point)
  }
}
