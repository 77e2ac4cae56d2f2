// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// What the README quotes is what the program says, clocks and memory apart.
@Suite("README")
struct ReadmeTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func readme() throws -> String {
    try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
  }

  @Test(
    "the reports of the tour are those of the program",
    arguments: ["busan_shared_warehousing", "mieum_rooftop_solar", "namdong_re100_infeasible"])
  func reports(scenario: String) throws {
    let quoted = try readme()
    let path = Self.root.appending(path: "Scenarios/\(scenario).json").path
    let program = try Program()
    let solved = try program.run(["solve", path, "-o", "plan.json"])
    let isShort = scenario == "namdong_re100_infeasible"
    let lines = solved.log.split(separator: "\n").prefix(isShort ? 3 : .max)
    #expect(lines.count >= 3)
    for line in lines where !line.hasPrefix("seconds") && !line.hasPrefix("memory") {
      #expect(quoted.contains("    \(line)\n"))
    }
    if scenario == "mieum_rooftop_solar" { return }
    let checked = try program.run(["check", path, "plan.json"])
    for line in checked.output.split(separator: "\n") { #expect(quoted.contains("    \(line)\n")) }
  }

  @Test("the documentation of the files names every key of their schemas", arguments: ["logistics", "power"])
  func keys(market: String) throws {
    let program = try Program()
    let pages = [("scenario", "\(market)-scenario"), ("plan", "plan")]
    for (kind, page) in pages + (market == "power" ? [("statement", "statement")] : []) {
      let schema = try program.run(["schema", kind, "--market", market]).output
      let text = try String(
        contentsOf: Self.root.appending(path: "Scenarios/\(page).md"), encoding: .utf8)
      let object = try JSONSerialization.jsonObject(with: Data(schema.utf8))
      for key in Self.propertyNames(object) where !text.contains(key) {
        // Resources share a page entry: "Also `..._per_m3_km`".
        let isVariant =
          ["_m3", "_t", "_floor_m2", "_unit"].contains { key.contains($0) }
          && key.contains(/rate|cost|quantity/)
        #expect(isVariant, "\(page).md does not mention \(key)")
      }
    }
  }

  @Test("the worked example of a statement is what the program says")
  func statement() throws {
    let page = try String(contentsOf: Self.root.appending(path: "Scenarios/statement.md"), encoding: .utf8)
    let scenario = Self.root.appending(path: "Scenarios/dadaepo_wind.json").path
    let metered = Self.root.appending(path: "Scenarios/dadaepo_metered.csv").path
    let program = try Program()
    #expect(try program.run(["solve", scenario, "-q", "-o", "plan.json"]).code == 0)
    let settled = try program.run(
      ["settle", scenario, "plan.json", "--metered", metered, "-o", "statements.json"])
    let lines = settled.log.split(separator: "\n").prefix(11)
    #expect(lines.count == 11)
    for line in lines { #expect(page.contains("    \(line)\n")) }
    // The line that the page explains.
    let file = try #require(program.read("statements.json"))
    let object = try #require(JSONSerialization.jsonObject(with: file) as? [String: Any])
    let statements = try #require(object["statements"] as? [[String: Any]])
    let own = try #require(
      statements.first {
        $0["month"] as? String == "2026-02" && $0["supplier"] as? String == "noksan-rooftop"
      })
    let line = try #require((own["lines"] as? [[String: Any]])?.first)
    let difference = try #require(line["difference"] as? [String: Any])
    for (key, value) in line.merging(difference, uniquingKeysWith: { first, _ in first }) {
      if let number = value as? Int, key != "payee" {
        #expect(page.contains("\"\(key)\": \(number)"), "\(key)")
      }
    }
  }

  private static func propertyNames(_ value: Any) -> Set<String> {
    var names = Set<String>()
    if let object = value as? [String: Any] {
      if let properties = object["properties"] as? [String: Any] { names.formUnion(properties.keys) }
      for child in object.values { names.formUnion(propertyNames(child)) }
    } else if let list = value as? [Any] {
      for child in list { names.formUnion(propertyNames(child)) }
    }
    return names
  }
}
