// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct FeeTests {
  private func text(_ fees: String, onSite: Bool = false, fund: Double = 0, asks: (Double, Double) = (60, 60))
    -> String
  {
    """
    {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
     "horizon": {"start": "2026-01-01T00:00:00+09:00", "interval_minutes": 60, "intervals": 1},
     "market_price": {"constant": 10, "unit": "per_kWh"}, "network_fees": [\(fees)],
     "industry_fund_rate": \(fund), "pairs": [{"supplier": "s", "consumer": "c", "on_site": \(onSite)}],
     "suppliers": [
       {"id": "s", "source": "wind", "zone": "a", "capacity_kw": 10, "ask_krw_per_kwh": \(asks.0),
        "generation": {"constant": 10, "unit": "kWh"}},
       {"id": "t", "source": "wind", "zone": "b", "capacity_kw": 10, "ask_krw_per_kwh": \(asks.1),
        "generation": {"constant": 10, "unit": "kWh"}}],
     "consumers": [{"id": "c", "zone": "z", "voltage": "hv", "load": {"constant": 10, "unit": "kWh"},
       "ceiling_krw_per_kwh": 90, "supply_fee_krw_per_kwh": 2,
       "retail_price": {"constant": 100, "unit": "per_kWh"}}]}
    """
  }

  /// The fees of both pairs beside the consumer's own 2.
  private func fees(_ text: String) throws -> [Double] {
    let scenario = try SolvedCase.scenario(text)
    return scenario.pairs.map { $0.suppliedFee + scenario.consumers[0].supplyFee - 2 }
  }

  @Test("Of the network fees that fit, the most specific counts")
  func specific() throws {
    let any = "{\"network_use_krw_per_kwh\": 5, \"uplift_krw_per_kwh\": 1}"
    let byVoltage = "{\"voltage\": \"hv\", \"network_use_krw_per_kwh\": 4}"
    let fromB = "{\"from_zone\": \"b\", \"uplift_krw_per_kwh\": 3}"
    let both = "{\"from_zone\": \"b\", \"to_zone\": \"z\", \"voltage\": \"hv\", \"uplift_krw_per_kwh\": 8}"
    let other = "{\"voltage\": \"lv\", \"network_use_krw_per_kwh\": 99}"
    #expect(try fees(text("\(any), \(other)")) == [6, 6])
    #expect(try fees(text("\(any), \(byVoltage)")) == [4, 4])
    // Of two with one key each, the zone counts.
    #expect(try fees(text("\(byVoltage), \(fromB)")) == [4, 3])
    #expect(try fees(text("\(both), \(fromB), \(byVoltage), \(any)")) == [4, 8])
    #expect(throws: DataError.self) { try fees(text("\(fromB), \(other)")) }
    #expect(throws: DataError.self) { try fees(text("\(any), \(any)")) }
  }

  @Test("Pairs on one site pay no network fee; the fund is levied on the ask")
  func onSite() throws {
    let any = "{\"network_use_krw_per_kwh\": 5}"
    #expect(try fees(text(any, onSite: true)) == [0, 5])
    #expect(try fees(text(any, fund: 0.25)) == [20, 20])
    #expect(try fees(text(any, fund: 0.25, asks: (40, 60))) == [15, 20])
  }

  @Test("Fees that are the same for a consumer's pairs are its supply fee, in the optimum and the accounts")
  func folded() throws {
    let solved = try SolvedCase(text("{\"network_use_krw_per_kwh\": 5}", fund: 0.25))
    // 125 with the fund, less 2, 5 and a quarter of 60, less the market's 10.
    #expect(solved.value.map { agree($0, 10 * (125 - 2 - 5 - 15 - 10)) } == true)
    #expect(solved.envelope.plan.map { agree($0.consumers[0].supplyFee, 10 * 22) } == true)
    let basis = try #require(solved.envelope.plan?.basis)
    #expect(basis.industryFundRate == 0.25 && basis.notes.count == 2)
  }

  @Test("Fees that differ within a consumer are in its accounts, and the bound holds")
  func spread() throws {
    let solved = try SolvedCase(text("{\"network_use_krw_per_kwh\": 5}", onSite: true))
    let bound = try #require(solved.envelope.bound)
    // All from the supplier on site is best: 10 x (100 - 2 - 10).
    #expect(bound >= 880 - 1e-6)
    let plan = try #require(solved.envelope.plan)
    let paid = plan.contracts.reduce(0) { $0 + $1.supplied * ($1.supplier == "s" ? 2 : 7) }
    #expect(agree(plan.consumers[0].supplyFee, paid))
    #expect(solved.value.map { agree($0, 10 * 90 - paid) } == true)
  }
}
