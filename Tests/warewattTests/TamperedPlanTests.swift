// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// A change to one place of a plan.
struct Tampering: CustomTestStringConvertible, Sendable {
  enum Change: Sendable {
    case set(String)
    case add(Double)
    case remove
    case double
  }

  var scenario: String
  /// Keys and positions, separated by dots.
  var path: String
  var change: Change

  init(_ scenario: String, _ path: String, _ change: Change) {
    self.scenario = scenario
    self.path = path
    self.change = change
  }

  var testDescription: String { "\(scenario): \(path) \(change)" }

  func apply(to plan: Any) throws -> Any { try apply(plan, path.split(separator: ".")[...]) }

  private func apply(_ value: Any, _ steps: ArraySlice<Substring>) throws -> Any {
    guard let step = steps.first else { return try changed(value) }
    if var list = value as? [Any] {
      let index = try #require(Int(step))
      switch (steps.count, change) {
      case (1, .remove): list.remove(at: index)
      case (1, .double): list.insert(list[index], at: index)
      default: list[index] = try apply(list[index], steps.dropFirst())
      }
      return list
    }
    var object = try #require(value as? [String: Any])
    let member = try #require(object[String(step)], "\(step)")
    object[String(step)] = try apply(member, steps.dropFirst())
    return object
  }

  private func changed(_ value: Any) throws -> Any {
    switch change {
    case .add(let difference): try #require(value as? Double) + difference
    case .set(let text): try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    default: value
    }
  }
}

@Suite("Tampered plans")
struct TamperedPlanTests {
  private static func numbers(_ scenario: String, _ prefix: String, _ keys: String...) -> [Tampering] {
    keys.flatMap { key in
      [
        Tampering(scenario, "\(prefix)\(key)", .add(0.011)),
        Tampering(scenario, "\(prefix)\(key)", .add(1e6)),
      ]
    }
  }

  private static func envelope(_ scenario: String) -> [Tampering] {
    [
      Tampering(scenario, "status", .set("\"feasible\"")),
      Tampering(scenario, "status", .set("\"infeasible\"")),
      Tampering(scenario, "status", .set("\"unbounded\"")),
      Tampering(scenario, "status", .set("\"no_plan_found\"")),
      Tampering(scenario, "termination.reason", .set("\"infeasible\"")),
      Tampering(scenario, "termination.limit", .set("\"time\"")),
      Tampering(scenario, "objective.value", .set("null")),
      Tampering(scenario, "objective.unit", .set("\"XAU\"")), Tampering(scenario, "bound", .set("null")),
      Tampering(scenario, "gap", .set("null")), Tampering(scenario, "gap", .add(0.001)),
      Tampering(scenario, "plan", .set("null")),
    ] + numbers(scenario, "objective.", "value")
  }

  static let logistics =
    envelope("l.json")
    + numbers("l.json", "objective.components.", "activation", "transport", "handling", "unserved_penalty")
    + numbers("l.json", "plan.assignments.0.", "quantity_pallets", "transport_cost_aud", "handling_cost_aud")
    + numbers(
      "l.json", "plan.activated_warehouses.0.", "activation_cost_aud", "utilisation.0.used",
      "utilisation.0.capacity")
    + numbers("l.json", "plan.unserved.0.", "share", "penalty_aud")
    + [
      Tampering("l.json", "objective.sense", .set("\"maximize\"")), Tampering("l.json", "bound", .add(1)),
      Tampering("l.json", "bound", .add(-1)), Tampering("l.json", "plan.assignments.0.share", .set("0.5")),
      Tampering("l.json", "plan.assignments.0.share", .add(-0.01)),
      Tampering("l.json", "plan.assignments.0.demand", .set("\"d2\"")),
      Tampering("l.json", "plan.assignments.0.demand", .set("\"d9\"")),
      Tampering("l.json", "plan.assignments.0.warehouse", .set("\"w2\"")),
      Tampering("l.json", "plan.assignments.0.warehouse", .set("\"w9\"")),
      Tampering("l.json", "plan.assignments.0", .remove), Tampering("l.json", "plan.assignments.0", .double),
      Tampering("l.json", "plan.assignments", .set("[]")),
      Tampering("l.json", "plan.activated_warehouses.0", .remove),
      Tampering("l.json", "plan.activated_warehouses.0", .double),
      Tampering("l.json", "plan.activated_warehouses.0.id", .set("\"w9\"")),
      Tampering("l.json", "plan.activated_warehouses.0.utilisation", .set("[]")),
      Tampering("l.json", "plan.unserved.0", .remove), Tampering("l.json", "plan.unserved.0", .double),
      Tampering("l.json", "plan.unserved.0.demand", .set("\"d2\"")),
    ]

  static let power =
    envelope("p.json")
    + numbers(
      "p.json", "objective.components.", "supplied_energy_value", "lost_energy", "contracted_energy_fees",
      "fixed_costs",
      "re100_shortfall")
    + numbers(
      "p.json", "plan.contracts.0.", "contracted_kwh", "delivered_kwh", "supplied_kwh", "surplus_kwh",
      "ask_krw_per_kwh",
      "energy_payment_krw", "contracted_fee_krw", "fixed_cost_krw")
    + numbers(
      "p.json", "plan.consumers.0.", "load_kwh", "supplied_kwh", "utility_kwh", "re100_share",
      "re100_minimum_share",
      "re100_shortfall_kwh", "utility_bill_saved_krw", "energy_payment_krw", "supply_fee_krw",
      "contracted_fee_krw",
      "fixed_cost_krw", "re100_shortfall_cost_krw", "gain_krw")
    + numbers(
      "p.json", "plan.consumers.0.months.1.", "load_kwh", "supplied_kwh", "utility_kwh", "energy_payment_krw",
      "gain_krw")
    + numbers(
      "p.json", "plan.suppliers.0.", "generation_kwh", "sold_share", "contracted_kwh", "lost_kwh",
      "supplied_kwh",
      "surplus_kwh", "energy_payment_krw", "surplus_revenue_krw", "market_revenue_forgone_krw", "gain_krw")
    + numbers(
      "p.json", "plan.suppliers.0.months.1.", "generation_kwh", "supplied_kwh", "surplus_kwh",
      "energy_payment_krw",
      "gain_krw")
    + [
      Tampering("p.json", "objective.sense", .set("\"minimize\"")), Tampering("p.json", "bound", .add(1)),
      Tampering("p.json", "bound", .add(-1)), Tampering("p.json", "plan.contracts.0.share", .add(-0.01)),
      Tampering("p.json", "plan.contracts.0.share", .set("0.01")),
      Tampering("p.json", "plan.contracts.0.supplier", .set("\"s2\"")),
      Tampering("p.json", "plan.contracts.0.consumer", .set("\"c9\"")),
      Tampering("p.json", "plan.contracts.0", .remove),
      Tampering("p.json", "plan.contracts.0", .double),
      Tampering("p.json", "plan.consumers.0.id", .set("\"c2\"")),
      Tampering("p.json", "plan.consumers.0", .remove), Tampering("p.json", "plan.consumers.0", .double),
      Tampering("p.json", "plan.suppliers.0.id", .set("\"s2\"")),
      Tampering("p.json", "plan.suppliers.1", .remove),
      Tampering("p.json", "plan.suppliers.0", .double),
      Tampering("p.json", "plan.consumers.0.months.0.month", .set("\"2026-05\"")),
      Tampering("p.json", "plan.consumers.0.months.0", .remove),
      Tampering("p.json", "plan.suppliers.0.months.0", .double),
      Tampering("p.json", "plan.rejected_pairs.0", .remove),
      Tampering("p.json", "plan.rejected_pairs.0.supplier", .set("\"s1\"")),
    ]

  /// The plans of the samples, each solved once.
  private static let plans: [String: Data] = {
    var plans: [String: Data] = [:]
    for scenario in ["l.json", "p.json"] {
      guard let program = try? Program(files: Samples.files) else { continue }
      _ = try? program.run(["solve", scenario, "-q", "-o", "plan.json"])
      plans[scenario] = program.read("plan.json")
    }
    return plans
  }()

  /// A folder with the samples and a plan, and the plan taken apart.
  private static func solved(_ scenario: String) throws -> (Program, Any) {
    let program = try Program(files: Samples.files)
    let plan = try #require(plans[scenario])
    try program.write(plan, to: "plan.json")
    return (program, try JSONSerialization.jsonObject(with: plan))
  }

  @Test("A plan written by another program in the same words passes", arguments: ["l.json", "p.json"])
  func untouched(scenario: String) throws {
    let (program, plan) = try Self.solved(scenario)
    try program.write(JSONSerialization.data(withJSONObject: plan), to: "plan.json")
    let outcome = try program.run(["check", scenario, "plan.json"])
    #expect(outcome.code == 0, "\(outcome.output)\(outcome.log)")
  }

  @Test("A change that alters what a plan says is a violation", arguments: logistics + power)
  func refused(tampering: Tampering) throws {
    let (program, plan) = try Self.solved(tampering.scenario)
    try program.write(JSONSerialization.data(withJSONObject: tampering.apply(to: plan)), to: "plan.json")
    let outcome = try program.run(["check", tampering.scenario, "plan.json"])
    #expect(outcome.code == 4, "\(outcome.output)\(outcome.log)")
    #expect(outcome.output.contains("violation: "))
  }

  static let malformed: [(Tampering, String)] = [
    (Tampering("l.json", "objective.value", .set("\"x\"")), "objective.value: found \"x\""),
    (
      Tampering("l.json", "objective.components.transport", .set("null")),
      "objective.components.transport: found null"
    ),
    (Tampering("l.json", "plan.assignments.0.share", .set("2")), "plan.assignments[0].share: found 2"),
    (Tampering("l.json", "plan.assignments.0", .set("[[]]")), "plan.assignments[0]: found a list"),
    (Tampering("l.json", "status", .set("\"perfect\"")), "status: found \"perfect\""),
    (Tampering("l.json", "market", .set("\"power\"")), "market: found \"power\""),
    (Tampering("p.json", "plan.bound_proof.kink_fractions", .set("[2]")), "kink_fractions[0]: found 2"),
    (Tampering("p.json", "plan.contracts.0.supplier", .set("\"\"")), "plan.contracts[0].supplier"),
  ]

  @Test("A plan file that is not of the schema is bad data", arguments: malformed.indices)
  func badData(index: Int) throws {
    let (tampering, words) = Self.malformed[index]
    let (program, plan) = try Self.solved(tampering.scenario)
    try program.write(JSONSerialization.data(withJSONObject: tampering.apply(to: plan)), to: "plan.json")
    let outcome = try program.run(["check", tampering.scenario, "plan.json"])
    #expect(outcome.code == 65)
    #expect(outcome.log.contains(words), "\(outcome.log)")
  }

  static let proofs = [
    ("reference_shares", "[]"), ("reference_shares", "[1, 2]"), ("kink_intervals", "[1e300, 0.5]"),
    ("re100_multipliers_krw_per_kwh", "[]"), ("contract_count_multipliers_krw", "[1, 1]"),
  ]

  @Test("A proof whose lists do not fit is a violation", arguments: proofs)
  func proof(key: String, list: String) throws {
    let (program, plan) = try Self.solved("p.json")
    let tampering = Tampering("p.json", "plan.bound_proof.\(key)", .set(list))
    try program.write(JSONSerialization.data(withJSONObject: tampering.apply(to: plan)), to: "plan.json")
    let outcome = try program.run(["check", "p.json", "plan.json"])
    #expect(outcome.code == 4)
    #expect(outcome.output.contains("plan.bound_proof"))
  }

  @Test("The other market's plan is bad data")
  func otherMarket() throws {
    let (program, _) = try Self.solved("p.json")
    let outcome = try program.run(["check", "l.json", "plan.json"])
    #expect(outcome.code == 65)
    #expect(outcome.log.contains("market: found \"power\"; expected \"logistics\""))
  }
}
