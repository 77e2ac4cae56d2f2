// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// None, a few, whole vectors, and tails of every length behind one, two and many of them.
let lengths = Array(0...41) + [47, 48, 49, 63, 64, 65, 127, 255, 1000, 4099]

extension SplitMix64 {
  /// Whole numbers, none of them 0: sums of their products are exact in any order, and a place left out shows.
  mutating func whole<Number: BinaryFloatingPoint>(_ count: Int, as _: Number.Type = Double.self) -> [Number]
  {
    (0..<count).map { _ in Number(integer(1, 50) * (integer(0, 1) == 0 ? 1 : -1)) }
  }

  /// Whole numbers of a range.
  mutating func whole<Number: BinaryFloatingPoint>(
    _ count: Int, in range: ClosedRange<Int>, as _: Number.Type = Double.self
  ) -> [Number] {
    (0..<count).map { _ in Number(integer(range.lowerBound, range.upperBound)) }
  }

  /// Numbers between -1 and 1, which take rounding.
  mutating func fractions<Number: BinaryFloatingPoint>(_ count: Int, as _: Number.Type = Double.self)
    -> [Number]
  {
    (0..<count).map { _ in Number(uniform(-1, 1)) }
  }
}
