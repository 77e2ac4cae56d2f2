// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Logistics
import Testing

@Suite struct CornerTests {
  private func text(warehouses: String, demands: String, matrix: String, currency: String = "KRW") -> String {
    """
    {"format": "warewatt.scenario/1", "market": "logistics", "currency": "\(currency)",
     "lanes": {"cost_matrix_\(currency.lowercased())": \(matrix)},
     "warehouses": [\(warehouses)], "demands": [\(demands)]}
    """
  }

  @Test(
    "A capacity that stands for plenty changes nothing", arguments: [1e3, 1e6, 1e9, 1e12, 1e15])
  func plenty(capacity: Double) throws {
    // 3 of 4 pallets at 1 each in w0 (activation 2), 1 at 9 in w1: 2 + 3 + 9 = 14; or all in w1: 36.
    let solved = try SolvedCase(
      text(
        warehouses: """
          {"id": "w0", "capacity_pallets": 3, "capacity_m3": \(capacity), "activation_cost_krw": 2},
          {"id": "w1", "capacity_pallets": \(capacity), "capacity_m3": \(capacity), "activation_cost_krw": 0}
          """,
        demands: #"{"id": "d0", "quantity_pallets": 4, "quantity_m3": 0.001}"#, matrix: "[[4, 36]]"))
    #expect(solved.value.map { agree($0, 14) } == true)
    #expect(solved.envelope.status == .optimal)
  }

  @Test(
    "Small capacities beside large demands hold", arguments: [1e-3, 1e-1, 10, 1e3], [1.0, 1e3, 1e6])
  func smallCapacity(capacity: Double, quantity: Double) throws {
    let share = min(1, capacity / quantity)
    let solved = try SolvedCase(
      text(
        warehouses: #"{"id": "w0", "capacity_t": \#(capacity), "activation_cost_krw": 0}"#,
        demands: #"{"id": "d0", "quantity_t": \#(quantity), "unserved_penalty_krw": 1000}"#, matrix: "[[10]]")
    )
    // What fits costs 10 a demand, the rest 1000.
    #expect(solved.value.map { abs($0 - (share * 10 + (1 - share) * 1000)) <= 1e-5 } == true)
  }

  @Test("Where nothing costs anything the plan is optimal at 0")
  func nothingCosts() throws {
    let solved = try SolvedCase(
      text(
        warehouses: #"{"id": "w0", "capacity_t": 5}"#,
        demands: #"{"id": "d0", "quantity_t": 7, "unserved_penalty_krw": 0}, {"id": "d1", "quantity_t": 3}"#,
        matrix: "[[0], [0]]"))
    #expect(solved.value == 0 && solved.envelope.bound == 0 && solved.envelope.status == .optimal)
  }

  @Test("A scenario without any lane or choice is answered", arguments: [true, false])
  func noLane(mustServe: Bool) throws {
    let penalty = mustServe ? "" : #", "unserved_penalty_krw": 12"#
    let solved = try SolvedCase(
      text(
        warehouses: #"{"id": "w0", "capacity_t": 5}"#, demands: #"{"id": "d0", "quantity_t": 7\#(penalty)}"#,
        matrix: "[[null]]"))
    #expect(solved.envelope.status == (mustServe ? .infeasible : .optimal))
    #expect(solved.value == (mustServe ? nil : 12))
  }

  @Test("Keys follow the currency of the scenario")
  func currency() throws {
    let solved = try SolvedCase(
      text(
        warehouses: #"{"id": "w0", "capacity_t": 5, "activation_cost_eur": 3, "handling_cost_eur_per_t": 2}"#,
        demands: #"{"id": "d0", "quantity_t": 4}"#, matrix: "[[1.5]]", currency: "EUR"))
    // 3 + 1.5 + 4 t x 2
    #expect(solved.value == 12.5 && solved.envelope.objective.unit == "EUR")
  }

  @Test("The shares of a demand in very many warehouses sum to 1")
  func manyLanesSum() throws {
    // 300 warehouses of 1/300 of the demand each: the shares must still sum to 1.
    let count = 300
    let warehouses = (0..<count).map { #"{"id": "w\#($0)", "capacity_t": 1}"# }.joined(separator: ", ")
    let costs = (0..<count).map { "\($0)" }.joined(separator: ", ")
    let solved = try SolvedCase(
      text(warehouses: warehouses, demands: #"{"id": "d0", "quantity_t": \#(count)}"#, matrix: "[[\(costs)]]")
    )
    // The mean of 0 ... 299.
    #expect(solved.value.map { agree($0, 149.5) } == true)
  }
}
