// SPDX-License-Identifier: GPL-3.0-or-later

internal import CDense

extension DenseKernels {
  /// What four weighted rows come to where a load limits their sum: a concave function of the weights, with its kinks
  /// rounded off over a given width.
  public struct PortfolioSums: Sendable {
    /// Sum of `value min(offered, load)`.
    public var worth = 0.0
    /// The part of the tangent that does not depend on the weights: sum of `value (1 - q) load`.
    public var full = 0.0
    /// Slope of the tangent in each weight: sum of `value q row`.
    public var slope = SIMD4<Double>.zero
    /// Minus the second derivatives, row by row.
    public var curvature = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)

    /// All 0.
    public init() {}

    /// How far rounding may have taken `full` or `slope` from the true sums, relative to them: 128 additions of floats,
    /// and ten roundings of each term.
    public static let rounding = 1e-5
  }

  /// Sums of four rows of floats at given weights. `q`, the part of a further unit that is taken, falls from 1 to 0
  /// around the load; whatever its width, `full + slope . w` is nowhere below the worth at weights w.
  ///
  /// - Parameters:
  ///   - inverse: one over the width of each kink.
  ///   - count: a multiple of 16.
  @inline(__always)
  public static func portfolio(
    _ row0: UnsafePointer<Float>, _ row1: UnsafePointer<Float>, _ row2: UnsafePointer<Float>,
    _ row3: UnsafePointer<Float>, weights: SIMD4<Float>, load: UnsafePointer<Float>,
    value: UnsafePointer<Float>, inverse: UnsafePointer<Float>, count: Int
  ) -> PortfolioSums {
    var result = PortfolioSums()
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { sums in
      guard let s = sums.baseAddress else { return }
      withUnsafeBytes(of: weights) { bytes in
        guard let w = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
        warewatt_portfolio(row0, row1, row2, row3, w, load, value, inverse, count, s)
      }
      result.worth = s[0]
      result.full = s[1]
      result.slope = SIMD4(s[2], s[3], s[4], s[5])
      result.curvature = (
        SIMD4(s[6], s[7], s[8], s[9]), SIMD4(s[7], s[10], s[11], s[12]), SIMD4(s[8], s[11], s[13], s[14]),
        SIMD4(s[9], s[12], s[14], s[15])
      )
    }
    return result
  }

  /// What four weighted rows come to in double precision, every value raised by the price of a target's energy.
  public struct RoundedPortfolioSums: Sendable {
    /// Sum of `value min(offered, load)`.
    public var worth = 0.0
    /// Sum of `min(offered, load)`.
    public var energy = 0.0
    /// The worth with its kinks rounded off, at the raised values; nowhere above that with the kinks.
    public var rounded = 0.0
    /// The part of the tangent at the raised values that does not depend on the weights.
    public var full = 0.0
    /// Slope of the tangent in each weight.
    public var slope = SIMD4<Double>.zero
    /// Minus the second derivatives, row by row.
    public var curvature = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)

    /// All 0.
    public init() {}

    /// How far rounding may have taken `full` or `slope` from the true sums, relative to them.
    public static func rounding(count: Int) -> Double { 1e-15 * Double(count / 8 + 20) }
  }

  /// Sums of four rows at given weights, as `portfolio` has them, in double precision.
  ///
  /// - Parameters:
  ///   - added: what every value is raised by in all sums but `worth`.
  ///   - width: of each kink, relative to the load.
  ///   - count: a multiple of 8; every load is above 0.
  @inline(__always)
  public static func roundedPortfolio(
    _ rows: (Numbers, Numbers, Numbers, Numbers), weights: SIMD4<Double>, load: Numbers, value: Numbers,
    added: Double, width: Double, count: Int
  ) -> RoundedPortfolioSums {
    var result = RoundedPortfolioSums()
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 22) { sums in
      guard let s = sums.baseAddress else { return }
      for k in 0..<4 { s[18 + k] = weights[k] }
      withUnsafeTemporaryAllocation(of: Numbers?.self, capacity: 4) { pointers in
        guard let p = pointers.baseAddress else { return }
        p.initialize(to: rows.0)
        (p + 1).initialize(to: rows.1)
        (p + 2).initialize(to: rows.2)
        (p + 3).initialize(to: rows.3)
        warewatt_rounded_portfolio(p, s + 18, load, value, added, width, count, s)
      }
      result.worth = s[0]
      result.energy = s[1]
      result.rounded = s[2]
      result.full = s[3]
      result.slope = SIMD4(s[4], s[5], s[6], s[7])
      result.curvature = (
        SIMD4(s[8], s[9], s[10], s[11]), SIMD4(s[9], s[12], s[13], s[14]), SIMD4(s[10], s[13], s[15], s[16]),
        SIMD4(s[11], s[14], s[16], s[17])
      )
    }
    return result
  }
}
