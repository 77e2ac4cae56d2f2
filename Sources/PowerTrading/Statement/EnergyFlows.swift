// SPDX-License-Identifier: GPL-3.0-or-later

/// What contracts come to in whole Wh, interval by interval.
///
/// 1. contracted: each supplier's generation times the sum of its shares, halves up, split over its
///    contracts by largest remainder;
/// 2. lost: contracted times the loss, halves up; the rest arrives;
/// 3. supplied: min(sum of what arrives, load), split over the consumer's suppliers in proportion to what
///    arrives of each, by largest remainder. The rest is surplus.
///
/// No part is ever below 0 or above what it is a part of.
struct EnergyFlows {
  /// Wh at the plant, by contract and interval.
  private(set) var contracted: [[Int64]]
  /// Wh lost on the way.
  private(set) var lost: [[Int64]]
  /// Wh the consumer takes.
  private(set) var supplied: [[Int64]]

  init(_ scenario: PowerScenario, _ contracts: [MeterData.Contract], _ data: MeterData) {
    let count = data.run.count
    contracted = contracts.map { _ in [Int64](repeating: 0, count: count) }
    lost = contracted
    supplied = contracted
    contract(scenario, contracts, data)
    for c in contracts.indices {
      for t in 0..<count where contracted[c][t] > 0 {
        lost[c][t] = RoundingRule.roundHalfUp.whole(
          Int128(contracted[c][t]) * Int128(data.loss[c][t]), over: Int128(ExactUnit.share))
      }
    }
    supply(scenario, contracts, data)
  }

  private mutating func contract(
    _ scenario: PowerScenario, _ contracts: [MeterData.Contract], _ data: MeterData
  ) {
    var apportionment = Apportionment()
    let own = Dictionary(grouping: contracts.indices) { scenario.pairs[contracts[$0].pair].supplier }
    for (i, members) in own {
      let weights = members.map { contracts[$0].share }
      let denominator = max(ExactUnit.share, weights.reduce(0, +))
      var parts = [Int64](repeating: 0, count: members.count)
      for (t, generation) in data.generation[i].enumerated() where generation > 0 {
        apportionment.split(generation, weights: weights, denominator: denominator, into: &parts)
        for (k, c) in members.enumerated() { contracted[c][t] = parts[k] }
      }
    }
  }

  private mutating func supply(
    _ scenario: PowerScenario, _ contracts: [MeterData.Contract], _ data: MeterData
  ) {
    var apportionment = Apportionment()
    let own = Dictionary(grouping: contracts.indices) { scenario.pairs[contracts[$0].pair].consumer }
    for (j, members) in own {
      var arriving = [Int64](repeating: 0, count: members.count)
      var parts = arriving
      for (t, load) in data.load[j].enumerated() {
        var offered: Int64 = 0
        for (k, c) in members.enumerated() {
          arriving[k] = contracted[c][t] - lost[c][t]
          offered += arriving[k]
        }
        if offered == 0 { continue }
        if offered <= load {
          parts = arriving
        } else {
          apportionment.split(load, weights: arriving, denominator: offered, into: &parts)
        }
        for (k, c) in members.enumerated() { supplied[c][t] = parts[k] }
      }
    }
  }
}
