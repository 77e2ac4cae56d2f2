// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerScenario {
  /// The objective that a plan's value stands for: the last of the order.
  var finalObjective: ObjectiveKind { objectives.last?.objective ?? .jointGain }

  /// In what an objective is counted.
  func unit(of objective: ObjectiveKind) -> String { objective == .matchedEnergy ? "kWh" : currency }
}

extension PowerPlan {
  /// What the plan's objective is made of; the sum is its value.
  static func components(_ scenario: PowerScenario, _ settlement: Settlement) -> PlanComponents {
    components(scenario, settlement, PartyAccounts(scenario, settlement), scenario.finalObjective)
  }

  /// What an objective is made of at settled shares.
  static func components(
    _ scenario: PowerScenario, _ settlement: Settlement, _ accounts: PartyAccounts, _ objective: ObjectiveKind
  ) -> PlanComponents {
    func sum(_ path: KeyPath<PartyAccounts.Consumer, Double>) -> Double {
      accounts.consumers.reduce(0) { $0 + $1[keyPath: path] }
    }
    var components: PlanComponents
    switch objective {
    case .matchedEnergy: return PlanComponents(["supplied_energy": sum(\.supplied)])
    case .jointGain:
      var value = 0.0
      for j in scenario.consumers.indices { value += settlement.total(consumer: j).supplyValue }
      var lost = 0.0
      for (p, pair) in scenario.pairs.enumerated() where settlement.shares[p] > 0 {
        lost += pair.loss * settlement.total(pair: p).marketForgone
      }
      components = PlanComponents([
        "supplied_energy_value": value, "lost_energy": -lost, "contracted_energy_fees": -sum(\.contractedFee),
        "fixed_costs": -sum(\.fixedCost), "re100_shortfall": -sum(\.shortfallCost),
      ])
    case .consumerCost:
      components = PlanComponents([
        "utility_bill_saved": sum(\.saved), "energy_payments": -sum(\.paid),
        "supply_fees": -sum(\.supplyFee), "surplus_revenue": sum(\.surplusRevenue),
        "contracted_energy_fees": -sum(\.contractedFee), "fixed_costs": -sum(\.fixedCost),
        "re100_shortfall": -sum(\.shortfallCost),
      ])
      if scenario.consumers.contains(where: { $0.topUp != nil }) {
        components.parts.append(.init("top_up", -sum(\.topUpCost)))
      }
    }
    if objective == .jointGain { components.parts += furtherComponents(scenario, settlement) }
    if !scenario.hasTerms { return components }
    components.parts += [
      .init("pair_supply_fees", -sum(\.pairSupplyFee)), .init("rec_purchase", -sum(\.certificateCost)),
      .init("matching_24_7_shortfall", -sum(\.matchingCost)),
    ]
    if objective == .jointGain {
      let certificates = accounts.suppliers.reduce(0) { $0 + $1.missingCertificates }
      components.parts.append(.init("missing_energy_certificates", -certificates))
    }
    if let price = scenario.participation.price {
      var loss = 0.0
      for (own, consumer) in zip(accounts.consumers, scenario.consumers) {
        loss += PartyAccounts.loss(own, consumer)
      }
      for own in accounts.suppliers { loss += PartyAccounts.loss(own) }
      components.parts.append(.init("participation_shortfall", -price * loss))
    }
    return components
  }
}
