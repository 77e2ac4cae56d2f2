// SPDX-License-Identifier: GPL-3.0-or-later

/// What space and rules are worth in a plan: multipliers of the linear program with the plan's integral
/// choices fixed.
struct PlanPrices {
  private let scenario: LogisticsScenario
  private let multipliers: Multipliers
  private let terms: LagrangianTerms
  /// By lane, the share of the existing plan that may be given up.
  private let kept: [Int: Double]

  init(_ scenario: LogisticsScenario, _ multipliers: Multipliers) {
    self.scenario = scenario
    self.multipliers = multipliers
    terms = LagrangianTerms(scenario, multipliers)
    kept = Dictionary(
      scenario.existing.filter { !$0.isFrozen }.map { ($0.lane, $0.share) }, uniquingKeysWith: max)
  }

  /// Shadow price of an area's capacity.
  func area(_ k: Int, slot: Int) -> Double { multipliers.area[k * scenario.slotCount + slot] }

  /// Shadow price of a warehouse's total capacity.
  func total(_ w: Int, slot: Int) -> Double {
    multipliers.warehouse.isEmpty ? 0 : multipliers.warehouse[w * scenario.slotCount + slot]
  }

  /// The penalty from which serving a demand would pay: what its cheapest lane into a warehouse that is active
  /// throughout its stay costs, with all that it takes of what is scarce; where no truck goes yet, with whole
  /// trips. Below it the demand stays unserved in every optimum with these choices; above it it is served,
  /// unless prices change with the first part of it, where space is just full. Nil where
  /// no such lane is open, and where the answer is below the penalty that there is: then it is not the
  /// price, but a rule on whole choices, that keeps the demand out.
  func servedFrom(_ d: Int, _ table: ShareTable, _ loads: PlanLoads) -> Double? {
    var least: Double?
    for l in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
      let lane = scenario.lanes[l]
      guard table.isActivated[lane.warehouse] || !scenario.countsActivation(ofWarehouse: lane.warehouse),
        isActiveThroughout(lane, loads)
      else { continue }
      let price = terms.price(ofServing: lane, isKept: (kept[l] ?? 0) > table.share[l]) { w, zone, t in
        loads.trips[(w * (scenario.trucks?.zones.count ?? 0) + zone) * scenario.periods.count + t] > 0
      }
      least = min(least ?? .infinity, price)
    }
    guard let least, least.isFinite, let penalty = scenario.demands[d].unservedPenalty,
      least >= penalty - 1e-6 * max(1, penalty)
    else { return nil }
    return max(0, least)
  }

  private func isActiveThroughout(_ lane: LogisticsScenario.Lane, _ loads: PlanLoads) -> Bool {
    if scenario.warehouses[lane.warehouse].periodActivationCost == 0 { return true }
    return scenario.demands[lane.demand].stay.allSatisfy {
      loads.isStockedIn[lane.warehouse * scenario.periods.count + $0]
    }
  }
}
