// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What shares come to by month, read interval by interval from the scenario, as a meter reader would.
struct MeterLedger {
  struct ConsumerMonth {
    var load = 0.0, supplied = 0.0, saved = 0.0, paid = 0.0, supplyFee = 0.0, contractedFee = 0.0
    var pairFee = 0.0, surplus = 0.0, green = 0.0, matched = 0.0, topUpCost = 0.0
  }

  struct SupplierMonth {
    var generation = 0.0, contracted = 0.0, delivered = 0.0, supplied = 0.0, paid = 0.0, surplus = 0.0
    var forgone = 0.0
    /// Lost on the way, the plant's own market revenue of surplus, missing energy and its certificates.
    var lost = 0.0, ownSurplus = 0.0, missing = 0.0, certificates = 0.0
    /// What the utility would have billed.
    var saved = 0.0
    /// Supplied or lost on the way, of what the plant generated in that interval.
    var ownTaken = 0.0

    mutating func add(_ own: SupplierMonth) {
      contracted += own.contracted
      delivered += own.delivered
      supplied += own.supplied
      paid += own.paid
      surplus += own.surplus
      forgone += own.forgone
      lost += own.lost
      ownSurplus += own.ownSurplus
      missing += own.missing
      certificates += own.certificates
    }
  }

  struct Contract {
    var contracted = 0.0, delivered = 0.0, supplied = 0.0, paid = 0.0, missing = 0.0
    /// Surplus and all contracted energy at the market price, supplied energy at the retail price.
    var surplus = 0.0, forgone = 0.0, saved = 0.0
    /// Supplied or lost on the way, of what the plant generated in that interval, kWh.
    var ownTaken = 0.0
  }

  /// By consumer and month.
  private(set) var consumers: [[ConsumerMonth]] = []
  /// By supplier and month.
  private(set) var suppliers: [[SupplierMonth]] = []
  /// By open pair, over the horizon.
  private(set) var pairs: [Contract] = []

  /// Of no contracts and no intervals.
  init() {}

  /// Walks over every interval of every consumer.
  init(_ scenario: PowerScenario, shares: [Double]) {
    let months = scenario.horizon.months
    consumers = Array(
      repeating: Array(repeating: ConsumerMonth(), count: months.count), count: scenario.consumers.count)
    suppliers = Array(
      repeating: Array(repeating: SupplierMonth(), count: months.count), count: scenario.suppliers.count)
    pairs = Array(repeating: Contract(), count: scenario.pairs.count)
    for (i, supplier) in scenario.suppliers.enumerated() {
      for (index, month) in months.enumerated() {
        for t in month.intervals { suppliers[i][index].generation += supplier.generation[t] }
      }
    }
    let columns = months.map(\.intervals)
    let read = parallelMap(count: scenario.consumers.count, threads: Self.threads) { j in
      Self.read(scenario, j, shares, columns)
    }
    for (j, reading) in read.enumerated() {
      consumers[j] = reading.months
      for (p, ownMonths) in reading.contracts {
        for (month, own) in ownMonths.enumerated() {
          pairs[p].contracted += own.contracted
          pairs[p].delivered += own.delivered
          pairs[p].supplied += own.supplied
          pairs[p].paid += own.paid
          pairs[p].missing += own.missing
          pairs[p].surplus += own.surplus
          pairs[p].forgone += own.forgone
          pairs[p].saved += own.saved
          pairs[p].ownTaken += own.ownTaken
          suppliers[scenario.pairs[p].supplier][month].add(own)
        }
      }
    }
  }

  /// Threads of a check: two passes at a time are as fast as memory.
  static let threads = 2

  private struct Reading: Sendable {
    var months: [ConsumerMonth]
    var contracts: [(pair: Int, months: [SupplierMonth])] = []
  }

  /// A consumer's meters, interval by interval, contract by contract.
  private static func read(
    _ scenario: PowerScenario, _ j: Int, _ shares: [Double], _ columns: [Range<Int>]
  ) -> Reading {
    let consumer = scenario.consumers[j]
    let contracts = scenario.pairs(ofConsumer: j).filter { shares[$0] > 0 }
    let flows = ContractFlows(scenario, consumer: j, contracts: contracts, shares: shares)
    var reading = Reading(months: [])
    for month in columns {
      var own = ConsumerMonth()
      for t in month {
        let supplied = min(flows.offered[t], consumer.load[t])
        own.load += consumer.load[t]
        own.supplied += supplied
        if let topUp = consumer.topUp {
          own.saved += consumer.load[t] * topUp.utilityPrice[t]
          own.topUpCost += (consumer.load[t] - supplied) * consumer.retailPrice[t]
        } else {
          own.saved += supplied * consumer.retailPrice[t]
        }
        own.supplyFee += supplied * consumer.supplyFee
        own.green += flows.green[t]
        own.matched += flows.matched[t]
      }
      reading.months.append(own)
    }
    for (k, p) in contracts.enumerated() {
      let pair = scenario.pairs[p]
      var months: [SupplierMonth] = []
      for (index, month) in columns.enumerated() {
        let own = flows.month(scenario, pair, shares[p], flows.supplied[k], month, &reading.months[index])
        reading.months[index].paid += own.paid
        reading.months[index].contractedFee += own.contracted * pair.contractedFee
        reading.months[index].pairFee += own.supplied * pair.suppliedFee
        months.append(own)
      }
      reading.contracts.append((p, months))
    }
    return reading
  }

  /// Adds what arrives of a share of a plant's output.
  static func addArriving(
    _ generation: [Double], _ share: Double, _ arrival: Double, to offered: inout [Double]
  ) {
    generation.withUnsafeBufferPointer { generation in
      offered.withUnsafeMutableBufferPointer { offered in
        for t in 0..<min(offered.count, generation.count) { offered[t] += share * generation[t] * arrival }
      }
    }
  }
}
