// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension ScenarioValidation {
  /// References of demands, and keys that contradict each other.
  static func checkDemands(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    for (position, demand) in file.demands.enumerated() {
      let path = "demands[\(position)]"
      index.groups.check(demand.group, at: "\(path).group", &issues)
      index.zones.check(demand.zone, at: "\(path).zone", &issues)
      checkPriority(demand, path, file, index, &issues)
      checkSplitting(demand, path, &issues)
      checkPairs(demand, path, index, &issues)
    }
  }

  private static func checkPriority(
    _ demand: LogisticsScenarioFile.Demand, _ path: String, _ file: LogisticsScenarioFile,
    _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    index.tiers.check(demand.priority, at: "\(path).priority", &issues)
    guard demand.unservedPenalty == nil, let tier = index.tiers[demand.priority],
      let rates = file.priorityTiers?[tier].unservedPenalty
    else { return }
    let isPriced = demand.quantity.amounts.keys.contains { rates[$0] != nil }
    if !isPriced && !rates.amounts.isEmpty {
      issues.add(
        "\(path).priority",
        found: "\"\(index.tiers.ids[tier])\", which prices nothing that \(demand.id) needs",
        expected: "a tier with a penalty per "
          + Resource.allCases.filter { demand.quantity[$0] != nil }.map(\.singular)
          .joined(separator: " or ") + ", or unserved_penalty_krw")
    }
    var penalty = 0.0
    for (resource, quantity) in demand.quantity.amounts {
      penalty += (rates[resource] ?? 0) * quantity * Double(index.stay(demand).count)
    }
    if !Magnitude.fits(penalty) {
      issues.add(
        "\(path).priority", found: "a penalty of \(JSONText.shown(penalty))", expected: Magnitude.expectation)
    }
  }

  private static func checkSplitting(
    _ demand: LogisticsScenarioFile.Demand, _ path: String, _ issues: inout IssueCollector
  ) {
    if let most = demand.maxWarehouses, most < 1 {
      issues.add("\(path).max_warehouses", found: "\(most)", expected: "a whole number of at least 1")
    }
    if let share = demand.smallestShare, !(share > 0 && share <= 1) {
      issues.add(
        "\(path).smallest_share", found: JSONText.shown(share), expected: "a number above 0 and at most 1")
    }
    guard demand.singleSource == true else { return }
    if let most = demand.maxWarehouses, most > 1 {
      issues.add(
        "\(path).max_warehouses", found: "\(most) for a single-source demand",
        expected: "no such key, or 1, or no single_source")
    }
    if demand.smallestShare != nil {
      issues.add(
        "\(path).smallest_share", found: "a smallest share of a single-source demand",
        expected: "no such key, or no single_source")
    }
  }

  private static func checkPairs(
    _ demand: LogisticsScenarioFile.Demand, _ path: String, _ index: ScenarioIndex,
    _ issues: inout IssueCollector
  ) {
    var seen: [String: String] = [:]
    for (key, list) in [
      ("allowed_warehouses", demand.allowedWarehouses), ("forbidden_warehouses", demand.forbiddenWarehouses),
    ] {
      for (position, id) in (list ?? []).enumerated() {
        index.warehouses.check(id, at: "\(path).\(key)[\(position)]", &issues)
        if let earlier = seen.updateValue(key, forKey: id) {
          issues.add(
            "\(path).\(key)[\(position)]",
            found: earlier == key ? "\"\(id)\" a second time" : "\"\(id)\", which \(earlier) names too",
            expected: earlier == key ? "each warehouse once" : "each warehouse in one of the lists")
        }
      }
    }
  }
}
