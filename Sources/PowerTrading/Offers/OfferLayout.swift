// SPDX-License-Identifier: GPL-3.0-or-later

/// How the settlement of a consumer's intervals reads as sums of `min(offered, load)`.
///
/// Offers that are worth the same form a group. By merit order, what the first k groups supply is
/// `min(E_k, load)` of what they offer together, so that the value of an interval is
/// `sum_k (v_k - v_(k+1)) min(E_k, load)`: concave as long as the value does not rise along the order.
/// Pro rata, one group is such a sum too; with several the split is a ratio, for which only bounds are linear:
/// a part between `r e` and `e` of each offer is taken, `r` being load over all that could be offered.
enum OfferLayout {
  /// Groups in the order in which they are taken; one group pro rata.
  case nested([[Int]])
  /// Offers of different worth, split pro rata.
  case split([Int])

  init(_ scenario: PowerScenario, consumer j: Int) {
    if scenario.split == .meritOrder {
      var groups: [[Int]] = []
      for p in scenario.meritOrder(consumer: j) {
        if let last = groups.last?.first, Self.alike(scenario, last, p) {
          groups[groups.count - 1].append(p)
        } else {
          groups.append([p])
        }
      }
      self = .nested(groups)
      return
    }
    let offers = scenario.pairs(ofConsumer: j).filter { scenario.pairs[$0].isPhysical }
    guard let first = offers.first else {
      self = .nested([])
      return
    }
    self = offers.allSatisfy { Self.alike(scenario, first, $0) } ? .nested([offers]) : .split(offers)
  }

  /// Whether a supplied kWh of either offer is worth the same in every interval, whatever the objective, the
  /// targets and the rules on participation.
  private static func alike(_ scenario: PowerScenario, _ p: Int, _ q: Int) -> Bool {
    let (a, b) = (scenario.pairs[p], scenario.pairs[q])
    if p == q { return true }
    // Of a flat profile a zone counts what the plant generates.
    if (scenario.zoneRules?.largestShareSoldElsewhere ?? 1) < 1, scenario.countsForZone(a),
      a.form == .baseload || b.form == .baseload
    {
      return false
    }
    if a.suppliedFee != b.suppliedFee { return false }
    let isForAll = scenario.participation == .none
    if isForAll && !scenario.objectives.contains(where: { $0.objective == .consumerCost }) { return true }
    let asks = (scenario.suppliers[a.supplier].ask, scenario.suppliers[b.supplier].ask)
    return a.paymentOn == b.paymentOn && a.surplusWith == b.surplusWith
      && (a.paymentOn == .contracted || asks.0 == asks.1) && (isForAll || a.supplier == b.supplier)
  }
}

/// What a consumer can be offered in an interval at the most.
struct HighestOffer {
  private let scenario: PowerScenario
  private let worth: OfferWorth

  init(_ scenario: PowerScenario, _ worth: OfferWorth) {
    self.scenario = scenario
    self.worth = worth
  }

  /// Arriving energy of an offer for the whole output, kWh.
  func arriving(_ p: Int, _ t: Int) -> Double { scenario.pairs[p].arrival * worth.profiles[p][t] }

  /// The most that one offer can bring.
  func of(_ p: Int, _ t: Int) -> Double {
    let pair = scenario.pairs[p]
    let most = pair.largestShare * arriving(p, t)
    return min(most, pair.cap(load: scenario.consumers[pair.consumer].load[t]) ?? most)
  }

  /// The most that offers of a consumer can bring together: each supplier sells its output once.
  func of(_ offers: [Int], _ t: Int) -> Double {
    var sum = 0.0
    var best = (supplier: -1, energy: 0.0)
    // A consumer's offers come supplier by supplier, or are sorted here.
    for p in offers {
      let pair = scenario.pairs[p]
      if pair.supplier != best.supplier {
        sum += best.energy
        best = (pair.supplier, 0)
      }
      best.energy = max(best.energy, of(p, t))
    }
    return sum + best.energy
  }
}
