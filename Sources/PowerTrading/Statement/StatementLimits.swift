// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// How much may be settled, so that no sum of whole numbers overflows.
enum StatementLimits {
  /// The largest energy of one series, kWh: a thousand TWh.
  static let mostKilowattHours = Double(ExactUnit.mostEnergy) / 1000
  /// What an issue expects of more.
  static let expectation = "at most 1e12 kWh of generation and of load in all"

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
    let prices =
      scenario.marketPrice + scenario.suppliers.map(\.ask) + scenario.consumers.map(\.supplyFee)
      + scenario.pairs.map(\.contractedFee) + scenario.pairs.map(\.suppliedFee)
    if let price = prices.first(where: { !(abs($0) <= ExactUnit.mostPrice) }) {
      add(
        "prices", JSONText.number(price),
        "prices of at most \(JSONText.number(ExactUnit.mostPrice)) per kWh in size")
    }
    if let cost = scenario.pairs.map(\.fixedCost).first(where: { $0 > mostKilowattHours }) {
      add("fixed costs", JSONText.number(cost), "at most 1e12 per contract")
    }
    try issues.throwIfAny()
  }
}
