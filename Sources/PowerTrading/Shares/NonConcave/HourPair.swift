// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// A non-concave interval n of a consumer and a concave one m, its partner, that absorbs a part of it.
///
/// With parts `theta_m >= 0` that come to `sigma <= 1` and `k_m = load_n / load_m`, for all shares s >= 0
///
///     -sigma min(offered_n, load_n) <= -sum_m theta_m k_m min(offered_m, load_m)
///                                      + sum_p s_p arrival_p max(0, sum_m theta_m k_m g_pm - sigma g_pn)
///
/// because min is concave and min(a, c) - min(b, c) <= max(0, a - b). So a part of the loss in n may be taken off the
/// values in its partners, which stay concave as long as those values last, at the price of a linear term. It is small
/// where the partners' mean generation over load is nearly that of n, and nothing where it has more of everything but
/// no partner is filled, or less of everything and all are. What is left of n is held by the chord over all that can
/// be offered.
struct HourPair: Sendable {
  /// Index of the interval among the consumer's non-concave ones.
  var hour: Int
  /// The partner.
  var partner: Int
  /// The part of the interval's loss, in (0, 1].
  var part: Double
}

extension HourPair {
  /// Partners of a consumer's intervals, for shares near given ones; those found so far where it must stop.
  static func find(
    _ problem: ShareProblem, consumer j: Int, _ own: NonConcaveHours.Own, near shares: [Double],
    mustStop: () -> Bool
  )
    -> [HourPair]
  {
    let pairs = problem.pairs(j).filter { shares[$0] > 0 }
    let (load, value) = (problem.load(j), problem.value(j))
    let partners = (0..<problem.intervals).filter { load[$0] > 0 && value[$0] > 0 }
    if pairs.isEmpty || partners.isEmpty { return [] }
    let width = (pairs.count + 7) / 8 * 8
    // Offered by each pair over load: those of the partners, then those of the non-concave intervals.
    var offers = Offers(width: width, count: partners.count + own.intervals.count)
    for (column, p) in pairs.enumerated() {
      let row = problem.generation(problem.profile[p])
      let factor = shares[p] * problem.arrival[p]
      for (k, t) in partners.enumerated() { offers.set(k, column, Float(factor * row[t] / load[t])) }
      for (k, t) in own.intervals.enumerated() {
        offers.set(partners.count + k, column, Float(factor * row[t] / load[t]))
      }
    }
    offers.addUp()
    var left = partners.map { Float(value[$0] * load[$0]) }
    // Half of what a partner has.
    let portion = max(.leastNormalMagnitude, 0.5 * left.reduce(0, +) / Float(left.count))
    let demand = own.intervals.indices.map { Float(own.loss[$0] * load[own.intervals[$0]]) }
    /// How far the chord is from the value, in loads.
    func slack(_ k: Int) -> Float {
      let total = offers.total[partners.count + k]
      return min(total, 1) - total * Float(min(1, load[own.intervals[k]] / own.highest[k]))
    }
    let order = own.intervals.indices.filter { slack($0) * demand[$0] > 0 }
      .sorted { slack($0) * demand[$0] > slack($1) * demand[$1] }
    var found: [HourPair] = []
    // The offers of the partners found, each with its part, less those of the interval with their sum.
    var offset = [Float](repeating: 0, count: width)
    for (place, k) in order.enumerated() {
      if mustStop() { break }
      let own = (partners.count + k) * width
      for column in 0..<width { offset[column] = 0 }
      var (sum, supplied, error) = (Float(0), Float(0), Float(0))
      let count = min(mostPartners, max(fewestPartners, Int((demand[k] / portion).rounded(.up))))
      let part = 1 / Float(count)
      for step in 0..<count {
        for column in 0..<width { offset[column] -= part * offers.numbers[own + column] }
        let best = offers.nearest(
          offset, part: part,
          base: (sum + part) * min(offers.total[partners.count + k], 1) - supplied, left: left,
          needed: part * demand[k], start: (place &* 7919 &+ step &* 104_729) % partners.count)
        guard let best, best.value < error + part * slack(k) else { break }
        error = best.value
        left[best.index] -= part * demand[k]
        found.append(HourPair(hour: k, partner: partners[best.index], part: Double(part)))
        sum += part
        supplied += part * min(offers.total[best.index], 1)
        for column in 0..<width { offset[column] += part * offers.numbers[best.index * width + column] }
      }
    }
    return found
  }

  /// Partners of an interval, each for an equal part of it: as many as it takes for their values to last, for the loss
  /// of an interval of scarcity may be that of a hundred others.
  private static let (fewestPartners, mostPartners) = (6, 400)
  /// Intervals that are looked at for each of them.
  private static let looks = 1500

  /// What each pair offers in each of many intervals, over the load.
  private struct Offers {
    let width: Int
    let count: Int
    var numbers: [Float]
    /// Sums over the pairs.
    var total: [Float]

    init(width: Int, count: Int) {
      self.width = width
      self.count = count
      numbers = Array(repeating: 0, count: width * count)
      total = Array(repeating: 0, count: count)
    }

    mutating func set(_ interval: Int, _ column: Int, _ number: Float) {
      numbers[interval * width + column] = number
    }

    mutating func addUp() {
      for t in 0..<count {
        var sum: Float = 0
        for column in 0..<width { sum += numbers[t * width + column] }
        total[t] = sum
      }
    }

    /// The partner that, added to those found, leaves the majorant closest to the value; see
    /// `DenseKernels.nearest`.
    func nearest(_ offset: [Float], part: Float, base: Float, left: [Float], needed: Float, start: Int) -> (
      index: Int, value: Float
    )? {
      let looks = min(left.count, HourPair.looks)
      return numbers.withUnsafeBufferPointer { numbers in
        offset.withUnsafeBufferPointer { offset in
          total.withUnsafeBufferPointer { total in
            left.withUnsafeBufferPointer { left in
              DenseKernels.nearest(
                numbers, offset: offset, part: part, total: total, base: base, left: left, needed: needed,
                start: start, stride: max(1, left.count / looks), looks: looks)
            }
          }
        }
      }
    }
  }
}
