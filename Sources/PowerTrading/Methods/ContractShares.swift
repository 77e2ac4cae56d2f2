// SPDX-License-Identifier: GPL-3.0-or-later

/// The shares of a solution, made clean.
enum ContractShares {
  /// Drops shares below 1e-9 and those whose contract was not chosen, lifts those just below the smallest
  /// contract onto it, and takes back what a supplier sells beyond its limit by rounding.
  static func cleaned(
    _ scenario: PowerScenario, _ formulation: ContractFormulation, primal: [Double]
  ) -> [Double] {
    var shares = scenario.pairs.indices.map { p -> Double in
      let share = primal[p]
      if share < 1e-9 { return 0 }
      if let column = formulation.choiceColumn[p], primal[column] < 0.5 { return 0 }
      let smallest = scenario.pairs[p].smallestShare
      return share < smallest && share > smallest * (1 - 1e-6) ? smallest : share
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      let own = scenario.pairs.indices.filter { scenario.pairs[$0].supplier == i && shares[$0] > 0 }
      let sold = own.reduce(0) { $0 + shares[$1] }
      guard sold > supplier.largestShareForSale, let largest = own.max(by: { shares[$0] < shares[$1] }) else {
        continue
      }
      shares[largest] -= sold - supplier.largestShareForSale
    }
    return shares
  }
}
