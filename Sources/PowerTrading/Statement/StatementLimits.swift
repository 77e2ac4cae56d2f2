// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// How much may be settled, so that no sum of whole numbers overflows.
enum StatementLimits {
  /// The largest energy of all generation, and of all load, kWh: a hundred TWh.
  static let mostKilowattHours = Double(ExactUnit.mostEnergy) / 1000
  /// What an issue expects of more.
  static let expectation = "at most 1e11 kWh of generation and of load in all"

  /// Refuses a scenario whose energy or prices are beyond what a statement counts.
  static func check(_ scenario: PowerScenario, file: String) throws(DataError) {
    var issues = IssueList()
    func add(_ place: String, _ found: String, _ expected: String) {
      issues.add(DataIssue(file: file, place: place, found: found, expected: expected))
    }
    let generation = scenario.suppliers.reduce(0) { $0 + $1.generation.reduce(0, +) }
    let load = scenario.consumers.reduce(0) { $0 + $1.totalLoad }
    for (what, sum) in [("suppliers", generation), ("consumers", load)] where sum > mostKilowattHours {
      add(what, "\(JSONText.number(sum)) kWh in all", expectation)
    }
    let prices =
      scenario.marketPrice + scenario.suppliers.map(\.ask) + scenario.consumers.map(\.supplyFee)
      + scenario.pairs.map(\.contractedFee) + scenario.pairs.map(\.suppliedFee)
    if let price = prices.first(where: { !(abs($0) <= ExactUnit.mostPrice) }) {
      add(
        "prices", JSONText.number(price),
        "prices of at most \(JSONText.number(ExactUnit.mostPrice)) per kWh in size")
    }
    for guarantee in scenario.pairs.compactMap(\.guarantee)
    where guarantee.energy > mostKilowattHours || guarantee.shortfallPrice > ExactUnit.mostPrice {
      add(
        "guarantees",
        "\(JSONText.number(guarantee.energy)) kWh at \(JSONText.number(guarantee.shortfallPrice))",
        "at most 1e11 kWh at 1e6")
    }
    let fixed = scenario.pairs.reduce(0) { $0 + $1.fixedCost }
    if !(fixed <= 1e15) { add("fixed costs", "\(JSONText.number(fixed)) in all", "at most 1e15 in all") }
    try issues.throwIfAny()
  }

  /// Refuses contracts of other forms, payments, surplus and splits than a statement knows.
  ///
  /// Objectives, participation and targets change which contracts there are, not what they come to.
  static func checkTerms(
    _ scenario: PowerScenario, shares: [Double], file: String
  ) throws(DataError) {
    var issues = IssueList()
    for (p, pair) in scenario.pairs.enumerated() where shares[p] > 0 {
      let parties =
        "\(scenario.suppliers[pair.supplier].id) for \(scenario.consumers[pair.consumer].id)"
      func refuse(_ key: String, _ found: String, _ expected: String) {
        issues.add(
          DataIssue(
            file: file, place: key, found: "\"\(found)\", in the contract of \(parties)",
            expected: "\"\(expected)\": settle knows no other"))
      }
      if pair.form != .payAsProduced {
        refuse("contract_forms", pair.form.rawValue, ContractForm.payAsProduced.rawValue)
        continue
      }
      if pair.paymentOn != .supplied {
        refuse("payment_on", pair.paymentOn.rawValue, PaymentBasis.supplied.rawValue)
      }
      if pair.surplusWith != .seller {
        refuse("surplus_with", pair.surplusWith.rawValue, SurplusOwner.seller.rawValue)
      }
    }
    for (j, consumer) in scenario.consumers.enumerated() where scenario.split == .meritOrder {
      let count = scenario.pairs(ofConsumer: j).count { shares[$0] > 0 }
      if count < 2 { continue }
      issues.add(
        DataIssue(
          file: file, place: "settlement.split",
          found: "\"merit_order\", over \(count) contracts of \(consumer.id)",
          expected: "\"pro_rata\": settle knows no other"))
    }
    try issues.throwIfAny()
  }

  /// Refuses a plan that pays otherwise than a statement does: the energy lines of each contract must come to
  /// the plan's payment, and each supplier's surplus to the plan's revenue, but for rounding.
  static func checkPayments(
    _ statements: StatementFile, _ plan: PowerPlan, _ scenario: PowerScenario, file: String
  ) throws(DataError) {
    var issues = IssueList()
    var billed: [[String]: (amount: Int, lines: Int)] = [:]
    for own in statements.statements {
      let amount = own.lines.reduce(0) { $1.line == "energy" ? $0 + $1.amount : $0 }
      billed[[own.supplier, own.consumer], default: (0, 0)].amount += amount
      billed[[own.supplier, own.consumer], default: (0, 0)].lines += 1
    }
    for (index, contract) in plan.contracts.enumerated() {
      let own = billed[[contract.supplier, contract.consumer]] ?? (0, 0)
      // At most 3 Wh an interval and half a unit a line, and what a share loses beyond twelve digits.
      let wattHours = 3 * Double(scenario.horizon.count) + 1e-9 * abs(contract.contracted) * 1000
      let tolerance = Double(own.lines) + wattHours / 1000 * abs(contract.ask)
      if abs(Double(own.amount) - contract.energyPayment) <= tolerance { continue }
      issues.add(
        DataIssue(
          file: file, place: "plan.contracts[\(index)]",
          found:
            "a payment of \(JSONText.number(contract.energyPayment)) for \(contract.supplier) to \(contract.consumer)",
          expected: "\(own.amount), the ask for supplied energy: settle knows no other terms"))
    }
    let price = scenario.marketPrice.reduce(0) { max($0, abs($1)) } + 1
    for (index, account) in plan.suppliers.enumerated() {
      guard let own = statements.suppliers.first(where: { $0.id == account.id }) else { continue }
      let members = Double(plan.contracts.count { $0.supplier == account.id })
      let wattHours =
        3 * Double(scenario.horizon.count) * members + 1e-9 * abs(account.contracted) * 1000
      let tolerance = Double(own.months.count) + wattHours / 1000 * price
      if abs(Double(own.surplusRevenue) - account.surplusRevenue) <= tolerance { continue }
      issues.add(
        DataIssue(
          file: file, place: "plan.suppliers[\(index)]",
          found: "\(JSONText.number(account.surplusRevenue)) for the surplus of \(account.id)",
          expected: "\(own.surplusRevenue), all surplus at the market price: settle knows no other terms"))
    }
    try issues.throwIfAny()
  }
}
