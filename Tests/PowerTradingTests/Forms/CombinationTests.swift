// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import PowerTrading

/// Rules on shares, fees and sources beside contract forms, payments and objectives.
@Suite struct CombinationTests {
  /// 10 and 30 kWh at an ask of 60, loads of 15 and 15 at 100, a market of 50 and 40.
  private static func text(
    top: String = "", terms: String = "", pair: String = "", supplier: String = "\"source\": \"wind\"",
    consumer: String = ""
  ) -> String {
    """
    {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
     "horizon": {"start": "2026-03-01T00:00:00+09:00", "interval_minutes": 60, "intervals": 2},
     "market_price": {"values": [50, 40], "unit": "per_kWh"}, \(top)
     "pairs": [{\(pair)"supplier": "s", "consumer": "c"}], "contract_terms": {\(terms)},
     "suppliers": [{"id": "s", "capacity_kw": 100, "ask_krw_per_kwh": 60, \(supplier),
       "generation": {"values": [10, 30], "unit": "kWh"}}],
     "consumers": [{"id": "c", "load": {"values": [15, 15], "unit": "kWh"}, \(consumer)
       "ceiling_krw_per_kwh": 1e6, "retail_price": {"values": [100, 100], "unit": "per_kWh"}}]}
    """
  }

  private static func message(_ text: String) -> String {
    do {
      _ = try SolvedCase.scenario(text)
      return ""
    } catch { return "\(error)" }
  }

  /// A key and where it stands.
  struct Key: Sendable, CustomTestStringConvertible {
    var name: String
    var top = "", terms = "", pair = "", supplier = "", consumer = ""
    var testDescription: String { name }
  }

  static let plainRules = [
    Key(name: "scheme.name", top: "\"scheme\": {\"name\": \"kr-special-zone\"}, "),
    Key(
      name: "scheme.overrides.serves_members_fully",
      top: "\"scheme\": {\"name\": \"open\", \"overrides\": {\"serves_members_fully\": true}}, "),
    Key(
      name: "scheme.overrides.largest_share_sold_elsewhere",
      top: "\"scheme\": {\"name\": \"open\", \"overrides\": {\"largest_share_sold_elsewhere\": 0.9}}, "),
    Key(name: "contract_terms.lot_kw", terms: "\"lot_kw\": 10"),
    Key(name: "contract_terms.largest_count_per_supplier", terms: "\"largest_count_per_supplier\": 1"),
    Key(name: "suppliers[0].largest_count", supplier: "\"largest_count\": 1, "),
    Key(name: "pairs[0].guaranteed_supply_kwh", pair: "\"guaranteed_supply_kwh\": 5, "),
  ]

  static let terms = [
    Key(name: "\"baseload\" in contract_forms", top: "\"contract_forms\": [\"baseload\"], "),
    Key(name: "settlement.payment_on", top: "\"settlement\": {\"payment_on\": \"contracted\"}, "),
    Key(name: "settlement.surplus_with", top: "\"settlement\": {\"surplus_with\": \"buyer\"}, "),
    Key(name: "settlement.split", top: "\"settlement\": {\"split\": \"merit_order\"}, "),
    Key(name: "objective \"consumer_cost\"", top: "\"objective\": \"consumer_cost\", "),
    Key(
      name: "objective \"joint_gain, matched_energy\"",
      top: "\"objective\": [{\"objective\": \"joint_gain\"}, {\"objective\": \"matched_energy\"}], "),
    Key(name: "participation.rule \"hard\"", top: "\"participation\": {\"rule\": \"hard\"}, "),
    Key(name: "\"virtual\" in pairs[0].forms", pair: "\"forms\": [\"virtual\"], "),
    Key(name: "pairs[0].payment_on", pair: "\"payment_on\": \"contracted\", "),
    Key(name: "pairs[0].surplus_with", pair: "\"surplus_with\": \"buyer\", "),
    Key(name: "consumers[0].rec_price_krw_per_kwh", consumer: "\"rec_price_krw_per_kwh\": 5, "),
    Key(
      name: "consumers[0].matching_24_7",
      consumer: "\"matching_24_7\": {\"minimum_share\": 0.1, \"shortfall_price_krw_per_kwh\": 5}, "),
  ]

  @Test("A rule on contracts goes with every term, and the plan keeps both", arguments: plainRules)
  func together(rule: Key) throws {
    for term in Self.terms {
      let solved = try SolvedCase(
        Self.text(
          top: rule.top + term.top, terms: rule.terms, pair: rule.pair + term.pair,
          supplier: rule.supplier + "\"source\": \"wind\"", consumer: term.consumer))
      let status = solved.envelope.status
      // A virtual contract takes nothing for a zone, and a third of this plant's output finds no load.
      let mayFail = rule.top.contains("scheme")
      #expect(status == .optimal || mayFail && status == .infeasible, "\(rule.name), \(term.name): \(status)")
    }
  }

  @Test("A contract in force keeps its share in the form that it names")
  func frozen() throws {
    func text(_ keys: String) -> String {
      Self.text(
        top: "\"contract_forms\": [\"pay_as_produced\", \"baseload\"], "
          + "\"frozen_contracts\": [{\"supplier\": \"s\", \"consumer\": \"c\", \"share\": 0.5\(keys)}], ")
    }
    let solved = try SolvedCase(text(", \"form\": \"baseload\""))
    let contract = try #require(solved.envelope.plan?.contracts.first)
    #expect(contract.form == .baseload && agree(contract.share, 0.5) && contract.isFrozen == true)
    // Half of the mean of 20 in either hour, worth 50 and 60.
    #expect(agree(contract.contracted, 20) && solved.value.map { agree($0, 1100) } == true)
    #expect(Self.message(text("")).contains("no \"form\""))
    #expect(Self.message(text(", \"form\": \"virtual\"")).contains("pay_as_produced, baseload"))
    var other = solved.envelope
    other.plan?.contracts[0].share = 0.6
    #expect(!PowerMarket.check(other, against: solved.scenario).isClean)
    other.plan?.contracts = []
    let missing = PowerMarket.check(other, against: solved.scenario)
    #expect(missing.violations.contains { "\($0)".contains("in force") })
  }

  /// Half of the plant, in force.
  private static func half(_ form: String = "pay_as_produced") -> String {
    "\"contract_forms\": [\"\(form)\"], "
      + "\"frozen_contracts\": [{\"supplier\": \"s\", \"consumer\": \"c\", \"share\": 0.5}], "
  }

  private static func zone(_ rules: String) -> String {
    "\"scheme\": {\"name\": \"open\", \"overrides\": {\(rules)}}, "
  }

  @Test("Under a guarantee all that is under a contract for differences counts")
  func virtualGuarantee() throws {
    // 20 of 30 kWh: 10 missing at 7.
    let solved = try SolvedCase(
      Self.text(
        top: Self.half("virtual"),
        pair: "\"guaranteed_supply_kwh\": 30, \"guarantee_shortfall_price_krw_per_kwh\": 7, "))
    let contract = try #require(solved.envelope.plan?.contracts.first)
    #expect(contract.guaranteeShortfall.map { agree($0, 10) } == true)
    #expect(solved.value.map { agree($0, -70) } == true)
    // Nor is anything lost on the way: a hard guarantee of all 40 kWh is one of the whole plant.
    let hard = try SolvedCase(
      Self.text(top: "\"contract_forms\": [\"virtual\"], ", pair: "\"guaranteed_supply_kwh\": 40, "))
    #expect(hard.scenario.pairs.first.map { agree($0.smallestShare, 1) } == true)
  }

  @Test("Generation missing from a zone's share is charged to the zone, and to no party")
  func pricedZone() throws {
    let rules = Self.zone(
      "\"smallest_generation_share_of_use\": 1, \"generation_shortfall_price_krw_per_kwh\": 2")
    // 5 and 15 kWh supplied, worth 50 and 60; 20 of 30 kWh contracted.
    let joint = try SolvedCase(Self.text(top: rules + Self.half()))
    #expect(joint.value.map { agree($0, 250 + 900 - 20) } == true)
    let zone = try #require(joint.envelope.plan?.specialZone)
    #expect(zone.generationShortfall.map { agree($0, 10) } == true)
    #expect(zone.generationShortfallCost.map { agree($0, 20) } == true)
    let cost = try SolvedCase(Self.text(top: rules + Self.half() + "\"objective\": \"consumer_cost\", "))
    #expect(cost.value.map { agree($0, 20 * 40) } == true)
    var changed = joint.envelope
    changed.plan?.specialZone?.generationShortfall = 0
    changed.plan?.specialZone?.generationShortfallCost = 0
    #expect(!PowerMarket.check(changed, against: joint.scenario).isClean)
    // Without a price the same contracts are none.
    let hard = try SolvedCase(
      Self.text(top: Self.zone("\"smallest_generation_share_of_use\": 1") + Self.half()))
    #expect(hard.envelope.status == .infeasible)
    // Free to choose, the plant contracts 30 of its 40 kWh rather than miss any, were the charge high.
    let free = try SolvedCase(
      Self.text(
        top: Self.zone(
          "\"smallest_generation_share_of_use\": 1, \"generation_shortfall_price_krw_per_kwh\": 9999")))
    #expect(free.envelope.plan?.specialZone?.generationShortfall == 0)
  }

  @Test("A zone counts of a flat profile what the plant generates, and nothing of a contract for differences")
  func zoneForms() throws {
    let rules = Self.zone("\"largest_share_sold_elsewhere\": 0.9")
    // 10 kWh an hour, of which the plant generates 5 and all 10.
    let flat = try SolvedCase(Self.text(top: rules + Self.half("baseload")))
    let zone = try #require(flat.envelope.plan?.specialZone)
    #expect(agree(zone.contracted, 20) && agree(zone.soldElsewhere, 40 - 15))
    let virtual = try SolvedCase(
      Self.text(top: Self.zone("\"largest_share_sold_elsewhere\": 1") + Self.half("virtual")))
    let none = try #require(virtual.envelope.plan?.specialZone)
    #expect(none.contracted == 0 && agree(none.soldElsewhere, 40))
    let tight = try SolvedCase(Self.text(top: rules + Self.half("virtual")))
    #expect(tight.envelope.status == .infeasible)
  }

  @Test("A member served in full is held against the market alone, and pays for its top-up")
  func servedInFull() throws {
    let rules = Self.zone("\"serves_members_fully\": true") + Self.half()
    // Bills of 3000 replaced; 10 kWh at 50 topped up, 20 kWh at 60 paid.
    let solved = try SolvedCase(Self.text(top: rules + "\"objective\": \"consumer_cost\", "))
    #expect(solved.value.map { agree($0, 3000 - 500 - 1200) } == true)
    #expect(solved.report.provenBound.map { agree($0, 1300) } == true)
    // The market alone would have cost 1350: a loss of 350.
    let priced = try SolvedCase(
      Self.text(top: rules + "\"participation\": {\"rule\": \"priced\", \"price_per_krw\": 0.5}, "))
    let account = try #require(priced.envelope.plan?.consumers.first)
    #expect(account.participationShortfall.map { agree($0, 350) } == true)
    let hard = try SolvedCase(Self.text(top: rules + "\"participation\": {\"rule\": \"hard\"}, "))
    #expect(hard.envelope.status == .infeasible)
  }

  @Test("The fund stays on supplied energy, whatever the ask is paid on")
  func fund() throws {
    // Retail 110, and 6 on each supplied kWh: (110 - 6 - 50) x 10 + (110 - 6 - 40) x 15 = 1500.
    let solved = try SolvedCase(
      Self.text(
        top: "\"industry_fund_rate\": 0.1, "
          + "\"settlement\": {\"payment_on\": \"contracted\", \"surplus_with\": \"buyer\"}, "))
    let plan = try #require(solved.envelope.plan)
    #expect(solved.value.map { agree($0, 1500) } == true)
    #expect(agree(plan.consumers[0].supplyFee, 150) && agree(plan.consumers[0].energyPayment, 2400))
    // 2750 saved, 600 for the surplus.
    #expect(agree(plan.consumers[0].gain, 2750 + 600 - 2400 - 150))
    // A contract for differences has no supplied energy: (60 - 50) x 10 + (60 - 40) x 30 and no more.
    let virtual = try SolvedCase(
      Self.text(
        top: "\"industry_fund_rate\": 0.1, \"contract_forms\": [\"virtual\"], ",
        consumer: "\"re100\": {\"minimum_share\": 1, \"shortfall_price_krw_per_kwh\": 1000}, "))
    let account = try #require(virtual.envelope.plan?.consumers.first)
    #expect(account.supplyFee == 0 && account.pairSupplyFee == 0)
  }

  @Test(
    "Energy counts towards each target as its source does",
    arguments: [
      ("\"source\": \"wind\"", true, true), ("\"source\": \"waste_heat\"", false, true),
      ("\"source\": \"chp\"", false, false),
      ("\"source\": \"chp\", \"counts_towards_re100\": true", true, true),
      ("\"source\": \"solar\", \"counts_towards_re100\": false", false, true),
    ])
  func sources(source: String, isGreen: Bool, isCarbonFree: Bool) throws {
    // 1400 for all of it; half of 30 kWh at 8 and at 3 where nothing counts.
    for split in ["pro_rata", "merit_order"] {
      let solved = try SolvedCase(
        Self.text(
          top: "\"settlement\": {\"split\": \"\(split)\"}, ", supplier: source,
          consumer: "\"re100\": {\"minimum_share\": 0.5, \"shortfall_price_krw_per_kwh\": 8}, "
            + "\"matching_24_7\": {\"minimum_share\": 0.5, \"shortfall_price_krw_per_kwh\": 3}, "))
      let missed = (isGreen ? 0.0 : 15 * 8) + (isCarbonFree ? 0 : 15 * 3)
      #expect(solved.value.map { agree($0, 1400 - missed) } == true, "\(solved.value ?? .nan)")
      let account = try #require(solved.envelope.plan?.consumers.first)
      #expect(agree(account.re100Energy ?? .nan, isGreen ? 25 : 0) && account.re100Counted == nil)
    }
  }

  @Test("A matching target folds into plain contracts though its source does not count towards RE100")
  func folded() throws {
    let text = Self.text(
      supplier: "\"source\": \"waste_heat\"",
      consumer: "\"matching_24_7\": {\"minimum_share\": 0.9, \"shortfall_price_krw_per_kwh\": 3}, ")
    let fast = try SolvedCase(text, method: .decomposition)
    #expect(fast.envelope.method == "decomposition")
    // 27 asked for, 25 supplied.
    #expect(fast.value.map { agree($0, 1400 - 6) } == true)
  }

  @Test("Contracts with terms have no price interval and no break-even asks")
  func prices() throws {
    let plain = try SolvedCase(Self.text())
    #expect(plain.envelope.plan?.contracts.first?.priceInterval != nil)
    let solved = try SolvedCase(Self.text(top: "\"settlement\": {\"surplus_with\": \"buyer\"}, "))
    #expect(solved.envelope.plan?.contracts.first?.priceInterval == nil)
    #expect(solved.envelope.plan?.breakEvenAsks == nil)
    var changed = solved.envelope
    changed.plan?.contracts[0].priceInterval = plain.envelope.plan?.contracts.first?.priceInterval
    #expect(!PowerMarket.check(changed, against: solved.scenario).isClean)
    changed = solved.envelope
    changed.plan?.breakEvenAsks = []
    #expect(!PowerMarket.check(changed, against: solved.scenario).isClean)
  }

  @Test("Contracts of every form, payment, surplus and split are settled")
  func statements() throws {
    func message(_ top: String, _ market: FormMarket? = nil) throws -> String {
      let solved = try SolvedCase(market?.json ?? Self.text(top: top))
      let plan = try #require(solved.envelope.plan)
      #expect(!plan.contracts.isEmpty, "\(top)")
      do {
        _ = try PowerMarket.statements(plan, solved.scenario, file: "case.json")
        return ""
      } catch { return "\(error)" }
    }
    for top in [
      "\"contract_forms\": [\"baseload\"], ",
      "\"contract_forms\": [\"virtual\"], \"frozen_contracts\": [{\"supplier\": \"s\", \"consumer\": \"c\", \"share\": 0.5}], ",
      "\"settlement\": {\"payment_on\": \"contracted\"}, ", "\"settlement\": {\"surplus_with\": \"buyer\"}, ",
      "\"objective\": \"consumer_cost\", ", "\"settlement\": {\"split\": \"merit_order\"}, ",
    ] {
      #expect(try message(top) == "")
    }
    var two = FormMarket(
      SmallMarket(
        market: [40],
        suppliers: [.init(id: "a", generation: [10], ask: 50), .init(id: "b", generation: [10], ask: 60)],
        consumers: [.init(id: "c", load: [20], retail: [100])]))
    #expect(try message("", two) == "")
    two.split = "merit_order"
    #expect(try message("", two) == "")
  }

  @Test("The interval ledger adds up to the plan with every form", arguments: 0..<30)
  func ledger(seed: Int) throws {
    var market = FormMarket(
      seed: UInt64(270_000 + seed), suppliers: 2, consumers: 2, intervals: 4)
    market.rules = MarketRules(seed: UInt64(270_000 + seed), market)
    if market.forms == ["pay_as_produced"] { market.surplus = "buyer" }
    let solved = try SolvedCase(market.json)
    guard let plan = solved.envelope.plan, plan.infeasibility == nil else { return }
    var sums = [Double](repeating: 0, count: 13)
    for line in SettlementLedger.text(solved.scenario, plan).split(separator: "\n").dropFirst() {
      for (k, field) in line.split(separator: ",").enumerated() where k > 2 {
        sums[k] += try #require(Double(field))
      }
    }
    let contracts = plan.contracts
    func expect(_ column: Int, _ amount: Double) {
      #expect(abs(sums[column] - amount) <= 1e-9 * max(1, abs(amount)), "seed \(seed): column \(column)")
    }
    expect(3, contracts.reduce(0) { $0 + $1.contracted })
    expect(4, contracts.reduce(0) { $0 + $1.delivered })
    expect(5, contracts.reduce(0) { $0 + $1.supplied })
    expect(9, contracts.reduce(0) { $0 + $1.energyPayment })
    expect(
      10,
      plan.suppliers.reduce(0) { $0 + $1.surplusRevenue }
        + plan.consumers.reduce(0) { $0 + ($1.surplusRevenue ?? 0) })
    expect(11, plan.consumers.reduce(0) { $0 + $1.supplyFee + ($1.pairSupplyFee ?? 0) })
    expect(12, contracts.reduce(0) { $0 + $1.contractedFee })
  }
}
