// SPDX-License-Identifier: GPL-3.0-or-later

/// The least that one warehouse can add to a relaxed cost, over all sets of periods in which it is active.
///
/// A stay is a run of periods, so what a warehouse takes lies in the runs of its active periods, and the best
/// runs are found from left to right: up to the end of a period either it is idle, or a run ends there that
/// began somewhere before.
struct ActivationRuns {
  /// What storing one demand here would add, at most 0, if the warehouse is active throughout its stay.
  struct Offer {
    /// The stay.
    var stay: Range<Int>
    /// The most it takes off.
    var value: Double
    /// Size of the amounts it was computed from.
    var size: Double
  }

  /// What activation adds, whatever the periods.
  var fixed = CompensatedSum()
  /// What each active period adds by itself, of any sign.
  var period: [CompensatedSum]
  /// Periods in which it is active in every plan; with any, it is activated in every plan.
  var isForced: [Bool]
  /// What may be stored.
  var offers: [Offer] = []

  /// A warehouse about which nothing is known yet.
  init(periods: Int) {
    period = Array(repeating: CompensatedSum(), count: periods)
    isForced = Array(repeating: false, count: periods)
  }

  /// The least sum, with the size of what it was computed from; 0 for a warehouse that is better left alone.
  func least() -> (value: Double, size: Double) {
    var total = CompensatedSum()
    total.add(fixed.value, ofSize: fixed.size)
    for (t, sum) in period.enumerated() {
      total.add(isForced[t] ? sum.value : min(0, sum.value), ofSize: sum.size)
    }
    let toPay = period.indices.map { isForced[$0] ? 0 : max(0, period[$0].value) }
    if toPay.allSatisfy({ $0 == 0 }) {
      for offer in offers { total.add(offer.value, ofSize: offer.size) }
    } else {
      let (runs, size) = bestRuns(toPay)
      total.add(runs, ofSize: size)
    }
    // Even left alone, that it is better so rests on the amounts.
    return (isForced.contains(true) ? total.value : min(0, total.value), total.size)
  }

  /// The least sum of runs and the offers within them, where each period of a run costs what is given.
  private func bestRuns(_ toPay: [Double]) -> (value: Double, size: Double) {
    let edges = Set(offers.flatMap { [$0.stay.lowerBound, $0.stay.upperBound] }).sorted()
    guard edges.count > 1 else { return (0, 0) }
    let edgeOf = Dictionary(uniqueKeysWithValues: edges.enumerated().map { ($1, $0) })
    var endingAt = [[Int]](repeating: [], count: edges.count)
    for (index, offer) in offers.enumerated() { endingAt[edgeOf[offer.stay.upperBound] ?? 0].append(index) }
    var size = 0.0
    /// Least up to each edge, and least with a run from each edge that is still going on.
    var least = [Double](repeating: 0, count: edges.count)
    var running = [Double](repeating: 0, count: edges.count)
    var arriving = [CompensatedSum](repeating: CompensatedSum(), count: edges.count)
    for end in 1..<edges.count {
      let block = toPay[edges[end - 1]..<edges[end]].reduce(0, +)
      size += block
      running[end - 1] = least[end - 1]
      for index in endingAt[end] {
        let offer = offers[index]
        arriving[edgeOf[offer.stay.lowerBound] ?? 0].add(offer.value, ofSize: offer.size)
      }
      var within = CompensatedSum()
      var best = least[end - 1]
      for start in (0..<end).reversed() {
        if arriving[start].size > 0 {
          within.add(arriving[start].value, ofSize: arriving[start].size)
          arriving[start] = CompensatedSum()
        }
        running[start] += block + within.value
        best = min(best, running[start])
      }
      size += within.size
      least[end] = best
    }
    // Up to two roundings at each edge: together more than the proof's own allowance from ten edges on.
    return (least[edges.count - 1], size * max(1, 0.1 * Double(edges.count)))
  }
}
