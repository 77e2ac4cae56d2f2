// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Settled shares judged by every objective and rule on outcomes.
struct OfferEvaluation {
  /// By objective.
  let values: [ObjectiveKind: Double]
  /// How far rules are broken, each relative to its size, added up; 0 where all are kept.
  let violation: Double

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
    var violation = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      let own = accounts.consumers[j]
      if consumer.missingPrice == nil { violation += own.shortfall / max(1e-9, consumer.totalLoad) }
      if consumer.matchingPrice == nil { violation += own.matchingShortfall / max(1e-9, consumer.totalLoad) }
      if scenario.participation == .hard { violation += Self.loss(own.gain - consumer.gainWithoutContracts, own.turnover) }
    }
    if scenario.participation == .hard {
      for own in accounts.suppliers { violation += Self.loss(own.gain, own.turnover) }
    }
    for floor in floors {
      let missing = floor.least - (values[floor.objective] ?? 0)
      if missing > 1e-9 * max(1, abs(floor.least)) { violation += missing / max(1, abs(floor.least)) }
    }
    self.values = values
    self.violation = violation
  }

  /// A loss relative to the turnover; rounding does not count.
  private static func loss(_ gain: Double, _ turnover: Double) -> Double {
    gain < -0.5e-7 * max(1, turnover) ? -gain / max(1, turnover) : 0
  }
}
