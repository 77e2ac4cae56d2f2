// SPDX-License-Identifier: GPL-3.0-or-later

/// What a contract costs the parties together, apart from what its energy is worth to the consumer.
enum PairCost {
  /// Market value of the energy lost on the way plus the fee on contracted energy, for the whole output.
  static func perShare(_ scenario: PowerScenario, pair: Int) -> Double {
    let pair = scenario.pairs[pair]
    let generation = scenario.profile(pair)
    var cost = 0.0
    for t in generation.indices {
      cost += (scenario.marketPrice[t] * pair.loss + pair.contractedFee) * generation[t]
    }
    return cost
  }

  /// The largest share that a best plan needs: beyond it every interval with load is supplied in full by
  /// this contract alone, and more of it only costs. Where more of it pays, as at negative market prices
  /// with losses, where the scheme's rules want more contracted, or where a larger share moves the split among
  /// suppliers with different fees, it is the largest share of the pair.
  static func largestUsefulShare(_ scenario: PowerScenario, pair p: Int) -> Double {
    let pair = scenario.pairs[p]
    if pair.isFrozen || scenario.zoneRules != nil || scenario.hasFeeSpread(consumer: pair.consumer)
      || perShare(scenario, pair: p) < 0
    {
      return pair.largestShare
    }
    let load = scenario.consumers[pair.consumer].load
    var share = pair.smallestShare
    let profile = scenario.profile(pair)
    for t in load.indices where load[t] > 0 && profile[t] > 0 {
      share = max(share, load[t] / (pair.arrival * profile[t]))
    }
    if let guarantee = pair.guarantee {
      let generated = scenario.suppliers[pair.supplier].generation.reduce(0, +)
      if generated > 0 { share = max(share, guarantee.energy / (pair.arrival * generated)) }
    }
    if pair.lotShare > 0 { share = (share / pair.lotShare - 1e-9).rounded(.up) * pair.lotShare }
    return min(share, pair.largestShare)
  }
}
