// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds a power plan against the scenario's data: re-adds every interval of every contract, every
/// account and every month, and the bound from the plan's proof. Knows no solver and shares no code
/// with the plan's making.
struct PowerCheck {
  let scenario: PowerScenario
  let plan: PowerPlan
  /// Whether the scenario has terms; looking through all pairs for each contract would take a while.
  let hasTerms: Bool
  var report = CheckReport()
  /// Share of each open pair, from the plan's contracts.
  var shares: [Double]
  /// The open pair of each contract; nil where there is none.
  var pairOfContract: [Int?]
  /// What the shares come to.
  var ledger = MeterLedger()
  /// What losses cost at the price of participation.
  var losses = 0.0
  /// What each objective comes to, where the scenario has terms.
  var objectives: [ObjectiveKind: Double] = [:]

  /// Intervals of all consumers in which supplied energy is worth less than surplus.
  var nonConcaveCount = 0

  /// How far the contracts of a supplier may exceed its limit, and a target be missed, relative.
  static let tolerance = 1e-7

  init(_ scenario: PowerScenario, _ plan: PowerPlan) {
    self.scenario = scenario
    self.plan = plan
    hasTerms = scenario.hasTerms
    shares = Array(repeating: 0, count: scenario.pairs.count)
    pairOfContract = Array(repeating: nil, count: plan.contracts.count)
  }

  mutating func checkPlan(_ components: PlanComponents) {
    readContracts()
    ledger = MeterLedger(scenario, shares: shares)
    checkContracts()
    checkPriceIntervals()
    let gains = checkConsumers() + checkSuppliers()
    checkComponents(components)
    // What losses and a zone's missing generation cost is in no party's account.
    let joint =
      (hasTerms ? (objectives[.jointGain] ?? .nan) + losses : report.objective ?? .nan)
      + (furtherComponents().first { $0.0 == "zone_generation_shortfall" }.map { -$0.1 } ?? 0)
    report.expectMoney("gain", "plan", plan: gains, recomputed: joint)
    checkStages()
    checkRejectedPairs()
    checkBasis()
    checkZone()
    report.counts = [
      (plan.contracts.count, "contracts"), (scenario.consumers.count, "consumers"),
      (scenario.suppliers.count, "suppliers"), (scenario.horizon.count, "intervals"),
    ]
    if nonConcaveCount > 0 { report.counts.append((nonConcaveCount, "non-concave intervals")) }
  }

  /// A difference of two large sums is as exact as the sums are.
  mutating func expectDifference(
    _ rule: String, _ place: String, _ plan: Double, _ whole: Double, _ part: Double
  ) {
    if !(abs(plan - (whole - part)) <= 1e-9 * max(1, whole)) {
      report.add(rule, place, found: JSONText.number(plan), expected: JSONText.number(whole - part))
    }
  }
}
