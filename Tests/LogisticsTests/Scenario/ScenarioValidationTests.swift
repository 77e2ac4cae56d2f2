// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Interchange
import Testing

@testable import Logistics

/// A way to spoil the full scenario, and what must be said of it.
struct Spoiled: CustomTestStringConvertible, Sendable {
  var old: String
  var new: String
  var words: [String]

  init(_ old: String, _ new: String, _ words: String...) {
    self.old = old
    self.new = new
    self.words = words
  }

  var testDescription: String { "\(old) -> \(new)" }
}

@Suite("Validation of scenarios")
struct ScenarioValidationTests {
  static let time = [
    Spoiled("\"count\": 6", "\"count\": 0", "periods.count: found 0", "from 1 to 3660"),
    Spoiled("\"count\": 6", "\"count\": 1e12", "periods.count", "from 1 to 3660"),
    Spoiled("\"unit\": \"week\"", "\"unit\": \"hour\"", "periods.unit: found \"hour\"", "day, week"),
    Spoiled("2026-12-07", "2026-13-07", "periods.first_day: found \"2026-13-07\"", "a date such as"),
    Spoiled(
      "\"first_period\": 4, \"last_period\": 5,", "\"first_period\": 4, \"last_period\": 7,",
      "demands[0].last_period: found 7; expected a period from 1 to 6"),
    Spoiled(
      "\"first_period\": 4, \"last_period\": 5,", "\"first_period\": 5, \"last_period\": 4,",
      "demands[0].last_period: found 4, which is before first_period; expected a period from 5 to 6"),
    Spoiled(
      "\"periods\": { \"count\": 6, \"unit\": \"week\", \"first_day\": \"2026-12-07\" },", "",
      "demands[0].first_period: found 4; expected 1, or \"periods\""),
    Spoiled(
      "\"first_period\": 4, \"last_period\": 6, \"capacity",
      "\"first_period\": 2, \"last_period\": 6, \"capacity",
      "warehouses[0].windows[1]: found periods 2 to 6, which overlap with windows[0]"),
    Spoiled(
      "\"first_period\": 4, \"last_period\": 6, \"capacity",
      "\"first_period\": 4, \"last_period\": 9, \"capacity",
      "warehouses[0].windows[1].last_period: found 9"),
    Spoiled(
      "[ { \"first_period\": 2, \"last_period\": 6 } ]", "[]",
      "warehouses[1].areas[1].windows: found an empty list", "at least 1"),
  ]

  static let space = [
    Spoiled(
      "\"capacity_t\": 60,", "", "warehouses[1].areas[0]: found no capacity_t; expected this key"),
    Spoiled(
      "\"capacity_pallets\": 90, ", "", "warehouses[0].windows[0]: found no capacity_pallets"),
    Spoiled(
      "\"owner\": \"kim\", \"capacity_t\": 60",
      "\"owner\": \"kim\", \"storage_classes\": [\"dry\"], \"capacity_t\": 60",
      "warehouses[1].storage_classes: found classes of a warehouse with areas"),
    Spoiled("\"id\": \"cold\"", "\"id\": \"hall\"", "warehouses[1].areas[1].id", "warehouses[1].areas[0]"),
    Spoiled(
      "\"smallest_utilisation_pallets\": 0.25", "\"smallest_utilisation_pallets\": 1.25",
      "warehouses[0].smallest_utilisation_pallets: found 1.25; expected a number from 0 to 1"),
    Spoiled(
      "\"smallest_utilisation_pallets\": 0.25", "\"smallest_utilisation_m3\": 0.25",
      "warehouses[0].smallest_utilisation_m3: found a figure in m3", "pallets, t"),
    Spoiled(
      "[\"acid\", \"frozen\"]", "[\"acid\", \"frosen\"]",
      "rules.incompatible_classes[2][1]: found \"frosen\"; expected \"frozen\""),
    Spoiled(
      "[\"acid\", \"frozen\"]", "[\"acid\", \"acid\"]", "rules.incompatible_classes[2]: found \"acid\" twice"),
    Spoiled(
      "[\"acid\", \"frozen\"]", "[\"acid\"]", "rules.incompatible_classes[2]", "expected a list of 2"),
    Spoiled(
      "\"activation_cost_krw_per_period\": 20000", "\"activation_cost_krw_per_period\": -1",
      "warehouses[0].activation_cost_krw_per_period: found -1"),
    Spoiled(
      "\"owner\": \"kim\",\n", "\"owner\": \"kin\",\n", "warehouses[0].owner: found \"kin\"; expected \"kim\""
    ),
  ]

  static let demands = [
    Spoiled(
      "\"max_warehouses\": 2, \"smallest", "\"max_warehouses\": 0, \"smallest",
      "demands[0].max_warehouses: found 0"),
    Spoiled(
      "\"smallest_share\": 0.25", "\"smallest_share\": 0",
      "demands[0].smallest_share: found 0; expected a number above 0 and at most 1"),
    Spoiled("\"smallest_share\": 0.25", "\"smallest_share\": 1.5", "demands[0].smallest_share: found 1.5"),
    Spoiled(
      "\"max_warehouses\": 2, \"smallest_share\": 0.25", "\"single_source\": true, \"max_warehouses\": 2",
      "demands[0].max_warehouses: found 2 for a single-source demand"),
    Spoiled(
      "\"max_warehouses\": 2, \"smallest_share\": 0.25", "\"single_source\": true, \"smallest_share\": 0.25",
      "demands[0].smallest_share: found a smallest share of a single-source demand"),
    Spoiled(
      "[\"south\", \"north\"]", "[\"south\", \"nort\"]",
      "demands[2].allowed_warehouses[1]: found \"nort\"; expected \"north\""),
    Spoiled(
      "[\"south\", \"north\"]", "[\"south\", \"south\"]",
      "demands[2].allowed_warehouses[1]: found \"south\" a second time"),
    Spoiled(
      "\"allowed_warehouses\": [\"south\", \"north\"]",
      "\"allowed_warehouses\": [\"south\", \"north\"], \"forbidden_warehouses\": [\"north\"]",
      "demands[2].forbidden_warehouses[0]: found \"north\", which allowed_warehouses names too"),
    Spoiled("[\"south\", \"north\"]", "[]", "demands[2].allowed_warehouses: found an empty list"),
    Spoiled(
      "\"group\": \"small\", \"max", "\"group\": \"smal\", \"max",
      "demands[0].group: found \"smal\"; expected \"small\""),
    Spoiled("\"zone\": \"town\"", "\"zone\": \"twon\"", "demands[1].zone: found \"twon\"; expected \"town\""),
    Spoiled(
      "\"priority\": \"first\", \"group\": \"small\", \"max",
      "\"priority\": \"frist\", \"group\": \"small\", \"max",
      "demands[0].priority: found \"frist\"; expected \"first\""),
    Spoiled(
      "\"unserved_penalty_krw_per_pallet\": 1000, \"unserved_penalty_krw_per_t\": 10",
      "\"unserved_penalty_krw_per_m3\": 1",
      "priority_tiers[0].unserved_penalty_krw_per_m3: found a figure in m3",
      "demands[0].priority: found \"first\", which prices nothing that tea needs"),
    Spoiled(
      ", \"unserved_penalty_krw_per_pallet\": 1000, \"unserved_penalty_krw_per_t\": 10", "",
      "priority_tiers[0]: found no penalty"),
    Spoiled(
      "\"unserved_penalty_krw_per_pallet\": 1000", "\"unserved_penalty_krw_per_pallet\": 9e14",
      "demands[0].priority: found a penalty of", "at most 1e15"),
    Spoiled(
      "\"speed_kmh\": 30, ", "",
      "demands[0].max_travel_minutes: found no travel time known between tea and south", "transport.speed_kmh"
    ),
    Spoiled(
      "\"speed_kmh\": 30", "\"speed_kmh\": 0", "transport.speed_kmh: found 0; expected a number above 0"),
  ]

  static let rules = [
    Spoiled(
      "\"max_activated_warehouses\": 3", "\"max_activated_warehouses\": 2.5",
      "rules.max_activated_warehouses: found 2.5", "whole number"),
    Spoiled("\"budget_krw\": 9000000", "\"budget_krw\": -9", "rules.budget_krw: found -9"),
    Spoiled(
      "\"budget_krw\"", "\"budget_kr\"",
      "rules.budget_kr: found the unknown key \"budget_kr\"; expected \"budget_krw\""),
    Spoiled(
      "\"largest_share_pallets\": 0.8", "\"largest_share_pallets\": 0",
      "owners[0].largest_share_pallets: found 0"),
    Spoiled(
      "\"largest_share_pallets\": 0.8", "\"largest_share_units\": 0.8",
      "owners[0].largest_share_units: found a figure in units"),
    Spoiled("{ \"id\": \"lee\" }", "{ \"id\": \"kim\" }", "owners[1].id: found \"kim\", the id of owners[0]"),
    Spoiled(
      "\"smallest_served_share_t\": 0.5 }", "\"smallest_served_share_t\": 0.5 }, { \"id\": \"big\" }",
      "groups[1]: found no demand in the group \"big\""),
    Spoiled(
      "\"smallest_served_share_t\": 0.5", "\"smallest_served_share_t\": 2",
      "groups[0].smallest_served_share_t: found 2"),
    Spoiled("\"price_krw_per_kg\": 50", "\"price_krw_per_kg\": -50", "carbon.price_krw_per_kg: found -50"),
    Spoiled(
      "\"cap_kg\": 900", "\"cap_kg\": 1e16", "carbon.cap_kg: found 1e+16; expected a number of at most 1e15"),
    Spoiled(
      "\"quantity_pallets\": 30, \"quantity_t\": 60", "\"quantity_pallets\": 30",
      "demands[3]: found no carbon dioxide known of tiles in south",
      "transport.kg_co2_per_t_km with quantity_t"),
    Spoiled(
      "\"road_factor\": 1.5, \"speed_kmh\": 30, \"rate_krw_per_pallet_km\": 100, \"kg_co2_per_t_km\": 0.2",
      "\"road_factor\": 1.5, \"speed_kmh\": 30, \"rate_krw_per_pallet_km\": 100",
      "found no carbon dioxide known of tea in north"),
  ]

  static let trucks = [
    Spoiled(
      "\"zones\": [ { \"id\": \"harbour\", \"place\": { \"x_km\": 0, \"y_km\": 4 } }, { \"id\": \"town\", \"place\": { \"x_km\": 3, \"y_km\": 0 } } ],",
      "", "trucks: found trucks without zones", "demands[0].zone: found \"harbour\""),
    Spoiled(
      "\"capacity_pallets\": 12, ", "", "trucks: found no capacity"),
    Spoiled(
      "\"capacity_pallets\": 12, ", "\"capacity_m3\": 12, ", "trucks.capacity_m3: found a figure in m3",
      "demands[0].delivery_pallets_per_period: found a delivery in pallets; expected capacity_pallets of the trucks",
      "demands[1].zone: found a demand of which nothing fills a truck"),
    Spoiled(
      "\"capacity_pallets\": 12, ", "\"capacity_pallets\": 0, ",
      "trucks.capacity_pallets: found 0; expected a number above 0"),
    Spoiled(
      "{ \"id\": \"town\", \"place\": { \"x_km\": 3, \"y_km\": 0 } }", "{ \"id\": \"town\" }",
      "zones[1]: found no \"place\"", "trucks.cost_krw_per_trip_km"),
    Spoiled(
      "\"place\": { \"x_km\": 3, \"y_km\": 0 } }", "\"place\": { \"latitude\": 35, \"longitude\": 129 } }",
      "zones", "expected latitude and longitude"),
    Spoiled(
      "\"delivery_pallets_per_period\": 7", "\"delivery_m3_per_period\": 7",
      "demands[0].delivery_m3_per_period: found a delivery in m3; expected quantity_m3"),
    Spoiled(
      "\"zone\": \"harbour\",", "", "demands[0].delivery_pallets_per_period: found a delivery without a zone"),
    Spoiled(
      "\"trucks\": { \"capacity_pallets\": 12, \"cost_krw_per_trip\": 30000, \"cost_krw_per_trip_km\": 1000,\n    \"kg_co2_per_trip\": 2, \"kg_co2_per_trip_km\": 0.5 },",
      "", "zones: found zones without trucks"),
    Spoiled(
      "\"cost_krw_per_trip_km\": 1000", "\"cost_krw_per_trip_km\": 1e15", "trucks: found a trip from",
      "at most 1e15"),
  ]

  static let existing = [
    Spoiled(
      "\"change_cost_krw\": 2500,", "\"file\": \"plan.json\", \"change_cost_krw\": 2500,",
      "existing_plan: found both a file and assignments; expected exactly one"),
    Spoiled(
      "\"area\": \"hall\", \"share\": 0.75", "\"area\": \"hall\", \"share\": 0",
      "existing_plan.assignments[0].share: found 0; expected a number above 0"),
    Spoiled(
      "\"area\": \"hall\", \"share\": 0.75", "\"area\": \"hall\", \"share\": 0.8",
      "existing_plan.assignments[1].share: found 1.05 of tea in all"),
    Spoiled(
      "{ \"demand\": \"gone\", \"warehouse\": \"south\", \"share\": 1 }",
      "{ \"demand\": \"fish\", \"warehouse\": \"north\", \"share\": 0.1 }",
      "existing_plan.assignments[3]: found fish in north a second time"),
    Spoiled(
      "\"frozen\": [ { \"demand\": \"tiles\", \"warehouse\": \"east\" } ]",
      "\"frozen\": [ { \"demand\": \"fish\", \"warehouse\": \"north\" } ]",
      "existing_plan.frozen[0]: found fish in north, which is closed now"),
    Spoiled(
      "\"frozen\": [ { \"demand\": \"tiles\", \"warehouse\": \"east\" } ]",
      "\"frozen\": [ { \"demand\": \"tiles\", \"warehouse\": \"south\" } ]",
      "existing_plan.frozen[0]: found tiles in south, which the existing plan does not have"),
    Spoiled(
      "\"frozen\": [ { \"demand\": \"tiles\", \"warehouse\": \"east\" } ]",
      "\"frozen\": [ { \"demand\": \"tyles\", \"warehouse\": \"eats\" } ]",
      "existing_plan.frozen[0].demand: found \"tyles\"; expected \"tiles\"",
      "existing_plan.frozen[0].warehouse: found \"eats\"; expected \"east\""),
    Spoiled(
      "\"place\": { \"x_km\": 6, \"y_km\": 0 }, \"capacity_pallets\": 500",
      "\"place\": { \"x_km\": 6, \"y_km\": 0 }, \"capacity_pallets\": 12",
      "existing_plan.frozen[0]: found tiles in east with a share of 0.5; expected at most 0.4"),
  ]

  @Test(
    "what is wrong is refused with its place, what was found and what was expected",
    arguments: time + space + demands + rules + trucks + existing)
  func refused(spoiled: Spoiled) throws {
    let range = try #require(FullScenario.text.range(of: spoiled.old))
    let text = FullScenario.text.replacingCharacters(in: range, with: spoiled.new)
    let error = #expect(throws: DataError.self) { try SolvedCase.scenario(text) }
    let message = error?.description ?? ""
    for words in spoiled.words { #expect(message.contains(words), "\(message)") }
  }

  @Test("carbon with a price but nothing that emits is refused")
  func nothingEmits() throws {
    let error = #expect(throws: DataError.self) {
      try SolvedCase.scenario(
        """
        {"format": "warewatt.scenario/1", "market": "logistics", "currency": "KRW",
         "carbon": {"price_krw_per_kg": 1}, "transport": {"rate_krw_per_pallet_km": 1},
         "warehouses": [{"id": "w", "place": {"x_km": 0, "y_km": 0}, "capacity_pallets": 3}],
         "demands": [{"id": "d", "place": {"x_km": 0, "y_km": 1}, "quantity_pallets": 2}]}
        """)
    }
    #expect(error?.description.contains("carbon: found nothing that emits") == true)
  }

  /// Any line of a valid file left out, doubled or with its figures replaced is read or refused in words;
  /// nothing crashes.
  @Test("hostile files are read or refused in words", arguments: 1...60)
  func hostile(seed: Int) throws {
    var lines = FullScenario.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let figures = [
      "0", "-1", "1e15", "1e300", "0.5", "3", "7", "null", "\"x\"", "[]", "{}", "true", "1e-300",
    ]
    for _ in 0..<3 {
      let line = draw(lines.count)
      switch draw(4) {
      case 0: lines[line] = ""
      case 1: lines[line] += lines[line]
      default:
        let parts = lines[line].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1 else { continue }
        let part = 1 + draw(parts.count - 1)
        let rest = parts[part].drop { $0 != "," && $0 != "}" && $0 != "]" }
        lines[line] =
          (parts[..<part].map(String.init) + [" \(figures[draw(figures.count)])\(rest)"]
          + parts[(part + 1)...].map(String.init)).joined(separator: ":")
      }
    }
    do {
      let scenario = try SolvedCase.scenario(lines.joined(separator: "\n"))
      #expect(scenario.laneStart.last == scenario.lanes.count)
    } catch let error as DataError {
      #expect(!error.issues.isEmpty)
    }
  }
}
