// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Settled shares judged by every objective and rule on outcomes.
struct OfferEvaluation {
  /// By objective.
  let values: [ObjectiveKind: Double]
  /// How far rules are broken, each relative to its size, added up; 0 where all are kept.
  let violation: Double
  /// Distances from the limits of the rules, relative to their size, in a fixed order; below 0 where broken.
  let slacks: [Double]

  let settlement: Settlement

  /// - Parameter floors: the earlier objectives and what they must come to.
  init(
    _ scenario: PowerScenario, shares: [Double], floors: [(objective: ObjectiveKind, least: Double)],
    threads: Int
  ) {
    settlement = Settlement(scenario, shares: shares, threads: threads)
    let accounts = PartyAccounts(scenario, settlement)
    var values: [ObjectiveKind: Double] = [:]
    for stage in scenario.objectives {
      values[stage.objective] =
        PowerPlan.components(scenario, settlement, accounts, stage.objective).total
    }
    var slacks: [Double] = []
    for (j, consumer) in scenario.consumers.enumerated() {
      let own = accounts.consumers[j]
      let size = max(1e-9, consumer.totalLoad)
      if consumer.missingPrice == nil && consumer.requiredEnergy > 0 {
        slacks.append(Self.kept((own.counted - consumer.requiredEnergy) / size, 1e-9))
      }
      if consumer.matchingPrice == nil && consumer.requiredMatching > 0 {
        slacks.append(Self.kept((own.matched - consumer.requiredMatching) / size, 1e-9))
      }
      if scenario.participation == .hard {
        let change = own.gain - consumer.gainWithoutContracts
        slacks.append(Self.kept(change / max(1, own.turnover), 0.5e-7))
      }
    }
    if scenario.participation == .hard {
      for own in accounts.suppliers { slacks.append(Self.kept(own.gain / max(1, own.turnover), 0.5e-7)) }
    }
    if let rules = scenario.zoneRules, let zone = PowerPlan.SpecialZone(scenario, settlement) {
      if rules.generationShortfallPrice == nil && zone.use > 0 {
        slacks.append(
          Self.kept(zone.generationShareOfUse - rules.smallestGenerationShareOfUse, 0.5e-8))
      }
      if zone.generation > 0 {
        slacks.append(Self.kept(rules.largestShareSoldElsewhere - zone.shareSoldElsewhere, 0.5e-8))
      }
    }
    for floor in floors {
      let size = max(1, abs(floor.least))
      slacks.append(Self.kept(((values[floor.objective] ?? 0) - floor.least) / size, 1e-9))
    }
    self.slacks = slacks
    violation = slacks.reduce(0) { $0 + max(0, -$1) }
    self.values = values
  }

  /// A distance from a limit; what is beyond it by rounding is on it.
  private static func kept(_ distance: Double, _ rounding: Double) -> Double {
    distance < 0 && distance >= -rounding ? 0 : distance
  }
}
