// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Every closed pair is listed once, with the rule that closes it.
  mutating func checkRejectedPairs() {
    var expected: [[String]: PowerScenario.RejectedPair] = [:]
    for pair in scenario.rejectedPairs {
      let ids = [scenario.suppliers[pair.supplier].id, scenario.consumers[pair.consumer].id]
      expected[ids] = pair
    }
    var missing = Set(expected.keys)
    for (index, stated) in plan.rejectedPairs.enumerated() {
      let ids = [stated.supplier, stated.consumer]
      let isFirst = missing.remove(ids) != nil
      if isFirst, let own = expected[ids], own.rule == stated.reason, own.validFrom == stated.ruleValidFrom,
        Self.agree(own.figure, stated.figure), Self.agree(own.limit, stated.limit)
      {
        continue
      }
      report.add(
        "eligibility", "plan.rejected_pairs[\(index)]",
        found: "\(stated.supplier) for \(stated.consumer): \(stated.reason.rawValue)",
        expected: expected[ids].map { isFirst ? "\($0.rule.rawValue): \($0.detail)" : "each pair once" }
          ?? "an open pair")
    }
    for ids in missing.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      report.add(
        "eligibility", "plan.rejected_pairs", found: "\(ids[0]) for \(ids[1]) not listed",
        expected: "it listed: it may not contract")
    }
  }

  private static func agree(_ first: Double?, _ second: Double?) -> Bool {
    guard let first, let second else { return first == nil && second == nil }
    return abs(first - second) <= 1e-9 * max(1, abs(first))
  }
}
