// SPDX-License-Identifier: GPL-3.0-or-later

/// What a contract costs the parties together, apart from what its energy is worth to the consumer.
enum PairCost {
  /// Market value of the energy lost on the way plus the fee on contracted energy, for the whole output.
  static func perShare(_ scenario: PowerScenario, pair: Int) -> Double {
    let pair = scenario.pairs[pair]
    let generation = scenario.suppliers[pair.supplier].generation
    var cost = 0.0
    for t in generation.indices {
      cost += (scenario.marketPrice[t] * pair.loss + pair.contractedFee) * generation[t]
    }
    return cost
  }
}
