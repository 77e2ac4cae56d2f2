// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What contracts come to, interval by interval, added up by month.
///
/// In each interval a consumer is offered `e = sum of share x generation x (1 - loss)`, is supplied
/// `x = min(e, load)`, split over its suppliers in proportion to what each offers or by merit order of their
/// asks, and the rest `e - x` is sold at the market price by the suppliers it came from, or by the consumer.
/// What a contract as consumed offers is at most its share of the load. A contract for differences offers
/// nothing.
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
    /// Lost on the way, kWh.
    var lost = 0.0
    /// What the consumer pays the supplier for energy.
    var payment = 0.0
    /// Energy of a contract for differences that counts towards RE100, kWh.
    var certificates = 0.0
    /// Contracted energy that the plant does not generate, kWh.
    var missing = 0.0
    /// What the utility would have billed for what is supplied.
    var billSaved = 0.0

    static func += (left: inout PairSums, right: PairSums) {
      left.contracted += right.contracted
      left.delivered += right.delivered
      left.supplied += right.supplied
      left.surplusRevenue += right.surplusRevenue
      left.marketForgone += right.marketForgone
      left.lost += right.lost
      left.payment += right.payment
      left.certificates += right.certificates
      left.missing += right.missing
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
    /// The part of what is supplied that counts towards RE100, and towards matching; what counts is taken
    /// first. kWh.
    var counted = SIMD2<Double>(0, 0)
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
    let counted = SupplyTarget.allCases.map { target in
      scenario.countsInFull(consumer: j, target)
        ? taken : offered(scenario, consumer: j, shares: shares, counting: target)
    }
    let sums = months.map { month in
      var sums = ConsumerSums()
      for t in month {
        let supplied = min(taken[t], consumer.load[t])
        sums.load += consumer.load[t]
        sums.supplied += supplied
        sums.counted += SIMD2(min(counted[0][t], consumer.load[t]), min(counted[1][t], consumer.load[t]))
        if let topUp = consumer.topUp {
          sums.billSaved += topUp.utilityPrice[t] * consumer.load[t]
          sums.topUpCost += consumer.retailPrice[t] * (consumer.load[t] - supplied)
        } else {
          sums.billSaved += consumer.retailPrice[t] * supplied
        }
        sums.supplyValue +=
          (consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t]) * supplied
        // From here on: the part of the offered energy that is taken, or what is left of the load by merit.
        taken[t] =
          scenario.split == .meritOrder ? consumer.load[t] : taken[t] > 0 ? supplied / taken[t] : 0
      }
      return sums
    }
    let range = scenario.pairs(ofConsumer: j)
    var pairs = range.map { _ in [PairSums](repeating: PairSums(), count: months.count) }
    for p in scenario.split == .meritOrder ? scenario.meritOrder(consumer: j) : Array(range)
    where shares[p] > 0 && scenario.pairs[p].isPhysical {
      pairs[p - range.lowerBound] = settle(scenario, p, shares[p], months, &taken)
    }
    for p in range where shares[p] > 0 && !scenario.pairs[p].isPhysical {
      pairs[p - range.lowerBound] = differences(scenario, p, shares[p], months)
    }
    return (sums, pairs)
  }

  /// A contract under which energy flows.
  ///
  /// - Parameter taken: pro rata, the part of the offered energy that is taken; by merit, what is left of the
  ///   load, from which this contract's part is taken away.
  private static func settle(
    _ scenario: PowerScenario, _ p: Int, _ share: Double, _ months: [Range<Int>], _ taken: inout [Double]
  ) -> [PairSums] {
    let pair = scenario.pairs[p]
    let ask = scenario.suppliers[pair.supplier].ask
    let profile = scenario.profile(pair)
    let (load, retail) = (
      scenario.consumers[pair.consumer].load, scenario.consumers[pair.consumer].retailPrice
    )
    let isByMerit = scenario.split == .meritOrder
    return months.map { month in
      var sums = PairSums()
      for t in month {
        let contracted = share * profile[t]
        let delivered = contracted * pair.arrival
        let offered = min(delivered, pair.cap(load: load[t]) ?? .infinity)
        let supplied = isByMerit ? min(offered, taken[t]) : taken[t] * offered
        if isByMerit { taken[t] -= supplied }
        sums.contracted += contracted
        sums.delivered += delivered
        sums.supplied += supplied
        sums.surplusRevenue += scenario.marketPrice[t] * (delivered - supplied)
        sums.marketForgone += scenario.marketPrice[t] * contracted
        sums.billSaved += retail[t] * supplied
        if pair.form == .baseload {
          sums.missing += max(0, contracted - share * scenario.suppliers[pair.supplier].generation[t])
        }
      }
      sums.lost = sums.contracted - sums.delivered
      sums.payment = ask * (pair.paymentOn == .supplied ? sums.supplied : sums.contracted)
      return sums
    }
  }

  /// A contract for differences: the ask is exchanged for the market price, and certificates come along.
  private static func differences(
    _ scenario: PowerScenario, _ p: Int, _ share: Double, _ months: [Range<Int>]
  ) -> [PairSums] {
    let supplier = scenario.suppliers[scenario.pairs[p].supplier]
    return months.map { month in
      var sums = PairSums()
      for t in month {
        let contracted = share * supplier.generation[t]
        sums.contracted += contracted
        sums.payment += (supplier.ask - scenario.marketPrice[t]) * contracted
      }
      if supplier.countsTowardsRE100 { sums.certificates = sums.contracted }
      return sums
    }
  }

  /// Offered energy of each interval, kWh; all of it, or what counts towards a target.
  static func offered(
    _ scenario: PowerScenario, consumer: Int, shares: [Double], counting target: SupplyTarget? = nil
  ) -> [Double] {
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    let load = scenario.consumers[consumer].load
    for p in scenario.pairs(ofConsumer: consumer) where shares[p] > 0 && scenario.pairs[p].isPhysical {
      let pair = scenario.pairs[p]
      let factor = shares[p] * pair.arrival
      let profile = scenario.profile(pair)
      if pair.form == .payAsConsumed || target != nil {
        for t in offered.indices {
          let energy = min(factor * profile[t], pair.cap(load: load[t]) ?? .infinity)
          offered[t] += energy * (target.map { scenario.countedPart(pair, t, $0) } ?? 1)
        }
      } else {
        for t in offered.indices { offered[t] += factor * profile[t] }
      }
    }
    return offered
  }
}
