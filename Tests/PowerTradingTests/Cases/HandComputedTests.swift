// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct HandComputedTests {
  @Test("Losses, both fees and surplus come to the sum of the accounts")
  func accounts() throws {
    // All of the output: offered 9 and 18, supplied 8 and 18, surplus 1 and 0.
    // Supply over surplus: 45 x 8 + 55 x 18 = 1350; lost 50 x 1 + 60 x 2 = 170; fees 2 x 30 = 60: 1120.
    // The second interval alone is worth 990 - 230 a share, so that all of it is best.
    // Consumer: saved 800 + 2160, paid 26 x 90, 26 x 5 and 60: 430. Supplier: 2340 + 50 - 1700 = 690.
    var market = SmallMarket(
      market: [50, 60], suppliers: [.init(id: "s", generation: [10, 20], ask: 90)],
      consumers: [.init(id: "c", load: [8, 30], retail: [100, 120], ceiling: 97, supplyFee: 5)],
      loss: [[0.1]], contractedFee: [[2]])
    let solved = try SolvedCase(market.json)
    #expect(solved.value.map { agree($0, 1120) } == true)
    let plan = try #require(solved.envelope.plan)
    #expect(agree(plan.consumers[0].gain, 430) && agree(plan.suppliers[0].gain, 690))
    #expect(agree(plan.contracts[0].share, 1) && agree(plan.contracts[0].surplus, 1))
    #expect(agree(plan.suppliers[0].lost, 3) && agree(plan.consumers[0].utility, 12))
    // Ask and fees come to 97: a ceiling below closes the pair.
    market.consumers[0].ceiling = 96.9
    let closed = try SolvedCase(market.json)
    #expect(closed.envelope.status == .optimal)
    #expect(closed.value == 0 && closed.envelope.plan?.rejectedPairs.map(\.reason) == [.askAboveCeiling])
  }

  @Test("Quarter hours of power add up by month on both sides of a boundary")
  func months() throws {
    // 8 kW are 2 kWh a quarter hour, the load takes 1: half of the output is best, as contracted energy
    // costs 1. Saved 4 x 100 - 4 x 40 - 4 x 1 = 236; each month 2 kWh, paid 160, gained 200 - 160 - 2 = 38.
    let solved = try SolvedCase(
      """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "2026-01-31T23:30:00+09:00", "interval_minutes": 15, "intervals": 4},
       "market_price": {"constant": 40000, "unit": "per_MWh"},
       "zone_pairs": [{"from_zone": "z", "to_zone": "z", "contracted_fee_krw_per_kwh": 1}],
       "suppliers": [{"id": "s", "source": "solar", "zone": "z", "capacity_kw": 8, "ask_krw_per_kwh": 80,
         "generation": {"constant": 8, "unit": "kW"}}],
       "consumers": [{"id": "c", "zone": "z", "load": {"constant": 0.001, "unit": "MWh"},
         "retail_price": {"values": [100, 100, 100, 100], "unit": "per_kWh"}, "ceiling_krw_per_kwh": 81}]}
      """)
    #expect(solved.value.map { agree($0, 236) } == true)
    let plan = try #require(solved.envelope.plan)
    #expect(agree(plan.contracts[0].share, 0.5))
    #expect(plan.consumers[0].months.map(\.month) == ["2026-01", "2026-02"])
    for month in plan.consumers[0].months {
      #expect(agree(month.supplied, 2) && agree(month.energyPayment, 160) && agree(month.gain, 38))
    }
    // What the supplier gives up: 2 kWh at 40.
    for month in plan.suppliers[0].months {
      #expect(agree(month.generation, 4) && agree(month.gain, 160 - 80))
    }
  }

  @Test("A time-of-use tariff bills Saturdays, Sundays and holidays by their own hours")
  func tariff() throws {
    // Thursday and Friday: 8 h x 60 + 12 h x 150 + 4 h x 100 = 2680 each; Saturday 24 x 100 = 2400;
    // Sunday and Monday, a holiday, 24 x 60 = 1440 each: 10,640 for 1 kWh an hour, less 120 x 10 market.
    let solved = try SolvedCase(
      """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "2026-03-05T00:00:00+09:00", "interval_minutes": 60, "intervals": 120},
       "holidays": ["2026-03-09"], "market_price": {"constant": 10, "unit": "per_kWh"},
       "tariffs": [{"id": "tou", "seasons": [{"name": "year", "months": [1,2,3,4,5,6,7,8,9,10,11,12],
         "bands": [{"band": "off", "energy_krw_per_kwh": 60}, {"band": "mid", "energy_krw_per_kwh": 100},
                   {"band": "on", "energy_krw_per_kwh": 150}],
         "weekday": [{"from_hour": 0, "to_hour": 8, "band": "off"}, {"from_hour": 8, "to_hour": 20, "band": "on"},
                     {"from_hour": 20, "to_hour": 24, "band": "mid"}],
         "saturday": [{"from_hour": 0, "to_hour": 24, "band": "mid"}],
         "sunday_and_holiday": [{"from_hour": 0, "to_hour": 24, "band": "off"}]}]}],
       "suppliers": [{"id": "s", "source": "wind", "capacity_kw": 1, "ask_krw_per_kwh": 50,
         "generation": {"constant": 1, "unit": "kW"}}],
       "consumers": [{"id": "c", "load": {"constant": 1, "unit": "kWh"}, "retail_price": {"tariff": "tou"},
         "ceiling_krw_per_kwh": 60}]}
      """)
    #expect(solved.value.map { agree($0, 10_640 - 1200) } == true)
    #expect(solved.envelope.plan.map { agree($0.consumers[0].utilityBillSaved, 10_640) } == true)
  }

  @Test(
    "A target is met at its cost where it is hard or dear, and bought off where it is cheap",
    arguments: [(nil, -94.0), (100.0, -94.0), (30.0, -60.0)])
  func target(price: Double?, expected: Double) throws {
    // A share gains 5 x 5 and costs 250 of losses and 10 of fees: -235, or 47 for each of the 5 kWh that arrive.
    // 20 % of 10 kWh: 2 x 47 = 94, or 2 x price.
    let solved = try SolvedCase(
      SmallMarket(
        market: [50], suppliers: [.init(id: "s", generation: [10], ask: 1)],
        consumers: [
          .init(id: "c", load: [10], retail: [55], minimumShare: 0.2, shortfallPrice: price)
        ], loss: [[0.5]], contractedFee: [[1]]
      ).json)
    #expect(solved.value.map { agree($0, expected) } == true)
    let missing = solved.envelope.plan?.consumers[0].re100Shortfall ?? .nan
    #expect(abs(missing - (price == 30 ? 2 : 0)) <= 1e-6)
  }

  @Test("Supplied energy is split in proportion to what arrives")
  func proRata() throws {
    // Both give all: 6 + 6 arrive. Hour 0 takes 12; hour 1 takes 6, 3 of each. s1 saves 600 in hour 0 and
    // loses 12 x 10. Gain 100 x 18 - 120 = 1680.
    let solved = try SolvedCase(
      SmallMarket(
        market: [10, 10],
        suppliers: [
          .init(id: "s0", generation: [6, 6], ask: 40), .init(id: "s1", generation: [12, 12], ask: 30),
        ], consumers: [.init(id: "c", load: [20, 6], retail: [110, 110])], loss: [[0], [0.5]]
      ).json)
    #expect(solved.value.map { agree($0, 1680) } == true)
    let contracts = solved.envelope.plan?.contracts ?? []
    #expect(contracts.map(\.supplied).allSatisfy { agree($0, 9) } && contracts.count == 2)
    #expect(contracts.map(\.surplus).allSatisfy { agree($0, 3) })
    #expect(solved.envelope.plan.map { agree($0.consumers[0].energyPayment, 9 * 40 + 9 * 30) } == true)
  }

  @Test("Smallest contract, fixed cost and number of contracts are kept", arguments: [(1, 165.0), (0, 0.0)])
  func rules(count: Int, expected: Double) throws {
    // The load of 4 is worth 4 x 50 = 200, a contract takes at least half of 10 kWh: s0 pays 5 x 1 of fees,
    // s1 5 x 2, each 30 fixed: 200 - 5 - 30 = 165.
    let solved = try SolvedCase(
      SmallMarket(
        market: [50],
        suppliers: [.init(id: "s0", generation: [10], ask: 0), .init(id: "s1", generation: [10], ask: 0)],
        consumers: [.init(id: "c", load: [4], retail: [100], smallest: 0.5, count: count)],
        contractedFee: [[1], [2]], fixedCost: 30
      ).json)
    #expect(solved.value.map { agree($0, expected) } == true)
    #expect(solved.envelope.plan?.contracts.map(\.supplier) == (count == 0 ? [] : ["s0"]))
  }
}
