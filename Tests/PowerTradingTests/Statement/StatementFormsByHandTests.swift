// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import PowerTrading

/// A statement of each form of contract, payment, surplus, split and target, with every figure worked out.
struct StatementFormsByHandTests {
  /// 10 and 30 kWh at an ask of 60, loads of 15.001 and 15 at 100, a market of 50 and 40.
  private static func market(_ form: String) -> FormMarket {
    var market = FormMarket(
      SmallMarket(
        market: [50, 40], suppliers: [.init(id: "s", generation: [10, 30], ask: 60)],
        consumers: [.init(id: "c", load: [15.001, 15], retail: [100, 100])]))
    market.forms = [form]
    return market
  }

  /// Settles shares of the open offers; the plan's own series replayed as metered data must change nothing.
  private static func statements(
    _ text: String, shares: [Double], metered: String? = nil
  ) throws -> StatementFile {
    let scenario = try SolvedCase.scenario(text)
    let plan = PowerPlan(scenario, Settlement(scenario, shares: shares, threads: 1))
    return try PowerMarket.statements(
      plan, scenario, file: "p.json", metered: metered.map { (Array($0.utf8), "m.csv") })
  }

  private static func names(_ lines: [StatementLine]) -> [String] { lines.map(\.line) }

  @Test("Paid on contracted energy, the consumer bears the losses; the fund stays on supplied energy")
  func contracted() throws {
    var market = Self.market("pay_as_produced")
    market.payment = "contracted"
    market.surplus = "buyer"
    market.base.loss = [[0.1]]
    let file = try Self.statements(market.json, shares: [1])
    let own = try #require(file.statements.first)
    // 10 and 30 kWh, a tenth lost: 9 and 27 arrive, 9 and 15 are supplied, 12 are left in the second hour.
    #expect([own.contracted, own.lost, own.supplied, own.surplus] == [40_000, 4000, 24_000, 12_000])
    // 40 x 60 = 2,400; tax 240; fund 3.2 % of 24 x 60 = 1,440, which is 46.08, to tens 40.
    #expect(Self.names(own.lines) == ["energy", "vat", "industry_fund"])
    #expect(own.lines.map(\.amount) == [2400, 240, 40] && own.lines[2].base == 1440)
    #expect(own.lines[0].quantity == .contracted && own.lines[2].quantity == .supplied)
    // The buyer sells 12 at 40 = 480, and pays 2,680 less that.
    let payer = file.consumers[0]
    #expect(payer.total == 2680 && payer.surplusRevenue == 480 && payer.net == 2200)
    #expect(payer.months?.first?.lines.map(\.payee) == [.consumerFromMarket])
    #expect(file.suppliers[0].months.isEmpty && file.suppliers[0].net == 2640)
  }

  @Test("Baseload: the flat profile is billed, the supplier buys what is missing and sells what is over")
  func baseload() throws {
    var market = Self.market("baseload")
    market.certificatePrice = 12
    market.base.contractedFee = [[1]]
    let file = try Self.statements(market.json, shares: [0.75])
    let own = try #require(file.statements.first)
    // The mean of 20, three quarters of it: 15 in either hour, taken whole. Behind it stand 7.5 and 22.5.
    #expect([own.contracted, own.supplied, own.surplus] == [30_000, 30_000, 0])
    #expect(own.missing == 7500 && own.excess == 7500)
    // 30 x 60 = 1,800; tax 180; fund 57.6, to tens 50; fee 30 x 1.
    #expect(own.lines.map(\.amount) == [1800, 180, 50, 30])
    // 7.5 bought at 50 and 7.5 sold at 40, certificates 7.5 x 12.
    let lines = file.suppliers[0].months[0].lines
    #expect(
      Self.names(lines) == ["surplus", "missing_energy", "excess_energy", "missing_certificates"])
    #expect(lines.map(\.amount) == [0, -375, 300, -90])
    let supplier = file.suppliers[0]
    #expect(supplier.balancing == -75 && supplier.certificates == -90 && supplier.net == 1980 - 75 - 90)
  }

  @Test("Metered, a baseload contract bills the same profile, and what is missing is less")
  func meteredBaseload() throws {
    var market = Self.market("baseload")
    market.certificatePrice = 12
    // Three quarters of 18 and 24 are 13.5 and 18 for 15 in either hour; the market is at 60 in the first.
    let file = try Self.statements(
      market.json, shares: [0.75],
      metered: """
        interval_start,generation:s,load:c,market_price
        2026-03-01T00:00:00+09:00,18,15.001,60
        2026-03-01T01:00:00+09:00,24,15,40
        """)
    #expect(file.statements[0].lines.map { $0.difference?.difference } == [0, 0, 0])
    let lines = file.suppliers[0].months[0].lines
    // 1.5 x 60 = 90 instead of 7.5 x 50 = 375: 6 fewer at 50 are 300, 1.5 dearer by 10 are -15.
    #expect(lines[1].amount == -90)
    #expect(
      lines[1].difference
        == StatementDifference(
          planEnergy: 7500, planAmount: -375, difference: 285, volume: 300, loss: 0, price: -15, rounding: 0))
    // 3 instead of 7.5 sold at 40; certificates for 1.5 instead of 7.5 at 12.
    #expect(lines[2].amount == 120 && lines[3].amount == -18)
    #expect(lines[2].difference?.volume == -180 && lines[3].difference?.volume == 72)
    #expect(file.totals.marketDifference?.difference == 285 - 180 + 72)
  }

  @Test("As consumed, no more than the share of the load is taken, rounded down")
  func consumed() throws {
    var market = Self.market("pay_as_consumed")
    market.consumedShare = 0.4
    let file = try Self.statements(market.json, shares: [1])
    let own = try #require(file.statements.first)
    // 0.4 x 15,001 = 6,000.4 Wh and 6,000.
    #expect([own.contracted, own.supplied, own.surplus] == [40_000, 12_000, 28_000])
    // 12 x 60 = 720; 72; 23.04, to tens 20. Surplus 4 x 50 + 24 x 40.
    #expect(own.lines.map(\.amount) == [720, 72, 20])
    #expect(file.suppliers[0].surplusRevenue == 1160)
  }

  @Test(
    "A contract for differences exchanges the ask for the market price, and no energy", arguments: [60, 30])
  func differences(ask: Int) throws {
    var market = Self.market("virtual")
    market.base.suppliers[0].ask = Double(ask)
    market.base.loss = [[0.1]]
    market.base.contractedFee = [[3]]
    market.base.fixedCost = 70
    let file = try Self.statements(market.json, shares: [0.5])
    let own = try #require(file.statements.first)
    // 5 and 15 kWh: 20 x 60 = 1,200, or 600, less 5 x 50 + 15 x 40 = 850. No tax, no fee on energy.
    #expect(Self.names(own.lines) == ["strike", "market_reference", "fixed_cost"])
    #expect(own.lines.map(\.amount) == [20 * ask, -850, 70])
    #expect([own.contracted, own.lost, own.supplied, own.surplus] == [20_000, 0, 0, 0])
    #expect(own.toSupplier == 20 * ask - 850 && own.paymentOn == nil && own.surplusWith == nil)
    #expect(file.consumers[0].supplied == 0 && file.suppliers[0].net == own.toSupplier)
    let metered = try Self.statements(
      market.json, shares: [0.5],
      metered: """
        interval_start,generation:s,load:c,market_price,price:s:c
        2026-03-01T00:00:00+09:00,12,1,70,\(ask)
        2026-03-01T01:00:00+09:00,30,1,-40,\(ask)
        """)
    // 6 x 70 - 15 x 40 = -180, instead of 850: 1 more at 50; 6 dearer by 20, 15 cheaper by 80.
    let reference = try #require(metered.statements[0].lines[1].difference)
    #expect(metered.statements[0].lines[1].amount == 180)
    #expect(reference.volume == -50 && reference.price == 1080 && reference.difference == 1030)
    #expect(metered.statements[0].lines[0].difference?.volume == ask)
  }

  @Test("By merit the cheaper supplier goes first, whatever the order of the file", arguments: [true, false])
  func merit(isByMerit: Bool) throws {
    var market = FormMarket(
      SmallMarket(
        market: [50],
        suppliers: [
          .init(id: "a", generation: [10], ask: 70), .init(id: "b", generation: [10], ask: 60),
        ],
        consumers: [.init(id: "c", load: [15], retail: [100])]))
    market.split = isByMerit ? "merit_order" : "pro_rata"
    market.pairSurplus[[0, 0]] = "buyer"
    market.pairPayment[[1, 0]] = "contracted"
    let file = try Self.statements(market.json, shares: [1, 1])
    #expect(file.statements.map(\.supplied) == (isByMerit ? [5000, 10_000] : [7500, 7500]))
    // a is paid for what it supplies, b for its 10; the buyer sells a's surplus.
    #expect(file.statements.map(\.lines[0].amount) == (isByMerit ? [350, 600] : [525, 600]))
    #expect(file.consumers[0].surplusRevenue == (isByMerit ? 250 : 125))
    #expect(file.suppliers.map(\.surplusRevenue) == (isByMerit ? [0, 0] : [0, 125]))
  }

  @Test("Certificates are bought, a priced shortfall is nobody's invoice")
  func targets() throws {
    var market = Self.market("pay_as_consumed")
    market.consumedShare = 0.4
    market.base.consumers[0].load = [15, 15]
    market.base.consumers[0].minimumShare = 0.6
    market.rec = [5]
    market.matching = [0.8]
    market.matchingPrice = [7]
    let file = try Self.statements(market.json, shares: [1])
    // 12 of 30 kWh count. RE100 asks for 18: 6 certificates at 5. Matching asks for 24: 12 at 7.
    let targets = try #require(file.consumers[0].targets)
    #expect(targets.map(\.required) == [18_000, 24_000] && targets.map(\.missing) == [6000, 12_000])
    #expect(targets.map { $0.line?.amount } == [30, 84])
    #expect(targets.map { $0.line?.payee } == [.others, .nobody])
    #expect(file.consumers[0].total == 720 + 72 + 20 + 30 && file.totals.total == 842)
  }

  @Test("Half of a flat profile that the plant does not generate does not count")
  func countedBaseload() throws {
    // 20 in either hour for 10 and 30 generated: 10 and 15 of the loads count; a virtual contract beside it
    // counts with all of its 4.
    var market = Self.market("baseload")
    market.base.suppliers.append(.init(id: "v", generation: [1, 3], ask: 60))
    market.pairForms[[1, 0]] = ["virtual"]
    market.base.consumers[0].load = [20, 15]
    market.base.consumers[0].minimumShare = 1
    market.base.consumers[0].shortfallPrice = 2
    let file = try Self.statements(market.json, shares: [1, 1])
    let target = try #require(file.consumers[0].targets?.first)
    #expect(target.counted == 29_000 && target.missing == 6000)
    #expect(target.line?.payee == .nobody && target.line?.amount == 12)
  }

  @Test("A member served in full is topped up from the market at cost, fund, tax and fees on it")
  func topUp() throws {
    let text = """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW", "industry_fund_rate": 0.025,
       "horizon": {"start": "2026-03-01T00:00:00+09:00", "interval_minutes": 60, "intervals": 2},
       "scheme": {"name": "open", "overrides": {"serves_members_fully": true}},
       "market_price": {"values": [40, -20], "unit": "per_kWh"},
       "network_fees": [{"from_zone": "z", "network_use_krw_per_kwh": 5, "uplift_krw_per_kwh": 2},
         {"network_use_krw_per_kwh": 6, "uplift_krw_per_kwh": 1}],
       "suppliers": [{"id": "s", "zone": "z", "source": "wind", "capacity_kw": 1000, "ask_krw_per_kwh": 100,
         "generation": {"values": [400, 600], "unit": "kWh"}}],
       "consumers": [{"id": "c", "zone": "z", "load": {"values": [900, 900], "unit": "kWh"},
         "retail_price": {"constant": 200, "unit": "per_kWh"}, "ceiling_krw_per_kwh": 1000,
         "supply_fee_krw_per_kwh": 3}]}
      """
    let file = try Self.statements(text, shares: [1])
    // 1,000 x 100; tax 10,000; fund 2,500; network use 5,000, uplift 2,000, supply fee 3,000.
    let lines = file.statements[0].lines
    #expect(
      Self.names(lines) == ["energy", "vat", "industry_fund", "network_use", "uplift", "supply_fee"])
    #expect(lines.map(\.amount) == [100_000, 10_000, 2500, 5000, 2000, 3000])
    // 500 at 40 and 300 at -20: 14,000; tax 1,400; fund 350; 800 at 6 + 1 + 3.
    let own = try #require(file.consumers[0].months?.first?.lines)
    #expect(Self.names(own) == ["top_up", "vat", "industry_fund", "top_up_fee"])
    #expect(own.map(\.amount) == [14_000, 1400, 350, 8000] && own.allSatisfy { $0.payee == .others })
    #expect(file.consumers[0].total == 122_500 + 23_750 && file.suppliers[0].net == 110_000)
    // The uplift turns out at 2.5 in the first hour and 1 in the second: 1,000 + 600 instead of 2,000, of which
    // 400 x 0.5 - 600 x 1 for the price; network use at 5.1 throughout.
    let later = try Self.statements(
      text, shares: [1],
      metered: """
        interval_start,generation:s,load:c,uplift:s:c,network_use:s:c
        2026-03-01T00:00:00+09:00,400,900,2.5,5.1
        2026-03-01T01:00:00+09:00,600,900,1,5.1
        """)
    let fees = later.statements[0].lines[3...4]
    #expect(fees.map(\.amount) == [5100, 1600] && fees.map { $0.difference?.price } == [100, -400])
    #expect(fees.map(\.price) == [5.1, nil] && later.totals.difference?.difference == -300)
  }

  @Test("A fund in statement.charges at another rate than industry_fund_rate is refused by both names")
  func twoFunds() throws {
    func text(_ rate: Double, on: String = "") -> String {
      Self.market("pay_as_produced").json.replacing(
        "\"contract_terms\":",
        with:
          "\"industry_fund_rate\": 0.025, \"statement\": {\"charges\": [{\"name\": \"industry_fund\", \"rate\": \(rate), \"rounding\": \"round_half_up\", \"payee\": \"others\"\(on)}]}, \"contract_terms\":"
      )
    }
    // All of it: 10 and 15 supplied, 25 x 60 = 1,500, of which 2.5 % are 37.5.
    let file = try Self.statements(text(0.025), shares: [1])
    #expect(file.statements[0].lines.map(\.amount) == [1500, 38])
    let named = text(0.025).replacing("\"industry_fund\"", with: "\"energy\"")
    let taken = #expect(throws: DataError.self) { try Self.statements(named, shares: [1]) }
    #expect(taken?.description.contains("statement.charges[0].name: found \"energy\"") == true)
    let error = #expect(throws: DataError.self) { try Self.statements(text(0.032), shares: [1]) }
    let message = error?.description ?? ""
    #expect(message.contains("statement.charges[0].rate") && message.contains("industry_fund_rate 0.025"))
  }

  @Test("The pages say each amount as the firm that pays it reads it")
  func pages() throws {
    var market = Self.market("baseload")
    market.certificatePrice = 12
    market.surplus = "buyer"
    let text = try Self.statements(market.json, shares: [1]).pages
    // 20 in either hour, 15.001 and 15 supplied: 30.001 x 60 = 1,800.06; surplus 4.999 x 50 + 5 x 40 = 449.95.
    for part in [
      "2026-03  c pays",
      "100 % of the mean output of s, 20.000 kWh in every interval; paid on supplied energy; surplus sold by c",
      "contracted 40.000 kWh, lost 0.000, supplied 30.001, surplus 9.999; the plant fell short by 10.000 and had 10.000 more",
      "Energy", "30.001 kWh supplied x 60", "1,800  to s", "10 % of 1,800", "-450  received from the market",
      "c pays in 2026-03", "2026-03  s receives", "Missing energy, bought on the market",
    ] {
      #expect(text.contains(part), "\(part)\n\(text)")
    }
  }
}
