// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Logistics
import Testing

@Suite struct InfeasibilityTests {
  private func culprits(_ warehouses: String, _ demands: String, _ matrix: String) throws -> [String] {
    let solved = try SolvedCase(
      """
      {"format": "warewatt.scenario/1", "market": "logistics", "currency": "KRW",
       "lanes": {"cost_matrix_krw": \(matrix)}, "warehouses": [\(warehouses)], "demands": [\(demands)]}
      """)
    #expect(solved.envelope.status == .infeasible && solved.envelope.bound == nil && solved.value == nil)
    let infeasibility = try #require(solved.envelope.plan?.infeasibility)
    #expect(solved.envelope.termination.detail == infeasibility.summary)
    return infeasibility.demands.map { "\($0.demand) \($0.reason)" }
  }

  private let place = #""place": {"x_km": 0, "y_km": 0}"#

  @Test(
    "A demand that no warehouse may take is named with the rule that closes it",
    arguments: [
      (#""storage_class": "pharmaceutical""#, "class_not_stored"),
      (#""max_distance_km": 2, "place": {"x_km": 3, "y_km": 0}"#, "too_far"),
      (#""single_source": true"#, "larger_than_every_warehouse"),
    ])
  func closed(rule: String, reason: String) throws {
    let found = try culprits(
      #"{"id": "w0", "capacity_t": 5, "storage_classes": ["dry"], \#(place)}"#,
      #"{"id": "d0", "quantity_t": 1}, {"id": "d1", "quantity_t": 6, \#(rule)}"#, "[[1], [1]]")
    #expect(found == ["d1 \(reason)"])
  }

  @Test("A demand without a lane is named")
  func noLane() throws {
    let found = try culprits(
      #"{"id": "w0", "capacity_t": 5}"#, #"{"id": "d0", "quantity_t": 1}, {"id": "d1", "quantity_t": 1}"#,
      "[[1], [null]]")
    #expect(found == ["d1 no_lane"])
  }

  @Test("Short capacity names the demand that comes short, not those that may stay unserved")
  func capacity() throws {
    // w0 holds 5: d1 (8) alone is too large; d0 has a penalty, and is worth more tonnes to leave out.
    let found = try culprits(
      #"{"id": "w0", "capacity_t": 5}"#,
      #"{"id": "d0", "quantity_t": 4, "unserved_penalty_krw": 9}, {"id": "d1", "quantity_t": 8}"#,
      "[[1], [1]]")
    #expect(found == ["d1 capacity_full"])
  }

  @Test("Demands that fit in parts but not whole are named, whatever may stay unserved")
  func whole() throws {
    // 3 x 4 t in 2 x 6 t: in parts yes, whole only two. d3 may stay unserved and is no reason.
    let found = try culprits(
      #"{"id": "w0", "capacity_t": 6}, {"id": "w1", "capacity_t": 6}"#,
      (0..<3).map { #"{"id": "d\#($0)", "quantity_t": 4, "single_source": true}, "# }.joined()
        + #"{"id": "d3", "quantity_t": 5, "unserved_penalty_krw": 1}"#,
      "[[1, 1], [1, 1], [1, 1], [0, 0]]")
    #expect(found == ["d0 single_source", "d1 single_source", "d2 single_source"])
  }

  @Test("A warehouse without capacity is no place")
  func noCapacity() throws {
    let found = try culprits(
      #"{"id": "w0", "capacity_t": 0, "activation_cost_krw": 5}"#, #"{"id": "d0", "quantity_t": 4}"#, "[[1]]")
    #expect(found == ["d0 capacity_full"])
  }
}
