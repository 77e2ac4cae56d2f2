// SPDX-License-Identifier: GPL-3.0-or-later

/// The shares of a solution, made clean.
enum ContractShares {
  /// No contracts but those in force: a plan that keeps every rule unless a target is hard or a scheme has
  /// rules on all contracts together. Nil where one is.
  static func none(_ scenario: PowerScenario) -> [Double]? {
    let hasHardTarget = scenario.consumers.contains {
      $0.missingPrice == nil && $0.requiredEnergy > 0 || $0.matchingPrice == nil && $0.requiredMatching > 0
    }
    if hasHardTarget || scenario.zoneRules != nil { return nil }
    return scenario.pairs.map { $0.isFrozen ? $0.largestShare : 0 }
  }

  /// Drops shares below 1e-9 and those whose contract was not chosen, lifts those below the smallest
  /// contract onto it, and takes back what a supplier sells beyond its limit by rounding.
  static func cleaned(
    _ scenario: PowerScenario, choices: [Int?], lots: [Int?]? = nil, primal: [Double]
  ) -> [Double] {
    let shares = scenario.pairs.indices.map { p -> Double in
      let pair = scenario.pairs[p]
      if pair.isFrozen { return pair.largestShare }
      let share = primal[p]
      if share < 1e-9 { return 0 }
      if let column = choices[p], primal[column] < 0.5 { return 0 }
      if let column = lots?[p] { return primal[column].rounded() * pair.lotShare }
      return min(max(share, pair.smallestShare), pair.largestShare)
    }
    return withinLimits(scenario, shares)
  }

  /// Takes back what a supplier sells beyond its limit by rounding.
  static func withinLimits(_ scenario: PowerScenario, _ given: [Double]) -> [Double] {
    var shares = given
    var ofSupplier = [[Int]](repeating: [], count: scenario.suppliers.count)
    for p in scenario.pairs.indices where shares[p] > 0 { ofSupplier[scenario.pairs[p].supplier].append(p) }
    for (i, own) in ofSupplier.enumerated() {
      var excess = own.reduce(0) { $0 + shares[$1] } - scenario.suppliers[i].largestShareForSale
      // From the contracts with most room above their smallest share.
      let free = own.filter { !scenario.pairs[$0].isFrozen && scenario.pairs[$0].lotShare == 0 }
      let room = free.map { ($0, shares[$0] - scenario.pairs[$0].smallestShare) }.sorted { $0.1 > $1.1 }
      for (p, most) in room where excess > 0 {
        let taken = min(excess, most)
        shares[p] -= taken
        excess -= taken
      }
    }
    return shares
  }
}

extension PowerScenario.Pair {
  /// A share that its contract may have, near one above 0: between the smallest and the largest, in whole lots.
  func allowedShare(near share: Double) -> Double {
    let within = min(max(share, smallestShare), largestShare)
    if lotShare == 0 { return within }
    return min(max((within / lotShare).rounded() * lotShare, smallestShare), largestShare)
  }
}
