// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// What multipliers prove about every plan of a scenario: that none costs less than `bound`, or, asked for
/// feasibility, that none exists where `bound` is above 0.
///
/// Each row that is priced may be broken at its price; a plan that keeps it gains nothing by that, so the
/// least cost of what is left is not above the least cost of a plan (Geoffrion 1974,
/// DOI 10.1007/BFb0120690). Classes that must not meet, numbers of warehouses a demand, smallest shares and
/// the wholeness of single-source demands are dropped without a price. What is left falls apart:
/// a demand decides whether to stay unserved, a warehouse in which periods to be active and what to offer,
/// a truck whether to go. Written demand by demand from the scenario, apart from the solver's own evaluation.
struct MultiplierProof {
  /// What is asked of the multipliers.
  enum Question {
    /// What no plan costs less than.
    case leastCost
    /// Whether any plan keeps every rule: costs count for nothing but the budget.
    case feasibility
  }

  /// The proved value, after taking off what rounding may have added.
  let bound: Double

  /// Nil where the multipliers do not fit the scenario, or are too large to add up.
  init?(_ scenario: LogisticsScenario, _ multipliers: Multipliers, _ question: Question = .leastCost) {
    guard let prices = ProofPrices(scenario, multipliers) else { return nil }
    var relaxation = PricedRelaxation(scenario, prices, costWeight: question == .leastCost ? 1 : 0)
    relaxation.addRules()
    relaxation.addDemands()
    relaxation.addTrips()
    relaxation.addWarehouses()
    let total = relaxation.total
    guard total.value.isFinite, total.size.isFinite else { return nil }
    // However large the multipliers: what rounding may have added does not count as proved.
    bound = total.value - 1e-14 * total.size
  }
}

extension MultiplierProof {
  /// What the lists of a plan file prove.
  init?(_ scenario: LogisticsScenario, _ proof: LogisticsPlan.BoundProof, _ question: Question = .leastCost) {
    self.init(scenario, Self.multipliers(proof), question)
  }

  /// The lists of a plan file, one for each kind of row; empty where the file has none.
  static func multipliers(_ proof: LogisticsPlan.BoundProof) -> Multipliers {
    Multipliers(
      demand: proof.demandMultipliers.values, area: proof.capacityPrices.values,
      warehouse: proof.totalPrices?.values ?? [], utilisation: proof.utilisationPrices?.values ?? [],
      activation: proof.activationPrice ?? 0, ownerActivation: proof.ownerActivationPrices?.values ?? [],
      ownerShare: proof.ownerSharePrices?.values ?? [], group: proof.groupPrices?.values ?? [],
      budget: proof.budgetPrice ?? 0, carbon: proof.carbonPrice ?? 0, truck: proof.truckPrices?.values ?? [])
  }
}
