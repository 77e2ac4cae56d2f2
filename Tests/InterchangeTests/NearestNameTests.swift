// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

@Suite("Nearest name")
struct NearestNameTests {
  @Test(
    "The edit distance counts single changes",
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 2),
      ("flaw", "lawn", 2),
    ])
  func distance(first: String, second: String, expected: Int) {
    #expect(NearestName.distance(first, second) == expected)
    #expect(NearestName.distance(second, first) == expected)
  }

  @Test(
    "A slip finds the name that was meant",
    arguments: [
      ("capacity_palets", "capacity_pallets"), ("Demands", "demands"), ("warehouse", "warehouses"),
      ("id_", "id"),
    ])
  func slips(name: String, meant: String) {
    #expect(
      NearestName.suggestion(for: name, among: ["demands", "capacity_pallets", "warehouses", "id"]) == meant)
  }

  @Test("What is like none of the names gets no suggestion", arguments: ["zzzzzzzz", "completely_other_key"])
  func strangers(name: String) {
    #expect(NearestName.suggestion(for: name, among: ["demands", "warehouses"]) == nil)
    #expect(NearestName.suggestion(for: name, among: []) == nil)
  }

  @Test("A name of megabytes is told apart at once", .timeLimit(.minutes(1)))
  func longNames() {
    let long = String(repeating: "a", count: 5_000_000)
    #expect(NearestName.suggestion(for: long, among: ["demands", "warehouses"]) == nil)
  }
}
