// SPDX-License-Identifier: GPL-3.0-or-later

/// What shares come to by month, read interval by interval from the scenario, as a meter reader would.
struct MeterLedger {
  struct ConsumerMonth {
    var load = 0.0, supplied = 0.0, saved = 0.0, paid = 0.0, supplyFee = 0.0, contractedFee = 0.0
  }

  struct SupplierMonth {
    var generation = 0.0, contracted = 0.0, delivered = 0.0, supplied = 0.0, paid = 0.0, surplus = 0.0
    var forgone = 0.0
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
    var monthOf: [Int] = []
    for (index, month) in months.enumerated() {
      monthOf += Array(repeating: index, count: month.intervals.count)
    }
    consumers = Array(
      repeating: Array(repeating: ConsumerMonth(), count: months.count), count: scenario.consumers.count)
    suppliers = Array(
      repeating: Array(repeating: SupplierMonth(), count: months.count), count: scenario.suppliers.count)
    pairs = Array(repeating: Contract(), count: scenario.pairs.count)
    for (i, supplier) in scenario.suppliers.enumerated() {
      for t in 0..<scenario.horizon.count {
        suppliers[i][monthOf[t]].generation += supplier.generation[t]
      }
    }
    for (j, consumer) in scenario.consumers.enumerated() {
      let contracts = scenario.pairs(ofConsumer: j).filter { shares[$0] > 0 }
      for t in 0..<scenario.horizon.count {
        let month = monthOf[t]
        var offered = 0.0
        for p in contracts {
          offered +=
            shares[p] * scenario.suppliers[scenario.pairs[p].supplier].generation[t]
            * (1 - scenario.pairs[p].loss)
        }
        let supplied = min(offered, consumer.load[t])
        consumers[j][month].load += consumer.load[t]
        consumers[j][month].supplied += supplied
        consumers[j][month].saved += supplied * consumer.retailPrice[t]
        consumers[j][month].supplyFee += supplied * consumer.supplyFee
        if offered == 0 { continue }
        for p in contracts {
          let pair = scenario.pairs[p]
          let atPlant = shares[p] * scenario.suppliers[pair.supplier].generation[t]
          let arriving = atPlant * (1 - pair.loss)
          let part = supplied * arriving / offered
          let price = scenario.suppliers[pair.supplier].ask
          pairs[p].contracted += atPlant
          pairs[p].delivered += arriving
          pairs[p].supplied += part
          consumers[j][month].paid += part * price
          consumers[j][month].contractedFee += atPlant * pair.contractedFee
          suppliers[pair.supplier][month].contracted += atPlant
          suppliers[pair.supplier][month].delivered += arriving
          suppliers[pair.supplier][month].supplied += part
          suppliers[pair.supplier][month].paid += part * price
          suppliers[pair.supplier][month].surplus += (arriving - part) * scenario.marketPrice[t]
          suppliers[pair.supplier][month].forgone += atPlant * scenario.marketPrice[t]
        }
      }
    }
  }
}
