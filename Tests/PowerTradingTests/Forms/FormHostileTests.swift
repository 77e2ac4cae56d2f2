// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// Plans with terms in which a number or a word was changed, and proofs of any content.
@Suite struct FormHostileTests {
  /// Four forms, both owners of surplus, priced losses, every target, two months.
  private static let scenario = """
    {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
     "horizon": {"start": "2026-01-31T22:00:00+09:00", "interval_minutes": 60, "intervals": 4},
     "market_price": {"values": [40, 50, 70, 45], "unit": "per_kWh"},
     "zone_pairs": [{"from_zone": "z", "to_zone": "z", "loss_factor": 0.1, "contracted_fee_krw_per_kwh": 1}],
     "contract_terms": {"smallest_share": 0.2, "fixed_cost_krw": 5, "pay_as_consumed_share": 0.4,
                        "missing_energy_certificate_krw_per_kwh": 2},
     "contract_forms": ["pay_as_produced", "virtual"],
     "settlement": {"split": "SPLIT", "payment_on": "contracted", "surplus_with": "buyer"},
     "objective": OBJECTIVE, "participation": {"rule": "priced", "price_per_krw": 0.1},
     "pairs": [{"supplier": "t", "consumer": "b", "forms": ["pay_as_consumed"]},
               {"supplier": "u", "consumer": "a", "forms": ["baseload"], "surplus_with": "seller"},
               {"supplier": "u", "consumer": "b", "forms": ["virtual"]},
               {"supplier": "t", "consumer": "a", "payment_on": "supplied"}],
     "suppliers": [
       {"id": "s", "source": "wind", "zone": "z", "capacity_kw": 100, "ask_krw_per_kwh": 66,
        "generation": {"values": [10, 20, 4, 8], "unit": "kWh"}, "largest_share_for_sale": 0.9},
       {"id": "t", "source": "solar", "zone": "z", "capacity_kw": 100, "ask_krw_per_kwh": 70,
        "generation": {"values": [10, 10, 9, 2], "unit": "kWh"}},
       {"id": "u", "source": "hydro", "zone": "z", "capacity_kw": 100, "ask_krw_per_kwh": 72,
        "generation": {"values": [1, 9, 6, 6], "unit": "kWh"}}],
     "consumers": [
       {"id": "a", "zone": "z", "load": {"values": [12, 12, 8, 9], "unit": "kWh"},
        "supply_fee_krw_per_kwh": 3, "ceiling_krw_per_kwh": 190,
        "retail_price": {"values": [130, 140, 120, 135], "unit": "per_kWh"},
        "matching_24_7": {"minimum_share": 0.98, "shortfall_price_krw_per_kwh": 60}},
       {"id": "b", "zone": "z", "load": {"values": [8, 30, 6, 22], "unit": "kWh"},
        "retail_price": {"values": [120, 90, 130, 110], "unit": "per_kWh"}, "ceiling_krw_per_kwh": 190,
        "re100": {"minimum_share": 0.95}, "rec_price_krw_per_kwh": 90}]}
    """

  private static func solved(_ split: String, _ objective: String) throws -> SolvedCase {
    try SolvedCase(
      scenario.replacing("SPLIT", with: split).replacing("OBJECTIVE", with: objective))
  }

  /// The same with a fund, fees, a contract in force and a source that counts towards nothing.
  private static func ruled(_ split: String, _ objective: String) throws -> SolvedCase {
    let rules = """
      "industry_fund_rate": 0.03, "network_fees": [{"network_use_krw_per_kwh": 2}],
      "frozen_contracts": [{"supplier": "s", "consumer": "b", "form": "pay_as_produced", "share": 0.3}],
      "contract_terms":
      """
    let text = scenario.replacing("SPLIT", with: split).replacing("OBJECTIVE", with: objective)
      .replacing("\"contract_terms\":", with: rules).replacing("\"solar\"", with: "\"chp\"")
      .replacing(
        "\"consumer\": \"a\", \"payment_on\"",
        with: "\"consumer\": \"a\", \"on_site\": true, \"largest_share\": 0.8, \"payment_on\"")
    return try SolvedCase(text)
  }

  static let objectives = [
    "\"joint_gain\"", "\"consumer_cost\"",
    "[{\"objective\": \"joint_gain\", \"tolerance\": 0.1}, {\"objective\": \"matched_energy\"}]",
  ]

  @Test("Every number and word of a plan is held against the scenario", arguments: objectives)
  func changed(objective: String) throws {
    try Self.expectHeld(Self.solved("merit_order", objective))
  }

  @Test("The same with rules beside the terms", arguments: objectives)
  func changedWithRules(objective: String) throws {
    let solved = try Self.ruled("merit_order", objective)
    #expect(solved.envelope.plan?.contracts.contains { $0.isFrozen == true } == true)
    try Self.expectHeld(solved)
  }

  private static func expectHeld(_ solved: SolvedCase) throws {
    let plan = try JSONValue(encoding: solved.envelope)
    let places = Self.places(plan, [])
    #expect(places.count > 150)
    for place in places {
      var changed = plan
      Self.change(&changed, place[...])
      let isFound: Bool
      do {
        let text = JSONText.file(changed, currency: "krw")
        let document = try JSONDocument(parsing: Array(text.utf8), file: "plan.json", currency: "KRW")
        try PowerMarket.planSchema.validate(document)
        let envelope = try document.decode(PlanEnvelope<PowerPlan>.self)
        var report = PowerMarket.check(envelope, against: solved.scenario)
        report.checkObjective(
          envelope, sense: .maximize, unit: PowerMarket.objectiveUnit(of: solved.scenario))
        isFound = !report.isClean
      } catch {
        isFound = true
      }
      #expect(isFound, "\(place.joined(separator: ".")) may be anything")
    }
  }

  /// Keys that say nothing of the plan, or prove what they prove.
  private static let free: Set<String> = [
    "offer_bound_proof", "bound_proof", "stages", "timing_seconds", "provenance", "options", "method",
    "method_reason", "peak_memory_mb", "detail", "format", "market", "termination", "status", "bound",
  ]

  private static func places(_ value: JSONValue, _ path: [String]) -> [[String]] {
    switch value {
    case .object(let members):
      members.flatMap { free.contains($0.key) ? [] : places($0.value, path + [$0.key]) }
    case .array(let elements):
      elements.indices.flatMap { places(elements[$0], path + ["\($0)"]) }
    case .number, .integer, .string: [path]
    default: []
    }
  }

  private static func change(_ value: inout JSONValue, _ path: ArraySlice<String>) {
    guard let first = path.first else {
      switch value {
      case .number(let number): value = .number(number + 0.02 + 0.001 * abs(number))
      case .integer(let number): value = .number(Double(number) + 0.5)
      case .string(let text): value = .string(other[text] ?? text + "x")
      default: break
      }
      return
    }
    switch value {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.key == first }) else { return }
      change(&members[index].value, path.dropFirst())
      value = .object(members)
    case .array(var elements):
      guard let index = Int(first) else { return }
      change(&elements[index], path.dropFirst())
      value = .array(elements)
    default: break
    }
  }

  /// Words that the schema lets pass.
  private static let other = [
    "supplied": "contracted", "contracted": "supplied", "seller": "buyer", "buyer": "seller",
    "pay_as_produced": "baseload", "baseload": "pay_as_produced", "virtual": "pay_as_consumed",
    "pay_as_consumed": "virtual", "s": "t", "t": "u", "u": "s", "a": "b", "b": "a",
    "joint_gain": "consumer_cost",
  ]

  @Test("The plan holds every form, and each amount that only some terms have")
  func covers() throws {
    let plan = try #require(try Self.solved("merit_order", "\"consumer_cost\"").envelope.plan)
    let forms = Set(plan.contracts.compactMap(\.form))
    #expect(forms.count >= 2, "\(forms)")
    let joint = try #require(try Self.solved("pro_rata", "\"joint_gain\"").envelope.plan)
    #expect(joint.consumers.contains { ($0.certificates ?? 0) > 0 })
    #expect(joint.consumers.contains { ($0.matchingShortfall ?? 0) > 0 })
  }

  @Test("Whatever the proof, what it gives is not below the optimum", arguments: 0..<30)
  func anyProof(seed: Int) throws {
    try hold(seed, hasFurtherRules: false)
  }

  @Test("The same with rules beside the terms", arguments: 0..<20)
  func anyProofWithRules(seed: Int) throws {
    try hold(seed, hasFurtherRules: true)
  }

  private func hold(_ seed: Int, hasFurtherRules: Bool) throws {
    var market = FormMarket(
      seed: UInt64(240_000 + seed), suppliers: 2, consumers: 1 + seed % 2, intervals: 4,
      hasRules: seed % 3 == 0)
    if hasFurtherRules {
      market.rules = MarketRules(seed: UInt64(240_000 + seed), market)
      if market.forms == ["pay_as_produced"] { market.surplus = "buyer" }
    }
    market.objectives = [market.objectives[0]]
    let solved = try SolvedCase(market.json)
    guard let value = solved.value, let given = solved.envelope.plan?.offerProof else { return }
    var random = SplitMix64(seed: UInt64(seed))
    let worth = OfferWorth(solved.scenario)
    for _ in 0..<60 {
      var proof = given
      func any(_ list: NumberList, _ low: Double, _ high: Double) -> NumberList {
        NumberList(list.values.map { _ in random.uniform(low, high) })
      }
      proof.referenceShares = any(given.referenceShares, 0, 1.2)
      proof.re100Multipliers = any(given.re100Multipliers, -20, 100)
      proof.matchingMultipliers = any(given.matchingMultipliers, -20, 100)
      proof.contractCountMultipliers = any(given.contractCountMultipliers, -20, 500)
      proof.consumerGainMultipliers = any(given.consumerGainMultipliers, -1, 4)
      proof.supplierGainMultipliers = any(given.supplierGainMultipliers, -1, 4)
      if random.unit() < 0.5 {
        let kinks = given.kinkNumbers.values.count
        proof.kinkNumbers = NumberList((0..<kinks).map { _ in random.uniform(-0.5, 1.5) })
      }
      var envelope = solved.envelope
      envelope.plan?.offerProof = proof
      let proven = try #require(PowerMarket.check(envelope, against: solved.scenario).provenBound)
      #expect(proven >= value - 1e-6 * max(1, abs(value)), "seed \(seed): \(proven) for \(value)")
      let own = OfferBound.value(
        solved.scenario, worth, solved.scenario.finalObjective, floors: [], proof)
      #expect(abs(own - proven) <= 1e-9 * max(1, abs(own), 1e4), "seed \(seed): \(own), \(proven)")
    }
  }
}
