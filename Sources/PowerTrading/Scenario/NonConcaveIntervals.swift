// SPDX-License-Identifier: GPL-3.0-or-later

/// Intervals in which supplied energy is worth less than surplus: retail - fee < market.
///
/// The supply of an interval is min(offered, load), concave in the shares; its value is concave only where supply is
/// worth at least as much as surplus. In the others it is convex: the parties would rather leave load unsupplied,
/// which the settlement does not allow.
extension PowerScenario {
  /// Whether supply is worth less than surplus there, by more than rounding, and there is load to supply.
  func isNonConcave(consumer j: Int, interval t: Int) -> Bool {
    let consumer = consumers[j]
    return consumer.load[t] > 0
      && supplyValue(consumer: j, interval: t)
        < -1e-12 * (abs(consumer.retailPrice[t]) + consumer.supplyFee + abs(marketPrice[t]))
  }

  /// The non-concave intervals of a consumer in which its open pairs can offer anything.
  func nonConcaveIntervals(consumer j: Int) -> [Int] {
    let intervals = (0..<horizon.count).filter { isNonConcave(consumer: j, interval: $0) }
    if intervals.isEmpty { return [] }
    let highest = OfferedEnergy.highest(self, consumer: j)
    return intervals.filter { highest[$0] > 0 }
  }

  /// Non-concave intervals of all consumers together.
  var nonConcaveIntervalCount: Int {
    consumers.indices.reduce(0) { $0 + nonConcaveIntervals(consumer: $1).count }
  }
}
