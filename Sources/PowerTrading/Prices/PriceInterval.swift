// SPDX-License-Identifier: GPL-3.0-or-later

/// The prices per supplied kWh between which a contract suits both sides, its energy being what the plan says.
///
/// At the reserve the supplier is as well off as selling all contracted energy to the market:
/// `reserve x supplied + surplus revenue = market revenue forgone + price of missing guaranteed energy`. At the ceiling the consumer is as well off
/// as with the utility: `ceiling x supplied` is what the utility would have billed, and the shortfall that the
/// contract's part of the supplied energy avoids, less its fees and fixed cost; or the price that the
/// consumer's stated ceiling leaves, if that is lower.
public struct PriceInterval: Codable, Sendable, Equatable {
  /// The least the supplier can take.
  public var reserve: Double
  /// The most the consumer can pay.
  public var ceiling: Double
  /// Halfway; nil where no price suits both.
  public var proposed: Double?

  enum CodingKeys: String, CodingKey {
    case reserve = "reserve_krw_per_kwh"
    case ceiling = "ceiling_krw_per_kwh"
    case proposed = "proposed_krw_per_kwh"
  }

  /// An interval.
  init(reserve: Double, ceiling: Double) {
    self.reserve = reserve
    self.ceiling = ceiling
    proposed = reserve <= ceiling ? (reserve + ceiling) / 2 : nil
  }

  /// The interval of a settled contract; nil where nothing is supplied.
  init?(_ scenario: PowerScenario, _ settlement: Settlement, pair p: Int) {
    let pair = scenario.pairs[p]
    let consumer = scenario.consumers[pair.consumer]
    let sums = settlement.total(pair: p)
    if !(sums.supplied > 0) { return nil }
    let counted = settlement.total(consumer: pair.consumer).counted[SupplyTarget.re100.rawValue]
    let avoided =
      (consumer.shortfallPrice ?? 0) * (consumer.requiredEnergy - consumer.shortfall(supplied: counted))
    // Only sources that count avoid a shortfall, each by its part of what they supply.
    var part = 0.0
    if scenario.suppliers[pair.supplier].countsTowardsRE100 {
      let all = scenario.pairs(ofConsumer: pair.consumer).reduce(0) { sum, other in
        settlement.shares[other] > 0
          && scenario.suppliers[scenario.pairs[other].supplier].countsTowardsRE100
          ? sum + settlement.total(pair: other).supplied : sum
      }
      part = sums.supplied / all
    }
    let worth =
      sums.billSaved + avoided * part - pair.contractedFee * sums.contracted - pair.fixedCost
    self.init(
      reserve: (sums.marketForgone - sums.surplusRevenue + pair.guaranteeCost(contracted: sums.contracted))
        / sums.supplied,
      ceiling: min(worth / sums.supplied - consumer.supplyFee - pair.suppliedFee, pair.largestAsk))
  }
}
