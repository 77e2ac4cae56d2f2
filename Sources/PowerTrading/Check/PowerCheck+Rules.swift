// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Largest share, lots and contracts in force.
  mutating func checkTerms(_ contract: PowerPlan.Contract, _ pair: PowerScenario.Pair, _ place: String) {
    // More than the supplier may sell at all is said once, of the supplier.
    if pair.largestShare < scenario.suppliers[pair.supplier].largestShareForSale
      && contract.share > pair.largestShare * (1 + Self.tolerance)
    {
      report.add(
        "largest contract", "\(place).share", found: JSONText.number(contract.share),
        expected: "at most \(JSONText.number(pair.largestShare))")
    }
    if pair.lotShare > 0 {
      let lots = contract.share / pair.lotShare
      if abs(lots - lots.rounded()) > 1e-6 {
        report.add(
          "lots", "\(place).share", found: "\(JSONText.number(lots)) lots", expected: "a whole number of lots"
        )
      }
    }
    if pair.isFrozen && abs(contract.share - pair.largestShare) > Self.tolerance {
      report.add(
        "contract in force", "\(place).share", found: JSONText.number(contract.share),
        expected: JSONText.number(pair.largestShare))
    }
    if (contract.isFrozen ?? false) != pair.isFrozen {
      report.add(
        "contract in force", "\(place).frozen", found: "\(contract.isFrozen ?? false)",
        expected: "\(pair.isFrozen)")
    }
  }

  /// Contracts in force are there, and no supplier has too many.
  mutating func checkContractsTogether() {
    for (p, pair) in scenario.pairs.enumerated() where pair.isFrozen && shares[p] == 0 {
      let (supplier, consumer) = (scenario.suppliers[pair.supplier].id, scenario.consumers[pair.consumer].id)
      report.add(
        "contract in force", "plan.contracts", found: "no contract of \(supplier) and \(consumer)",
        expected: "the share \(JSONText.number(pair.largestShare))")
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      guard let limit = supplier.largestContractCount else { continue }
      let count = scenario.pairs.indices.count { scenario.pairs[$0].supplier == i && shares[$0] > 0 }
      if count > limit {
        report.add(
          "contract count", "supplier \(supplier.id)", found: "\(count) contracts",
          expected: "at most \(limit)")
      }
    }
  }

  /// Energy missing from a guaranteed supply, and its price.
  mutating func checkGuarantee(_ contract: PowerPlan.Contract, _ p: Int, _ place: String) {
    guard let guarantee = scenario.pairs[p].guarantee else {
      if contract.guaranteeShortfall != nil || contract.guaranteeShortfallCost != nil {
        report.add(
          "guarantee", place, found: "a guaranteed supply", expected: "none: the pair has no priced guarantee"
        )
      }
      return
    }
    let missing = max(0, guarantee.energy - arrived(p))
    report.expectQuantity(
      "guarantee", "\(place).guarantee_shortfall_kwh", plan: contract.guaranteeShortfall ?? .nan,
      recomputed: missing)
    report.expectMoney(
      "guarantee", "\(place).guarantee_shortfall_cost_krw", plan: contract.guaranteeShortfallCost ?? .nan,
      recomputed: missing * guarantee.shortfallPrice)
  }

  /// What counts as delivered under a guarantee: all that arrives, and the whole of a contract for differences.
  private func arrived(_ p: Int) -> Double {
    scenario.pairs[p].form == .virtual ? ledger.pairs[p].contracted : ledger.pairs[p].delivered
  }

  /// What a supplier pays for guarantees.
  mutating func checkGuarantees(_ account: PowerPlan.SupplierAccount, _ i: Int, _ place: String) -> Double {
    var cost = 0.0
    var hasGuarantee = false
    for (p, pair) in scenario.pairs.enumerated() where pair.supplier == i && shares[p] > 0 {
      guard let guarantee = pair.guarantee else { continue }
      hasGuarantee = true
      cost += max(0, guarantee.energy - arrived(p)) * guarantee.shortfallPrice
    }
    if hasGuarantee || account.guaranteeShortfallCost != nil {
      report.expectMoney(
        "guarantee", "\(place).guarantee_shortfall_cost_krw", plan: account.guaranteeShortfallCost ?? .nan,
        recomputed: cost)
    }
    return cost
  }

  /// What the utility still supplies, or the suppliers in its place, and what counts towards RE100.
  mutating func checkUtility(
    _ account: PowerPlan.ConsumerAccount, _ consumer: PowerScenario.Consumer,
    _ total: MeterLedger.ConsumerMonth, _ place: String
  ) {
    if consumer.topUp == nil {
      expectDifference("energy", "\(place).utility_kwh", account.utility, total.load, total.supplied)
      if account.topUp != nil || account.topUpCost != nil {
        report.add(
          "energy", "\(place).top_up_kwh", found: "a top-up", expected: "none: not served in full")
      }
    } else {
      expectDifference("energy", "\(place).utility_kwh", account.utility, total.load, total.load)
      expectDifference(
        "energy", "\(place).top_up_kwh", account.topUp ?? .nan, total.load, total.supplied)
      report.expectMoney(
        "money", "\(place).top_up_cost_krw", plan: account.topUpCost ?? .nan, recomputed: total.topUpCost)
    }
    let countsAll = scenario.suppliers.allSatisfy(\.countsTowardsRE100)
    // With terms `re100_kwh` says it.
    if !countsAll && !hasTerms || account.re100Counted != nil {
      report.expectQuantity(
        "re100", "\(place).re100_counted_kwh", plan: account.re100Counted ?? .nan, recomputed: total.green)
    }
  }

  /// Components that only some scenarios have, from the ledger.
  func furtherComponents() -> [(String, Double)] {
    var parts: [(String, Double)] = []
    if !scenario.hasTerms, scenario.pairs.contains(where: { $0.suppliedFee != 0 }) {
      var fees = 0.0
      for (p, pair) in scenario.pairs.enumerated() { fees += pair.suppliedFee * ledger.pairs[p].supplied }
      parts.append(("supplied_energy_fees", -fees))
    }
    if scenario.pairs.contains(where: { $0.guarantee != nil }) {
      var cost = 0.0
      for (p, pair) in scenario.pairs.enumerated() where shares[p] > 0 {
        guard let guarantee = pair.guarantee else { continue }
        cost += guarantee.shortfallPrice * max(0, guarantee.energy - arrived(p))
      }
      parts.append(("guarantee_shortfalls", -cost))
    }
    if scenario.consumers.contains(where: { $0.topUp != nil }) {
      parts.append(("replaced_bills", scenario.consumers.reduce(0) { $0 + replacedBills($1) }))
    }
    if let rules = scenario.zoneRules, let price = rules.generationShortfallPrice {
      var (contracted, use) = (0.0, 0.0)
      for (p, pair) in scenario.pairs.enumerated() where rules.members[pair.consumer] && pair.form != .virtual
      {
        contracted += ledger.pairs[p].contracted
      }
      for (j, months) in ledger.consumers.enumerated() where rules.members[j] {
        for month in months { use += month.load }
      }
      let missing = rules.smallestGenerationShareOfUse * use - contracted
      parts.append(("zone_generation_shortfall", missing > 1e-9 * use ? -missing * price : 0))
    }
    return parts
  }

  /// What the utility would bill a member served in full, less its whole load at the market's way.
  func replacedBills(_ consumer: PowerScenario.Consumer) -> Double {
    guard let topUp = consumer.topUp else { return 0 }
    var gain = 0.0
    for (t, load) in consumer.load.enumerated() {
      gain += load * (topUp.utilityPrice[t] - consumer.retailPrice[t])
    }
    return gain
  }

  /// The plan says by which rules and prices it was made.
  mutating func checkBasis() {
    if plan.basis != scenario.basis {
      report.add(
        "basis", "plan.basis", found: plan.basis == nil ? "none" : "other rules or prices",
        expected: scenario.basis == nil ? "none" : "those of the scenario")
    }
  }

  /// A zone's rules, re-added from the contracts.
  mutating func checkZone() {
    guard let rules = scenario.zoneRules else {
      if plan.specialZone != nil {
        report.add("zone", "plan.special_zone", found: "a zone", expected: "none: the scenario has no rules")
      }
      return
    }
    guard let stated = plan.specialZone else {
      report.add("zone", "plan.special_zone", found: "none", expected: "what the zone's rules come to")
      return
    }
    var (contracted, taken, use, generation) = (0.0, 0.0, 0.0, 0.0)
    for (p, pair) in scenario.pairs.enumerated() where rules.members[pair.consumer] && pair.form != .virtual {
      contracted += ledger.pairs[p].contracted
      taken += ledger.pairs[p].ownTaken
    }
    for (j, months) in ledger.consumers.enumerated() where rules.members[j] {
      for month in months { use += month.load }
    }
    for months in ledger.suppliers { for month in months { generation += month.generation } }
    report.expectQuantity(
      "zone", "plan.special_zone.contracted_kwh", plan: stated.contracted, recomputed: contracted)
    report.expectQuantity("zone", "plan.special_zone.use_kwh", plan: stated.use, recomputed: use)
    report.expectQuantity(
      "zone", "plan.special_zone.generation_kwh", plan: stated.generation, recomputed: generation)
    expectDifference(
      "zone", "plan.special_zone.sold_elsewhere_kwh", stated.soldElsewhere, generation, taken)
    report.expectQuantity(
      "zone", "plan.special_zone.generation_share_of_use", plan: stated.generationShareOfUse,
      recomputed: use > 0 ? contracted / use : 0)
    report.expectQuantity(
      "zone", "plan.special_zone.share_sold_elsewhere", plan: stated.shareSoldElsewhere,
      recomputed: generation > 0 ? (generation - taken) / generation : 0)
    report.expectQuantity(
      "zone", "plan.special_zone.smallest_generation_share_of_use",
      plan: stated.smallestGenerationShareOfUse, recomputed: rules.smallestGenerationShareOfUse)
    report.expectQuantity(
      "zone", "plan.special_zone.largest_share_sold_elsewhere", plan: stated.largestShareSoldElsewhere,
      recomputed: rules.largestShareSoldElsewhere)
    if let price = rules.generationShortfallPrice {
      let short = rules.smallestGenerationShareOfUse * use - contracted
      let missing = short > 1e-9 * use ? short : 0
      if !(abs((stated.generationShortfall ?? .nan) - missing) <= 1e-9 * max(1, use)) {
        report.add(
          "zone", "plan.special_zone.generation_shortfall_kwh",
          found: stated.generationShortfall.map(JSONText.number) ?? "none", expected: JSONText.number(missing)
        )
      }
      report.expectMoney(
        "zone", "plan.special_zone.generation_shortfall_cost_krw",
        plan: stated.generationShortfallCost ?? .nan,
        recomputed: missing * price)
    } else if contracted < rules.smallestGenerationShareOfUse * use * (1 - Self.tolerance) {
      report.add(
        "zone", "plan.special_zone",
        found: "\(JSONText.number(contracted)) kWh contracted by members who use \(JSONText.number(use)) kWh",
        expected: "a share of at least \(JSONText.number(rules.smallestGenerationShareOfUse))")
    }
    if generation - taken > (rules.largestShareSoldElsewhere + Self.tolerance) * generation {
      report.add(
        "zone", "plan.special_zone",
        found:
          "\(JSONText.number(generation - taken)) of \(JSONText.number(generation)) kWh sold elsewhere",
        expected: "a share of at most \(JSONText.number(rules.largestShareSoldElsewhere))")
    }
  }
}
