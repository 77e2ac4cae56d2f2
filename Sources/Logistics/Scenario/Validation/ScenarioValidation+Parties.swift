// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension ScenarioValidation {
  /// Rules on the plan as a whole, owners, groups and tiers.
  static func checkParties(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    checkCount(file.rules?.maxActivatedWarehouses, "rules.max_activated_warehouses", &issues)
    for (position, owner) in (file.owners ?? []).enumerated() {
      let path = "owners[\(position)]"
      checkCount(owner.maxWarehouses, "\(path).max_warehouses", &issues)
      checkInUse(owner.largestShare, index, &issues) { "\(path).largest_share_\($0.rawValue)" }
    }
    for (position, group) in (file.groups ?? []).enumerated() {
      checkGroup(group, "groups[\(position)]", file, index, &issues)
    }
    for (position, tier) in (file.priorityTiers ?? []).enumerated() {
      let path = "priority_tiers[\(position)]"
      if tier.unservedPenalty.amounts.isEmpty {
        issues.add(
          path, found: "no penalty", expected: "at least one, such as unserved_penalty_krw_per_pallet")
      }
      checkInUse(tier.unservedPenalty, index, &issues) {
        "\(path).unserved_penalty_krw_per_\($0.singular)"
      }
    }
  }

  private static func checkCount(
    _ count: Int?, _ path: @autoclosure () -> String, _ issues: inout IssueCollector
  ) {
    if let count, count < 0 {
      issues.add(path(), found: "\(count)", expected: "a whole number of at least 0")
    }
  }

  private static func checkGroup(
    _ group: LogisticsScenarioFile.Group, _ path: String, _ file: LogisticsScenarioFile,
    _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    checkInUse(group.smallestServedShare, index, &issues) {
      "\(path).smallest_served_share_\($0.rawValue)"
    }
    let members = file.demands.filter { $0.group == group.id }
    if members.isEmpty {
      issues.add(
        path, found: "no demand in the group \"\(group.id)\"",
        expected: "demands with \"group\": \"\(group.id)\"")
      return
    }
    for resource in index.resources where group.smallestServedShare[resource] ?? 0 > 0 {
      if members.contains(where: { $0.quantity[resource] != nil }) { continue }
      issues.add(
        "\(path).smallest_served_share_\(resource.rawValue)",
        found: "a share in \(resource.rawValue), which no demand of the group needs",
        expected: "a share in what they need")
    }
  }
}
