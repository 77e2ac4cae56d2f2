// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import PowerTrading

/// Statements of contracts with a fund, fees of the network and a guarantee.
struct StatementRulesTests {
  @Test("The fund is a charge of its own and no part of the fee; the supplier replaces guaranteed energy")
  func fundAndGuarantee() throws {
    // 10 kWh at 100, all taken; 2.5 % of 1,000 for the fund, 7 a kWh for the network; 4 of 14 kWh are missing.
    let text = """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW", "industry_fund_rate": 0.025,
       "horizon": {"start": "2026-03-01T00:00:00+09:00", "interval_minutes": 60, "intervals": 2},
       "market_price": {"constant": 40, "unit": "per_kWh"},
       "network_fees": [{"network_use_krw_per_kwh": 5, "uplift_krw_per_kwh": 2}],
       "pairs": [{"supplier": "s", "consumer": "c", "guaranteed_supply_kwh": 14, "guarantee_shortfall_price_krw_per_kwh": 30}],
       "suppliers": [{"id": "s", "source": "wind", "capacity_kw": 1000, "ask_krw_per_kwh": 100,
         "generation": {"values": [4, 6], "unit": "kWh"}}],
       "consumers": [{"id": "c", "load": {"values": [9, 9], "unit": "kWh"},
         "retail_price": {"constant": 200, "unit": "per_kWh"}, "ceiling_krw_per_kwh": 1000, "supply_fee_krw_per_kwh": 3}]}
      """
    let own = try SolvedCase(text)
    let plan = try #require(own.envelope.plan)
    #expect(agree(plan.consumers[0].supplyFee, 10 * (3 + 7 + 2.5)))
    let file = try PowerMarket.statements(plan, own.scenario, file: "p.json")
    let lines = try #require(file.statements.first).lines
    #expect(
      lines.map(\.line) == ["energy", "vat", "industry_fund", "network_use", "uplift", "supply_fee"])
    #expect(lines.map(\.amount) == [1000, 100, 20, 50, 20, 30])
    #expect(lines.map(\.payee) == [.supplier, .supplier, .others, .others, .others, .others])
    // 4 at 30: a cost of the supplier alone, as in the plan.
    let supplier = file.suppliers[0]
    #expect(supplier.received == 1100 && supplier.guarantees == -120 && supplier.net == 980)
    #expect(supplier.months[0].lines.map(\.line) == ["surplus", "guarantee"])
    #expect(supplier.months[0].lines[1].consumer == "c" && supplier.months[0].lines[1].energy == 4000)
    // An hour alone settles no guarantee; half the generation doubles what is missing and more.
    func settle(_ rows: String) throws -> StatementFile {
      try PowerMarket.statements(
        plan, own.scenario, file: "p.json",
        metered: (Array("interval_start,generation:s,load:c\n\(rows)".utf8), "m.csv"))
    }
    let hour = try settle("2026-03-01T01:00:00+09:00,6,9")
    #expect(hour.suppliers[0].guarantees == 0)
    let both = try settle("2026-03-01T00:00:00+09:00,2,9\n2026-03-01T01:00:00+09:00,3,9")
    let line = try #require(both.suppliers[0].months[0].lines.last)
    #expect(line.line == "guarantee" && line.amount == -270 && line.difference?.volume == -150)
  }

  @Test(
    "Shipped scenarios with rules and terms are settled",
    arguments: ["ochang_direct_ppa", "mipo_special_zone", "dadaepo_contract_forms", "mieum_who_pays"])
  func shipped(name: String) throws {
    let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let path = "/\(folder)/Scenarios/\(name).json"
    let inputs = InputReader()
    let document = try JSONDocument(parsing: inputs.read(path), file: path)
    let scenario = try PowerMarket.scenario(from: document, inputs: inputs)
    var options = SolveOptions(cores: 1)
    options.gap = 0.01
    let outcome = try PowerMarket.solve(scenario, SolveRun(options: options))
    let plan = try #require(outcome.part)
    let file = try PowerMarket.statements(plan, scenario, file: path)
    #expect(!file.statements.isEmpty && StatementCheck.violations(of: file) == [])
  }
}
