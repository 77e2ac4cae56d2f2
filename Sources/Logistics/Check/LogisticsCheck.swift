// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds a logistics plan against the scenario's data: every rule, every cost, and the bound as far
/// as the plan's multipliers prove it. Knows no solver and shares no code with the plan's making.
struct LogisticsCheck {
  let scenario: LogisticsScenario
  let plan: LogisticsPlan
  var report = CheckReport()
  /// Share of each demand that is assigned.
  var served: [Double]
  /// Load of each warehouse and resource.
  var used: [Double]
  var costs = (activation: 0.0, transport: 0.0, handling: 0.0, penalty: 0.0)
  let warehouseIndex: [String: Int]
  let demandIndex: [String: Int]

  /// How far a load may exceed a capacity, relative: the feasibility tolerance of the field's solvers.
  static let capacityTolerance = 1e-6
  /// How far the shares of a demand may sum from 1.
  static let shareTolerance = 1e-7

  init(_ scenario: LogisticsScenario, _ plan: LogisticsPlan) {
    self.scenario = scenario
    self.plan = plan
    served = Array(repeating: 0, count: scenario.demands.count)
    used = Array(repeating: 0, count: scenario.warehouses.count * scenario.resources.count)
    warehouseIndex = Dictionary(uniqueKeysWithValues: scenario.warehouses.enumerated().map { ($1.id, $0) })
    demandIndex = Dictionary(uniqueKeysWithValues: scenario.demands.enumerated().map { ($1.id, $0) })
  }

  mutating func checkPlan() {
    checkAssignments()
    checkDemands()
    checkWarehouses()
    report.objective = costs.activation + costs.transport + costs.handling + costs.penalty
    report.counts = [
      (plan.assignments.count, "assignments"), (plan.activatedWarehouses.count, "activated warehouses"),
      (scenario.demands.count, "demands"), (plan.unserved.count, "unserved demands"),
    ]
  }

  mutating func checkComponents(_ components: PlanComponents) {
    let expected = [
      ("activation", costs.activation), ("transport", costs.transport), ("handling", costs.handling),
      ("unserved_penalty", costs.penalty),
    ]
    for (name, cost) in expected {
      report.expectMoney(
        "cost", "objective.components.\(name)", plan: components[name] ?? .nan, recomputed: cost)
    }
    for part in components.parts where !expected.contains(where: { $0.0 == part.name }) {
      report.add(
        "cost", "objective.components.\(part.name)", found: "this component", expected: "none of this name")
    }
  }
}
