// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Refuses scenarios in which supplied energy is worth less than surplus in some interval.
///
/// The supply of an interval is min(offered, load), concave in the shares; so is its value only where
/// retail - fee >= market. A linear program over the other intervals would leave load unsupplied that
/// the settlement supplies, and overstate the gain.
enum ConcavityRule {
  static func check(_ scenario: PowerScenario, document: JSONDocument) throws(DataError) {
    var issues = IssueCollector(document: document)
    for (j, consumer) in scenario.consumers.enumerated() {
      let doubtful = (0..<scenario.horizon.count).filter { t in
        consumer.load[t] > 0
          && scenario.supplyValue(consumer: j, interval: t)
            < -1e-12 * (consumer.retailPrice[t] + consumer.supplyFee + abs(scenario.marketPrice[t]))
      }
      if doubtful.isEmpty { continue }
      let offered = OfferedEnergy.highest(scenario, consumer: j)
      let intervals = doubtful.filter { offered[$0] > 0 }
      guard let first = intervals.first else { continue }
      let net = consumer.retailPrice[first] - consumer.supplyFee
      issues.add(
        "consumers[\(j)].retail_price",
        found:
          "retail price less supply fee below the market price in \(intervals.count) of \(scenario.horizon.count) intervals, first at \(scenario.horizon.start(of: first).text) (\(JSONText.number(net)) against \(JSONText.number(scenario.marketPrice[first])))",
        expected:
          "supplied energy worth at least as much as surplus in every interval with generation and load: the direct method cannot settle the others truthfully. Cap the market price, or leave the consumer out"
      )
    }
    try issues.throwIfAny()
  }
}
