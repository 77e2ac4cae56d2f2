// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// An upper bound on an objective of every plan, from reference shares and a few multipliers.
///
/// Rules are priced: the targets, participation and the earlier objectives by multipliers of their own, so that
/// what is left is a value per supplied kWh, per unit of share and per contract (`OfferWorth`). In each interval
/// `min(E, load) <= (1 - q) load + q E` where it counts positively, for any q in [0, 1], and
/// `min(E, load) >= r E`, the chord up to the highest offer, where it counts negatively. Of offers split pro
/// rata, `sum v x <= mu load + sum max(0, v - mu) e - sum r max(0, mu - v) e` for any mu >= 0, since
/// `r e <= x <= e` and `sum x <= load`. What a supplier's shares add is then linear, and it gives all it
/// may sell to its best offer, each up to its largest share; contracts in force are as they are. Whole lots are
/// dropped; fixed costs and what a guarantee costs at the least count in proportion to the largest share.
enum OfferBound {
  /// - Parameters:
  ///   - objective: what is bounded.
  ///   - floors: the earlier objectives and what they must come to.
  static func value(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ objective: ObjectiveKind,
    floors: [(objective: ObjectiveKind, least: Double)], _ proof: PowerPlan.OfferProof
  ) -> Double {
    var bound = 0.0
    let weights = weights(scenario, objective, floors.map(\.objective), proof)
    for (floor, multiplier) in zip(floors, proof.stageMultipliers.values) {
      bound -= max(0, multiplier) * floor.least
    }
    bound += worth.constant(weights)
    for (j, consumer) in scenario.consumers.enumerated() {
      bound -= weights.participation[j] * consumer.gainWithoutContracts
    }
    bound += zone(scenario, weights)
    let lambda = scenario.suppliers.indices.map { supplierCount(scenario, proof, $0) }
    for (i, supplier) in scenario.suppliers.enumerated() {
      bound += lambda[i] * Double(supplier.largestContractCount ?? 0)
    }
    let kinks = OfferKinks(proof)
    var offers = [[SupplierOffer]](repeating: [], count: scenario.suppliers.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      bound += targets(consumer, j, weights)
      let kappa = consumer.largestContractCount == nil ? 0 : max(0, proof.contractCountMultipliers.values[j])
      bound += kappa * Double(consumer.largestContractCount ?? 0)
      let pass = OfferPass(
        scenario, worth, consumer: j, weights, reference: proof.referenceShares.values, kinks)
      bound += pass.constant
      if consumer.largestContractCount == 0 { continue }
      for p in scenario.pairs(ofConsumer: j) {
        let pair = scenario.pairs[p]
        let largest = pair.largestShare
        if pair.smallestShare > largest || largest == 0 { continue }
        let once =
          kappa + lambda[pair.supplier] - worth.perContract(p, weights)
          - worth.guarantee(p, weights, share: largest)
        let value = pass.slope[p - pass.first] + worth.perShare(p, weights)
        offers[pair.supplier].append(
          SupplierOffer(
            value: pair.isFrozen ? value : value - once / largest, once: pair.isFrozen ? once : 0,
            largest: largest, isFrozen: pair.isFrozen))
      }
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      bound += SupplierOffer.best(offers[i], within: supplier.largestShareForSale)
    }
    return bound
  }

  /// What one more contract of a supplier would be worth; 0 where their number has no limit.
  private static func supplierCount(
    _ scenario: PowerScenario, _ proof: PowerPlan.OfferProof, _ i: Int
  ) -> Double {
    guard scenario.suppliers[i].largestContractCount != nil,
      let multipliers = proof.supplierCountMultipliers?.values, multipliers.indices.contains(i)
    else { return 0 }
    return max(0, multipliers[i])
  }

  /// A zone's rules at their multipliers; missing generation costs its price at the most.
  private static func zone(_ scenario: PowerScenario, _ weights: OfferWeights) -> Double {
    guard let rules = scenario.zoneRules else { return 0 }
    var bound = -weights.zoneGeneration * scenario.requiredGeneration
    bound -= weights.zoneTaken * scenario.requiredTaken
    if let price = rules.generationShortfallPrice {
      let free = weights.zoneGeneration - weights.zoneCharge * price
      bound += max(0, free) * scenario.requiredGeneration
    }
    return bound
  }

  /// The objective's weights and what the multipliers add.
  static func weights(
    _ scenario: PowerScenario, _ objective: ObjectiveKind, _ floors: [ObjectiveKind],
    _ proof: PowerPlan.OfferProof
  ) -> OfferWeights {
    var weights = OfferWeights(scenario, objective)
    var money = objective.countsMoney ? 1.0 : 0
    for (floor, multiplier) in zip(floors, proof.stageMultipliers.values) {
      weights.add(floor, max(0, multiplier))
      if floor.countsMoney { money += max(0, multiplier) }
    }
    // A priced loss may grow as long as its price is above what the rule is worth.
    let most = scenario.participation.price.map { $0 * money } ?? .infinity
    if scenario.participation != .none {
      for j in weights.consumer.indices {
        weights.participation[j] = min(most, max(0, proof.consumerGainMultipliers.values[j]))
        weights.consumer[j] += weights.participation[j]
      }
      for i in weights.supplier.indices {
        weights.supplier[i] += min(most, max(0, proof.supplierGainMultipliers.values[i]))
      }
    }
    if scenario.zoneRules != nil {
      weights.zoneGeneration = max(0, proof.zoneGenerationMultiplier ?? 0)
      weights.zoneTaken = max(0, proof.zoneMarketMultiplier ?? 0)
    }
    // Where there is no target there is nothing to price.
    for (j, consumer) in scenario.consumers.enumerated() {
      if consumer.requiredEnergy > 0 { weights.re100[j] = max(0, proof.re100Multipliers.values[j]) }
      if consumer.requiredMatching > 0 { weights.matching[j] = max(0, proof.matchingMultipliers.values[j]) }
    }
    return weights
  }

  private static func targets(
    _ consumer: PowerScenario.Consumer, _ j: Int, _ weights: OfferWeights
  ) -> Double {
    var bound = 0.0
    for (multiplier, required, price) in [
      (weights.re100[j], consumer.requiredEnergy, consumer.missingPrice),
      (weights.matching[j], consumer.requiredMatching, consumer.matchingPrice),
    ] {
      bound -= multiplier * required
      if let price { bound += max(0, multiplier - weights.consumer[j] * price) * required }
    }
    return bound
  }
}

/// A consumer's intervals as a linear function of its shares, nowhere below their value.
struct OfferPass {
  /// First pair of the consumer.
  let first: Int
  private(set) var constant = 0.0
  /// Of each of its pairs.
  private(set) var slope: [Double]

  private let scenario: PowerScenario
  private let highest: HighestOffer
  private let reference: [Double]
  private let kinks: OfferKinks
  private let consumer: Int

  init(
    _ scenario: PowerScenario, _ worth: OfferWorth, consumer j: Int, _ weights: OfferWeights,
    reference: [Double], _ kinks: OfferKinks
  ) {
    self.scenario = scenario
    self.reference = reference
    self.kinks = kinks
    consumer = j
    highest = HighestOffer(scenario, worth)
    first = scenario.pairs(ofConsumer: j).lowerBound
    slope = Array(repeating: 0, count: scenario.pairs(ofConsumer: j).count)
    let layout = OfferLayout(scenario, consumer: j)
    for t in 0..<scenario.horizon.count where scenario.consumers[j].load[t] > 0 {
      switch layout {
      case .nested(let groups):
        let values = groups.map { worth.value($0[0], t, weights) }
        nested(groups, values, t)
      case .split(let offers):
        split(offers, offers.map { worth.value($0, t, weights) }, t)
      }
      for target in SupplyTarget.allCases where !worth.countsInFull[target.rawValue][j] {
        let multiplier = target == .re100 ? weights.re100[j] : weights.matching[j]
        if multiplier > 0 { counted(target, multiplier, t) }
      }
    }
  }

  private mutating func nested(_ groups: [[Int]], _ values: [Double], _ t: Int) {
    let load = scenario.consumers[consumer].load[t]
    var offered = 0.0
    var members: [Int] = []
    var weight: [Double] = Array(repeating: 0, count: groups.count)
    for k in groups.indices {
      offered += groups[k].reduce(0) { $0 + atReference($1, t) }
      members += groups[k]
      let step = values[k] - (k + 1 < values.count ? values[k + 1] : 0)
      var part: Double
      if step >= 0 {
        let fraction =
          kinks[consumer, t, members.count - 1].map { min(1, max(0, $0)) } ?? (offered <= load ? 1 : 0)
        constant += (1 - fraction) * step * load
        part = fraction * step
      } else {
        let most = highest.of(members.sorted(), t)
        part = step * (most > load ? load / most : 1)
      }
      for earlier in 0...k { weight[earlier] += part }
    }
    for k in groups.indices { for p in groups[k] { add(p, weight[k], t) } }
  }

  /// What counts towards a target, where not all that is offered does.
  private mutating func counted(_ target: SupplyTarget, _ multiplier: Double, _ t: Int) {
    let load = scenario.consumers[consumer].load[t]
    let offers = scenario.pairs(ofConsumer: consumer).filter { scenario.pairs[$0].isPhysical }
    let parts = offers.map { scenario.countedPart(scenario.pairs[$0], t, target) }
    let offered = zip(offers, parts).reduce(0) { $0 + atReference($1.0, t) * $1.1 }
    let fraction = kinks[consumer, t, target.place].map { min(1, max(0, $0)) } ?? (offered <= load ? 1 : 0)
    constant += (1 - fraction) * multiplier * load
    for (p, part) in zip(offers, parts) { add(p, fraction * multiplier * part, t) }
  }

  private mutating func split(_ offers: [Int], _ values: [Double], _ t: Int) {
    let load = scenario.consumers[consumer].load[t]
    let most = highest.of(offers, t)
    let least = most > load ? load / most : 1
    let price =
      kinks[consumer, t, OfferKinks.price].map { max(0, $0) }
      ?? Self.bestPrice(offers.map { atReference($0, t) }, values, load: load, least: least)
    constant += price * load
    for (k, p) in offers.enumerated() {
      add(p, max(0, values[k] - price) - least * max(0, price - values[k]), t)
    }
  }

  /// The price of load at which the bound of an interval is lowest, for given offers.
  static func bestPrice(_ offered: [Double], _ values: [Double], load: Double, least: Double) -> Double {
    var best = (price: 0.0, bound: Double.infinity)
    for price in [0] + values where price >= 0 {
      var bound = price * load
      for (energy, value) in zip(offered, values) {
        bound += energy * (max(0, value - price) - least * max(0, price - value))
      }
      if bound < best.bound { best = (price, bound) }
    }
    return best.price
  }

  /// The linearisation at reference shares by interval and place, where an interval may or may not absorb all
  /// that is offered: the part of a further kWh that counts, or the price of load of a split.
  static func numbers(
    _ scenario: PowerScenario, _ worth: OfferWorth, consumer j: Int, _ weights: OfferWeights,
    reference: [Double]
  ) -> [SIMD2<Int>: Double] {
    let pass = OfferPass(scenario, worth, consumer: j, reference: reference)
    var numbers: [SIMD2<Int>: Double] = [:]
    let layout = OfferLayout(scenario, consumer: j)
    for t in 0..<scenario.horizon.count {
      let load = scenario.consumers[j].load[t]
      if load <= 0 { continue }
      switch layout {
      case .nested(let groups):
        var (offered, count) = (0.0, 0)
        for group in groups {
          offered += group.reduce(0) { $0 + pass.atReference($1, t) }
          count += group.count
          if offered > 0 { numbers[SIMD2(t, count - 1)] = offered <= load ? 1 : 0 }
        }
      case .split(let offers):
        let most = pass.highest.of(offers, t)
        if most <= 0 { continue }
        numbers[SIMD2(t, OfferKinks.price)] = bestPrice(
          offers.map { pass.atReference($0, t) }, offers.map { worth.value($0, t, weights) }, load: load,
          least: most > load ? load / most : 1)
      }
    }
    return numbers
  }

  private init(_ scenario: PowerScenario, _ worth: OfferWorth, consumer j: Int, reference: [Double]) {
    self.scenario = scenario
    self.reference = reference
    kinks = OfferKinks()
    consumer = j
    highest = HighestOffer(scenario, worth)
    first = scenario.pairs(ofConsumer: j).lowerBound
    slope = []
  }

  /// What an offer brings at the reference shares.
  private func atReference(_ p: Int, _ t: Int) -> Double {
    let energy = max(0, reference[p]) * highest.arriving(p, t)
    return min(energy, scenario.pairs[p].cap(load: scenario.consumers[consumer].load[t]) ?? energy)
  }

  /// Adds an offer's energy at a weight.
  private mutating func add(_ p: Int, _ weight: Double, _ t: Int) {
    let arriving = highest.arriving(p, t)
    guard let cap = scenario.pairs[p].cap(load: scenario.consumers[consumer].load[t]) else {
      slope[p - first] += weight * arriving
      return
    }
    if weight < 0 {
      let most = scenario.pairs[p].largestShare * arriving
      slope[p - first] += weight * arriving * (most > cap ? cap / most : 1)
      return
    }
    let fraction =
      kinks[consumer, t, OfferKinks.place(ofCapped: p, first: first)].map { min(1, max(0, $0)) }
      ?? (max(0, reference[p]) * arriving <= cap ? 1 : 0)
    constant += weight * (1 - fraction) * cap
    slope[p - first] += weight * fraction * arriving
  }
}
