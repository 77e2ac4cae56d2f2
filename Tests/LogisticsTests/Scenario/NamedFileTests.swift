// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Interchange
import Testing

@testable import Logistics

/// Files that a scenario names: lane tables and plans in force.
@Suite("Files that a scenario names")
struct NamedFileTests {
  /// Reads a scenario from a folder of its own with further files beside it.
  private func scenario(_ text: String, _ files: [String: String]) throws -> LogisticsScenario {
    let folder = FileManager.default.temporaryDirectory.appending(path: "warewatt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, content) in files {
      try Data(content.utf8).write(to: folder.appending(path: name))
    }
    return try LogisticsMarket.scenario(
      from: JSONDocument(parsing: Array(text.utf8), file: folder.appending(path: "s.json").path),
      inputs: InputReader())
  }

  private func text(
    _ more: String, transport: String = "", currency: String = "KRW", limit: String = ""
  ) -> String {
    """
    {"format": "warewatt.scenario/1", "market": "logistics", "currency": "\(currency)", \(transport) \(more)
     "warehouses": [
       {"id": "a", "place": {"x_km": 0, "y_km": 0}, "capacity_pallets": 30},
       {"id": "b", "place": {"x_km": 9, "y_km": 0}, "capacity_pallets": 8}],
     "demands": [
       {"id": "p", "place": {"x_km": 1, "y_km": 0}, "quantity_pallets": 10 \(limit)},
       {"id": "q", "place": {"x_km": 8, "y_km": 0}, "quantity_pallets": 5}]}
    """
  }

  @Test("a lane table states cost, distance, time and carbon; lanes it leaves out are closed")
  func laneTable() throws {
    let scenario = try scenario(
      text(
        "\"lanes\": {\"file\": \"l.csv\"}, \"carbon\": {\"price_krw_per_kg\": 1},",
        limit: ", \"max_travel_minutes\": 20"),
      [
        "l.csv":
          "kg_co2,warehouse,travel_minutes,demand,cost_krw,distance_km\n3,a,20,p,100,1.5\n4,b,21,p,90,12\n5,b,2,q,80,1\n"
      ])
    #expect(scenario.lanes.map(\.area) == [0, 1])
    #expect(scenario.lanes.map(\.transportCost) == [100, 80])
    #expect(scenario.lanes.map(\.carbon) == [3, 5])
    #expect(scenario.lanes.map(\.distance) == [1.5, 1])
    #expect(scenario.demands.map(\.closed.byDistance) == [1, 0])
    #expect(scenario.demands.map(\.closed.unpriced) == [0, 1])
  }

  @Test("a table of times and carbon adds to lanes that distances price")
  func addition() throws {
    let scenario = try scenario(
      text(
        "\"lanes\": {\"file\": \"l.csv\"}, \"carbon\": {\"cap_kg\": 99},",
        transport: "\"transport\": {\"rate_krw_per_pallet_km\": 2},", limit: ", \"max_travel_minutes\": 20"),
      ["l.csv": "warehouse,demand,travel_minutes,kg_co2\na,p,5,1\nb,p,30,2\na,q,9,3\nb,q,9,4\n"])
    // p is 1 km from a; q is 8 km from a and 1 km from b.
    #expect(scenario.lanes.map(\.transportCost) == [20, 80, 10])
    #expect(scenario.lanes.map(\.carbon) == [1, 3, 4])
    #expect(scenario.demands.map(\.closed.byDistance) == [1, 0])
  }

  @Test(
    "what is wrong in a lane table is said with its line and column",
    arguments: [
      ("warehouse,demand,cost_krw\na,p,1\nc,p,1\n", "l.csv:3: column warehouse: found \"c\""),
      (
        "warehouse,demand,cost_krw\na,p,1\na,p,2\n",
        "l.csv:3: column warehouse: found the lane from a to p a second time"
      ),
      ("warehouse,demand,cost_krw,kg_co2\na,p,1,-2\n", "l.csv:2: column kg_co2: found -2"),
      ("warehouse,demand,travel_minutes\na,p,1\n", "no column \"cost_krw\""),
      ("warehouse,demand,distance_km\na,p,1\n", "l.csv:2: column cost_krw: found no cost"),
      (
        "warehouse,demand,cost_krw\n" + (0..<5000).map { "x\($0),p,1\n" }.joined(),
        "l.csv:21: column warehouse: found \"x19\"; expected the id of a warehouse\n... and 4980 more"
      ),
    ])
  func badTable(content: String, words: String) {
    let error = #expect(throws: DataError.self) {
      try scenario(text("\"lanes\": {\"file\": \"l.csv\"},"), ["l.csv": content])
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  private static let rated = "\"transport\": {\"rate_aud_per_pallet_km\": 2},"

  /// The plan of the scenario itself: q fills its place in b, where 3 pallets of p have room besides.
  private func planFile() throws -> String {
    let text = text("", transport: Self.rated, currency: "AUD")
    let solved = try SolvedCase(text)
    return JSONText.file(try JSONValue(encoding: solved.envelope), currency: "aud")
  }

  @Test("a plan that the program wrote is taken over as the plan in force")
  func planInForce() throws {
    let plan = try planFile()
    let scenario = try scenario(
      text(
        "\"existing_plan\": {\"file\": \"plan.json\", \"change_cost_aud\": 7, \"frozen\": [{\"demand\": \"q\", \"warehouse\": \"b\"}]},",
        transport: Self.rated, currency: "AUD"), ["plan.json": plan])
    #expect(
      scenario.existing.map { [scenario.lanes[$0.lane].demand, scenario.lanes[$0.lane].area] } == [
        [0, 0], [1, 1],
      ])
    #expect(scenario.existing.map(\.share) == [1, 1])
    #expect(scenario.existing.map(\.isFrozen) == [false, true])
    #expect(scenario.demands.map(\.changeCost) == [7, 7])
    // Kept as it is, the plan costs what it did: 10 and 5 pallets over a km each.
    let again = try LogisticsMarket.solve(scenario, SolveRun(options: SolveOptions(cores: 1)))
    let value = try #require(again.objective.value)
    #expect(abs(value - 30) < 1e-9)
  }

  @Test(
    "a file that is no plan with assignments is refused",
    arguments: [
      ("hello", "plan.json:1: column 1"), ("{}", "plan.json:1: found no \"format\""),
      ("{\"format\": \"warewatt.scenario/1\"}", "warewatt.plan/1"),
    ])
  func noPlan(content: String, words: String) throws {
    let text = text(
      "\"existing_plan\": {\"file\": \"plan.json\"},", transport: Self.rated, currency: "AUD")
    let error = #expect(throws: DataError.self) { try scenario(text, ["plan.json": content]) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(throws: UnreadableFile.self) { try scenario(text, [:]) }
  }

  @Test("a plan file without a plan is refused")
  func infeasible() throws {
    let whole = try planFile()
    let start = try #require(whole.range(of: "  \"plan\": "))
    let empty = whole[..<start.lowerBound] + "  \"plan\": null\n}\n"
    let text = text(
      "\"existing_plan\": {\"file\": \"plan.json\"},", transport: Self.rated, currency: "AUD")
    let error = #expect(throws: DataError.self) {
      try scenario(text, ["plan.json": String(empty)])
    }
    #expect(error?.description.contains("plan: found no assignments") == true)
  }
}
