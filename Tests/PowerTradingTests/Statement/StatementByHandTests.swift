// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// A plant with half of its output for each of two firms, over an hour, with every figure worked out.
struct StatementByHandTests {
  /// 10.001 kWh at the plant, a tenth lost, at 100.5; the market pays 40.
  private static var market: SmallMarket {
    SmallMarket(
      market: [40],
      suppliers: [.init(id: "s", generation: [10.001], ask: 100.5)],
      consumers: [
        .init(id: "a", load: [3], retail: [150], supplyFee: 6),
        .init(id: "b", load: [9], retail: [150]),
      ],
      loss: [[0.1, 0.1]], contractedFee: [[3.1, 0]])
  }

  private static func statements(
    _ text: String, shares: [Double], metered: String? = nil
  ) throws -> StatementFile {
    let scenario = try SolvedCase.scenario(text)
    let data = try metered.map {
      try MeteredFile(scenario, MeterData.contracts(shares: shares), file: "m.csv").read(Array($0.utf8))
    }
    let file = StatementBuilder(scenario, shares: shares, metered: data).file()
    #expect(StatementCheck.violations(of: file) == [])
    return file
  }

  @Test("An hour's statement, Wh by Wh and won by won")
  func hour() throws {
    let file = try Self.statements(Self.market.json, shares: [0.5, 0.5])
    // 10,001 Wh in halves: 5,001 and 5,000. Lost: 500.1 and 500, so 500 each. Arriving: 4,501 and 4,500;
    // a takes 3,000 of its own, b all.
    #expect(file.statements.map(\.contracted) == [5001, 5000])
    #expect(file.statements.map(\.lost) == [500, 500])
    #expect(file.statements.map(\.supplied) == [3000, 4500])
    #expect(file.statements.map(\.surplus) == [1501, 0])
    // a: 3 x 100.5 = 301.5, up to 302; tax 30.2, 30; fund 9.664, to tens 0; fee 5.001 x 3.1 = 15.5031, 16;
    // supply fee 18. b: 452.25, 452; 45.2, 45; 14.464, 10.
    #expect(file.statements[0].lines.map(\.amount) == [302, 30, 0, 16, 18])
    #expect(
      file.statements[0].lines.map(\.line)
        == ["energy", "vat", "industry_fund", "contracted_fee", "supply_fee"])
    #expect(file.statements[1].lines.map(\.amount) == [452, 45, 10])
    #expect(file.statements.map(\.toSupplier) == [332, 497])
    #expect(file.statements.map(\.toOthers) == [34, 10])
    // Surplus: 1.501 x 40 = 60.04.
    #expect(file.suppliers[0].received == 829 && file.suppliers[0].surplusRevenue == 60)
    #expect(file.totals.total == 873 && file.totals.energyAmount == 754)
  }

  @Test("Metered data: the difference is volume, loss, price and rounding")
  func metered() throws {
    let file = try Self.statements(
      Self.market.json, shares: [0.5, 0.5],
      metered: """
        interval_end,generation:s,load:a,load:b,market_price,price:s:b,loss:s:b
        2026-03-01T01:00:00+09:00,12,3,9,50,101,0.2
        """)
    // 6,000 Wh each; a: 600 lost, takes 3,000 and leaves 2,400. b: 1,200 lost, takes 4,800.
    #expect(file.statements.map(\.lost) == [600, 1200])
    #expect(file.statements.map(\.supplied) == [3000, 4800])
    // a pays the same 302: before losses 3,600 instead of 3,500 Wh (10.05, 10), lost 600 instead of 500.
    let a = try #require(file.statements[0].lines[0].difference)
    #expect(a.planAmount == 302 && a.difference == 0 && a.volume == 10 && a.loss == -10 && a.rounding == 0)
    // b: 4.8 x 101 = 484.8, 485, against 452: 6,000 less 5,000 Wh at 100.5 is 100.5, 101; 700 Wh more lost,
    // -70.35, -70; 4.8 x 0.5 = 2.4, 2; together 33, as is 485 - 452.
    let b = try #require(file.statements[1].lines[0].difference)
    #expect(
      b
        == StatementDifference(
          planEnergy: 4500, planAmount: 452, difference: 33, volume: 101, loss: -70, price: 2, rounding: 0))
    // Surplus: 2.4 x 50 = 120 against 60. Before losses 3,000 and 1,200 instead of 2,001 and 500 Wh, 67.96;
    // 800 more lost, -32; 2.4 x 10.
    let surplus = try #require(file.suppliers[0].months[0].lines[0].difference)
    #expect(
      surplus
        == StatementDifference(
          planEnergy: 1501, planAmount: 60, difference: 60, volume: 68, loss: -32, price: 24, rounding: 0))
  }

  @Test(
    "What is wrong with metered data is said by line",
    arguments: [
      ("interval_start,load:a,load:b\n2026-03-01T00:00:00+09:00,1,1", "no column \"generation:s\""),
      ("generation:s,load:a,load:b\n1,1,1", "no column of stamps"),
      (
        "interval_start,generation:s,load:a,load:c\n2026-03-01T00:00:00+09:00,1,1,1",
        "expected \"load:a\""
      ),
      ("interval_start,generation:s,load:a,load:b", "no rows"),
      (
        "interval_start,generation:s,load:a,load:b\n2026-03-01T01:00:00+09:00,1,1,1",
        "m.csv:2: column interval_start: found 1 interval from 2026-03-01T01:00:00+09:00"
      ),
      (
        "interval_start,generation:s,load:a,load:b\n2025-03-01T00:00:00+09:00,1,1,1",
        "the year is 2025 in the place of 2026"
      ),
      ("", "m.csv:1: header: found an empty file; expected the names of the columns"),
      ("2026-03-01T00:00:00+09:00,1,1,1\n2026-03-01T01:00:00+09:00,1,1,1", "data in the first line"),
      (
        "interval_start,generation:s,load:a,load:b\n2026-03-01T00:00:00+09:00,1,1,1\n2026-03-01T00:00:00+09:00,1,1,1",
        "m.csv:3: column interval_start: found an hour twice from 2026-03-01T00:00:00+09:00 on"
      ),
      (
        "interval_start,generation:s,load:a,load:b\n2026-03-01T00:00:00+09:00,1,1,1\n2026-03-01T03:00:00+09:00,1,1,1",
        "m.csv:3: column interval_start: found a gap: 2 intervals are missing before 2026-03-01T03"
      ),
      (
        "interval_start,generation:s,load:a,load:b\n2026-03-01T00:00:00+00:00,1,1,1",
        "the stamps have another offset from UTC than the scenario's"
      ),
      ("interval_start;generation:s;load:a;load:b\n1;1;1;1", "the file parts them by \";\""),
      ("time,generation:s,load:a,load:b\n1,1,1,1", "no column of stamps among \"time\", \"generation:s\""),
      (
        "interval_start,generation:s,load:a,load:b\n2026-03-01T00:00:00+09:00,1000002,1,1",
        "m.csv:2: column generation:s: found 1000002 kWh; expected at most 1000000 kWh, 1000000 kW for 60"
      ),
      (
        "interval_start,generation:s,load:a,load:b\n2026-03-01T00:00:00+09:00,-1,1,1",
        "m.csv:2: column generation:s: found -1"
      ),
      (
        "interval_start,generation:s,load:a,load:b,loss:s:a\n2026-03-01T00:00:00+09:00,1,1,1,1.5",
        "m.csv:2: column loss:s:a: found 1.5"
      ),
    ])
  func refusals(csv: String, message: String) throws {
    let error = #expect(throws: DataError.self) {
      try Self.statements(Self.market.json, shares: [0.5, 0.5], metered: csv)
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("Metered data in MWh are refused unless accepted, and a plan that pays otherwise is refused")
  func doubts() throws {
    var own = try SolvedCase(Self.market.json)
    var plan = try #require(own.envelope.plan)
    try #require(!plan.contracts.isEmpty)
    func settle(_ plan: PowerPlan, generation: Double, accepts: Bool = false) throws -> StatementFile {
      try PowerMarket.statements(
        plan, own.scenario, file: "p.json",
        metered: (
          Array(
            "interval_start,generation:s,load:a,load:b\n2026-03-01T00:00:00+09:00,\(generation),3,9".utf8),
          "m.csv"
        ), acceptsSizes: accepts)
    }
    #expect(try settle(plan, generation: 10).warnings == nil)
    let doubt = #expect(throws: DataError.self) { try settle(plan, generation: 0.01) }
    #expect(doubt?.description.contains("MWh in the place of kWh") == true)
    let warnings = try settle(plan, generation: 0.01, accepts: true).warnings ?? []
    // The same instant by another offset is settled, and said.
    let other = try PowerMarket.statements(
      plan, own.scenario, file: "p.json",
      metered: (
        Array("interval_start,generation:s,load:a,load:b\n2026-02-28T15:00:00+00:00,10,3,9".utf8), "m.csv"
      ))
    #expect(other.warnings?.first?.contains("settled as 2026-03-01T00:00:00+09:00") == true)
    #expect(warnings.count == 1 && warnings[0].contains("m.csv: column generation:s: found 0.01 kWh in all"))
    plan.contracts[0].energyPayment += 5
    own.envelope.plan = plan
    let error = #expect(throws: DataError.self) { try settle(plan, generation: 10) }
    #expect(error?.description.contains("settle knows no other terms") == true)
    plan.contracts[0].energyPayment -= 5
    plan.suppliers[0].surplusRevenue += 5
    #expect(throws: DataError.self) { try settle(plan, generation: 10) }
    plan.suppliers[0].surplusRevenue -= 5
    #expect(try settle(plan, generation: 10).basis == .metered)
  }

  @Test("The largest amounts that are counted do not overflow, and larger ones are refused")
  func sizes() throws {
    var market = Self.market
    market.suppliers[0].generation = [9e10]
    market.suppliers[0].ask = 1e6
    for j in 0..<2 {
      market.consumers[j].load = [4e10]
      market.consumers[j].retail = [2e6]
      market.consumers[j].ceiling = 1e9
    }
    let charge = "{\"name\": \"levy\", \"rate\": 1, \"rounding\": \"round_half_up\", \"payee\": \"others\"}"
    let charges = Array(repeating: charge, count: 5).joined(separator: ", ")
    func plant(_ text: String) -> String {
      text.replacing("\"capacity_kw\": 1e6", with: "\"capacity_kw\": 1e12")
    }
    func text() -> String {
      plant(market.json).replacing(
        "\"suppliers\": [", with: "\"statement\": {\"charges\": [\(charges)]}, \"suppliers\": [")
    }
    let scenario = try SolvedCase.scenario(text())
    try StatementLimits.check(scenario, file: "p.json")
    let largest = try Self.statements(text(), shares: [0.5, 0.5])
    // 4e10 kWh each at 1e6, six times over, and fees.
    #expect(largest.totals.energyAmount == 80_000_000_000_000_000)
    #expect(largest.totals.total > 480_000_000_000_000_000)
    for change in [0, 1, 2] {
      var larger = market
      if change == 0 { larger.suppliers[0].generation = [1.1e11] }
      if change == 1 { larger.suppliers[0].ask = 1.1e6 }
      if change == 2 { larger.fixedCost = 1e15 }
      let refused = try SolvedCase.scenario(plant(larger.json))
      #expect(throws: DataError.self) { try StatementLimits.check(refused, file: "p.json") }
    }
  }

  @Test("A month of metered data settles that month")
  func month() throws {
    // 60 hours from 30 March: 48 in March, 12 in April.
    var market = Self.market
    let hours = 60
    market.market = Array(repeating: 40, count: hours)
    market.suppliers[0].generation = Array(repeating: 10, count: hours)
    for j in 0..<2 {
      market.consumers[j].load = Array(repeating: 9, count: hours)
      market.consumers[j].retail = Array(repeating: 150, count: hours)
    }
    market.fixedCost = 1000
    let text = market.json.replacing("2026-03-01T00", with: "2026-03-30T00")
    let whole = try Self.statements(text, shares: [0.5, 0.5])
    #expect(whole.statements.map(\.month) == ["2026-03", "2026-03", "2026-04", "2026-04"])
    #expect(
      whole.statements.map { $0.lines.contains { $0.line == "fixed_cost" } } == [true, true, false, false])
    let rows = (0..<12).map { "2026-04-01T\($0 < 10 ? "0" : "")\($0):00:00+09:00,10,9,9" }
    let april = try Self.statements(
      text, shares: [0.5, 0.5],
      metered: "interval_start,generation:s,load:a,load:b\n" + rows.joined(separator: "\n"))
    #expect(april.statements.map(\.month) == ["2026-04", "2026-04"])
    #expect(april.statements.map(\.total) == whole.statements[2...].map(\.total))
    #expect(april.totals.difference == StatementDifference(planAmount: april.totals.total))
  }

  @Test("Charges are the scenario's, or none outside Korea")
  func charges() throws {
    let own = Self.market.json.replacing(
      "\"suppliers\": [",
      with:
        "\"statement\": {\"charges\": [{\"name\": \"levy\", \"rate\": 0.5, \"rounding\": \"truncate_to_ten\", \"payee\": \"supplier\"}]}, \"suppliers\": ["
    )
    // Half of 302 is 151, truncated 150.
    #expect(try Self.statements(own, shares: [0.5, 0.5]).statements[0].lines[1].amount == 150)
    let abroad = Self.market.json.replacing("KRW", with: "EUR").replacing("_krw", with: "_eur")
    #expect(
      try Self.statements(abroad, shares: [0.5, 0.5]).statements[1].lines.map(\.line) == ["energy"])
  }
}
