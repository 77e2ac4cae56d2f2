// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds a logistics plan against the scenario's data: every rule, every cost, and the bound as far
/// as the plan's multipliers prove it. Knows no solver and shares no code with the plan's making.
struct LogisticsCheck {
  let scenario: LogisticsScenario
  let plan: LogisticsPlan
  var report = CheckReport()
  /// What the assignments add up to.
  var ledger: PlanLedger
  /// Trips of the plan by warehouse, zone and period.
  var trips: [Double]
  /// Warehouses that the plan pays for.
  var isActivated: [Bool]
  var costs = PlanCosts()
  /// kg of carbon dioxide of lanes and trips.
  var carbon = 0.0
  let warehouseIndex: [String: Int]
  let demandIndex: [String: Int]
  /// Index of each area, by its warehouse and its id.
  let areaIndex: [AreaName: Int]
  /// The existing shares of each demand.
  let existing: [[LogisticsScenario.ExistingShare]]

  /// How far a load may exceed a capacity, relative: the feasibility tolerance of the field's solvers.
  static let capacityTolerance = 1e-6
  /// How far the shares of a demand may sum from 1.
  static let shareTolerance = 1e-7

  /// How a plan names an area.
  struct AreaName: Hashable {
    var warehouse: Int
    var area: String?
  }

  init(_ scenario: LogisticsScenario, _ plan: LogisticsPlan) {
    self.scenario = scenario
    self.plan = plan
    ledger = PlanLedger(scenario)
    let zones = scenario.trucks?.zones.count ?? 0
    trips = Array(repeating: 0, count: scenario.warehouses.count * zones * scenario.periods.count)
    isActivated = Array(repeating: false, count: scenario.warehouses.count)
    warehouseIndex = Self.index(scenario.warehouses.map(\.id))
    demandIndex = Self.index(scenario.demands.map(\.id))
    areaIndex = Dictionary(
      scenario.areas.enumerated().map { (AreaName(warehouse: $1.warehouse, area: $1.id), $0) },
      uniquingKeysWith: { first, _ in first })
    var existing = [[LogisticsScenario.ExistingShare]](repeating: [], count: scenario.demands.count)
    for kept in scenario.existing { existing[scenario.lanes[kept.lane].demand].append(kept) }
    self.existing = existing
  }

  static func index(_ ids: [String]) -> [String: Int] {
    Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func checkPlan() {
    checkAssignments()
    checkDemands()
    checkWarehouses()
    checkTrips()
    addUpCosts()
    PlanRules(scenario: scenario, ledger: ledger, isActivated: isActivated, costs: costs, carbon: carbon)
      .hold(&report)
    checkTotals()
    checkChanges()
    checkPrices()
    report.objective = costs.total
    report.counts = [
      (plan.assignments.count, "assignments"), (plan.activatedWarehouses.count, "activated warehouses"),
      (scenario.demands.count, "demands"), (plan.unserved.count, "unserved demands"),
    ]
    if scenario.trucks != nil { report.counts.append((plan.trips?.count ?? 0, "entries of trips")) }
    if !scenario.existing.isEmpty { report.counts.append((plan.changes?.count ?? 0, "changes")) }
  }

  /// What follows from the ledger and from the entries that were read.
  private mutating func addUpCosts() {
    costs.transport = ledger.transport
    costs.handling = ledger.handling
    carbon += ledger.carbon
    costs.carbon = scenario.rules.carbonPrice * carbon
    for d in scenario.demands.indices {
      costs.changes += ledger.changeCost(ofDemand: d, existing: existing[d])
    }
  }

  mutating func checkComponents(_ components: PlanComponents) {
    let expected = [
      ("activation", costs.activation, true), ("activation_periods", costs.activationPeriods, false),
      ("transport", costs.transport, true), ("handling", costs.handling, true), ("trips", costs.trips, false),
      ("carbon", costs.carbon, false), ("changes", costs.changes, false),
      ("unserved_penalty", costs.penalty, true),
    ]
    for (name, cost, isRequired) in expected {
      // A component that a scenario cannot have is left out.
      report.expectMoney(
        "cost", "objective.components.\(name)", plan: components[name] ?? (isRequired ? .nan : 0),
        recomputed: cost)
    }
    var seen = Set<String>()
    for part in components.parts {
      if !expected.contains(where: { $0.0 == part.name }) {
        report.add(
          "cost", "objective.components.\(part.name)", found: "this component", expected: "none of this name")
      }
      if !seen.insert(part.name).inserted {
        report.add(
          "cost", "objective.components.\(part.name)", found: "a second time", expected: "each component once"
        )
      }
    }
  }

  /// The sums that the plan states of itself.
  private mutating func checkTotals() {
    guard plan.totals != nil || carbon != 0 else { return }
    report.expectQuantity(
      "carbon", "plan.totals.kg_co2", plan: plan.totals?.carbon ?? .nan, recomputed: carbon)
  }
}
