// SPDX-License-Identifier: GPL-3.0-or-later

extension PowerScenario {
  /// What a contract delivers at least over the horizon, and what missing energy costs the supplier.
  public struct Guarantee: Sendable {
    /// kWh after losses.
    public let energy: Double
    /// Currency per missing kWh.
    public let shortfallPrice: Double
  }

  /// How the suppliers top up a consumer that they serve in full.
  ///
  /// What contracts do not supply they buy on the market and pass on at the price of it and the consumer's fees;
  /// this takes the place of the utility's price in `Consumer.retailPrice`.
  public struct TopUp: Sendable {
    /// What the utility would bill per interval, currency per kWh.
    public let utilityPrice: [Double]
    /// Fees on what is topped up, currency per kWh.
    public let fee: Double
  }

  /// What a scheme asks of all contracts together.
  public struct ZoneRules: Sendable {
    /// Whether each consumer is a member.
    public let members: [Bool]
    /// Generation that members contract over their load, at least.
    public let smallestGenerationShareOfUse: Double
    /// Currency per kWh missing from it; nil where it is a hard rule.
    public let generationShortfallPrice: Double?
    /// Generation neither supplied to members nor lost on the way to them, over all generation, at most.
    public let largestShareSoldElsewhere: Double
  }

  /// Generation that members must contract, kWh; 0 without such a rule.
  public var requiredGeneration: Double { (zoneRules?.smallestGenerationShareOfUse ?? 0) * memberLoad }

  /// Generation that must not be sold elsewhere, kWh; 0 without such a rule.
  public var requiredTaken: Double {
    zoneRules.map { (1 - $0.largestShareSoldElsewhere) * totalGeneration } ?? 0
  }

  /// Whether what members take counts by the rules of a zone.
  func countsForZone(_ pair: Pair) -> Bool {
    pair.isPhysical && zoneRules?.members[pair.consumer] == true
  }

  /// The part of what a contract has at the plant in an interval that its plant generates then: all but for
  /// baseload contracts, whose supplier buys the rest.
  func generatedPart(_ pair: Pair, _ t: Int) -> Double {
    if pair.form != .baseload { return 1 }
    let supplier = suppliers[pair.supplier]
    return supplier.flat[t] > 0 ? min(1, supplier.generation[t] / supplier.flat[t]) : 0
  }

  /// Load of the members, kWh.
  public var memberLoad: Double {
    guard let zoneRules else { return 0 }
    return consumers.indices.reduce(0) { zoneRules.members[$1] ? $0 + consumers[$1].totalLoad : $0 }
  }

  /// Generation of all suppliers, kWh.
  public var totalGeneration: Double {
    suppliers.reduce(0) { $0 + $1.generation.reduce(0, +) }
  }

  /// What topping members up from the market saves over the utility's bills, whatever the contracts.
  public var replacedBillGain: Double { consumers.reduce(0) { $0 + $1.replacedBillGain } }

  /// Whether a consumer has a target and an open pair whose energy does not count towards it. What is supplied
  /// then counts as far as the sources that count could have supplied it by themselves: they go first.
  public func hasUncountedPairs(consumer j: Int) -> Bool {
    consumers[j].minimumShare > 0 && !countsInFull(consumer: j, .re100)
  }

  /// Whether the pairs of a consumer pay different fees on supplied energy.
  public func hasFeeSpread(consumer j: Int) -> Bool {
    pairs(ofConsumer: j).contains { pairs[$0].suppliedFee != 0 }
  }
}

extension PowerScenario.Consumer {
  /// What topping it up from the market saves over the utility's bills, whatever its contracts.
  var replacedBillGain: Double {
    guard let topUp else { return 0 }
    return load.indices.reduce(0) { $0 + (topUp.utilityPrice[$1] - retailPrice[$1]) * load[$1] }
  }
}

extension PowerScenario.Pair {
  /// Whether its contract needs a yes-or-no variable by itself.
  var needsChoice: Bool {
    // A contract of whole lots takes one at least without a variable of its own.
    !isFrozen
      && (smallestShare > lotShare * (1 + 1e-9) || fixedCost > 0 || guarantee != nil || isOneOfSeveral)
  }

  /// Energy missing from the guaranteed supply, kWh: what arrives of the contracted energy counts, taken or not,
  /// and of a contract for differences all of it.
  func missingFromGuarantee(contracted: Double) -> Double {
    guard let guarantee else { return 0 }
    return max(0, guarantee.energy - contracted * (1 - loss))
  }

  /// What it costs the supplier.
  func guaranteeCost(contracted: Double) -> Double {
    missingFromGuarantee(contracted: contracted) * (guarantee?.shortfallPrice ?? 0)
  }
}
