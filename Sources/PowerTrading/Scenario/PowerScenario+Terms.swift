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
    /// Generation neither supplied to members nor lost on the way to them, over all generation, at most.
    public let largestShareSoldElsewhere: Double
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
  public var replacedBillGain: Double {
    var gain = 0.0
    for consumer in consumers {
      guard let topUp = consumer.topUp else { continue }
      for t in consumer.load.indices {
        gain += (topUp.utilityPrice[t] - consumer.retailPrice[t]) * consumer.load[t]
      }
    }
    return gain
  }

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

extension PowerScenario.Pair {
  /// Whether its contract needs a yes-or-no variable by itself.
  var needsChoice: Bool {
    // A contract of whole lots takes one at least without a variable of its own.
    !isFrozen
      && (smallestShare > lotShare * (1 + 1e-9) || fixedCost > 0 || guarantee != nil || isOneOfSeveral)
  }

  /// What any contract costs whatever its share: the fixed cost, and the guarantee as far as the largest share
  /// of the pair, which may be no more than `share`, leaves energy missing.
  func contractCost(generated: Double, share: Double) -> Double {
    fixedCost + guaranteeCost(delivered: share * (1 - loss) * generated)
  }

  /// What the guarantee of a contract of this share costs.
  func guaranteeCost(delivered: Double) -> Double {
    guard let guarantee else { return 0 }
    return guarantee.shortfallPrice * max(0, guarantee.energy - delivered)
  }
}
