// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What shares come to by month, read interval by interval from the scenario, as a meter reader would.
struct MeterLedger {
  struct ConsumerMonth {
    var load = 0.0, supplied = 0.0, saved = 0.0, paid = 0.0, supplyFee = 0.0, contractedFee = 0.0
  }

  struct SupplierMonth {
    var generation = 0.0, contracted = 0.0, delivered = 0.0, supplied = 0.0, paid = 0.0, surplus = 0.0
    var forgone = 0.0

    mutating func add(_ own: SupplierMonth) {
      contracted += own.contracted
      delivered += own.delivered
      supplied += own.supplied
      paid += own.paid
      surplus += own.surplus
      forgone += own.forgone
    }
  }

  struct Contract {
    var contracted = 0.0, delivered = 0.0, supplied = 0.0
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
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    for p in contracts {
      let pair = scenario.pairs[p]
      addArriving(scenario.suppliers[pair.supplier].generation, shares[p], 1 - pair.loss, to: &offered)
    }
    var reading = Reading(months: [])
    for month in columns {
      var own = ConsumerMonth()
      for t in month {
        let supplied = min(offered[t], consumer.load[t])
        own.load += consumer.load[t]
        own.supplied += supplied
        own.saved += supplied * consumer.retailPrice[t]
        own.supplyFee += supplied * consumer.supplyFee
      }
      reading.months.append(own)
    }
    for p in contracts {
      let pair = scenario.pairs[p]
      let supplier = scenario.suppliers[pair.supplier]
      var months: [SupplierMonth] = []
      for (index, month) in columns.enumerated() {
        var own = SupplierMonth()
        for t in month where offered[t] > 0 {
          let atPlant = shares[p] * supplier.generation[t]
          let arriving = atPlant * (1 - pair.loss)
          let part = min(offered[t], consumer.load[t]) * arriving / offered[t]
          own.contracted += atPlant
          own.delivered += arriving
          own.supplied += part
          own.surplus += (arriving - part) * scenario.marketPrice[t]
          own.forgone += atPlant * scenario.marketPrice[t]
        }
        own.paid = own.supplied * supplier.ask
        reading.months[index].paid += own.paid
        reading.months[index].contractedFee += own.contracted * pair.contractedFee
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
