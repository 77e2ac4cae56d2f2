// SPDX-License-Identifier: GPL-3.0-or-later

/// A small market with schemes, contract terms and fees as their definitions have them, with its own settlement.
///
/// Every supplier and every consumer is a zone of its own.
struct RuledMarket {
  struct Supplier {
    var id: String
    var source = "wind"
    var generation: [Double]
    var ask: Double
    var capacity = 100.0
    var pool: String?
    var largest = 1.0
    var counts: Bool?
    var count: Int?

    var countsTowardsRE100: Bool {
      counts ?? ["solar", "wind", "hydro", "bio", "geothermal", "marine"].contains(source)
    }
  }

  struct Consumer {
    var id: String
    var load: [Double]
    /// Before adder and fund.
    var retail: [Double]
    var ceiling = 1e6
    var supplyFee = 0.0
    var networkFee = 0.0
    var adder = 0.0
    var contractPower = 500.0
    var isMember = true
    var minimumShare = 0.0
    var shortfallPrice: Double?
    var count: Int?
  }

  struct Pair {
    var isClosed = false
    var isOnSite = false
    var loss = 0.0
    var fee = 0.0
    var smallest: Double?
    var largest: Double?
    var smallestVolume: Double?
    var largestVolume: Double?
    var fixedCost: Double?
    var guarantee: Double?
    var guaranteePrice: Double?
    var frozen: Double?
  }

  struct Scheme {
    var name = "open"
    var sources: [String]?
    var consumerPower: Double?
    var supplierAbove: Double?
    var hasFloorOnSite = true
    var generationShare: Double?
    var soldElsewhere: Double?
    var servesFully = false
  }

  var market: [Double]
  var suppliers: [Supplier]
  var consumers: [Consumer]
  /// By supplier and consumer.
  var pairs: [[Pair]]
  var scheme: Scheme?
  var fundRate = 0.0
  var lot: Double?
  var fixedCost = 0.0
  var countPerSupplier: Int?
  var hasNetworkFees = false

  /// Fee per supplied kWh beside the consumer's own.
  func suppliedFee(_ i: Int, _ j: Int) -> Double {
    (pairs[i][j].isOnSite ? 0 : consumers[j].networkFee) + fundRate * suppliers[i].ask
  }

  /// Whether a pair may contract.
  func isOpen(_ i: Int, _ j: Int) -> Bool {
    let pair = pairs[i][j]
    let price = suppliers[i].ask + pair.fee + consumers[j].supplyFee + suppliedFee(i, j)
    if pair.isClosed || price > consumers[j].ceiling { return false }
    guard let scheme else { return true }
    if let sources = scheme.sources, !sources.contains(suppliers[i].source) { return false }
    if let power = scheme.consumerPower, consumers[j].contractPower < power { return false }
    if let above = scheme.supplierAbove, !(pair.isOnSite && !scheme.hasFloorOnSite) {
      let pool = suppliers[i].pool
      let capacity = suppliers.reduce(0) { $1.pool == pool && pool != nil ? $0 + $1.capacity : $0 }
      if (pool == nil ? suppliers[i].capacity : capacity) <= above { return false }
    }
    let isZone = scheme.servesFully || scheme.generationShare != nil || scheme.soldElsewhere != nil
    return !isZone || consumers[j].isMember
  }

  /// Whether some consumer's open pairs pay different fees on supplied energy.
  var hasSpread: Bool {
    consumers.indices.contains { j in
      let fees = suppliers.indices.filter { isOpen($0, j) }.map { suppliedFee($0, j) }
      return (fees.max() ?? 0) - (fees.min() ?? 0) > 1e-9
    }
  }

  /// Whether a share keeps the terms of its pair.
  func keepsTerms(_ share: Double, _ i: Int, _ j: Int) -> Bool {
    let pair = pairs[i][j]
    let slack = 1e-9
    if let frozen = pair.frozen { return abs(share - frozen) < slack }
    if share == 0 { return true }
    if !isOpen(i, j) { return false }
    let contracted = share * suppliers[i].generation.reduce(0, +)
    if share < (pair.smallest ?? 0) - slack || share > (pair.largest ?? 1) + slack { return false }
    if let volume = pair.smallestVolume, contracted < volume * (1 - slack) { return false }
    if let volume = pair.largestVolume, contracted > volume * (1 + slack) { return false }
    if let guarantee = pair.guarantee, guarantee > 0, pair.guaranteePrice == nil,
      contracted * (1 - pair.loss) < guarantee * (1 - slack)
    {
      return false
    }
    return true
  }

  /// What the parties gain together from shares by supplier and consumer, each party's account by itself; nil
  /// where a rule is broken.
  func gain(_ shares: [[Double]]) -> Double? {
    for i in suppliers.indices {
      if shares[i].reduce(0, +) > suppliers[i].largest + 1e-9 { return nil }
      if !consumers.indices.allSatisfy({ keepsTerms(shares[i][$0], i, $0) }) { return nil }
      let count = shares[i].count { $0 > 0 }
      if let most = suppliers[i].count ?? countPerSupplier, count > most { return nil }
    }
    var accounts = 0.0
    var (contractedInAll, takenInAll, use) = (0.0, 0.0, 0.0)
    for (j, consumer) in consumers.enumerated() {
      let contracts = suppliers.indices.filter { shares[$0][j] > 0 }
      if let most = consumer.count, contracts.count > most { return nil }
      let isServedFully = scheme?.servesFully == true && consumer.isMember
      var counted = 0.0
      for t in market.indices {
        let arriving = suppliers.indices.map { i in
          shares[i][j] * suppliers[i].generation[t] * (1 - pairs[i][j].loss)
        }
        let offered = arriving.reduce(0, +)
        let taken = min(offered, consumer.load[t])
        let green = suppliers.indices.reduce(0) {
          suppliers[$1].countsTowardsRE100 ? $0 + arriving[$1] : $0
        }
        counted += min(green, consumer.load[t])
        let retail = (consumer.retail[t] + consumer.adder) * (1 + fundRate)
        if isServedFully {
          // The utility bills nothing; the rest comes from the market, with the fees of the way from there.
          let price = market[t] * (1 + fundRate) + consumer.supplyFee + consumer.networkFee
          accounts += retail * consumer.load[t] - price * (consumer.load[t] - taken)
        } else {
          accounts += retail * taken
        }
        for i in contracts where arriving[i] > 0 {
          let contracted = shares[i][j] * suppliers[i].generation[t]
          let supplied = taken * arriving[i] / offered
          accounts -= supplied * (consumer.supplyFee + suppliedFee(i, j)) + contracted * pairs[i][j].fee
          accounts += (arriving[i] - supplied) * market[t] - contracted * market[t]
          if consumer.isMember {
            contractedInAll += contracted
            takenInAll += supplied + contracted - arriving[i]
          }
        }
      }
      for i in contracts {
        let pair = pairs[i][j]
        accounts -= pair.fixedCost ?? fixedCost
        if let guarantee = pair.guarantee, let price = pair.guaranteePrice {
          let delivered = shares[i][j] * suppliers[i].generation.reduce(0, +) * (1 - pair.loss)
          accounts -= price * max(0, guarantee - delivered)
        }
      }
      let load = consumer.load.reduce(0, +)
      if consumer.isMember { use += load }
      let missing = consumer.minimumShare * load - counted
      if missing > 0 {
        if let price = consumer.shortfallPrice {
          accounts -= missing * price
        } else if missing > 1e-8 * max(1, load) {
          return nil
        }
      }
    }
    let generation = suppliers.reduce(0) { $0 + $1.generation.reduce(0, +) }
    if let least = scheme?.generationShare, contractedInAll < least * use - 1e-8 * generation { return nil }
    if let most = scheme?.soldElsewhere, generation - takenInAll > (most + 1e-8) * generation { return nil }
    return accounts
  }

  /// The best gain over all whole lots and contracts in force; nil where no shares keep every rule.
  func bestInLots() -> Double? {
    guard let lot else { return nil }
    var choices: [[Double]] = []
    for i in suppliers.indices {
      for j in consumers.indices {
        if let frozen = pairs[i][j].frozen {
          choices.append([frozen])
        } else {
          let step = lot / suppliers[i].capacity
          let most = Int((suppliers[i].largest / step + 1e-9).rounded(.down))
          choices.append((0...most).map { Double($0) * step }.filter { keepsTerms($0, i, j) })
        }
      }
    }
    var best: Double?
    var shares = [[Double]](
      repeating: [Double](repeating: 0, count: consumers.count), count: suppliers.count)
    func walk(_ place: Int) {
      if place == choices.count {
        if let gain = gain(shares) { best = max(best ?? -.infinity, gain) }
        return
      }
      let (i, j) = (place / consumers.count, place % consumers.count)
      for share in choices[place] {
        shares[i][j] = share
        walk(place + 1)
      }
      shares[i][j] = 0
    }
    walk(0)
    return best
  }
}
