// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// A way to spoil a file, and what the program must say of it.
struct BadInput: CustomTestStringConvertible, Sendable {
  var file: String
  var old: String
  var new: String
  var words: [String]

  init(_ file: String, _ old: String, _ new: String, _ words: String...) {
    self.file = file
    self.old = old
    self.new = new
    self.words = words
  }

  var testDescription: String { "\(file): \(old) -> \(new)" }
}

@Suite("Bad input")
struct BadInputTests {
  static let logistics = [
    BadInput("l.json", Samples.logistics, "", "l.json:1: column 1", "the end of the file"),
    BadInput("l.json", Samples.logistics, "hello", "does not begin with '{'", "--from"),
    BadInput("l.json", Samples.logistics, "[]", "does not begin with '{'", "--from"),
    BadInput("l.json", Samples.logistics, "{}", "market: found no market", "\"logistics\" or \"power\""),
    BadInput("l.json", Samples.logistics, "{ hello", "column 3: found 'hello'"),
    BadInput(
      "l.json", "warewatt.scenario/1", "warewatt.plan/1", "format: found a plan", "the scenario comes first"),
    BadInput("l.json", "\"market\": \"logistics\"", "\"market\": 7", "market: found 7"),
    BadInput("l.json", "\"market\": \"logistics\"", "\"market\": \"gas\"", "market: found \"gas\""),
    BadInput("l.json", "warewatt.scenario/1", "warewatt.scenario/9", "format: found \"warewatt.scenario/9\""),
    BadInput(
      "l.json", "\"demands\"", "\"demand\"", "no \"demands\"", "unknown key \"demand\"",
      "expected \"demands\""),
    BadInput(
      "l.json", "\"capacity_pallets\": 20", "\"capacity_palets\": 20", "warehouses[0].capacity_palets",
      "\"capacity_pallets\""),
    BadInput(
      "l.json", "\"capacity_pallets\": 20", "\"capacity_pallets\": -20",
      "l.json:7: warehouses[0].capacity_pallets: found -20", "at least 0"),
    BadInput(
      "l.json", "\"capacity_pallets\": 20", "\"capacity_pallets\": \"20\"", "found \"20\"; expected a number"),
    BadInput("l.json", "\"capacity_pallets\": 20", "\"capacity_pallets\": NaN", "found 'NaN'"),
    BadInput("l.json", "\"capacity_pallets\": 20", "\"capacity_pallets\": Infinity", "found 'Infinity'"),
    BadInput("l.json", "\"capacity_pallets\": 20", "\"capacity_pallets\": 1e999", "a number below 1.8e308"),
    BadInput(
      "l.json", "\"capacity_pallets\": 20", "\"capacity_pallets\": 1e300",
      "warehouses[0].capacity_pallets: found 1e+300", "at most 1e15"),
    BadInput(
      "l.json", "\"quantity_pallets\": 39", "\"quantity_pallets\": 0",
      "demands[1].quantity_pallets: found 0; expected a number above 0"),
    BadInput("l.json", "\"quantity_pallets\": 39, ", "", "demands[1]: found no quantity"),
    BadInput(
      "l.json", "\"capacity_pallets\": 300", "\"capacity_m3\": 300",
      "warehouses[1]: found no capacity_pallets"),
    BadInput(
      "l.json", "\"id\": \"w2\"", "\"id\": \"w1\"", "warehouses[1].id: found \"w1\", the id of warehouses[0]"),
    BadInput("l.json", "\"id\": \"w2\"", "\"id\": \"\"", "warehouses[1].id: found \"\""),
    BadInput("l.json", "\"id\": \"w2\"", "\"id\": \"w2\", \"id\": \"w2\"", "the key \"id\" a second time"),
    BadInput(
      "l.json", "\"warehouse\": \"w2\"", "\"warehouse\": \"w3\"", "lanes.list[1].warehouse: found \"w3\""),
    BadInput(
      "l.json", "\"cost_aud\": 10", "\"cost_krw\": 10", "lanes.list[0].cost_krw", "expected \"cost_aud\""),
    BadInput(
      "l.json", "\"cost_aud\": 10", "\"cost_aud\": 1e15, \"distance_km\": 1e16", "distance_km: found 1e+16"),
    BadInput(
      "l.json", "\"rate_aud_per_pallet_km\": 350", "\"rate_aud_per_pallet_km\": 1e14",
      "demands[1]: found a cost of", "at most 1e15"),
    BadInput("l.json", "\"latitude\": 35.1", "\"latitude\": 95", "warehouses[0].place.latitude: found 95"),
    BadInput(
      "l.json", "\"latitude\": 35.1, \"longitude\": 129", "\"x_km\": 3",
      "warehouses[0].place: found an incomplete or mixed place"),
    BadInput(
      "l.json", "\"AUD\"", "\"aud\"", "l.json:2: currency: found \"aud\"; expected three capital letters"),
    BadInput("l.json", "\"w1\", \"place\"", "\"\\ud800\\u0000\", \"place\"", "surrogate pair"),
    BadInput("l.json", "{ \"id\": \"w2\", \"capacity_pallets\": 300 }", "", "expected a value"),
    BadInput(
      "l.json", "\"storage_classes\": [\"ambient\"]", "\"storage_classes\": [[[1]]]",
      "storage_classes[0]: found a list"),
    BadInput(
      "l.json", "\"currency\": \"AUD\",", "\"currency\": \"AUD\", \"warehouses[-1]\": 1,",
      "unknown key \"warehouses[-1]\""),
    BadInput(
      "l.json", "\"lanes\"", "\"options\": { \"time_limit_seconds\": 0 }, \"lanes\"",
      "options.time_limit_seconds: found 0"),
    BadInput("l.json", "\"lanes\"", "\"options\": { \"seed\": 1.5 }, \"lanes\"", "options.seed: found 1.5"),
  ]

  static let power = [
    BadInput(
      "p.json", "\"suppliers\": [", "\"suppliers\": [], \"other\": [", "suppliers: found an empty list",
      "unknown key \"other\""),
    BadInput("p.json", "22:00:00+09:00", "22:00:00", "horizon.start", "offset from UTC"),
    BadInput("p.json", "22:00:00+09:00", "22:10:00+09:00", "horizon.start", "full interval of 60 minutes"),
    BadInput(
      "p.json", "\"interval_minutes\": 60", "\"interval_minutes\": 20", "horizon.interval_minutes: found 20"),
    BadInput(
      "p.json", "\"intervals\": 3", "\"intervals\": 9000",
      "horizon.intervals: found 9000; expected at most 8784"),
    BadInput(
      "p.json", "\"intervals\": 3", "\"intervals\": 4", "values: found 3 numbers; expected 4", "s.csv:4",
      "too short"),
    BadInput("p.json", "[5, 60, 7]", "[5, 60]", "consumers[0].load.values: found 2 numbers; expected 3"),
    BadInput("p.json", "[5, 60, 7]", "[5, null, 7]", "consumers[0].load.values[1]: found null"),
    BadInput("p.json", "[5, 60, 7]", "[5, -60, 7]", "consumers[0].load.values[1]: found -60"),
    BadInput(
      "p.json", "\"constant\": 10, \"unit\"", "\"unit\"", "suppliers[1].generation: found 0 of its forms"),
    BadInput(
      "p.json", "\"constant\": 10, \"unit\": \"kWh\"", "\"constant\": 10",
      "suppliers[1].generation: found no \"unit\""),
    BadInput(
      "p.json", "\"constant\": 10, \"unit\": \"kWh\"", "\"constant\": 10, \"unit\": \"MWh\"",
      "at most 100 kWh", "is a unit mistaken"),
    BadInput(
      "p.json", "\"column\": \"sun\"", "\"column\": \"Sun\"",
      "s.csv:1: header: found no column \"Sun\"; expected the column \"sun\""),
    BadInput(
      "p.json", "\"column\": \"sun\"", "\"column\": \"stamp\"", "suppliers[0].generation.column",
      "the column of the stamps"),
    BadInput(
      "p.json", "\"from_zone\": \"a\"", "\"from_zone\": \"x\"", "zone_pairs: found no entry from a to b"),
    BadInput(
      "p.json", "\"constant\": 180, \"unit\": \"per_kWh\"", "\"tariff\": \"night\"",
      "consumers[0].retail_price.tariff: found \"night\""),
    BadInput(
      "p.json", "\"ask_krw_per_kwh\": 116", "\"ask_krw_per_kwh\": 116, \"largest_share_for_sale\": 0.01",
      "suppliers[0].largest_share_for_sale: found 0.01", "smallest contract of c1"),
    BadInput("s.csv", Samples.series, "", "s.csv:1: found no header line"),
    BadInput("s.csv", "00:00+09:00,91000,70", "00:00+09:00,91000", "s.csv:4: found 2 fields; expected 3"),
    BadInput("s.csv", ",50.5", ",NaN", "s.csv:3: column sun: found \"NaN\"; expected a number"),
    BadInput("s.csv", ",50.5", ",", "s.csv:3: column sun: found an empty field"),
    BadInput("s.csv", ",50.5", ",1e300", "s.csv:3: column sun", "at most 1e15"),
    BadInput("s.csv", ",50.5", ",50500", "s.csv:3: column sun: found 50500 kWh; expected at most 1800 kWh"),
    BadInput("s.csv", ",50.5", ",-1", "s.csv:3: column sun: found -1, a negative generation"),
    BadInput("s.csv", "23:00:00+09:00", "23:00:00", "s.csv:3: column stamp", "offset from UTC"),
    BadInput("s.csv", "2026-03-31T23:00:00+09:00", "2026-03-31T22:00:00+09:00", "s.csv:3", "a second time"),
    BadInput(
      "s.csv", "2026-03-31T23:00:00+09:00", "2026-03-31T20:00:00+09:00", "s.csv:3", "before the row above"),
    BadInput("s.csv", "2026-04-01T00", "2026-04-01T05", "s.csv:4", "5 intervals are missing"),
    BadInput("s.csv", "2026-03-31T23:00", "2026-03-31T22:30", "s.csv:3", "a step of 30 minutes"),
    BadInput(
      "s.csv", "2026-03-31T22:00:00+09:00,90000,0\n", "", "starts with the interval at 2026-03-31T23:00"),
    BadInput("s.csv", "90000", "\"90000", "s.csv:2: column price", "quote"),
    BadInput("s.csv", "stamp,price,sun", "stamp,sun,sun", "header: found the column \"sun\" twice"),
  ]

  @Test("Bad data is refused with its place, and no plan is left", arguments: logistics + power)
  func refused(bad: BadInput) throws {
    let program = try Program(files: Samples.files)
    let text = try #require(Samples.files[bad.file])
    let range = try #require(text.range(of: bad.old))
    try program.write(Data(text.replacingCharacters(in: range, with: bad.new).utf8), to: bad.file)
    let scenario = bad.file == "l.json" ? "l.json" : "p.json"
    let outcome = try program.run(["solve", scenario, "-o", "plan.json"])
    #expect(outcome.code == 65)
    for words in bad.words { #expect(outcome.log.contains(words), "\(outcome.log)") }
    #expect(outcome.output == "")
    #expect(program.files == Samples.files.keys.sorted())
  }

  @Test("Several things that are wrong are named in one run")
  func together() throws {
    let text = Samples.logistics.replacing("\"capacity_pallets\": 20", with: "\"capacity_pallets\": -1")
      .replacing("\"quantity_pallets\": 39", with: "\"quantity_pallets\": \"x\"")
    let program = try Program(files: ["l.json": text])
    let outcome = try program.run(["solve", "l.json"])
    #expect(outcome.code == 65)
    #expect(outcome.log.contains("warehouses[0].capacity_pallets"))
    #expect(outcome.log.contains("demands[1].quantity_pallets"))
  }

  @Test("Names from a file do not steer the terminal")
  func controlCharacters() throws {
    let text = Samples.logistics.replacing("\"currency\"", with: "\"\\u001b[2J\": 1, \"currency\"")
    let outcome = try Program(files: ["l.json": text]).run(["solve", "l.json"])
    #expect(outcome.code == 65)
    #expect(outcome.log.contains("unknown key"))
    #expect(!outcome.log.contains("\u{1B}"))
  }

  @Test(
    "Instance files that are cut or hold words are refused with their line",
    arguments: [
      ("", "number of warehouses: found the end of the file"), ("2", "number of customers"),
      (
        "2 2\n10 100\n20 50\n5 7 8\n6 9\n",
        "cap.txt:6: cost of customer 2 from warehouse 2: found the end of the file"
      ),
      ("2 2\n10 100\nx 50\n5 7 8\n6 9 10\n", "cap.txt:3: capacity of warehouse 2: found \"x\""),
      (
        "2 2\n10 100\n20 50\n0 7 8\n6 9 10\n",
        "cap.txt:4: demand of customer 1: found \"0\"; expected a number above 0"
      ),
      ("2 2\n10 -100\n20 50\n5 7 8\n6 9 10\n", "cap.txt:2: fixed cost of warehouse 1: found \"-100\""),
      ("2.5 2\n", "cap.txt:1: number of warehouses"), ("9999999 2\n", "a whole number from 1 to 1000000"),
      ("2 2\n10 1e300\n20 50\n5 7 8\n6 9 10\n", "at most 1e15"),
      (
        "2 2\n10 100\n20 50\n5 7 8\n6 9 10\n11\n",
        "cap.txt:6: after 12 numbers: found \"11\"; expected the end of the file"
      ),
      ("2 2\ncapacity 100\n20 50\n5 7 8\n6 9 10\n", "the option --capacity"),
    ])
  func instances(text: String, words: String) throws {
    let program = try Program(files: ["cap.txt": text])
    for command in [
      ["convert", "cap.txt", "--from", "orlib-cap"], ["solve", "cap.txt", "--from", "orlib-cap"],
    ] {
      let outcome = try program.run(command + ["-o", "out.json"])
      #expect(outcome.code == 65)
      #expect(outcome.log.contains(words), "\(outcome.log)")
      #expect(program.files == ["cap.txt"])
    }
  }
}
