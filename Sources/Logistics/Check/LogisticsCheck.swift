// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds a logistics plan against the scenario's data: every rule, every cost, and the bound as far
/// as the plan's multipliers prove it. Knows no solver and shares no code with the plan's making.
struct LogisticsCheck {
  private let scenario: LogisticsScenario
  private let plan: LogisticsPlan
  private(set) var report = CheckReport()
  private var served: [Double]
  private var used: [Double]
  private var costs = (activation: 0.0, transport: 0.0, handling: 0.0, penalty: 0.0)
  private let warehouseIndex: [String: Int]
  private let demandIndex: [String: Int]

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

  /// Proves a bound from the plan's multipliers and holds the plan's own bound against it.
  mutating func checkBound(_ bound: Double?) {
    guard let proof = plan.boundProof else {
      if bound != nil {
        report.remarks.append("the bound is the solver's word: the plan carries no proof of it")
      }
      return
    }
    let prices = scenario.warehouses.count * scenario.resources.count
    guard proof.demandMultipliers.values.count == scenario.demands.count,
      proof.capacityPrices.values.count == prices,
      (proof.demandMultipliers.values + proof.capacityPrices.values).allSatisfy(\.isFinite)
    else {
      report.add(
        "bound", "plan.bound_proof",
        found: "\(proof.demandMultipliers.values.count) and \(proof.capacityPrices.values.count) numbers",
        expected: "\(scenario.demands.count) and \(prices), all finite")
      return
    }
    let proven = provenBound(proof)
    report.provenBound = proven
    guard let bound else { return }
    let tolerance = 1e-9 * max(1, abs(bound))
    if scenario.isLinear && bound > proven + tolerance {
      report.add(
        "bound", "bound", found: JSONText.number(bound),
        expected: "at most \(JSONText.number(proven)), which the multipliers prove")
    } else if bound > proven + tolerance {
      report.remarks.append(
        "of the bound \(JSONText.number(bound)) the multipliers prove \(JSONText.number(proven)); the rest is branch-and-cut's word"
      )
    }
  }

  /// For every demand the cheapest it can be served for under the multipliers, added up; written out
  /// lane by lane from the scenario, apart from the solver's own evaluation.
  private func provenBound(_ proof: LogisticsPlan.BoundProof) -> Double {
    let resources = scenario.resources.count
    var total = 0.0
    var worth = [Double](repeating: 0, count: scenario.warehouses.count)
    for (d, demand) in scenario.demands.enumerated() {
      let multiplier = proof.demandMultipliers.values[d]
      total += min(multiplier, demand.unservedPenalty ?? .infinity)
      for lane in scenario.lanes(ofDemand: d) {
        var price = lane.cost
        var fits = 1.0
        for r in 0..<resources where demand.quantity[r] > 0 {
          price += max(0, proof.capacityPrices.values[lane.warehouse * resources + r]) * demand.quantity[r]
          fits = min(fits, scenario.warehouses[lane.warehouse].capacity[r] / demand.quantity[r])
        }
        if price < multiplier { worth[lane.warehouse] += (multiplier - price) * fits }
      }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      var rent = warehouse.activationCost
      for r in 0..<resources {
        rent -= max(0, proof.capacityPrices.values[w * resources + r]) * warehouse.capacity[r]
      }
      let net = rent - worth[w]
      total += warehouse.activationCost > 0 ? min(0, net) : net
    }
    return total
  }

  private mutating func checkAssignments() {
    var seen = Set<Int>()
    for (index, assignment) in plan.assignments.enumerated() {
      let place = "plan.assignments[\(index)]"
      guard let d = demandIndex[assignment.demand] else {
        report.add(
          "reference", "\(place).demand", found: "\"\(assignment.demand)\"",
          expected: "a demand of the scenario")
        continue
      }
      guard let w = warehouseIndex[assignment.warehouse] else {
        report.add(
          "reference", "\(place).warehouse", found: "\"\(assignment.warehouse)\"",
          expected: "a warehouse of the scenario")
        continue
      }
      guard let lane = scenario.lanes(ofDemand: d).first(where: { $0.warehouse == w }) else {
        report.add(
          "lane", place, found: "\(assignment.demand) in \(assignment.warehouse)",
          expected: "a pair whose class, distance, size and lane table allow it")
        continue
      }
      if !seen.insert(d * scenario.warehouses.count + w).inserted {
        report.add(
          "assignment", place, found: "the pair a second time", expected: "one assignment for each pair")
      }
      let share = assignment.share
      if !(share > 0 && share <= 1 + Self.shareTolerance) {
        report.add(
          "share", "\(place).share", found: JSONText.number(share), expected: "more than 0 and at most 1")
      }
      if scenario.demands[d].isSingleSource && abs(share - 1) > Self.shareTolerance {
        report.add(
          "single source", "\(place).share", found: JSONText.number(share),
          expected: "1: the demand goes to one warehouse")
      }
      report.expectMoney(
        "cost", "\(place).transport_cost_krw", plan: assignment.transportCost,
        recomputed: share * lane.transportCost)
      report.expectMoney(
        "cost", "\(place).handling_cost_krw", plan: assignment.handlingCost,
        recomputed: share * lane.handlingCost)
      if assignment.distance != lane.distance {
        report.expectQuantity(
          "distance", "\(place).distance_km", plan: assignment.distance ?? .nan,
          recomputed: lane.distance ?? .nan)
      }
      for (r, resource) in scenario.resources.enumerated() {
        let quantity = share * scenario.demands[d].quantity[r]
        used[w * scenario.resources.count + r] += quantity
        report.expectQuantity(
          "quantity", "\(place).quantity_\(resource.rawValue)", plan: assignment.quantity[resource] ?? 0,
          recomputed: quantity)
      }
      served[d] += share
      costs.transport += share * lane.transportCost
      costs.handling += share * lane.handlingCost
    }
  }

  private mutating func checkDemands() {
    var unserved = [Double](repeating: 0, count: scenario.demands.count)
    for (index, entry) in plan.unserved.enumerated() {
      let place = "plan.unserved[\(index)]"
      guard let d = demandIndex[entry.demand] else {
        report.add(
          "reference", "\(place).demand", found: "\"\(entry.demand)\"", expected: "a demand of the scenario")
        continue
      }
      guard let penalty = scenario.demands[d].unservedPenalty else {
        report.add(
          "must serve", place, found: "\(entry.demand) unserved",
          expected: "it served: it has no unserved_penalty_krw")
        continue
      }
      if scenario.demands[d].isSingleSource && abs(entry.share - 1) > Self.shareTolerance {
        report.add(
          "single source", "\(place).share", found: JSONText.number(entry.share),
          expected: "1: all of it or none")
      }
      unserved[d] += entry.share
      report.expectMoney(
        "cost", "\(place).penalty_krw", plan: entry.penalty, recomputed: entry.share * penalty)
      costs.penalty += entry.share * penalty
    }
    for (d, demand) in scenario.demands.enumerated() {
      let sum = served[d] + unserved[d]
      if abs(sum - 1) > Self.shareTolerance || unserved[d] < -Self.shareTolerance {
        report.add(
          "demand", "demand \(demand.id)",
          found: "\(JSONText.number(served[d])) served and \(JSONText.number(unserved[d])) unserved",
          expected: "shares that sum to 1")
      }
    }
  }

  private mutating func checkWarehouses() {
    let resources = scenario.resources
    var isActivated = [Bool](repeating: false, count: scenario.warehouses.count)
    for (index, entry) in plan.activatedWarehouses.enumerated() {
      let place = "plan.activated_warehouses[\(index)]"
      guard let w = warehouseIndex[entry.id] else {
        report.add(
          "reference", "\(place).id", found: "\"\(entry.id)\"", expected: "a warehouse of the scenario")
        continue
      }
      if isActivated[w] {
        report.add("activation", place, found: "\(entry.id) a second time", expected: "each warehouse once")
      }
      isActivated[w] = true
      report.expectMoney(
        "cost", "\(place).activation_cost_krw", plan: entry.activationCost,
        recomputed: scenario.warehouses[w].activationCost)
      costs.activation += scenario.warehouses[w].activationCost
      for (r, resource) in resources.enumerated() {
        guard let stated = entry.utilisation.first(where: { $0.resource == resource }) else {
          report.add(
            "utilisation", "\(place).utilisation", found: "no \(resource.rawValue)",
            expected: "an entry for each resource")
          continue
        }
        report.expectQuantity(
          "utilisation", "\(place).utilisation", plan: stated.used, recomputed: used[w * resources.count + r])
        report.expectQuantity(
          "utilisation", "\(place).utilisation", plan: stated.capacity,
          recomputed: scenario.warehouses[w].capacity[r])
      }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      for (r, resource) in resources.enumerated() {
        let load = used[w * resources.count + r]
        if load > 0 && !isActivated[w] {
          report.add(
            "activation", "warehouse \(warehouse.id)",
            found: "\(JSONText.number(load)) \(resource.rawValue) stored", expected: "it activated")
        }
        if load > warehouse.capacity[r] * (1 + Self.capacityTolerance) {
          report.add(
            "capacity", "warehouse \(warehouse.id)", found: "\(JSONText.number(load)) \(resource.rawValue)",
            expected: "at most \(JSONText.number(warehouse.capacity[r]))")
        }
      }
    }
  }
}
