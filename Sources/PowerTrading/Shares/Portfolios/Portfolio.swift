// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// At most four contracts of a consumer with their shares.
struct Portfolio: Sendable {
  /// Pairs, counted within the consumer; -1 for none, behind the others.
  var members: SIMD4<Int32>
  var shares: SIMD4<Double>
  /// What it gains at these shares, at the prices it was solved with.
  var gain = -Double.infinity
  /// What no shares of these contracts gain more than.
  var bound = Double.infinity
  /// Minus the second derivatives of the gain, for the shares that are free.
  var curvature = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
  /// Shares that are at neither limit.
  var isFree = SIMDMask<SIMD4<Double>.MaskStorage>(repeating: false)

  /// No contracts.
  static let none = Portfolio(members: SIMD4(repeating: -1), shares: .zero, gain: 0, bound: 0)

  init(
    members: SIMD4<Int32>, shares: SIMD4<Double>, gain: Double = -.infinity, bound: Double = .infinity
  ) {
    self.members = members
    self.shares = shares
    self.gain = gain
    self.bound = bound
  }

  var count: Int {
    (members[0] >= 0 ? 1 : 0) + (members[1] >= 0 ? 1 : 0) + (members[2] >= 0 ? 1 : 0)
      + (members[3] >= 0 ? 1 : 0)
  }

  func contains(_ k: Int) -> Bool {
    let k = Int32(k)
    return members[0] == k || members[1] == k || members[2] == k || members[3] == k
  }

  /// A tangent: what it is worth without shares, and its slope in each share, costs taken off.
  private struct Tangent {
    var constant: Double
    var slope: SIMD4<Double>

    @inline(__always)
    func highest(_ least: SIMD4<Double>, _ most: SIMD4<Double>) -> Double {
      constant + pointwiseMax(slope * least, slope * most).sum()
    }
  }

  /// The best shares of these contracts, by Newton steps within their limits.
  ///
  /// The kinks are rounded off, which makes the gain smooth enough for Newton's method (its slope is piecewise linear:
  /// Qi and Sun, A nonsmooth version of Newton's method, 1993, DOI 10.1007/BF01581275). Each pass gives a
  /// tangent, and the best mixture of the tangents a bound.
  ///
  /// - Parameters:
  ///   - cut: the search ends once the bound is not above this.
  ///   - isScreening: whether it ends too once the gain is above it.
  func solved(
    _ consumer: PortfolioConsumer, _ terms: PortfolioTerms, iterations: Int, tolerance: Double,
    cut: Double = -.infinity, isScreening: Bool = false
  ) -> Portfolio {
    var (least, most, cost) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var fixed = 0.0
    for i in 0..<4 where members[i] >= 0 {
      let k = Int(members[i])
      least[i] = terms.least[k]
      most[i] = max(terms.least[k], terms.most[k])
      cost[i] = terms.cost[k]
      fixed += terms.fixedCost[k]
    }
    var best = self
    best.gain = -.infinity
    best.bound = .infinity
    var x = pointwiseMin(pointwiseMax(shares, least), most)
    var mixed: Tangent?
    // At the best point so far.
    var (slope, scale) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var damping = 1e-4
    let up = 1 + DenseKernels.PortfolioSums.rounding
    for iteration in 0..<iterations {
      let sums = consumer.pass(members, shares: x)
      let gain = sums.worth - (cost * x).sum() - fixed
      if gain > best.gain {
        best.gain = gain
        best.shares = x
        best.curvature = sums.curvature
        slope = sums.slope - cost
        scale = sums.slope / pointwiseMax(x, most * 0.01)
        best.isFree =
          (least .< most) .& .!((x .<= least) .& (slope .< 0)) .& .!((x .>= most) .& (slope .> 0))
        damping = max(1e-4, 0.2 * damping)
      } else {
        damping = max(0.03, 6 * damping)
      }
      let tangent = Tangent(constant: sums.full * up - fixed, slope: sums.slope * up - cost)
      let (mixture, bound) = Self.mix(mixed, tangent, least, most)
      mixed = mixture
      best.bound = min(best.bound, bound)
      if best.bound <= cut || isScreening && best.gain > cut
        || best.bound - best.gain <= tolerance * abs(best.gain) || iteration == iterations - 1
      {
        break
      }
      // Far steps go beyond where the curvature holds.
      let reach = pointwiseMax(best.shares * 0.6, most * 0.05)
      let step = Self.step(
        at: best.shares, free: best.isFree, best.curvature, slope, damping: damping, scale: scale, least, most
      )
      let near = pointwiseMin(pointwiseMax(step, best.shares * -0.5), reach)
      x = pointwiseMin(pointwiseMax(best.shares + near, least), most)
    }
    return best
  }

  /// The mixture of two tangents that is lowest at its highest, and that height. The height is convex in the mixture
  /// and bends where a slope changes its sign.
  private static func mix(
    _ old: Tangent?, _ new: Tangent, _ least: SIMD4<Double>, _ most: SIMD4<Double>
  ) -> (Tangent, Double) {
    var (best, height) = (new, new.highest(least, most))
    guard let old else { return (best, height) }
    let oldHeight = old.highest(least, most)
    if oldHeight < height { (best, height) = (old, oldHeight) }
    for i in 0..<4 where old.slope[i] * new.slope[i] < 0 {
      let part = old.slope[i] / (old.slope[i] - new.slope[i])
      let tangent = Tangent(
        constant: old.constant + part * (new.constant - old.constant),
        slope: old.slope + part * (new.slope - old.slope))
      let own = tangent.highest(least, most)
      if own < height { (best, height) = (tangent, own) }
    }
    return (best, height)
  }

  /// Newton's step within the limits: shares that would pass one stop there, and the others step once more.
  ///
  /// - Parameters:
  ///   - isFree: shares that may move.
  ///   - curvature: minus the second derivatives.
  ///   - damping: of Levenberg and Marquardt: the more, the nearer to steepest ascent, and the shorter.
  ///   - scale: curvature that each share has by nature.
  static func step(
    at x: SIMD4<Double>, free isFree: SIMDMask<SIMD4<Double>.MaskStorage>,
    _ curvature: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>), _ slope: SIMD4<Double>,
    damping: Double, scale: SIMD4<Double>, _ least: SIMD4<Double>, _ most: SIMD4<Double>
  ) -> SIMD4<Double> {
    var free = isFree
    var step = SIMD4<Double>.zero
    var damped = curvature
    damped.0[0] += damping * (damped.0[0] + scale[0]) + 1e-12
    damped.1[1] += damping * (damped.1[1] + scale[1]) + 1e-12
    damped.2[2] += damping * (damped.2[2] + scale[2]) + 1e-12
    damped.3[3] += damping * (damped.3[3] + scale[3]) + 1e-12
    for _ in 0..<4 {
      var rows = damped
      var right = slope
      // Rows of fixed shares give their own steps back.
      if !free[0] { (rows.0, right[0]) = (SIMD4(1, 0, 0, 0), step[0]) }
      if !free[1] { (rows.1, right[1]) = (SIMD4(0, 1, 0, 0), step[1]) }
      if !free[2] { (rows.2, right[2]) = (SIMD4(0, 0, 1, 0), step[2]) }
      if !free[3] { (rows.3, right[3]) = (SIMD4(0, 0, 0, 1), step[3]) }
      let solved = Self.solution(rows, right)
      var didStop = false
      for i in 0..<4 where free[i] {
        let aim = x[i] + solved[i]
        if aim < least[i] || aim > most[i] {
          step[i] = (aim < least[i] ? least[i] : most[i]) - x[i]
          free[i] = false
          didStop = true
        } else {
          step[i] = solved[i]
        }
      }
      if !didStop { break }
    }
    return step
  }

  /// Solves four equations without exchanging rows.
  static func solution(
    _ matrix: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>), _ right: SIMD4<Double>
  ) -> SIMD4<Double> {
    var (a, b, c, d) = matrix
    var r = right
    var factor = b[0] / a[0]
    b -= factor * a
    r[1] -= factor * r[0]
    factor = c[0] / a[0]
    c -= factor * a
    r[2] -= factor * r[0]
    factor = d[0] / a[0]
    d -= factor * a
    r[3] -= factor * r[0]
    factor = c[1] / b[1]
    c -= factor * b
    r[2] -= factor * r[1]
    factor = d[1] / b[1]
    d -= factor * b
    r[3] -= factor * r[1]
    factor = d[2] / c[2]
    d -= factor * c
    r[3] -= factor * r[2]
    let w = r[3] / d[3]
    let z = (r[2] - c[3] * w) / c[2]
    let y = (r[1] - b[3] * w - b[2] * z) / b[1]
    let x = (r[0] - a[3] * w - a[2] * z - a[1] * y) / a[0]
    return SIMD4(x, y, z, w)
  }
}
