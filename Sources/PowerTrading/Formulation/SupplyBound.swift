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
/// `HourPair`. A supplier's best pair takes no more than its largest share, the next best the next.
/// The rule on smallest contracts is dropped, but for pairs that it closes. Fixed costs count in proportion to the
/// share, over the largest that a best plan needs. At the multipliers of the relaxation's optimum the bound equals
/// the relaxation, by linear duality. Rules that the structure does not know (`StructureLimits`) are those of
/// `OfferBound`.
enum SupplyBound {
  /// The fraction of a further kWh that counts as taken where nothing else is stated.
  static func defaultFraction(offered: Double, load: Double) -> Double { offered <= load && load > 0 ? 1 : 0 }

  static func value(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof) -> Double {
    var stated: [Int: [Int: Double]] = [:]
    for index in proof.kinkFractions.values.indices {
      stated[Int(proof.kinkConsumers.values[index]), default: [:]][Int(proof.kinkIntervals.values[index])] =
        proof.kinkFractions.values[index]
    }
    var bound = 0.0
    var offers = [[SupplierOffer]](repeating: [], count: scenario.suppliers.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      let rho = max(0, proof.re100Multipliers.values[j])
      let kappa = consumer.largestContractCount == nil ? 0 : max(0, proof.contractCountMultipliers.values[j])
      let required = consumer.requiredEnergy
      bound += (consumer.shortfallPrice.map { max(0, rho - $0) } ?? 0) * required - rho * required
      bound += kappa * Double(consumer.largestContractCount ?? 0)

      let highest = OfferedEnergy.highest(scenario, consumer: j)
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
        let concave = (isConvex ? 0 : value) + rho
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
        for t in weight.indices { value += weight[t] * pair.arrival * profile[t] }
        let once = pair.fixedCost + kappa
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

  /// How far rounding may move the bound: a value within it of the bound is the bound.
  static func rounding(_ scenario: PowerScenario) -> Double {
    var size = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      size += (consumer.shortfallPrice ?? 0) * consumer.requiredEnergy
      let highest = OfferedEnergy.highest(scenario, consumer: j)
      for t in highest.indices where highest[t] > 0 {
        size += abs(scenario.supplyValue(consumer: j, interval: t)) * min(highest[t], consumer.load[t])
      }
    }
    return 1e-12 * size
  }
}
