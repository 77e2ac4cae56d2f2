// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Logistics
import Testing

@Suite struct MutationTests {
  /// d0 in parts in w0 and w1, d1 whole in w1, d2 unserved; with `activation` 0 and d1 in parts a linear
  /// program, whose bound is proved.
  private static func solved(isLinear: Bool) throws -> SolvedCase {
    try SolvedCase(
      """
      {"format": "warewatt.scenario/1", "market": "logistics", "currency": "KRW",
       "transport": {"rate_krw_per_pallet_km": 1},
       "warehouses": [
         {"id": "w0", "place": {"x_km": 0, "y_km": 0}, "capacity_pallets": 6, "handling_cost_krw_per_pallet": 1},
         {"id": "w1", "place": {"x_km": 5, "y_km": 0}, "capacity_pallets": 9,
          "activation_cost_krw": \(isLinear ? 0 : 7)},
         {"id": "w2", "place": {"x_km": 50, "y_km": 0}, "capacity_pallets": 9}],
       "demands": [
         {"id": "d0", "place": {"x_km": 1, "y_km": 0}, "quantity_pallets": 10},
         {"id": "d1", "place": {"x_km": 5, "y_km": 0}, "quantity_pallets": 4, "single_source": \(!isLinear)},
         {"id": "d2", "place": {"x_km": 90, "y_km": 0}, "quantity_pallets": 5, "unserved_penalty_krw": 3}]}
      """)
  }

  typealias Change = @Sendable (inout PlanEnvelope<LogisticsPlan>, inout LogisticsPlan) -> Void

  static let changes: [(String, Change)] = [
    ("share", { _, plan in plan.assignments[0].share -= 1e-3 }),
    ("negative share", { _, plan in plan.assignments[0].share *= -1 }),
    ("unknown demand", { _, plan in plan.assignments[0].demand = "d9" }),
    ("unknown warehouse", { _, plan in plan.assignments[0].warehouse = "w9" }),
    ("another warehouse", { _, plan in plan.assignments[0].warehouse = "w2" }),
    ("assignment missing", { _, plan in plan.assignments.removeLast() }),
    ("assignment twice", { _, plan in plan.assignments.append(plan.assignments[0]) }),
    ("transport cost", { _, plan in plan.assignments[0].transportCost += 0.01 }),
    ("handling cost", { _, plan in plan.assignments[0].handlingCost += 0.01 }),
    ("distance", { _, plan in plan.assignments[0].distance = 1.5 }),
    ("no distance", { _, plan in plan.assignments[0].distance = nil }),
    ("quantity", { _, plan in plan.assignments[0].quantity.amounts[.pallets]? += 0.001 }),
    ("other resource", { _, plan in plan.assignments[0].quantity.amounts[.m3] = 1 }),
    ("activation missing", { _, plan in plan.activatedWarehouses.removeLast() }),
    ("activation twice", { _, plan in plan.activatedWarehouses.append(plan.activatedWarehouses[0]) }),
    ("activation unknown", { _, plan in plan.activatedWarehouses[0].id = "w9" }),
    ("activation cost", { _, plan in plan.activatedWarehouses[0].activationCost += 1 }),
    ("used", { _, plan in plan.activatedWarehouses[0].utilisation[0].used += 0.1 }),
    ("capacity", { _, plan in plan.activatedWarehouses[0].utilisation[0].capacity += 1 }),
    ("utilisation", { _, plan in plan.activatedWarehouses[0].utilisation[0].utilisation *= 0.9 }),
    ("no utilisation", { _, plan in plan.activatedWarehouses[0].utilisation = [] }),
    ("shadow price", { _, plan in plan.activatedWarehouses[0].utilisation[0].shadowPrice = 0.5 }),
    ("unserved missing", { _, plan in plan.unserved = [] }),
    ("unserved twice", { _, plan in plan.unserved.append(plan.unserved[0]) }),
    ("unserved share", { _, plan in plan.unserved[0].share = 0.9 }),
    ("unserved unknown", { _, plan in plan.unserved[0].demand = "d9" }),
    ("unserved that must be served", { _, plan in plan.unserved[0].demand = "d0" }),
    ("penalty", { _, plan in plan.unserved[0].penalty = 2 }),
    ("component", { envelope, _ in envelope.objective.components.parts[1].amount += 1 }),
    (
      "component moved",
      { envelope, _ in
        envelope.objective.components.parts[1].amount += 1
        envelope.objective.components.parts[2].amount -= 1
      }
    ),
    ("value", { envelope, _ in envelope.objective.value? += 1 }),
    ("bound above the value", { envelope, _ in envelope.bound? += 1 }),
    ("gap", { envelope, _ in envelope.gap = 0.5 }),
    ("status", { envelope, _ in envelope.status = .infeasible }),
    ("proof of another size", { _, plan in plan.boundProof?.demandMultipliers = NumberList([1]) }),
    ("proof without numbers", { _, plan in plan.boundProof?.capacityPrices.values[0] = .nan }),
    (
      "proof too large",
      { _, plan in
        for d in 0..<3 { plan.boundProof?.demandMultipliers.values[d] = 1.7e308 }
      }
    ),
  ]

  @Test("A changed plan does not pass", arguments: changes.indices, [true, false])
  func mutated(index: Int, isLinear: Bool) throws {
    let solved = try Self.solved(isLinear: isLinear)
    var envelope = solved.envelope
    var plan = try #require(envelope.plan)
    Self.changes[index].1(&envelope, &plan)
    envelope.plan = plan
    #expect(!LogisticsMarket.check(envelope, against: solved.scenario).isClean, "\(Self.changes[index].0)")
  }

  @Test("A linear program's bound that its multipliers do not prove does not pass")
  func unproved() throws {
    let solved = try Self.solved(isLinear: true)
    var envelope = solved.envelope
    envelope.plan?.boundProof?.demandMultipliers.values[0] -= 1
    #expect(!LogisticsMarket.check(envelope, against: solved.scenario).isClean)
  }

  @Test("More than a warehouse holds does not pass")
  func overfull() throws {
    let solved = try Self.solved(isLinear: true)
    var envelope = solved.envelope
    var plan = try #require(envelope.plan)
    // All of d0 in w0, 10 in 6, with every figure told truly.
    let other = try #require(plan.assignments.firstIndex { $0.demand == "d0" && $0.warehouse == "w1" })
    plan.assignments.remove(at: other)
    plan.assignments[0].share = 1
    plan.assignments[0].quantity.amounts[.pallets] = 10
    plan.assignments[0].transportCost = 10
    plan.assignments[0].handlingCost = 10
    plan.activatedWarehouses[0].utilisation[0].used = 10
    plan.activatedWarehouses[0].utilisation[0].utilisation = 10.0 / 6
    plan.activatedWarehouses[1].utilisation[0].used = 4
    plan.activatedWarehouses[1].utilisation[0].utilisation = 4.0 / 9
    envelope.plan = plan
    envelope.objective = PlanObjective(
      sense: .minimize, unit: "KRW",
      components: PlanComponents(["activation": 0, "transport": 10, "handling": 10, "unserved_penalty": 3]))
    envelope.bound = nil
    envelope.gap = nil
    envelope.status = .feasible
    envelope.termination = PlanTermination(reason: .gapReached, detail: "")
    let rules = Set(LogisticsMarket.check(envelope, against: solved.scenario).violations.map(\.rule))
    #expect(rules == ["capacity"])
  }
}
