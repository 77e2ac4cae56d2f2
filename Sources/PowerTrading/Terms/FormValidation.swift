// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules on forms, objectives and participation that the schema cannot say.
enum FormValidation {
  static func check(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    checkForms(file, &issues)
    checkObjective(file, &issues)
    checkParticipation(file, &issues)
  }

  private static func checkForms(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    var lists: [(place: String, forms: [ContractForm], share: Double?)] = []
    lists.append(("contract_forms", file.contractForms ?? [], nil))
    for (index, pair) in (file.pairs ?? []).enumerated() {
      lists.append(("pairs[\(index)].forms", pair.forms ?? [], pair.payAsConsumedShare))
    }
    for list in lists {
      if Set(list.forms).count < list.forms.count {
        issues.add(
          list.place, found: list.forms.map(\.rawValue).joined(separator: ", "), expected: "each form once")
      }
      if list.forms.contains(.payAsConsumed) && list.share == nil
        && file.contractTerms?.payAsConsumedShare == nil
      {
        issues.add(
          list.place, found: "pay_as_consumed without its share",
          expected: "\"pay_as_consumed_share\" in contract_terms or in the pair")
      }
    }
  }

  private static func checkObjective(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    switch file.objective {
    case nil: break
    case .name(let name):
      if ObjectiveKind(rawValue: name) != nil { return }
      let known = ObjectiveKind.allCases.map(\.rawValue)
      issues.add(
        "objective", found: "\"\(name)\"",
        expected: NearestName.suggestion(for: name, among: known).map { "\"\($0)\"" }
          ?? "one of: " + known.joined(separator: ", "))
    case .stages(let stages):
      if stages.isEmpty {
        issues.add("objective", found: "an empty list", expected: "at least one objective")
      }
      for (index, stage) in stages.enumerated()
      where stages[..<index].contains(where: { $0.objective == stage.objective }) {
        issues.add(
          "objective[\(index)].objective", found: "\"\(stage.objective.rawValue)\" a second time",
          expected: "each objective once")
      }
    }
  }

  private static func checkParticipation(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    guard let participation = file.participation else { return }
    if (participation.rule == .priced) == (participation.price != nil) { return }
    issues.add(
      "participation",
      found:
        "the rule \"\(participation.rule.rawValue)\" \(participation.price == nil ? "without" : "with") a price",
      expected: "price_per_\(file.currency.lowercased()) with the rule \"priced\", and with no other")
  }
}
