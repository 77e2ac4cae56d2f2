// SPDX-License-Identifier: GPL-3.0-or-later

/// Loops over dense rows of numbers, eight at a time. Sums are taken in an order that depends on the lengths
/// alone, so that the same data give the same bits on every run and any number of threads.
///
/// Unsafe on purpose: the passes over suppliers and intervals take nearly all of a solve's time. Every pointer
/// must reach to `count` numbers; no alignment is asked for.
public enum DenseKernels {
  /// Constant reading.
  public typealias Numbers = UnsafePointer<Double>
  /// Reading and writing.
  public typealias MutableNumbers = UnsafeMutablePointer<Double>

  @inline(__always)
  static func load(_ numbers: Numbers, _ index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: SIMD8<Double>.self)
  }

  @inline(__always)
  static func store(_ value: SIMD8<Double>, _ numbers: MutableNumbers, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: value, as: SIMD8<Double>.self)
  }

  /// The lanes added up in a fixed order.
  public static func total(_ lanes: SIMD8<Double>) -> Double { lanes.sum() }

  /// `y += a x`
  public static func addScaled(_ a: Double, _ x: Numbers, to y: MutableNumbers, count: Int) {
    let factor = SIMD8<Double>(repeating: a)
    var t = 0
    while t + 8 <= count {
      store(load(Numbers(y), t) + factor * load(x, t), y, t)
      t += 8
    }
    while t < count {
      y[t] += a * x[t]
      t += 1
    }
  }

  /// `y += a[0] x[0] + a[1] x[1] + a[2] x[2] + a[3] x[3]`
  @inline(__always)
  static func addFour(
    _ a: SIMD4<Double>, _ x0: Numbers, _ x1: Numbers, _ x2: Numbers, _ x3: Numbers, to y: MutableNumbers,
    count: Int
  ) {
    let (f0, f1, f2, f3) = (
      SIMD8<Double>(repeating: a[0]), SIMD8<Double>(repeating: a[1]), SIMD8<Double>(repeating: a[2]),
      SIMD8<Double>(repeating: a[3])
    )
    var t = 0
    while t + 8 <= count {
      let first = f0 * load(x0, t) + f1 * load(x1, t)
      let second = f2 * load(x2, t) + f3 * load(x3, t)
      store(load(Numbers(y), t) + (first + second), y, t)
      t += 8
    }
    while t < count {
      let first = a[0] * x0[t] + a[1] * x1[t]
      let second = a[2] * x2[t] + a[3] * x3[t]
      y[t] += first + second
      t += 1
    }
  }

  /// `y = sum of weights[k] * rows[k]`, over `count` numbers from `offset` on.
  public static func mix(
    _ weights: UnsafeBufferPointer<Double>, _ rows: UnsafeBufferPointer<Numbers>, offset: Int = 0,
    into y: MutableNumbers, count: Int
  ) {
    y.update(repeating: 0, count: count)
    var k = 0
    while k + 4 <= rows.count {
      addFour(
        SIMD4(weights[k], weights[k + 1], weights[k + 2], weights[k + 3]), rows[k] + offset,
        rows[k + 1] + offset, rows[k + 2] + offset, rows[k + 3] + offset, to: y, count: count)
      k += 4
    }
    while k < rows.count {
      addScaled(weights[k], rows[k] + offset, to: y, count: count)
      k += 1
    }
  }

  /// `sum of x y`
  public static func dot(_ x: Numbers, _ y: Numbers, count: Int) -> Double {
    var sum = SIMD8<Double>(repeating: 0)
    var t = 0
    while t + 8 <= count {
      sum += load(x, t) * load(y, t)
      t += 8
    }
    var rest = 0.0
    while t < count {
      rest += x[t] * y[t]
      t += 1
    }
    return sum.sum() + rest
  }

  /// `sum of x`
  public static func sum(_ x: Numbers, count: Int) -> Double {
    var sum = SIMD8<Double>(repeating: 0)
    var t = 0
    while t + 8 <= count {
      sum += load(x, t)
      t += 8
    }
    var rest = 0.0
    while t < count {
      rest += x[t]
      t += 1
    }
    return sum.sum() + rest
  }

  /// Four dot products with the same `y`, which is read once.
  @inline(__always)
  static func dotFour(
    _ x0: Numbers, _ x1: Numbers, _ x2: Numbers, _ x3: Numbers, _ y: Numbers, count: Int
  ) -> SIMD4<Double> {
    var (s0, s1, s2, s3) = (
      SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0),
      SIMD8<Double>(repeating: 0)
    )
    var t = 0
    while t + 8 <= count {
      let other = load(y, t)
      s0 += load(x0, t) * other
      s1 += load(x1, t) * other
      s2 += load(x2, t) * other
      s3 += load(x3, t) * other
      t += 8
    }
    var rest = SIMD4<Double>(repeating: 0)
    while t < count {
      rest += SIMD4(x0[t], x1[t], x2[t], x3[t]) * y[t]
      t += 1
    }
    return SIMD4(s0.sum(), s1.sum(), s2.sum(), s3.sum()) + rest
  }

  /// `sums[k] += rows[k] . y`, over `count` numbers of the rows from `offset` on.
  public static func addDots(
    _ rows: UnsafeBufferPointer<Numbers>, offset: Int = 0, _ y: Numbers, to sums: MutableNumbers, count: Int
  ) {
    var k = 0
    while k + 4 <= rows.count {
      let four = dotFour(
        rows[k] + offset, rows[k + 1] + offset, rows[k + 2] + offset, rows[k + 3] + offset, y, count: count)
      sums[k] += four[0]
      sums[k + 1] += four[1]
      sums[k + 2] += four[2]
      sums[k + 3] += four[3]
      k += 4
    }
    while k < rows.count {
      sums[k] += dot(rows[k] + offset, y, count: count)
      k += 1
    }
  }
}

extension SIMD8<Double> {
  /// The lanes added up in a fixed order.
  @inline(__always)
  func sum() -> Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
