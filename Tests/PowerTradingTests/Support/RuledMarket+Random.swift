// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

extension RuledMarket {
  /// A seeded market that mixes the rules.
  ///
  /// - Parameters:
  ///   - hasLots: contracts in whole lots, so that all of them can be enumerated.
  ///   - hasChoices: rules that need yes-or-no variables besides.
  ///   - hasSpread: fees on supplied energy that may differ within a consumer.
  init(
    seed: UInt64, suppliers supplierCount: Int, consumers consumerCount: Int, intervals: Int, hasLots: Bool,
    hasChoices: Bool, hasSpread: Bool = false, hasHardRules: Bool = true
  ) {
    var random = SplitMix64(seed: seed)
    func chance(_ probability: Double) -> Bool { random.unit() < probability }
    func whole(_ low: Int, _ high: Int) -> Double { Double(random.integer(low, high)) }
    let market = (0..<intervals).map { _ in whole(-10, 90) }
    self.market = market
    lot = hasLots ? 25 : nil
    let sources = ["solar", "wind", "fuel_cell", "waste_heat"]
    // With fees of the fund, asks that are the same leave no spread.
    let ask = whole(60, 120)
    fundRate = chance(0.3) ? 0.125 : 0
    let (fund, differs) = (fundRate, hasSpread || fundRate == 0)
    suppliers = (0..<supplierCount).map { i in
      Supplier(
        id: "s\(i)", source: sources[random.integer(0, 3)],
        generation: (0..<intervals).map { _ in chance(0.2) ? 0 : whole(1, 50) },
        ask: differs ? whole(60, 120) : ask, capacity: [100, 75, 50][random.integer(0, 2)],
        pool: chance(0.3) ? "pool" : nil, largest: chance(0.25) ? 0.75 : 1,
        counts: chance(0.2) ? chance(0.5) : nil, count: hasChoices && chance(0.15) ? 1 : nil)
    }
    hasNetworkFees = chance(0.5)
    let feesApply = hasNetworkFees
    var kind = Scheme()
    if chance(0.3) { kind.sources = ["solar", "wind", sources[random.integer(2, 3)]] }
    if chance(0.2) { kind.consumerPower = 300 }
    if chance(0.2) { kind.supplierAbove = 60 }
    kind.hasFloorOnSite = chance(0.5)
    let isZone = chance(0.25)
    if isZone {
      kind.servesFully = chance(0.7)
      if hasHardRules && chance(0.6) { kind.generationShare = whole(5, 60) / 100 }
      if hasHardRules && chance(0.6) { kind.soldElsewhere = whole(30, 95) / 100 }
    }
    scheme = chance(0.7) || isZone ? kind : nil
    // The fund on topped-up energy is worth less than surplus in some hours: such markets have none.
    if kind.servesFully { fundRate = 0 }
    let highestAsk = suppliers.map(\.ask).max() ?? 0
    consumers = (0..<consumerCount).map { j in
      var consumer = Consumer(
        id: "c\(j)", load: (0..<intervals).map { _ in chance(0.1) ? 0 : whole(1, 60) }, retail: market)
      consumer.supplyFee = chance(0.5) ? whole(1, 30) : 0
      consumer.networkFee = feesApply ? whole(0, 20) * 2 : 0
      consumer.adder = chance(0.3) ? whole(-9, 9) : 0
      let fees = consumer.supplyFee + consumer.networkFee + fund * highestAsk
      let adder = consumer.adder
      consumer.retail = market.map { max(0, $0 + fees - min(0, adder) + whole(0, 60)) }
      consumer.contractPower = chance(0.8) ? 400 : 200
      consumer.isMember = chance(0.85)
      consumer.ceiling = chance(0.1) ? 110 : 500
      if chance(0.5) {
        consumer.minimumShare = whole(5, 50) / 100
        if !hasHardRules || chance(0.5) { consumer.shortfallPrice = whole(0, 150) }
      }
      if hasChoices && chance(0.2) { consumer.count = random.integer(0, 2) }
      return consumer
    }
    let consumerRange = consumers.indices
    pairs = suppliers.map { supplier in
      consumerRange.map { _ in
        let generated = supplier.generation.reduce(0, +)
        var pair = Pair(isClosed: chance(0.05), loss: chance(0.5) ? 0 : whole(1, 30) / 100)
        pair.fee = chance(0.5) ? 0 : whole(1, 9)
        // Among members served in full, a pair on one site alone would be worth less than the market's way.
        pair.isOnSite = chance(0.2) && (hasSpread || !feesApply)
        if chance(0.2) { pair.largest = whole(20, 90) / 100 }
        if chance(0.2) { pair.largestVolume = (generated * whole(20, 110) / 100).rounded() }
        if hasChoices && chance(0.2) { pair.smallest = whole(10, 60) / 100 }
        if hasChoices && chance(0.2) { pair.smallestVolume = (generated * whole(5, 60) / 100).rounded() }
        if hasChoices && chance(0.2) { pair.fixedCost = whole(0, 900) }
        if hasChoices && chance(0.3) {
          pair.guarantee = (generated * whole(5, 120) / 100).rounded()
          if chance(0.7) { pair.guaranteePrice = whole(1, 90) }
        }
        return pair
      }
    }
    if hasChoices {
      if chance(0.3) { fixedCost = whole(1, 900) }
      if chance(0.2) { countPerSupplier = random.integer(1, 2) }
    }
    guard chance(0.25) else { return }
    let (i, j) = (random.integer(0, supplierCount - 1), random.integer(0, consumerCount - 1))
    if isOpen(i, j), consumers[j].count != 0 { pairs[i][j].frozen = 0.25 + (chance(0.5) ? 0.07 : 0) }
  }
}
