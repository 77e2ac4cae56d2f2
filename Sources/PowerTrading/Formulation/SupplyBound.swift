// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// An upper bound on the joint gain of every plan, from reference shares and a few multipliers.
///
/// The value of an interval is `v min(offered, load)`, and for any fraction q in [0, 1]
/// `min(offered, load) <= (1 - q) load + q offered`: a tangent of a concave function. Taking, in each
/// interval, q = 1 where the reference shares offer at most the load and 0 where they offer more (or the
/// fraction stated for a kink), and pricing the targets with rho >= 0 and the numbers of contracts with
/// kappa >= 0, leaves a value per unit of each share. A supplier then earns most by giving all it may sell
/// to its best pair:
///
///     bound = sum_jt (1 - q_jt) v'_jt load_jt + sum_j (max(0, rho_j - shortfall price_j) - rho_j) required_j
///           + sum_j kappa_j count_j + sum_i largest_i max(0, max_{p of i} value_p),   v' = v + rho
///
/// Where v < 0 its chord over all that can be offered stands for it: `v offered min(1, load / highest)`; see also
/// `HourPair`. A supplier's best pair takes no more than its largest share, the next best the next. A zone's rules
/// are priced with alpha (generation contracted) and beta (generation not sold elsewhere), numbers of contracts of a
/// supplier with lambda, and where not all energy counts towards a target, rho prices
/// `min(offered by sources that count, load)`, with fractions of its own.
/// The rules on smallest contracts and whole lots are dropped, but for pairs that they close. Fixed costs and
/// what a guarantee costs at the least count in proportion to the share, over the largest that a best plan needs. At the multipliers of the
/// relaxation's optimum the bound equals the relaxation, by linear duality.
enum SupplyBound {
  /// The fraction of a further kWh that counts as taken where nothing else is stated.
  static func defaultFraction(offered: Double, load: Double) -> Double { offered <= load && load > 0 ? 1 : 0 }

  static func value(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof) -> Double {
    var stated: [Int: [Int: Double]] = [:]
    for index in proof.kinkFractions.values.indices {
      stated[Int(proof.kinkConsumers.values[index]), default: [:]][Int(proof.kinkIntervals.values[index])] =
        proof.kinkFractions.values[index]
    }
    var counted: [Int: [Int: Double]] = [:]
    for (index, j) in (proof.countedConsumers?.values ?? []).enumerated() {
      counted[Int(j), default: [:]][Int(proof.countedIntervals?.values[index] ?? 0)] =
        proof.countedFractions?.values[index] ?? 0
    }
    let alpha = scenario.zoneRules == nil ? 0 : max(0, proof.zoneGenerationMultiplier ?? 0)
    let beta = scenario.zoneRules == nil ? 0 : max(0, proof.zoneMarketMultiplier ?? 0)
    var bound = scenario.replacedBillGain
    if let rules = scenario.zoneRules {
      bound -= alpha * rules.smallestGenerationShareOfUse * scenario.memberLoad
      bound -= beta * (1 - rules.largestShareSoldElsewhere) * scenario.totalGeneration
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      bound += lambda(scenario, proof, i) * Double(supplier.largestContractCount ?? 0)
    }
    let generated = scenario.suppliers.map { $0.generation.reduce(0, +) }
    var offers = [[SupplierOffer]](repeating: [], count: scenario.suppliers.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      let rho = max(0, proof.re100Multipliers.values[j])
      let kappa = consumer.largestContractCount == nil ? 0 : max(0, proof.contractCountMultipliers.values[j])
      let required = consumer.requiredEnergy
      bound += (consumer.shortfallPrice.map { max(0, rho - $0) } ?? 0) * required - rho * required
      bound += kappa * Double(consumer.largestContractCount ?? 0)

      let highest = OfferedEnergy.highest(scenario, consumer: j)
      let hasOwnCount = scenario.hasUncountedPairs(consumer: j)
      let member = scenario.zoneRules?.members[j] == true
      let (addsAlpha, addsBeta) = (member ? alpha : 0, member ? beta : 0)
      var countedWeight: [Double] = []
      if hasOwnCount && rho > 0 {
        countedWeight = Settlement.offered(
          scenario, consumer: j, shares: proof.referenceShares.values, counting: .re100)
        for t in countedWeight.indices {
          let usual = defaultFraction(offered: countedWeight[t], load: consumer.load[t])
          let fraction = consumer.load[t] > 0 ? counted[j]?[t].map { min(1, max(0, $0)) } ?? usual : 0
          bound += (1 - fraction) * rho * consumer.load[t]
          countedWeight[t] = fraction * rho
        }
      }
      var weight = Settlement.offered(scenario, consumer: j, shares: proof.referenceShares.values)
      for t in weight.indices {
        guard highest[t] > 0, consumer.load[t] > 0 else {
          weight[t] = 0
          continue
        }
        let fraction =
          stated[j]?[t].map { min(1, max(0, $0)) }
          ?? defaultFraction(offered: weight[t], load: consumer.load[t])
        let value = scenario.supplyValue(consumer: j, interval: t)
        let isConvex = scenario.isNonConcave(consumer: j, interval: t)
        let concave = (isConvex ? 0 : value) + (hasOwnCount ? 0 : rho) + addsBeta
        bound += (1 - fraction) * concave * consumer.load[t]
        weight[t] = fraction * concave
        if isConvex { weight[t] += value * min(1, consumer.load[t] / highest[t]) }
      }
      if consumer.largestContractCount == 0 { continue }
      for p in scenario.pairs(ofConsumer: j) {
        let pair = scenario.pairs[p]
        let supplier = scenario.suppliers[pair.supplier]
        let useful = PairCost.largestUsefulShare(scenario, pair: p)
        if pair.smallestShare > supplier.largestShareForSale || useful == 0 { continue }
        let profile = scenario.profile(pair)
        var value = -PairCost.perShare(scenario, pair: p)
        value += (addsAlpha + addsBeta * pair.loss) * generated[pair.supplier]
        for t in weight.indices { value += weight[t] * pair.arrival * profile[t] }
        for t in countedWeight.indices {
          value += countedWeight[t] * scenario.countedPart(pair, t, .re100) * pair.arrival * profile[t]
        }
        let once =
          pair.contractCost(generated: generated[pair.supplier], share: useful) + kappa
          + lambda(scenario, proof, pair.supplier)
        offers[pair.supplier].append(
          SupplierOffer(
            value: pair.isFrozen ? value : value - once / useful, once: pair.isFrozen ? once : 0,
            largest: pair.largestShare, isFrozen: pair.isFrozen))
      }
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      bound += SupplierOffer.best(offers[i], within: supplier.largestShareForSale)
    }
    return bound
  }

  /// What one more contract of a supplier would be worth.
  private static func lambda(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof, _ i: Int) -> Double {
    guard scenario.suppliers[i].largestContractCount != nil,
      let multipliers = proof.supplierCountMultipliers?.values, multipliers.indices.contains(i)
    else { return 0 }
    return max(0, multipliers[i])
  }

  /// How far rounding may move the bound: a value within it of the bound is the bound.
  static func rounding(_ scenario: PowerScenario) -> Double {
    var size = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      size += (consumer.shortfallPrice ?? 0) * consumer.requiredEnergy
      let highest = OfferedEnergy.highest(scenario, consumer: j)
      for t in highest.indices where highest[t] > 0 {
        size += abs(scenario.supplyValue(consumer: j, interval: t)) * min(highest[t], consumer.load[t])
      }
      if let topUp = consumer.topUp {
        for t in highest.indices { size += abs(topUp.utilityPrice[t]) * consumer.load[t] }
      }
    }
    return 1e-12 * size
  }
}
