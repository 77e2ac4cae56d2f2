// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Contracts by pair; unknown, closed and repeated ones are violations.
  mutating func readContracts() {
    let suppliers = Dictionary(uniqueKeysWithValues: scenario.suppliers.enumerated().map { ($1.id, $0) })
    let consumers = Dictionary(uniqueKeysWithValues: scenario.consumers.enumerated().map { ($1.id, $0) })
    for (index, contract) in plan.contracts.enumerated() {
      let place = "plan.contracts[\(index)]"
      guard let i = suppliers[contract.supplier], let j = consumers[contract.consumer] else {
        report.add(
          "reference", place, found: "\(contract.supplier) for \(contract.consumer)",
          expected: "a supplier and a consumer of the scenario")
        continue
      }
      let offers = scenario.pairs(ofConsumer: j).filter { scenario.pairs[$0].supplier == i }
      pairOfContract[index] = offers.first { p in
        contract.form.map { scenario.pairs[p].form == $0 } ?? !hasTerms
      }
      guard let p = pairOfContract[index] else {
        report.add(
          "eligibility", place, found: "\(contract.supplier) for \(contract.consumer)",
          expected:
            "an open pair in a form it may have: ask and fees within the ceiling, not closed by the scenario")
        continue
      }
      checkTerms(contract, scenario.pairs[p], place)
      if offers.contains(where: { shares[$0] > 0 }) {
        report.add("contract", place, found: "the pair a second time", expected: "one contract for each pair")
      }
      if !(contract.share > 0 && contract.share <= 1 + Self.tolerance) {
        report.add(
          "share", "\(place).share", found: JSONText.number(contract.share),
          expected: "more than 0 and at most 1")
        continue
      }
      checkForm(contract, scenario.pairs[p], place)
      if contract.share < scenario.pairs[p].smallestShare * (1 - Self.tolerance) {
        report.add(
          "smallest contract", "\(place).share", found: JSONText.number(contract.share),
          expected: "at least \(JSONText.number(scenario.pairs[p].smallestShare))")
      }
      shares[p] = contract.share
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      let sold = scenario.pairs.indices.reduce(0) { scenario.pairs[$1].supplier == i ? $0 + shares[$1] : $0 }
      if sold > supplier.largestShareForSale + Self.tolerance {
        report.add(
          "for sale", "supplier \(supplier.id)",
          found: "\(JSONText.number(sold)) of its output under contract",
          expected: "at most \(JSONText.number(supplier.largestShareForSale))")
      }
    }
    for (j, consumer) in scenario.consumers.enumerated() {
      let count = scenario.pairs(ofConsumer: j).count { shares[$0] > 0 }
      if let limit = consumer.largestContractCount, count > limit {
        report.add(
          "contract count", "consumer \(consumer.id)", found: "\(count) contracts",
          expected: "at most \(limit)")
      }
    }
    checkContractsTogether()
  }

  /// Energy and money of every contract.
  mutating func checkContracts() {
    for (index, contract) in plan.contracts.enumerated() {
      let place = "plan.contracts[\(index)]"
      guard let p = pairOfContract[index] else { continue }
      let own = ledger.pairs[p]
      let pair = scenario.pairs[p]
      let ask = scenario.suppliers[pair.supplier].ask
      report.expectQuantity(
        "energy", "\(place).contracted_kwh", plan: contract.contracted, recomputed: own.contracted)
      report.expectQuantity(
        "energy", "\(place).delivered_kwh", plan: contract.delivered, recomputed: own.delivered)
      report.expectQuantity(
        "energy", "\(place).supplied_kwh", plan: contract.supplied, recomputed: own.supplied)
      expectDifference("energy", "\(place).surplus_kwh", contract.surplus, own.delivered, own.supplied)
      report.expectQuantity("price", "\(place).ask_krw_per_kwh", plan: contract.ask, recomputed: ask)
      report.expectMoney(
        "money", "\(place).energy_payment_krw", plan: contract.energyPayment, recomputed: own.paid)
      report.expectMoney(
        "money", "\(place).contracted_fee_krw", plan: contract.contractedFee,
        recomputed: own.contracted * pair.contractedFee)
      report.expectMoney(
        "money", "\(place).fixed_cost_krw", plan: contract.fixedCost, recomputed: pair.fixedCost)
      checkGuarantee(contract, p, place)
      report.expectMoney(
        "money", "\(place).pair_supply_fee_krw", plan: contract.pairSupplyFee ?? 0,
        recomputed: hasTerms ? own.supplied * pair.suppliedFee : 0)
      report.expectQuantity(
        "energy", "\(place).missing_energy_kwh", plan: contract.missingEnergy ?? 0, recomputed: own.missing)
      report.expectMoney(
        "money", "\(place).missing_energy_certificates_krw", plan: contract.missingCertificates ?? 0,
        recomputed: own.missing * (pair.missingCertificatePrice ?? 0))
    }
  }

  /// The terms that a contract states are those of its offer.
  private mutating func checkForm(
    _ contract: PowerPlan.Contract, _ pair: PowerScenario.Pair, _ place: String
  ) {
    if !hasTerms && contract.paymentOn == nil && contract.surplusWith == nil { return }
    if contract.paymentOn != pair.paymentOn {
      report.add(
        "terms", "\(place).payment_on", found: contract.paymentOn?.rawValue ?? "nothing",
        expected: pair.paymentOn.rawValue)
    }
    if contract.surplusWith != pair.surplusWith {
      report.add(
        "terms", "\(place).surplus_with", found: contract.surplusWith?.rawValue ?? "nothing",
        expected: pair.surplusWith.rawValue)
    }
  }
}
