// SPDX-License-Identifier: GPL-3.0-or-later

/// A non-concave interval n of a consumer and a concave one m, its partner, that absorbs a part of it.
///
/// With `k = load_n / load_m`, for every share s >= 0
///
///     -min(offered_n, load_n) <= -k min(offered_m, load_m) + sum_p s_p arrival_p max(0, k g_pm - g_pn)
///
/// because min(a, c) - min(b, c) <= max(0, a - b). So a part of the loss in n may be taken off the value in m, which
/// stays concave as long as that value lasts, at the price of a linear term; it is small where the two intervals
/// have nearly the same generation over load, and nothing where the partner has more of everything but is not
/// filled, or less of everything and is. What is left of n is held by the chord over all that can be offered.
struct HourPair: Sendable {
  /// Index of the interval among the consumer's non-concave ones.
  var hour: Int
  /// The partner.
  var partner: Int
  /// The part of the interval's loss, in (0, 1].
  var part: Double
}

extension HourPair {
  /// Partners of a consumer's intervals, for shares near given ones.
  static func find(
    _ problem: ShareProblem, consumer j: Int, _ own: NonConcaveHours.Own, near shares: [Double]
  )
    -> [HourPair]
  {
    let pairs = problem.pairs(j).filter { shares[$0] > 0 }
    let (load, value) = (problem.load(j), problem.value(j))
    let partners = (0..<problem.intervals).filter { load[$0] > 0 && value[$0] > 0 }
    if pairs.isEmpty || partners.isEmpty { return [] }
    let lanes = (pairs.count + 7) / 8
    // Offered by each pair over load: those of the partners, then those of the non-concave intervals.
    var offers = Offers(lanes: lanes, count: partners.count + own.intervals.count)
    for (column, p) in pairs.enumerated() {
      let row = problem.generation(problem.supplier[p])
      let factor = shares[p] * problem.arrival[p]
      for (k, t) in partners.enumerated() { offers.set(k, column, Float(factor * row[t] / load[t])) }
      for (k, t) in own.intervals.enumerated() {
        offers.set(partners.count + k, column, Float(factor * row[t] / load[t]))
      }
    }
    offers.addUp()
    var left = partners.map { Float(value[$0] * load[$0]) }
    let demand = own.intervals.indices.map { Float(own.loss[$0] * load[own.intervals[$0]]) }
    /// How far the chord is from the value, in loads.
    func slack(_ k: Int) -> Float {
      let total = offers.total[partners.count + k]
      return min(total, 1) - total * Float(min(1, load[own.intervals[k]] / own.highest[k]))
    }
    let order = own.intervals.indices.filter { slack($0) * demand[$0] > 0 }
      .sorted { slack($0) * demand[$0] > slack($1) * demand[$1] }
    var found: [HourPair] = []
    for k in order {
      var rest: Float = 1
      for _ in 0..<4 {
        let best = offers.nearest(
          to: partners.count + k, among: partners.count, left: left, needed: 0.25 * rest * demand[k],
          start: (k &* 7919) % partners.count)
        guard let best, best.error < slack(k) else { break }
        let part = min(rest, left[best.index] / demand[k])
        left[best.index] -= part * demand[k]
        found.append(HourPair(hour: k, partner: partners[best.index], part: Double(part)))
        rest -= part
        if rest < 1e-3 { break }
      }
    }
    return found
  }

  /// What each pair offers in each of many intervals, over the load.
  private struct Offers {
    let lanes: Int
    let count: Int
    var numbers: [SIMD8<Float>]
    /// Sums over the pairs.
    var total: [Float]

    init(lanes: Int, count: Int) {
      self.lanes = lanes
      self.count = count
      numbers = Array(repeating: .zero, count: lanes * count)
      total = Array(repeating: 0, count: count)
    }

    mutating func set(_ interval: Int, _ column: Int, _ number: Float) {
      numbers[interval * lanes + column / 8][column % 8] = number
    }

    mutating func addUp() {
      for t in 0..<count {
        var sum: Float = 0
        for lane in 0..<lanes { sum += numbers[t * lanes + lane].sum() }
        total[t] = sum
      }
    }

    /// The partner that adds least, of those with enough value left; the first where several are as good, from
    /// `start` on.
    func nearest(to own: Int, among partners: Int, left: [Float], needed: Float, start: Int) -> (
      index: Int, error: Float
    )? {
      var best: (index: Int, error: Float)?
      let supplied = min(total[own], 1)
      numbers.withUnsafeBufferPointer { numbers in
        left.withUnsafeBufferPointer { left in
          total.withUnsafeBufferPointer { total in
            var m = start
            for _ in 0..<partners {
              if left[m] >= needed {
                var more = SIMD8<Float>.zero
                for lane in 0..<lanes {
                  let difference = numbers[m * lanes + lane] - numbers[own * lanes + lane]
                  more += difference.replacing(with: 0, where: difference .< 0)
                }
                let error = supplied - min(total[m], 1) + more.sum()
                if error < best?.error ?? .infinity {
                  best = (m, error)
                  if error <= 1e-4 { return }
                }
              }
              m += 1
              if m == partners { m = 0 }
            }
          }
        }
      }
      return best
    }
  }
}
