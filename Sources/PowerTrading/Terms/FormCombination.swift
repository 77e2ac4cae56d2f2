// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Refuses rules that the plain contract alone knows, together with terms beyond it.
///
/// Whole lots, guaranteed supply, numbers of contracts of a supplier and a special zone's rules are part of the
/// formulation of plain contracts, not of that over offers. Shares, volumes, fees, contracts in force and
/// sources that do not count go with all terms.
enum FormCombination {
  static func check(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    guard let term = firstTerm(file) else { return }
    for rule in plainRules(file) {
      issues.add(
        rule.place, found: "\(rule.what) together with \(term)",
        expected: "one of the two: \(rule.what) goes with plain contracts alone")
    }
  }

  /// The first key by which the scenario leaves the plain contract, with its value.
  private static func firstTerm(_ file: PowerScenarioFile) -> String? {
    let settlement = file.settlement
    if let forms = file.contractForms, let form = forms.first(where: { $0 != .payAsProduced }) {
      return "\"\(form.rawValue)\" in contract_forms"
    }
    if settlement?.paymentOn == .contracted { return "settlement.payment_on \"contracted\"" }
    if settlement?.surplusWith == .buyer { return "settlement.surplus_with \"buyer\"" }
    if settlement?.split == .meritOrder { return "settlement.split \"merit_order\"" }
    if let stages = file.objective?.stages, !stages.isEmpty,
      stages != [ObjectiveStage(objective: .jointGain)]
    {
      return "objective \"\(stages.map(\.objective.rawValue).joined(separator: ", "))\""
    }
    if let rule = file.participation?.rule, rule != .none { return "participation.rule \"\(rule.rawValue)\"" }
    for (index, pair) in (file.pairs ?? []).enumerated() {
      if let form = (pair.forms ?? []).first(where: { $0 != .payAsProduced }) {
        return "\"\(form.rawValue)\" in pairs[\(index)].forms"
      }
      if pair.paymentOn == .contracted { return "pairs[\(index)].payment_on \"contracted\"" }
      if pair.surplusWith == .buyer { return "pairs[\(index)].surplus_with \"buyer\"" }
    }
    for (index, consumer) in file.consumers.enumerated() {
      if consumer.recPrice != nil {
        return "consumers[\(index)].rec_price_\(file.currency.lowercased())_per_kwh"
      }
      if (consumer.matching247?.minimumShare ?? 0) > 0 { return "consumers[\(index)].matching_24_7" }
    }
    return nil
  }

  /// Rules in use that the plain contract alone knows, each with its place.
  private static func plainRules(_ file: PowerScenarioFile) -> [(place: String, what: String)] {
    var rules: [(place: String, what: String)] = []
    if file.scheme?.name == .koreaSpecialZone { rules.append(("scheme.name", "kr-special-zone")) }
    if let overrides = file.scheme?.overrides, file.scheme?.name != .koreaSpecialZone {
      if overrides.servesMembersFully == true {
        rules.append(("scheme.overrides.serves_members_fully", "serves_members_fully"))
      }
      if overrides.smallestGenerationShareOfUse != nil {
        rules.append(
          ("scheme.overrides.smallest_generation_share_of_use", "smallest_generation_share_of_use"))
      }
      if overrides.largestShareSoldElsewhere != nil {
        rules.append(("scheme.overrides.largest_share_sold_elsewhere", "largest_share_sold_elsewhere"))
      }
    }
    if file.contractTerms?.lot != nil { rules.append(("contract_terms.lot_kw", "lot_kw")) }
    if file.contractTerms?.largestCountPerSupplier != nil {
      rules.append(("contract_terms.largest_count_per_supplier", "largest_count_per_supplier"))
    }
    for (index, supplier) in file.suppliers.enumerated() where supplier.largestCount != nil {
      rules.append(("suppliers[\(index)].largest_count", "largest_count"))
    }
    for (index, pair) in (file.pairs ?? []).enumerated() where (pair.guaranteedSupply ?? 0) > 0 {
      rules.append(("pairs[\(index)].guaranteed_supply_kwh", "guaranteed_supply_kwh"))
    }
    return rules
  }
}
