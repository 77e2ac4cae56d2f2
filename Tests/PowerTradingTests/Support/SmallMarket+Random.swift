// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

extension SmallMarket {
  /// A seeded market that mixes the features; prices are whole numbers, so that sums of them are exact.
  init(
    seed: UInt64, suppliers supplierCount: Int, consumers consumerCount: Int, intervals: Int,
    hasRules: Bool = true, hasTargets: Bool = true, hasHardTargets: Bool = true
  ) {
    var random = SplitMix64(seed: seed)
    func chance(_ probability: Double) -> Bool { random.unit() < probability }
    func whole(_ low: Int, _ high: Int) -> Double { Double(random.integer(low, high)) }
    let market = (0..<intervals).map { _ in whole(-20, 90) }
    self.market = market
    let smallest = hasRules && chance(0.4) ? whole(1, 60) / 100 : 0
    self.smallest = smallest
    fixedCost = hasRules && chance(0.4) ? whole(1, 2000) : 0
    suppliers = (0..<supplierCount).map { i in
      Supplier(
        id: "s\(i)", generation: (0..<intervals).map { _ in chance(0.2) ? 0 : whole(1, 400) / 10 },
        ask: whole(60, 120), largest: chance(0.3) ? max(smallest, whole(30, 99) / 100) : 1)
    }
    consumers = (0..<consumerCount).map { j in
      let fee = chance(0.5) ? whole(1, 30) : 0
      var consumer = Consumer(
        id: "c\(j)", load: (0..<intervals).map { _ in chance(0.1) ? 0 : whole(1, 300) / 10 },
        retail: market.map { max(0, $0 + fee + (chance(0.1) ? 0 : whole(0, 90))) }, supplyFee: fee)
      consumer.ceiling = chance(0.15) ? whole(70, 140) : 500
      if hasTargets && chance(0.5) {
        consumer.minimumShare = whole(5, 70) / 100
        if !hasHardTargets || chance(0.5) { consumer.shortfallPrice = whole(0, 150) }
      }
      if hasRules && smallest == 0 && chance(0.2) { consumer.smallest = whole(1, 30) / 100 }
      if hasRules && chance(0.3) { consumer.count = random.integer(0, 2) }
      return consumer
    }
    loss = suppliers.map { _ in
      consumers.map { _ in chance(0.4) ? 0 : chance(0.05) ? 0.999 : whole(1, 40) / 100 }
    }
    contractedFee = suppliers.map { _ in consumers.map { _ in chance(0.4) ? 0 : whole(1, 12) } }
    for i in suppliers.indices {
      for j in consumers.indices where chance(0.07) { closed.insert([i, j]) }
    }
  }
}
