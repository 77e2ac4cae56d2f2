// SPDX-License-Identifier: GPL-3.0-or-later

/// The first trip of a pair of warehouse and zone, of which each period with deliveries needs one.
///
/// Whole trips n, loads of at most one truck per trip, and s = 1 where the pair is served at all keep
/// n >= load and n >= s. A trip's price c may so be divided into tau for the load and phi for s, tau x truck +
/// phi = c, and trips cost at least tau x load + phi s. The set of served periods of a pair is chosen like
/// the active periods of a warehouse, within these: a dynamic programme over intervals, since stays are
/// intervals. For lanes of which each needs a trip, this is the strength of the rows `x_l <= n`, one for each
/// lane and period, at one multiplier for each pair and period.
extension RelaxationChunk {
  /// Prefix sums of the prices of first trips.
  func setFirstTripPrices(of w: Int, _ vector: UnsafePointer<Double>) {
    let periods = arrays.periodCount
    let first = Int(arrays.pairStart[w])
    hasCharged = false
    for pair in 0..<Int(arrays.pairStart[w + 1]) - first {
      let prices = vector + layout.firstTrip + (first + pair) * periods
      let prefix = firstTripPrefix + pair * (periods + 1)
      var sum = 0.0
      for t in 0..<periods {
        prefix[t] = sum
        sum += prices[t]
      }
      prefix[periods] = sum
      isCharged[pair] = sum > 0
      if sum > 0 { hasCharged = true }
    }
  }

  /// The best service of a pair within each interval of periods: fills `pairBest`, and `pairWithin` for
  /// `trace`; false where nothing brings anything.
  func serve(_ pair: Int, of w: Int, term: UnsafePointer<Double>, from: Int) -> Bool {
    let periods = arrays.periodCount
    let width = periods + 1
    let local = Int(arrays.pairStart[w]) - firstPair + pair
    let (lower, upper) = (Int(pairLaneStart[local]), Int(pairLaneStart[local + 1]))
    let (demand, pairLane, best, within) = (demand, pairLane, pairBest, pairWithin)
    let (firsts, ends) = (arrays.first, arrays.end)
    let prefix = firstTripPrefix + pair * width
    for e in 0...periods { pairEnds[e] = 0 }
    var isEmpty = true
    for place in lower..<upper {
      let i = Int(pairLane[place])
      guard term[i - from] < 0 else { continue }
      isEmpty = false
      pairEnds[Int(ends[Int(demand[i])])] = 1
    }
    if isEmpty { return false }
    // Rows of intervals that begin at s, from the last; that after the last is empty.
    (best + periods * width).update(repeating: 0, count: width)
    (within + periods * width).update(repeating: 0, count: width)
    var place = lower
    var s = periods - 1
    while s >= 0 {
      let (row, next) = (best + s * width, best + (s + 1) * width)
      let (sums, nextSums) = (within + s * width, within + (s + 1) * width)
      for e in 0...periods {
        row[e] = next[e]
        sums[e] = nextSums[e]
      }
      var begins = false
      while place < upper {
        let i = Int(pairLane[place])
        let d = Int(demand[i])
        guard Int(firsts[d]) == s else { break }
        let value = term[i - from]
        if value < 0 {
          begins = true
          for e in Int(ends[d])...periods { sums[e] += value }
        }
        place += 1
      }
      if begins {
        for end in s + 1...periods where pairEnds[end] != 0 {
          let run = sums[end] + prefix[end] - prefix[s]
          guard run < 0 else { continue }
          let rest = best + end * width
          for e in end...periods { row[e] = min(row[e], run + rest[e]) }
        }
      }
      s -= 1
    }
    return true
  }

  /// Marks the served periods of a pair within an interval, of what `serve` found.
  private func trace(_ pair: Int, _ interval: Range<Int>) {
    let periods = arrays.periodCount
    let width = periods + 1
    let prefix = firstTripPrefix + pair * width
    let last = interval.upperBound
    var s = interval.lowerBound
    while s < last {
      var value = pairBest[(s + 1) * width + last]
      var runEnd = 0
      for end in s + 1...last where pairEnds[end] != 0 {
        let run = pairWithin[s * width + end] + prefix[end] - prefix[s]
        guard run < 0 else { continue }
        let other = run + pairBest[end * width + last]
        if other < value {
          value = other
          runEnd = end
        }
      }
      if runEnd == 0 {
        s += 1
      } else {
        for t in s..<runEnd { pairRunEnd[pair * periods + t] = Int32(runEnd) }
        s = runEnd
      }
    }
  }

  /// What pairs bring in a warehouse that is active in all periods, less what was counted for their lanes
  /// without the price of first trips.
  func alwaysActive(_ w: Int, _ lanes: Range<Int>) -> Double {
    var sum = 0.0
    for pair in 0..<Int(arrays.pairStart[w + 1] - arrays.pairStart[w]) where isCharged[pair] {
      let local = Int(arrays.pairStart[w]) - firstPair + pair
      for place in Int(pairLaneStart[local])..<Int(pairLaneStart[local + 1]) {
        sum -= trial.term[Int(pairLane[place]) - lanes.lowerBound]
      }
      if serve(pair, of: w, term: trial.term, from: lanes.lowerBound) { sum += pairBest[arrays.periodCount] }
    }
    return sum
  }

  /// The served periods of each pair in the mode that was chosen.
  func settleFirstTrips(_ w: Int, isOn: Bool, isPeriodic: Bool, from: Int) {
    let periods = arrays.periodCount
    for pair in 0..<Int(arrays.pairStart[w + 1] - arrays.pairStart[w]) where isCharged[pair] {
      (pairRunEnd + pair * periods).update(repeating: 0, count: periods)
      guard isOn, serve(pair, of: w, term: best.term, from: from) else { continue }
      if !isPeriodic {
        trace(pair, 0..<periods)
        continue
      }
      var t = 0
      while t < periods {
        if best.isActive[t] {
          trace(pair, t..<Int(best.runEnd[t]))
          t = Int(best.runEnd[t])
        } else {
          t += 1
        }
      }
    }
  }
}
