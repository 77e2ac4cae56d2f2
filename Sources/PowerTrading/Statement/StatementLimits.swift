// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// How much may be settled, so that no sum of whole numbers overflows.
enum StatementLimits {
  /// The largest energy of all generation, and of all load, kWh: a hundred TWh.
  static let mostKilowattHours = Double(ExactUnit.mostEnergy) / 1000
  /// What an issue expects of more.
  static let expectation = "at most 1e11 kWh of generation and of load in all"

  /// Refuses a scenario whose energy or prices are beyond what a statement counts.
  static func check(_ scenario: PowerScenario, file: String) throws(DataError) {
    var issues = IssueList()
    func add(_ place: String, _ found: String, _ expected: String) {
      issues.add(DataIssue(file: file, place: place, found: found, expected: expected))
    }
    let generation = scenario.suppliers.reduce(0) { $0 + $1.generation.reduce(0, +) }
    let load = scenario.consumers.reduce(0) { $0 + $1.totalLoad }
    for (what, sum) in [("suppliers", generation), ("consumers", load)] where sum > mostKilowattHours {
      add(what, "\(JSONText.number(sum)) kWh in all", expectation)
    }
    let prices: [[Double]] = [
      scenario.marketPrice, scenario.suppliers.map(\.ask), scenario.consumers.map(\.supplyFee),
      scenario.pairs.map(\.contractedFee), scenario.pairs.map(\.suppliedFee),
      scenario.pairs.compactMap(\.missingCertificatePrice), scenario.consumers.compactMap(\.topUp?.fee),
      scenario.consumers.compactMap(\.missingPrice), scenario.consumers.compactMap(\.matchingPrice),
    ]
    if let price = prices.joined().first(where: { !(abs($0) <= ExactUnit.mostPrice) }) {
      add(
        "prices", JSONText.number(price),
        "prices of at most \(JSONText.number(ExactUnit.mostPrice)) per kWh in size")
    }
    for guarantee in scenario.pairs.compactMap(\.guarantee)
    where guarantee.energy > mostKilowattHours || guarantee.shortfallPrice > ExactUnit.mostPrice {
      add(
        "guarantees",
        "\(JSONText.number(guarantee.energy)) kWh at \(JSONText.number(guarantee.shortfallPrice))",
        "at most 1e11 kWh at 1e6")
    }
    let fixed = scenario.pairs.reduce(0) { $0 + $1.fixedCost }
    if !(fixed <= 1e15) { add("fixed costs", "\(JSONText.number(fixed)) in all", "at most 1e15 in all") }
    try issues.throwIfAny()
  }
}
