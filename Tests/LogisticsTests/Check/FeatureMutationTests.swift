// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// A plan with every feature in which one thing is changed: the check names the rule and the place.
@Suite("Mutations of a plan with every feature") struct FeatureMutationTests {
  typealias Change = @Sendable (inout LogisticsPlan) -> Void
  typealias Tightening = @Sendable (inout LogisticsScenario) -> Void

  /// What is changed, in which the rule that it breaks, and where.
  static let changes: [(name: String, rule: String, place: String, change: Change)] = [
    ("area unknown", "reference", "plan.assignments[0].area", { $0.assignments[0].area = "a9" }),
    ("area missing", "reference", "plan.assignments[0].area", { $0.assignments[0].area = nil }),
    ("area where there is none", "reference", "plan.assignments[3].area", { $0.assignments[3].area = "a0" }),
    ("idle area", "lane", "plan.assignments[0]", { $0.assignments[0].area = "a1" }),
    ("first period", "stay", "plan.assignments[1].first_period", { $0.assignments[1].firstPeriod = 1 }),
    ("no first period", "stay", "plan.assignments[1].first_period", { $0.assignments[1].firstPeriod = nil }),
    ("last period", "stay", "plan.assignments[0].last_period", { $0.assignments[0].lastPeriod = 2 }),
    ("no last period", "stay", "plan.assignments[0].last_period", { $0.assignments[0].lastPeriod = nil }),
    ("carbon of a lane", "carbon", "plan.assignments[0].kg_co2", { $0.assignments[0].carbon? += 0.1 }),
    ("no carbon of a lane", "carbon", "plan.assignments[0].kg_co2", { $0.assignments[0].carbon = nil }),
    ("distance", "distance", "plan.assignments[2].distance_km", { $0.assignments[2].distance = 9 }),
    ("transport", "cost", "plan.assignments[2].transport_cost_krw", { $0.assignments[2].transportCost += 1 }),
    ("handling", "cost", "plan.assignments[2].handling_cost_krw", { $0.assignments[2].handlingCost -= 1 }),
    (
      "quantity", "quantity", "plan.assignments[2].quantity_t", { $0.assignments[2].quantity.amounts[.t] = 9 }
    ),
    (
      "quantity of none", "quantity", "plan.assignments[2].quantity_m3",
      { $0.assignments[2].quantity.amounts[.m3] = 9 }
    ),
    ("whole in part", "single source", "plan.assignments[1].share", { $0.assignments[1].share = 0.5 }),
    ("pair twice", "assignment", "plan.assignments[4]", { $0.assignments.append($0.assignments[0]) }),
    ("share", "demand", "demand d0", { $0.assignments[0].share = 0.7 }),
    ("share below 0", "share", "plan.assignments[0].share", { $0.assignments[0].share = -0.75 }),
    ("share not a number", "share", "plan.assignments[0].share", { $0.assignments[0].share = .nan }),
    ("assignment missing", "demand", "demand d1", { $0.assignments.remove(at: 1) }),
    (
      "active periods", "active periods", "plan.activated_warehouses[0].active_periods",
      { $0.activatedWarehouses[0].activePeriods = 2 }
    ),
    (
      "no active periods", "active periods", "plan.activated_warehouses[0].active_periods",
      { $0.activatedWarehouses[0].activePeriods = nil }
    ),
    (
      "cost of periods", "cost", "plan.activated_warehouses[0].activation_periods_krw",
      { $0.activatedWarehouses[0].periodActivationCost = 10 }
    ),
    (
      "no cost of periods", "cost", "plan.activated_warehouses[0].activation_periods_krw",
      { $0.activatedWarehouses[0].periodActivationCost = nil }
    ),
    (
      "activation cost", "cost", "plan.activated_warehouses[1].activation_cost_krw",
      { $0.activatedWarehouses[1].activationCost = 19 }
    ),
    ("activation missing", "activation", "warehouse w1", { $0.activatedWarehouses.removeLast() }),
    (
      "activation unknown", "reference", "plan.activated_warehouses[1].id",
      { $0.activatedWarehouses[1].id = "w9" }
    ),
    (
      "activation twice", "activation", "plan.activated_warehouses[2]",
      { $0.activatedWarehouses.append($0.activatedWarehouses[1]) }
    ),
    (
      "use of another area", "utilisation", "plan.activated_warehouses[0].utilisation",
      { $0.activatedWarehouses[0].utilisation[0].area = "a1" }
    ),
    (
      "use of a total missing", "utilisation", "plan.activated_warehouses[0].utilisation",
      { $0.activatedWarehouses[0].utilisation.removeLast() }
    ),
    (
      "used", "utilisation", "plan.activated_warehouses[0].utilisation[0].used",
      { $0.activatedWarehouses[0].utilisation[0].used += 1 }
    ),
    (
      "capacity", "utilisation", "plan.activated_warehouses[0].utilisation[4].capacity",
      { $0.activatedWarehouses[0].utilisation[4].capacity += 1 }
    ),
    (
      "utilisation", "utilisation", "plan.activated_warehouses[0].utilisation[0].utilisation",
      { $0.activatedWarehouses[0].utilisation[0].utilisation = 1 }
    ),
    (
      "not the fullest period", "utilisation", "plan.activated_warehouses[0].utilisation[0].period",
      { $0.activatedWarehouses[0].utilisation[0].period = 1 }
    ),
    (
      "no such period", "utilisation", "plan.activated_warehouses[0].utilisation[0].period",
      { $0.activatedWarehouses[0].utilisation[0].period = 4 }
    ),
    (
      "no period", "utilisation", "plan.activated_warehouses[0].utilisation[0].period",
      { $0.activatedWarehouses[0].utilisation[0].period = nil }
    ),
    (
      "used by period", "utilisation", "plan.activated_warehouses[0].utilisation[0].used_by_period[0]",
      { $0.activatedWarehouses[0].utilisation[0].usedByPeriod?.values[0] += 1 }
    ),
    (
      "used by fewer periods", "utilisation", "plan.activated_warehouses[0].utilisation[0].used_by_period",
      { $0.activatedWarehouses[0].utilisation[0].usedByPeriod?.values.removeLast() }
    ),
    (
      "no used by period", "utilisation", "plan.activated_warehouses[0].utilisation[0].used_by_period",
      { $0.activatedWarehouses[0].utilisation[0].usedByPeriod = nil }
    ),
    (
      "capacity by period", "utilisation",
      "plan.activated_warehouses[0].utilisation[2].capacity_by_period[1]",
      { $0.activatedWarehouses[0].utilisation[2].capacityByPeriod?.values[1] += 1 }
    ),
    (
      "price below 0", "shadow price", "plan.activated_warehouses[0].utilisation[0]",
      { $0.activatedWarehouses[0].utilisation[0].shadowPriceByPeriod = NumberList([0, -1, 0]) }
    ),
    (
      "price of too few periods", "shadow price",
      "plan.activated_warehouses[0].utilisation[0].shadow_price_by_period_krw",
      { $0.activatedWarehouses[0].utilisation[0].shadowPriceByPeriod = NumberList([0, 1]) }
    ),
    (
      "price of no period", "shadow price", "plan.activated_warehouses[0].utilisation[0].shadow_price_krw",
      { $0.activatedWarehouses[0].utilisation[0].shadowPrice = 1 }
    ),
    ("zone unknown", "reference", "plan.trips[0].zone", { $0.trips?[0].zone = "z9" }),
    ("warehouse of trips unknown", "reference", "plan.trips[0].warehouse", { $0.trips?[0].warehouse = "w9" }),
    ("period of trips unknown", "reference", "plan.trips[0].period", { $0.trips?[0].period = 4 }),
    ("period 0 of trips", "reference", "plan.trips[0].period", { $0.trips?[0].period = 0 }),
    ("no period of trips", "reference", "plan.trips[0].period", { $0.trips?[0].period = nil }),
    ("trips missing", "trips", "warehouse w0, zone z0, period 1", { $0.trips?.removeFirst() }),
    ("trips too few", "trips", "warehouse w0, zone z0, period 1", { $0.trips?[0].trips = 1 }),
    ("trips twice", "trips", "plan.trips[5]", { $0.trips = $0.trips.map { $0 + [$0[0]] } }),
    ("no trip", "trips", "plan.trips[0].trips", { $0.trips?[0].trips = 0 }),
    ("cost of trips", "cost", "plan.trips[0].cost_krw", { $0.trips?[0].cost += 1 }),
    ("carbon of trips", "carbon", "plan.trips[0].kg_co2", { $0.trips?[0].carbon? += 1 }),
    ("total carbon", "carbon", "plan.totals.kg_co2", { $0.totals?.carbon += 1 }),
    ("no total carbon", "carbon", "plan.totals.kg_co2", { $0.totals = nil }),
    ("unserved unknown", "reference", "plan.unserved[0].demand", { $0.unserved[0].demand = "d9" }),
    ("unserved twice", "unserved", "plan.unserved[3]", { $0.unserved.append($0.unserved[0]) }),
    ("unserved that must be served", "must serve", "plan.unserved[0]", { $0.unserved[0].demand = "d1" }),
    ("unserved missing", "demand", "demand d2", { $0.unserved.remove(at: 1) }),
    ("unserved share", "demand", "demand d2", { $0.unserved[1].share = 0.4 }),
    ("penalty", "cost", "plan.unserved[1].penalty_krw", { $0.unserved[1].penalty = 49 }),
    (
      "served from less", "served from", "plan.unserved[1].served_from_penalty_krw",
      { $0.unserved[1].servedFromPenalty = 99 }
    ),
    ("change unknown", "reference", "plan.changes[0].demand", { $0.changes?[0].demand = "d9" }),
    ("change missing", "changes", "plan.changes", { $0.changes = [] }),
    ("change twice", "changes", "plan.changes[1]", { $0.changes = $0.changes.map { $0 + [$0[0]] } }),
    ("moved share", "changes", "plan.changes[0].moved_share", { $0.changes?[0].movedShare = 0.5 }),
    ("change cost", "cost", "plan.changes[0].change_cost_krw", { $0.changes?[0].changeCost = 11 }),
    ("saving", "changes", "plan.changes[0].saving_krw", { $0.changes?[0].saving? += 1 }),
    ("no saving", "changes", "plan.changes[0].saving_krw", { $0.changes?[0].saving = nil }),
    ("from elsewhere", "changes", "plan.changes[0].from[0]", { $0.changes?[0].from[0].warehouse = "w1" }),
    ("from another area", "changes", "plan.changes[0].from[0]", { $0.changes?[0].from[0].area = "a1" }),
    (
      "from a smaller share", "changes", "plan.changes[0].from[0].share",
      { $0.changes?[0].from[0].share = 0.9 }
    ),
    ("from nowhere", "changes", "plan.changes[0].from", { $0.changes?[0].from = [] }),
    ("to a larger share", "changes", "plan.changes[0].to[0].share", { $0.changes?[0].to[0].share = 0.8 }),
    (
      "to two places", "changes", "plan.changes[0].to[1]",
      { $0.changes?[0].to += [.init(warehouse: "w0", area: "a0", share: 0.75)] }
    ),
    ("kept pairs", "continuity", "plan.continuity.kept_pairs", { $0.continuity?.keptPairs = 2 }),
    ("moved demands", "continuity", "plan.continuity.moved_demands", { $0.continuity?.movedDemands = 2 }),
    ("cost of changes", "cost", "plan.continuity.change_cost_krw", { $0.continuity?.changeCost = 11 }),
    (
      "existing cost", "continuity", "plan.continuity.existing_cost_krw",
      { $0.continuity?.existingCost = 12345 }
    ),
    ("gain", "continuity", "plan.continuity.gain_krw", { $0.continuity?.gain = 12345 }),
    ("no continuity", "continuity", "plan.continuity", { $0.continuity = nil }),
  ]

  @Test("A plan with every feature holds", arguments: [false, true])
  func holds(isStranded: Bool) {
    let scenario = EveryFeature.scenario(isStranded: isStranded)
    let report = LogisticsMarket.check(
      EveryFeature.envelope(scenario, EveryFeature.shares(scenario)), against: scenario)
    #expect(report.violations.isEmpty, "\(report.violations)")
    #expect(report.remarks == [])
  }

  @Test("One changed figure is found where it is", arguments: changes.indices)
  func changed(index: Int) throws {
    let scenario = EveryFeature.scenario()
    var envelope = EveryFeature.envelope(scenario, EveryFeature.shares(scenario))
    var plan = try #require(envelope.plan)
    let mutation = Self.changes[index]
    mutation.change(&plan)
    envelope.plan = plan
    let found = LogisticsMarket.check(envelope, against: scenario).violations
    #expect(
      found.contains { $0.rule == mutation.rule && $0.place == mutation.place },
      "\(mutation.name): \(found)")
  }

  /// A rule made stricter than the plan keeps it: which rule, where.
  static let tightenings: [(rule: String, place: String, change: Tightening)] = [
    ("capacity", "warehouse w0, area a0, period 2", { $0.areas[0].capacity[1] = 8 }),
    ("capacity", "warehouse w1, period 3", { $0.areas[2].capacity[5] = 0.9 }),
    ("total capacity", "warehouse w0, period 1", { $0.warehouses[0].totalCapacity?[0] = 8 }),
    ("smallest utilisation", "warehouse w0", { $0.warehouses[0].smallestUtilisation[0] = 0.9 }),
    ("smallest utilisation", "warehouse w1", { $0.warehouses[1].smallestUtilisation[1] = 0.5 }),
    ("warehouses of a demand", "demand d0", { $0.demands[0].mostWarehouses = 0 }),
    ("smallest share", "demand d0, warehouse w0", { $0.demands[0].smallestShare = 0.8 }),
    ("single source", "plan.assignments[0].share", { $0.demands[0].isSingleSource = true }),
    ("must serve", "plan.unserved[0]", { $0.demands[0].unservedPenalty = nil }),
    ("number of warehouses", "plan.activated_warehouses", { $0.rules.mostActivated = 1 }),
    ("warehouses of an owner", "owner o1", { $0.owners[1].mostWarehouses = 0 }),
    ("share of an owner", "owner o0", { $0.owners[0].largestShare[0] = 0.7 }),
    ("share of an owner", "owner o1", { $0.owners[1].largestShare[1] = 0.2 }),
    ("guarantee of a group", "group small", { $0.groups[0].smallestServedShare[0] = 0.7 }),
    ("guarantee of a group", "group small", { $0.groups[0].smallestServedShare[1] = 0.7 }),
    ("budget", "objective.components", { $0.rules.budget = 100 }),
    ("carbon cap", "plan.totals.kg_co2", { $0.rules.carbonCap = 10 }),
    ("incompatible classes", "warehouse w0", { $0.demands[2].storageClass = 1 }),
    (
      "frozen", "demand d1, warehouse w0, area a0",
      {
        $0.existing[1].share = 0.5; $0.existing[1].isFrozen = true
      }
    ),
    ("frozen", "demand d0, warehouse w0, area a0", { $0.existing[0].isFrozen = true }),
    ("trips", "warehouse w0, zone z0, period 2", { $0.trucks?.capacity[0] = 1 }),
    (
      "trips", "warehouse w1, zone z1, period 1",
      {
        $0.demands[3].zone = 1; $0.demands[3].delivery = [1, 1]
      }
    ),
    ("stay", "plan.assignments[2].last_period", { $0.demands[2].stay = 0..<3 }),
  ]

  @Test("A rule that is stricter than the plan is named", arguments: tightenings.indices)
  func tightened(index: Int) {
    var scenario = EveryFeature.scenario()
    let envelope = EveryFeature.envelope(scenario, EveryFeature.shares(scenario))
    let (rule, place, change) = Self.tightenings[index]
    change(&scenario)
    let found = LogisticsMarket.check(envelope, against: scenario).violations
    #expect(found.contains { $0.rule == rule && $0.place == place }, "\(rule): \(found)")
  }

  @Test("Trips without need are remarked, not refused")
  func superfluous() {
    let scenario = EveryFeature.scenario()
    var envelope = EveryFeature.envelope(scenario, EveryFeature.shares(scenario))
    envelope.plan?.trips?[0].trips += 1
    envelope.plan?.trips?[0].cost += 10
    envelope.plan?.trips?[0].carbon? += 1
    envelope.plan?.totals?.carbon += 1
    var components = envelope.objective.components
    for index in components.parts.indices {
      if components.parts[index].name == "trips" { components.parts[index].amount += 10 }
      if components.parts[index].name == "carbon" { components.parts[index].amount += 2 }
    }
    envelope.objective = PlanObjective(sense: .minimize, unit: "KRW", components: components)
    envelope.plan?.continuity?.gain? -= 12
    let report = LogisticsMarket.check(envelope, against: scenario)
    #expect(report.violations.isEmpty, "\(report.violations)")
    #expect(report.remarks == ["1 trips go without need"])
  }

  @Test("A component that is changed, missing, unknown or there twice is found")
  func components() {
    let scenario = EveryFeature.scenario()
    let envelope = EveryFeature.envelope(scenario, EveryFeature.shares(scenario))
    func rules(_ change: (inout PlanComponents) -> Void) -> [String] {
      var components = envelope.objective.components
      change(&components)
      var changed = envelope
      changed.objective = PlanObjective(sense: .minimize, unit: "KRW", components: components)
      return LogisticsMarket.check(changed, against: scenario).violations.map { "\($0.rule): \($0.place)" }
    }
    #expect(rules { _ in }.isEmpty)
    let names = envelope.objective.components.parts.map(\.name)
    #expect(
      names == [
        "activation", "activation_periods", "transport", "handling", "trips", "carbon", "changes",
        "unserved_penalty",
      ])
    for (index, name) in names.enumerated() {
      #expect(rules { $0.parts[index].amount += 1 }.contains("cost: objective.components.\(name)"))
      #expect(rules { $0.parts.remove(at: index) }.contains("cost: objective.components.\(name)"))
      #expect(rules { $0.parts.append($0.parts[index]) }.contains("cost: objective.components.\(name)"))
    }
    #expect(rules { $0.parts[0].name = "rent" }.contains("cost: objective.components.rent"))
  }
}
