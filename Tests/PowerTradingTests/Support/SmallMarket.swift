// SPDX-License-Identifier: GPL-3.0-or-later

/// A small market as the definition has it, with its own settlement, and the text of its file.
///
/// Every supplier and every consumer is a zone of its own, so that each pair has its loss and fee.
struct SmallMarket {
  struct Supplier {
    var id: String
    var generation: [Double]
    var ask: Double
    var largest = 1.0
  }

  struct Consumer {
    var id: String
    var load: [Double]
    var retail: [Double]
    var ceiling = 1e6
    var supplyFee = 0.0
    var minimumShare = 0.0
    var shortfallPrice: Double?
    var smallest: Double?
    var count: Int?
  }

  var market: [Double]
  var suppliers: [Supplier]
  var consumers: [Consumer]
  /// By supplier and consumer; 0 where missing.
  var loss: [[Double]] = []
  var contractedFee: [[Double]] = []
  var closed: Set<[Int]> = []
  var smallest = 0.0
  var fixedCost = 0.0

  /// Whether a pair may contract.
  func isOpen(_ i: Int, _ j: Int) -> Bool {
    let price = suppliers[i].ask + fee(i, j) + consumers[j].supplyFee
    return !closed.contains([i, j]) && price <= consumers[j].ceiling
  }

  func loss(_ i: Int, _ j: Int) -> Double { loss.isEmpty ? 0 : loss[i][j] }
  func fee(_ i: Int, _ j: Int) -> Double { contractedFee.isEmpty ? 0 : contractedFee[i][j] }
  func smallest(_ j: Int) -> Double { consumers[j].smallest ?? smallest }

  /// What the parties gain together from shares by supplier and consumer, each party's account by itself;
  /// nil where a rule is broken.
  func gain(_ shares: [[Double]]) -> Double? {
    let tolerance = 1e-9
    for i in suppliers.indices {
      if shares[i].reduce(0, +) > suppliers[i].largest + tolerance { return nil }
      for j in consumers.indices where shares[i][j] > tolerance {
        if !isOpen(i, j) || shares[i][j] < smallest(j) - tolerance { return nil }
      }
    }
    var accounts = 0.0
    for (j, consumer) in consumers.enumerated() {
      let contracts = suppliers.indices.filter { shares[$0][j] > tolerance }
      if let count = consumer.count, contracts.count > count { return nil }
      var suppliedInAll = 0.0
      for t in market.indices {
        let arriving = contracts.map { shares[$0][j] * suppliers[$0].generation[t] * (1 - loss($0, j)) }
        let offered = arriving.reduce(0, +)
        let taken = min(offered, consumer.load[t])
        suppliedInAll += taken
        accounts += taken * (consumer.retail[t] - consumer.supplyFee)
        for (k, i) in contracts.enumerated() where offered > 0 {
          let contracted = shares[i][j] * suppliers[i].generation[t]
          let supplied = taken * arriving[k] / offered
          // The consumer pays the ask and the fee on contracted energy; the supplier earns the ask and the
          // surplus, and no longer sells what is contracted.
          accounts -= supplied * suppliers[i].ask + contracted * fee(i, j)
          accounts += supplied * suppliers[i].ask + (arriving[k] - supplied) * market[t]
          accounts -= contracted * market[t]
        }
      }
      accounts -= Double(contracts.count) * fixedCost
      let missing = consumer.minimumShare * consumer.load.reduce(0, +) - suppliedInAll
      if missing > 0 {
        if let price = consumer.shortfallPrice {
          accounts -= missing * price
        } else if missing > 1e-8 * max(1, consumer.load.reduce(0, +)) {
          return nil
        }
      }
    }
    return accounts
  }

  var json: String {
    func list(_ values: [Double]) -> String { "[" + values.map { "\($0)" }.joined(separator: ", ") + "]" }
    let zones = suppliers.indices.flatMap { i in
      consumers.indices.map { j in
        "{\"from_zone\": \"s\(suppliers[i].id)\", \"to_zone\": \"c\(consumers[j].id)\", "
          + "\"loss_factor\": \(loss(i, j)), \"contracted_fee_krw_per_kwh\": \(fee(i, j))}"
      }
    }
    let pairs = closed.sorted { $0.lexicographicallyPrecedes($1) }.map {
      "{\"supplier\": \"\(suppliers[$0[0]].id)\", \"consumer\": \"\(consumers[$0[1]].id)\", \"allowed\": false}"
    }
    let sellers = suppliers.map { supplier in
      "{\"id\": \"\(supplier.id)\", \"source\": \"wind\", \"zone\": \"s\(supplier.id)\", \"capacity_kw\": 1e6, "
        + "\"generation\": {\"values\": \(list(supplier.generation)), \"unit\": \"kWh\"}, "
        + "\"ask_krw_per_kwh\": \(supplier.ask), \"largest_share_for_sale\": \(supplier.largest)}"
    }
    let buyers = consumers.map { consumer in
      let target =
        consumer.minimumShare > 0
        ? ", \"re100\": {\"minimum_share\": \(consumer.minimumShare)"
          + (consumer.shortfallPrice.map { ", \"shortfall_price_krw_per_kwh\": \($0)" } ?? "") + "}" : ""
      return
        "{\"id\": \"\(consumer.id)\", \"zone\": \"c\(consumer.id)\", "
        + "\"load\": {\"values\": \(list(consumer.load)), \"unit\": \"kWh\"}, "
        + "\"retail_price\": {\"values\": \(list(consumer.retail)), \"unit\": \"per_kWh\"}, "
        + "\"ceiling_krw_per_kwh\": \(consumer.ceiling), \"supply_fee_krw_per_kwh\": \(consumer.supplyFee)"
        + target + (consumer.smallest.map { ", \"smallest_contract_share\": \($0)" } ?? "")
        + (consumer.count.map { ", \"largest_contract_count\": \($0)" } ?? "") + "}"
    }
    return """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "2026-03-01T00:00:00+09:00", "interval_minutes": 60, "intervals": \(market.count)},
       "market_price": {"values": \(list(market)), "unit": "per_kWh"},
       "zone_pairs": [\(zones.joined(separator: ", "))], "pairs": [\(pairs.joined(separator: ", "))],
       "contract_terms": {"smallest_share": \(smallest), "fixed_cost_krw": \(fixedCost)},
       "suppliers": [\(sellers.joined(separator: ", "))],
       "consumers": [\(buyers.joined(separator: ", "))]}
      """
  }
}
