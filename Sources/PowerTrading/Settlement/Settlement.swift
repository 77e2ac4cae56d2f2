// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What contracts come to, interval by interval, added up by month.
///
/// In each interval a consumer is offered `e = sum of share x generation x (1 - loss)`, is supplied
/// `x = min(e, load)`, split over its suppliers in proportion to what each offers, and the rest `e - x`
/// is sold at the market price by the suppliers it came from.
struct Settlement {
  /// Sums over a month, or over the horizon, of one contract.
  struct PairSums {
    /// share x generation, kWh at the plant.
    var contracted = 0.0
    /// What arrives after losses, kWh.
    var delivered = 0.0
    /// What the consumer takes, kWh.
    var supplied = 0.0
    /// Market value of the surplus.
    var surplusRevenue = 0.0
    /// Market value of all contracted energy at the plant: what the supplier gives up.
    var marketForgone = 0.0
    /// What the utility would have billed for what is supplied.
    var billSaved = 0.0

    static func += (left: inout PairSums, right: PairSums) {
      left.contracted += right.contracted
      left.delivered += right.delivered
      left.supplied += right.supplied
      left.surplusRevenue += right.surplusRevenue
      left.marketForgone += right.marketForgone
      left.billSaved += right.billSaved
    }
  }

  /// Sums over a month, or over the horizon, of one consumer.
  struct ConsumerSums {
    /// Load, kWh.
    var load = 0.0
    /// What its suppliers supply, kWh.
    var supplied = 0.0
    /// What the utility would have billed for it, or for the whole load of a member that is served in full.
    var billSaved = 0.0
    /// What supplying it is worth over selling it as surplus.
    var supplyValue = 0.0
    /// The part of it that counts towards RE100, kWh: sources that count go first.
    var counted = 0.0
    /// What the suppliers buy on the market to serve a member in full, passed on to it.
    var topUpCost = 0.0

    static func += (left: inout ConsumerSums, right: ConsumerSums) {
      left.load += right.load
      left.supplied += right.supplied
      left.billSaved += right.billSaved
      left.supplyValue += right.supplyValue
      left.counted += right.counted
      left.topUpCost += right.topUpCost
    }
  }

  /// Share of each open pair.
  let shares: [Double]
  /// Sums of each pair, by month.
  let pairMonths: [[PairSums]]
  /// Sums of each consumer, by month.
  let consumerMonths: [[ConsumerSums]]

  /// Settles the shares of all open pairs over the horizon.
  init(_ scenario: PowerScenario, shares: [Double], threads: Int) {
    self.shares = shares
    let months = scenario.horizon.months.map(\.intervals)
    let settled = parallelMap(count: scenario.consumers.count, threads: threads) { consumer in
      Self.settle(scenario, consumer: consumer, shares: shares, months: months)
    }
    consumerMonths = settled.map(\.consumer)
    pairMonths = settled.flatMap(\.pairs)
  }

  /// Sums of a pair over the horizon.
  func total(pair: Int) -> PairSums { pairMonths[pair].reduce(into: PairSums()) { $0 += $1 } }

  /// Sums of a consumer over the horizon.
  func total(consumer: Int) -> ConsumerSums {
    consumerMonths[consumer].reduce(into: ConsumerSums()) { $0 += $1 }
  }

  private static func settle(
    _ scenario: PowerScenario, consumer j: Int, shares: [Double], months: [Range<Int>]
  ) -> (consumer: [ConsumerSums], pairs: [[PairSums]]) {
    let consumer = scenario.consumers[j]
    var taken = offered(scenario, consumer: j, shares: shares)
    let isAllCounted = scenario.pairs(ofConsumer: j).allSatisfy {
      shares[$0] == 0 || scenario.suppliers[scenario.pairs[$0].supplier].countsTowardsRE100
    }
    let counted =
      isAllCounted ? taken : offered(scenario, consumer: j, shares: shares, onlyCounted: true)
    let sums = months.map { month in
      var sums = ConsumerSums()
      for t in month {
        let supplied = min(taken[t], consumer.load[t])
        sums.load += consumer.load[t]
        sums.supplied += supplied
        sums.counted += min(counted[t], consumer.load[t])
        if let topUp = consumer.topUp {
          sums.billSaved += topUp.utilityPrice[t] * consumer.load[t]
          sums.topUpCost += consumer.retailPrice[t] * (consumer.load[t] - supplied)
        } else {
          sums.billSaved += consumer.retailPrice[t] * supplied
        }
        sums.supplyValue +=
          (consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t]) * supplied
        // From here on: the part of the offered energy that is taken.
        taken[t] = taken[t] > 0 ? supplied / taken[t] : 0
      }
      return sums
    }
    let pairs = scenario.pairs(ofConsumer: j).map { p -> [PairSums] in
      let pair = scenario.pairs[p]
      let generation = scenario.suppliers[pair.supplier].generation
      let (atPlant, arriving) = (shares[p], shares[p] * (1 - pair.loss))
      if atPlant == 0 { return Array(repeating: PairSums(), count: months.count) }
      return months.map { month in
        var sums = PairSums()
        for t in month {
          let delivered = arriving * generation[t]
          let supplied = taken[t] * delivered
          sums.contracted += atPlant * generation[t]
          sums.delivered += delivered
          sums.supplied += supplied
          sums.surplusRevenue += scenario.marketPrice[t] * (delivered - supplied)
          sums.marketForgone += scenario.marketPrice[t] * atPlant * generation[t]
          sums.billSaved += consumer.retailPrice[t] * supplied
        }
        return sums
      }
    }
    return (sums, pairs)
  }

  /// Offered energy of each interval, kWh; of all sources, or only of those that count towards RE100.
  static func offered(
    _ scenario: PowerScenario, consumer: Int, shares: [Double], onlyCounted: Bool = false
  ) -> [Double] {
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    for p in scenario.pairs(ofConsumer: consumer) where shares[p] > 0 {
      if onlyCounted && !scenario.suppliers[scenario.pairs[p].supplier].countsTowardsRE100 { continue }
      let factor = shares[p] * (1 - scenario.pairs[p].loss)
      let generation = scenario.suppliers[scenario.pairs[p].supplier].generation
      for t in offered.indices { offered[t] += factor * generation[t] }
    }
    return offered
  }
}
