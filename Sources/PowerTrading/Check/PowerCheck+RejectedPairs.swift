// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Every closed pair is listed once, with the rule that closes it.
  mutating func checkRejectedPairs() {
    var expected: [[String]: PowerPlan.RejectedPair.Reason] = [:]
    for pair in scenario.rejectedPairs {
      let ids = [scenario.suppliers[pair.supplier].id, scenario.consumers[pair.consumer].id]
      expected[ids] = pair.priceAboveCeiling == nil ? .notAllowed : .askAboveCeiling
    }
    var missing = Set(expected.keys)
    for (index, stated) in plan.rejectedPairs.enumerated() {
      let ids = [stated.supplier, stated.consumer]
      let isFirst = missing.remove(ids) != nil
      if isFirst && expected[ids] == stated.reason { continue }
      report.add(
        "eligibility", "plan.rejected_pairs[\(index)]",
        found: "\(stated.supplier) for \(stated.consumer): \(stated.reason.rawValue)",
        expected: expected[ids].map { isFirst ? $0.rawValue : "each pair once" } ?? "an open pair")
    }
    for ids in missing.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      report.add(
        "eligibility", "plan.rejected_pairs", found: "\(ids[0]) for \(ids[1]) not listed",
        expected: "it listed: it may not contract")
    }
  }
}
