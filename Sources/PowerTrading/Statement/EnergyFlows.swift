// SPDX-License-Identifier: GPL-3.0-or-later

/// What contracts come to in whole Wh, interval by interval.
///
/// 1. contracted: each supplier's generation times the sum of its shares, halves up, split over its
///    contracts by largest remainder; of a baseload contract that is the part of the generation that stands
///    behind it, and contracted is its part of the flat profile, split likewise;
/// 2. lost: contracted times the loss, halves up; the rest arrives;
/// 3. offered: what arrives; as consumed at most the share of the load, rounded down;
/// 4. supplied: min(sum of what is offered, load), split over the consumer's suppliers in proportion to what
///    each offers, by largest remainder, or the lowest ask first. What arrives and is not taken is surplus.
///
/// A contract for differences has contracted energy alone. No part is ever below 0 or above what it is a part
/// of.
struct EnergyFlows {
  /// Wh at the plant, by contract and interval.
  private(set) var contracted: [[Int64]]
  /// Wh lost on the way.
  private(set) var lost: [[Int64]]
  /// Wh the consumer takes.
  private(set) var supplied: [[Int64]]
  /// Wh that the plant generates for a baseload contract; empty for other forms.
  private(set) var generated: [[Int64]]

  init(_ scenario: PowerScenario, _ contracts: [MeterData.Contract], _ data: MeterData) {
    let count = data.run.count
    contracted = contracts.map { _ in [Int64](repeating: 0, count: count) }
    lost = contracted
    supplied = contracted
    generated = contracts.map { contract in
      scenario.pairs[contract.pair].form == .baseload ? [Int64](repeating: 0, count: count) : []
    }
    contract(scenario, contracts, data)
    for c in contracts.indices where scenario.pairs[contracts[c].pair].isPhysical {
      for t in 0..<count where contracted[c][t] > 0 {
        lost[c][t] = RoundingRule.roundHalfUp.whole(
          Int128(contracted[c][t]) * Int128(data.loss[c][t]), over: Int128(ExactUnit.share))
      }
    }
    supply(scenario, contracts, data)
  }

  /// Energy before losses, and what is lost of it, of the energy that a line of contract `c` bills.
  func energy(_ billed: BilledEnergy, _ c: Int, _ t: Int) -> (before: Int64, lost: Int64) {
    switch billed {
    case .supplied: (supplied[c][t] + lost[c][t], lost[c][t])
    case .contracted: (contracted[c][t], 0)
    case .surplus: (contracted[c][t] - supplied[c][t], lost[c][t])
    case .missing: (generated[c].isEmpty ? 0 : max(0, contracted[c][t] - generated[c][t]), 0)
    case .excess: (generated[c].isEmpty ? 0 : max(0, generated[c][t] - contracted[c][t]), 0)
    case .topUp, .shortfall: (0, 0)
    }
  }

  /// What a contract offers the consumer, Wh.
  func offered(
    _ scenario: PowerScenario, _ contract: MeterData.Contract, _ c: Int, _ t: Int, load: Int64
  ) -> Int64 {
    let pair = scenario.pairs[contract.pair]
    let arriving = contracted[c][t] - lost[c][t]
    if pair.form != .payAsConsumed { return arriving }
    let cap = Int128(load) * Int128(ExactUnit.share(pair.consumedShare))
    return min(arriving, Int64(cap.dividedDown(by: Int128(ExactUnit.share))))
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
        for (k, c) in members.enumerated() {
          if generated[c].isEmpty { contracted[c][t] = parts[k] } else { generated[c][t] = parts[k] }
        }
      }
      let flat = members.filter { !generated[$0].isEmpty }
      if flat.isEmpty { continue }
      parts = [Int64](repeating: 0, count: flat.count)
      apportionment.split(
        data.flat[i], weights: flat.map { contracts[$0].share }, denominator: denominator, into: &parts)
      for (k, c) in flat.enumerated() { contracted[c] = contracted[c].map { _ in parts[k] } }
    }
  }

  private mutating func supply(
    _ scenario: PowerScenario, _ contracts: [MeterData.Contract], _ data: MeterData
  ) {
    var apportionment = Apportionment()
    let physical = contracts.indices.filter { scenario.pairs[contracts[$0].pair].isPhysical }
    let own = Dictionary(grouping: physical) { scenario.pairs[contracts[$0].pair].consumer }
    for (j, group) in own {
      var members = group
      if scenario.split == .meritOrder {
        let byPair = Dictionary(uniqueKeysWithValues: group.map { (contracts[$0].pair, $0) })
        members = scenario.meritOrder(consumer: j).compactMap { byPair[$0] }
      }
      var offered = [Int64](repeating: 0, count: members.count)
      var parts = offered
      for (t, load) in data.load[j].enumerated() {
        var all: Int64 = 0
        for (k, c) in members.enumerated() {
          offered[k] = self.offered(scenario, contracts[c], c, t, load: load)
          all += offered[k]
        }
        if all == 0 { continue }
        if all <= load {
          parts = offered
        } else if scenario.split == .meritOrder {
          var left = load
          for k in members.indices {
            parts[k] = min(left, offered[k])
            left -= parts[k]
          }
        } else {
          apportionment.split(load, weights: offered, denominator: all, into: &parts)
        }
        for (k, c) in members.enumerated() { supplied[c][t] = parts[k] }
      }
    }
  }
}
