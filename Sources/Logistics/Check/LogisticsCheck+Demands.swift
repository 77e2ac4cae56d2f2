// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Every demand: served and unserved shares that sum to 1, the unserved priced.
  mutating func checkDemands() {
    var unserved = [Double](repeating: 0, count: scenario.demands.count)
    var seen = Set<Int>()
    for (index, entry) in plan.unserved.enumerated() {
      let place = "plan.unserved[\(index)]"
      guard let d = demandIndex[entry.demand] else {
        report.add(
          "reference", "\(place).demand", found: "\"\(entry.demand)\"", expected: "a demand of the scenario")
        continue
      }
      guard let penalty = scenario.demands[d].unservedPenalty else {
        report.add(
          "must serve", place, found: "\(entry.demand) unserved",
          expected: "it served: it has no unserved_penalty_krw")
        continue
      }
      if !seen.insert(d).inserted {
        report.add(
          "unserved", place, found: "\(entry.demand) a second time", expected: "each demand once")
      }
      if !(entry.share > 0 && entry.share <= 1 + Self.shareTolerance) {
        report.add(
          "share", "\(place).share", found: JSONText.number(entry.share),
          expected: "more than 0 and at most 1")
      }
      if scenario.demands[d].isSingleSource && abs(entry.share - 1) > Self.shareTolerance {
        report.add(
          "single source", "\(place).share", found: JSONText.number(entry.share),
          expected: "1: all of it or none")
      }
      unserved[d] += entry.share
      report.expectMoney(
        "cost", "\(place).penalty_krw", plan: entry.penalty, recomputed: entry.share * penalty)
      costs.penalty += entry.share * penalty
    }
    for (d, demand) in scenario.demands.enumerated() {
      let sum = ledger.served[d] + unserved[d]
      if !(abs(sum - 1) <= Self.shareTolerance) {
        report.add(
          "demand", "demand \(demand.id)",
          found: "\(JSONText.number(ledger.served[d])) served and \(JSONText.number(unserved[d])) unserved",
          expected: "shares that sum to 1")
      }
    }
  }
}
