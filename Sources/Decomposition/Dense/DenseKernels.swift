// SPDX-License-Identifier: GPL-3.0-or-later

internal import CDense

/// Loops over dense rows of numbers, in the widest vectors of the processor. Sums are taken in an order that
/// depends on the lengths alone, products rounded with them, so that the same data give the same bits on every processor
/// with fused multiply-add and any number of threads.
///
/// Unsafe on purpose: the passes over suppliers and intervals take nearly all of a solve's time. Every pointer
/// must reach to `count` numbers; no alignment is asked for.
public enum DenseKernels {
  /// Constant reading.
  public typealias Numbers = UnsafePointer<Double>
  /// Reading and writing.
  public typealias MutableNumbers = UnsafeMutablePointer<Double>

  /// The lanes added up in a fixed order.
  public static func total(_ lanes: SIMD8<Double>) -> Double {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// `y += a x`
  public static func addScaled(_ a: Double, _ x: Numbers, to y: MutableNumbers, count: Int) {
    warewatt_add(a, x, y, count)
  }

  /// `y = sum of weights[k] * rows[k]`, over `count` numbers from `offset` on.
  public static func mix(
    _ weights: UnsafeBufferPointer<Double>, _ rows: UnsafeBufferPointer<Numbers>, offset: Int = 0,
    into y: MutableNumbers, count: Int
  ) {
    zero(y, count)
    guard let weight = weights.baseAddress else { return }
    var k = 0
    while k + 4 <= rows.count {
      warewatt_add_four(
        weight + k, rows[k] + offset, rows[k + 1] + offset, rows[k + 2] + offset, rows[k + 3] + offset, y,
        count)
      k += 4
    }
    while k < rows.count {
      warewatt_add(weights[k], rows[k] + offset, y, count)
      k += 1
    }
  }

  /// `sum of x y`
  public static func dot(_ x: Numbers, _ y: Numbers, count: Int) -> Double { warewatt_dot(x, y, count) }

  /// `sum of x`
  public static func sum(_ x: Numbers, count: Int) -> Double {
    var strands = SIMD8<Double>(repeating: 0)
    var t = 0
    while t + 8 <= count {
      strands += UnsafeRawPointer(x + t).loadUnaligned(as: SIMD8<Double>.self)
      t += 8
    }
    var rest = 0.0
    while t < count {
      rest += x[t]
      t += 1
    }
    return total(strands) + rest
  }

  /// `sums[k] += rows[k] . y`, over `count` numbers of the rows from `offset` on.
  public static func addDots(
    _ rows: UnsafeBufferPointer<Numbers>, offset: Int = 0, _ y: Numbers, to sums: MutableNumbers, count: Int
  ) {
    var k = 0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { four in
      guard let base = four.baseAddress else { return }
      while k + 4 <= rows.count {
        warewatt_dot_four(
          rows[k] + offset, rows[k + 1] + offset, rows[k + 2] + offset, rows[k + 3] + offset, y, count, base)
        for own in 0..<4 { sums[k + own] += base[own] }
        k += 4
      }
    }
    while k < rows.count {
      sums[k] += warewatt_dot(rows[k] + offset, y, count)
      k += 1
    }
  }

  /// Of `looks` rows from `start` on, every `stride`-th, around the end: that with the least
  /// `base - part min(total, 1) + sum max(0, offset + part x)`, among those with at least `needed` left, and that
  /// number; nil for none. Ends at the first with next to nothing.
  ///
  /// - Parameters:
  ///   - rows: one behind the other, of `offset.count` numbers each, a multiple of 8.
  ///   - total: one for each row, as `left`.
  public static func nearest(
    _ rows: UnsafeBufferPointer<Float>, offset: UnsafeBufferPointer<Float>, part: Float,
    total: UnsafeBufferPointer<Float>, base: Float, left: UnsafeBufferPointer<Float>, needed: Float,
    start: Int,
    stride: Int, looks: Int
  ) -> (index: Int, value: Float)? {
    guard let first = rows.baseAddress, let offsets = offset.baseAddress, let totals = total.baseAddress,
      let rest = left.baseAddress
    else { return nil }
    var value: Float = 0
    let index = warewatt_nearest(
      first, offset.count, left.count, offsets, part, totals, base, rest, needed, start, stride, looks, &value
    )
    return index < 0 ? nil : (index, value)
  }
}
