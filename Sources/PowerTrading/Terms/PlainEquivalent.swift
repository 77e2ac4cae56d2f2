// SPDX-License-Identifier: GPL-3.0-or-later

/// A scenario of plain contracts with the same shares and the same objective, where the terms fold into it.
///
/// Where all offers of a consumer are worth the same per supplied kWh, that worth can stand for its retail price
/// and all else for a fee on contracted energy; payments between parties that count alike cancel. The methods
/// and proofs for plain contracts then hold as they are, also where that worth is negative.
struct PlainEquivalent {
  /// The plain scenario; nil where the terms do not fold.
  let scenario: PowerScenario?
  /// Why they do not.
  let reason: String

  init(_ original: PowerScenario) {
    var problem: String?
    if original.objectives.count > 1 { problem = "objectives in order" }
    if original.participation != .none { problem = "a rule on participation" }
    if original.pairs.contains(where: \.isOneOfSeveral) { problem = "a choice of contract forms" }
    if original.pairs.contains(where: { $0.form == .payAsConsumed || $0.form == .virtual }) {
      problem = "contracts as consumed or for differences"
    }
    if let problem {
      scenario = nil
      reason = problem
      return
    }
    let worth = OfferWorth(original)
    let weights = OfferWeights(original, original.finalObjective)
    var consumers: [PowerScenario.Consumer] = []
    for j in original.consumers.indices {
      switch Self.fold(original, worth, weights, j) {
      case .success(let consumer): consumers.append(consumer)
      case .failure(let unfoldable):
        scenario = nil
        reason = unfoldable.reason
        return
      }
    }
    var plain = original
    plain.marketPrice = Array(repeating: 0, count: original.horizon.count)
    plain.consumers = consumers
    // Every target was found to count all that its consumer may be offered.
    for i in plain.suppliers.indices { plain.suppliers[i].countsTowardsRE100 = true }
    plain.pairs = original.pairs.indices.map { Self.fold(original, worth, weights, pair: $0) }
    plain.split = .proRata
    plain.objectives = [ObjectiveStage(objective: .jointGain)]
    scenario = plain
    reason = ""
  }

  private struct Unfoldable: Error { var reason: String }

  /// The consumer whose retail price is what a supplied kWh is worth.
  private static func fold(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ weights: OfferWeights, _ j: Int
  ) -> Result<PowerScenario.Consumer, Unfoldable> {
    let consumer = scenario.consumers[j]
    let offers = scenario.pairs(ofConsumer: j)
    let (hasRE100, hasMatching) = (consumer.requiredEnergy > 0, consumer.requiredMatching > 0)
    if hasRE100 && hasMatching { return .failure(Unfoldable(reason: "two targets of a consumer")) }
    let countsInFull =
      (!hasRE100 || worth.countsInFull[0][j]) && (!hasMatching || worth.countsInFull[1][j])
    if !countsInFull {
      return .failure(Unfoldable(reason: "energy that counts in part towards a target"))
    }
    var price = [Double](repeating: 0, count: scenario.horizon.count)
    if let first = offers.first {
      for t in price.indices {
        price[t] = worth.value(first, t, weights)
        let size = 1e-12 * (consumer.retailPrice[t] + consumer.supplyFee + abs(scenario.marketPrice[t]) + 1)
        for p in offers.dropFirst() where abs(worth.value(p, t, weights) - price[t]) > size {
          return .failure(
            Unfoldable(reason: "suppliers of a consumer that cost differently when they supply"))
        }
        if abs(price[t]) <= size { price[t] = 0 }
      }
    }
    var folded = consumer
    folded.retailPrice = price
    folded.supplyFee = 0
    folded.shortfallPrice = (hasMatching ? consumer.matchingPrice : consumer.missingPrice).map {
      $0 * weights.consumer[j]
    }
    if hasMatching { folded.minimumShare = consumer.matchingShare }
    (folded.recPrice, folded.matchingShare, folded.matchingPrice) = (nil, 0, nil)
    return .success(folded)
  }

  /// The pair whose fee on contracted energy is all that a share costs.
  private static func fold(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ weights: OfferWeights, pair p: Int
  ) -> PowerScenario.Pair {
    let pair = scenario.pairs[p]
    let energy = worth.contracted(p)
    var folded = pair
    folded.contractedFee = energy > 0 ? -worth.perShare(p, weights) / energy : 0
    folded.suppliedFee = 0
    folded.fixedCost = -worth.perContract(p, weights)
    (folded.paymentOn, folded.surplusWith) = (.supplied, .seller)
    folded.missingCertificatePrice = pair.missingCertificatePrice.map { _ in 0 }
    return folded
  }
}
