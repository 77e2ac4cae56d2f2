// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct MutationTests {
  /// Two suppliers for a, one of them for b too; a priced target out of reach, a closed pair, two months.
  private static func solved(hasRules: Bool) throws -> SolvedCase {
    try SolvedCase(
      """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "2026-01-31T23:00:00+09:00", "interval_minutes": 60, "intervals": 2},
       "market_price": {"values": [40, 50], "unit": "per_kWh"},
       "zone_pairs": [{"from_zone": "z", "to_zone": "z", "loss_factor": 0.1, "contracted_fee_krw_per_kwh": 1}],
       \(hasRules ? #""contract_terms": {"smallest_share": 0.1, "fixed_cost_krw": 5},"# : "")
       "pairs": [{"supplier": "t", "consumer": "b", "allowed": false}],
       "suppliers": [
         {"id": "s", "source": "wind", "zone": "z", "capacity_kw": 100, "ask_krw_per_kwh": 60,
          "generation": {"values": [10, 20], "unit": "kWh"}, "largest_share_for_sale": 0.9},
         {"id": "t", "source": "solar", "zone": "z", "capacity_kw": 100, "ask_krw_per_kwh": 70,
          "generation": {"values": [10, 10], "unit": "kWh"}}],
       "consumers": [
         {"id": "a", "zone": "z", "load": {"values": [12, 12], "unit": "kWh"}, "supply_fee_krw_per_kwh": 3,
          "retail_price": {"values": [100, 120], "unit": "per_kWh"}, "ceiling_krw_per_kwh": 90
          \(hasRules ? #", "largest_contract_count": 2"# : "")},
         {"id": "b", "zone": "z", "load": {"values": [8, 50], "unit": "kWh"},
          "retail_price": {"values": [110, 90], "unit": "per_kWh"}, "ceiling_krw_per_kwh": 90,
          "re100": {"minimum_share": 0.9, "shortfall_price_krw_per_kwh": 2}}]}
      """)
  }

  typealias Change = @Sendable (inout PlanEnvelope<PowerPlan>, inout PowerPlan) -> Void

  static let changes: [(String, Change)] =
    contracts + consumers + suppliers + envelopes

  static let contracts: [(String, Change)] = [
    ("share", { _, plan in plan.contracts[0].share *= 0.999 }),
    ("negative share", { _, plan in plan.contracts[0].share *= -1 }),
    ("too much sold", { _, plan in plan.contracts[0].share = 0.95 }),
    ("unknown supplier", { _, plan in plan.contracts[0].supplier = "x" }),
    (
      "closed pair",
      { _, plan in
        plan.contracts[0].supplier = "t"
        plan.contracts[0].consumer = "b"
      }
    ),
    ("contract twice", { _, plan in plan.contracts.append(plan.contracts[0]) }),
    ("contract missing", { _, plan in plan.contracts.removeLast() }),
    ("contracted", { _, plan in plan.contracts[0].contracted += 0.001 }),
    ("delivered", { _, plan in plan.contracts[0].delivered += 0.001 }),
    ("supplied", { _, plan in plan.contracts[0].supplied += 0.001 }),
    ("surplus", { _, plan in plan.contracts[0].surplus += 0.001 }),
    ("ask", { _, plan in plan.contracts[0].ask += 0.001 }),
    ("payment", { _, plan in plan.contracts[0].energyPayment += 0.01 }),
    ("contracted fee", { _, plan in plan.contracts[0].contractedFee += 0.01 }),
    ("fixed cost", { _, plan in plan.contracts[0].fixedCost += 0.01 }),
    ("rejected pair missing", { _, plan in plan.rejectedPairs = [] }),
    ("rejected pair twice", { _, plan in plan.rejectedPairs.append(plan.rejectedPairs[0]) }),
    ("rejected for another reason", { _, plan in plan.rejectedPairs[0].reason = .askAboveCeiling }),
    ("open pair rejected", { _, plan in plan.rejectedPairs[0].consumer = "a" }),
  ]

  static let consumers: [(String, Change)] = [
    ("consumer missing", { _, plan in plan.consumers.removeLast() }),
    ("load", { _, plan in plan.consumers[0].load += 0.1 }),
    ("consumer's supplied", { _, plan in plan.consumers[0].supplied += 0.1 }),
    ("utility", { _, plan in plan.consumers[0].utility += 0.1 }),
    ("re100 share", { _, plan in plan.consumers[1].re100Share += 0.01 }),
    ("re100 minimum", { _, plan in plan.consumers[1].re100MinimumShare = 0.5 }),
    ("shortfall", { _, plan in plan.consumers[1].re100Shortfall -= 0.1 }),
    ("saved", { _, plan in plan.consumers[0].utilityBillSaved += 0.1 }),
    ("consumer's payment", { _, plan in plan.consumers[0].energyPayment += 0.1 }),
    ("supply fee", { _, plan in plan.consumers[0].supplyFee += 0.1 }),
    ("consumer's contracted fee", { _, plan in plan.consumers[0].contractedFee += 0.1 }),
    ("consumer's fixed cost", { _, plan in plan.consumers[0].fixedCost += 0.1 }),
    ("shortfall cost", { _, plan in plan.consumers[1].re100ShortfallCost += 0.1 }),
    (
      "gain moved",
      { _, plan in
        plan.consumers[0].gain += 1
        plan.consumers[1].gain -= 1
      }
    ),
    ("month missing", { _, plan in plan.consumers[0].months.removeLast() }),
    ("month's load", { _, plan in plan.consumers[0].months[1].load += 0.1 }),
    ("month's supplied", { _, plan in plan.consumers[0].months[1].supplied += 0.1 }),
    ("month's utility", { _, plan in plan.consumers[0].months[1].utility += 0.1 }),
    ("month's payment", { _, plan in plan.consumers[0].months[0].energyPayment += 0.1 }),
    ("month's gain", { _, plan in plan.consumers[0].months[0].gain += 0.1 }),
  ]

  static let suppliers: [(String, Change)] = [
    ("supplier missing", { _, plan in plan.suppliers.removeLast() }),
    ("generation", { _, plan in plan.suppliers[0].generation += 0.1 }),
    ("sold share", { _, plan in plan.suppliers[0].soldShare -= 0.01 }),
    ("supplier's contracted", { _, plan in plan.suppliers[0].contracted += 0.1 }),
    ("lost", { _, plan in plan.suppliers[0].lost += 0.1 }),
    ("supplier's supplied", { _, plan in plan.suppliers[0].supplied += 0.1 }),
    ("supplier's surplus", { _, plan in plan.suppliers[0].surplus += 0.1 }),
    ("supplier's payment", { _, plan in plan.suppliers[0].energyPayment += 0.1 }),
    ("surplus revenue", { _, plan in plan.suppliers[0].surplusRevenue += 0.1 }),
    ("forgone", { _, plan in plan.suppliers[0].marketRevenueForgone += 0.1 }),
    ("supplier's gain", { _, plan in plan.suppliers[0].gain += 0.1 }),
    ("supplier's month missing", { _, plan in plan.suppliers[0].months.removeLast() }),
    ("month's generation", { _, plan in plan.suppliers[0].months[0].generation += 0.1 }),
    ("month's surplus", { _, plan in plan.suppliers[0].months[0].surplus += 0.1 }),
    ("supplier's month's supplied", { _, plan in plan.suppliers[0].months[0].supplied += 0.1 }),
    ("supplier's month's payment", { _, plan in plan.suppliers[0].months[0].energyPayment += 0.1 }),
    ("supplier's month's gain", { _, plan in plan.suppliers[0].months[0].gain += 0.1 }),
  ]

  static let envelopes: [(String, Change)] = [
    ("component", { envelope, _ in envelope.objective.components.parts[0].amount += 1 }),
    (
      "component moved",
      { envelope, _ in
        envelope.objective.components.parts[0].amount += 1
        envelope.objective.components.parts[1].amount -= 1
      }
    ),
    ("value", { envelope, _ in envelope.objective.value? += 1 }),
    ("bound below the value", { envelope, _ in envelope.bound? -= 1 }),
    ("gap", { envelope, _ in envelope.gap = 0.5 }),
    ("status", { envelope, _ in envelope.status = .noPlanFound }),
    ("reference of another size", { _, plan in plan.boundProof?.referenceShares = NumberList([1]) }),
    ("multipliers of another size", { _, plan in plan.boundProof?.re100Multipliers = NumberList([]) }),
    (
      "kink of a consumer that is not there",
      { _, plan in
        plan.boundProof?.kinkConsumers = NumberList([7])
        plan.boundProof?.kinkIntervals = NumberList([0])
        plan.boundProof?.kinkFractions = NumberList([0.5])
      }
    ),
    ("multiplier too large", { _, plan in plan.boundProof?.re100Multipliers.values[1] = 1.7e308 }),
  ]

  @Test("A changed plan does not pass", arguments: changes.indices, [true, false])
  func mutated(index: Int, hasRules: Bool) throws {
    let solved = try Self.solved(hasRules: hasRules)
    var envelope = solved.envelope
    var plan = try #require(envelope.plan)
    Self.changes[index].1(&envelope, &plan)
    envelope.plan = plan
    #expect(!PowerMarket.check(envelope, against: solved.scenario).isClean, "\(Self.changes[index].0)")
  }

  @Test("A linear program's bound that its proof does not give does not pass")
  func unproved() throws {
    let solved = try Self.solved(hasRules: false)
    var envelope = solved.envelope
    envelope.plan?.boundProof?.re100Multipliers.values[1] += 1
    #expect(!PowerMarket.check(envelope, against: solved.scenario).isClean)
  }

  @Test("A true account of contracts that break a rule names the rule")
  func brokenRules() throws {
    // The plan of a scenario without the rules, held against one with them.
    let free = SmallMarket(
      market: [50],
      suppliers: [.init(id: "s", generation: [10], ask: 0), .init(id: "t", generation: [10], ask: 0)],
      consumers: [.init(id: "c", load: [12], retail: [100])])
    func rules(_ change: (inout SmallMarket) -> Void) throws -> Set<String> {
      var strict = free
      change(&strict)
      var envelope = try SolvedCase(free.json).envelope
      envelope.plan?.boundProof = nil
      return Set(
        PowerMarket.check(envelope, against: try SolvedCase.scenario(strict.json)).violations.map(\.rule))
    }
    #expect(try rules { _ in } == [])
    #expect(try rules { $0.consumers[0].count = 1 } == ["contract count"])
    #expect(
      try rules {
        $0.suppliers[0].largest = 0.1; $0.suppliers[1].largest = 0.1
      } == ["for sale"])
    #expect(try rules { $0.consumers[0].smallest = 0.9 } == ["smallest contract"])
    #expect(try rules { $0.closed = [[0, 0]] }.contains("eligibility"))
    var hungry = free
    hungry.suppliers[1].generation = [1]
    hungry.suppliers[0].generation = [1]
    var envelope = try SolvedCase(hungry.json).envelope
    hungry.consumers[0].minimumShare = 0.5
    envelope.plan?.boundProof = nil
    let found = PowerMarket.check(envelope, against: try SolvedCase.scenario(hungry.json)).violations
    #expect(found.contains { $0.rule == "re100" && $0.place == "consumer c" })
  }
}
