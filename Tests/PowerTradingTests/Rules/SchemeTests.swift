// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct SchemeTests {
  /// One supplier and one consumer on the first day of 2026.
  private func text(
    scheme: String, source: String = "solar", capacity: Double = 2000, power: Double? = 500,
    supplier: String = "", consumer: String = "", pair: String = "", more: String = ""
  ) -> String {
    """
    {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
     "horizon": {"start": "2026-01-01T00:00:00+09:00", "interval_minutes": 60, "intervals": 1},
     "scheme": \(scheme), "market_price": {"constant": 50, "unit": "per_kWh"},
     "pairs": [{"supplier": "s", "consumer": "c"\(pair)}],
     "suppliers": [{"id": "s", "source": "\(source)", "capacity_kw": \(capacity), "ask_krw_per_kwh": 60,
       "generation": {"constant": 10, "unit": "kWh"}\(supplier)}\(more)],
     "consumers": [{"id": "c", "load": {"constant": 10, "unit": "kWh"}, "ceiling_krw_per_kwh": 90,
       "retail_price": {"constant": 100, "unit": "per_kWh"}\(consumer)\(power.map { ", \"contract_power_kw\": \($0)" } ?? "")}]}
    """
  }

  /// The reason why the first pair is closed, checked in the plan.
  private func rejection(_ text: String) throws -> PowerPlan.RejectedPair? {
    let solved = try SolvedCase(text)
    let rejected = solved.envelope.plan?.rejectedPairs.first { $0.supplier == "s" }
    // 50 for each of 10 kWh where the pair may contract, and nothing where it may not.
    #expect((solved.envelope.plan?.contracts.contains { $0.supplier == "s" } ?? false) == (rejected == nil))
    return rejected
  }

  private func expectIssue(_ text: String, _ place: String, _ part: String) {
    #expect {
      _ = try SolvedCase.scenario(text)
    } throws: { error in
      (error as? DataError)?.issues.contains { $0.place.hasPrefix(place) && "\($0)".contains(part) } ?? false
    }
  }

  @Test(
    "Each scheme takes its sources", arguments: EnergySource.allCases,
    ["open", "kr-direct", "kr-third-party", "kr-special-zone"])
  func sources(source: EnergySource, scheme: String) throws {
    let renewable: Set<EnergySource> = [.solar, .wind, .hydro, .bio, .geothermal, .marine]
    let taken =
      switch scheme {
      case "kr-direct": renewable.contains(source)
      case "kr-third-party": renewable.union([.fuelCell, .hydrogen]).contains(source)
      default: true
      }
    // In the zone 10 kWh of generation against a load of 10 keep its rules.
    let rejected = try rejection(text(scheme: "{\"name\": \"\(scheme)\"}", source: source.rawValue))
    #expect((rejected == nil) == taken)
    if let rejected { #expect(rejected.reason == .source && rejected.ruleValidFrom != nil) }
    let scenario = try SolvedCase.scenario(text(scheme: "{\"name\": \"open\"}", source: source.rawValue))
    #expect(scenario.suppliers[0].countsTowardsRE100 == renewable.contains(source))
  }

  @Test(
    "Contract power and capacity are held against the floors",
    arguments: [
      (1000.0, 500.0, EligibilityRule.supplierCapacity, 1000.0, 1000.0), (1001, 300, nil, 0, 0),
      (2000, 299.9, .consumerContractPower, 299.9, 300), (500, 200, .consumerContractPower, 200, 300),
    ])
  func floors(capacity: Double, power: Double, rule: EligibilityRule?, figure: Double, limit: Double) throws {
    let rejected = try rejection(text(scheme: "{\"name\": \"kr-direct\"}", capacity: capacity, power: power))
    #expect(rejected?.reason == rule)
    if let rejected {
      #expect(rejected.figure == figure && rejected.limit == limit)
      #expect(rejected.ruleValidFrom == "2025-07-22" && rejected.ruleSource?.isEmpty == false)
    }
  }

  @Test(
    "On one site the floor on the capacity ended on 2025-07-22",
    arguments: [("2025-07-21", "2022-09-01"), ("2025-07-22", nil), ("2026-01-01", nil)])
  func onSite(date: String, validFrom: String?) throws {
    let scheme = "{\"name\": \"kr-direct\", \"date\": \"\(date)\"}"
    let rejected = try rejection(text(scheme: scheme, capacity: 800, pair: ", \"on_site\": true"))
    #expect(rejected?.ruleValidFrom == validFrom)
    #expect(try rejection(text(scheme: scheme, capacity: 800))?.reason == .supplierCapacity)
  }

  @Test("The capacities of a pool count together", arguments: [(500.0, true), (501.0, false)])
  func pool(second: Double, isRejected: Bool) throws {
    let more = """
      , {"id": "t", "source": "wind", "capacity_kw": \(second), "ask_krw_per_kwh": 60, "pool": "roofs",
         "generation": {"constant": 1, "unit": "kWh"}}
      """
    let rejected = try rejection(
      text(
        scheme: "{\"name\": \"kr-direct\"}", capacity: 500, supplier: ", \"pool\": \"roofs\"", more: more))
    #expect((rejected != nil) == isRejected)
    if let rejected { #expect(rejected.figure == 500 + second && rejected.limit == 1000) }
  }

  @Test(
    "Agreements through the utility have let smaller consumers in since 2023-08-28",
    arguments: [("2023-08-27", 1000.0), ("2023-08-28", nil)])
  func thirdParty(date: String, limit: Double?) throws {
    let rejected = try rejection(text(scheme: "{\"name\": \"kr-third-party\", \"date\": \"\(date)\"}"))
    #expect(rejected?.limit == limit)
  }

  @Test("A rule that the scenario overrides counts, and is said to be its own")
  func overrides() throws {
    let scheme = """
      {"name": "kr-direct", "overrides": {"smallest_consumer_contract_power_kw": 1000, "sources": ["fuel_cell"]}}
      """
    #expect(try rejection(text(scheme: scheme))?.ruleSource == "overridden by the scenario")
    let rejected = try #require(try rejection(text(scheme: scheme, source: "fuel_cell")))
    #expect(rejected.reason == .consumerContractPower && rejected.limit == 1000)
    #expect(rejected.ruleValidFrom == nil)
    #expect(try rejection(text(scheme: scheme, source: "fuel_cell", power: 1000)) == nil)
  }

  @Test("A scheme without a table, a date that does not exist and a missing contract power are refused")
  func refused() {
    expectIssue(
      text(scheme: "{\"name\": \"kr-direct\", \"date\": \"2022-08-31\"}"), "scheme.date", "2022-09-01")
    expectIssue(text(scheme: "{\"name\": \"kr-direct\", \"date\": \"2026-02-30\"}"), "scheme.date", "exists")
    expectIssue(
      text(scheme: "{\"name\": \"kr-direct\"}", power: nil), "consumers[0]", "contract_power_kw")
  }

  @Test("Consumers that are not members of a zone may not contract in it")
  func members() throws {
    let rejected = try rejection(
      text(
        scheme: "{\"name\": \"kr-special-zone\", \"overrides\": {\"largest_share_sold_elsewhere\": 1}}",
        consumer: ", \"member\": false"))
    #expect(rejected?.reason == .notAMember)
  }
}
