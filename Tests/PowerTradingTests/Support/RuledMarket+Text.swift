// SPDX-License-Identifier: GPL-3.0-or-later

extension RuledMarket {
  /// The text of its file.
  var json: String {
    func list(_ values: [Double]) -> String { "[" + values.map { "\($0)" }.joined(separator: ", ") + "]" }
    func key(_ name: String, _ value: Double?) -> String { value.map { ", \"\(name)\": \($0)" } ?? "" }
    func key(_ name: String, _ value: Int?) -> String { value.map { ", \"\(name)\": \($0)" } ?? "" }
    let all = suppliers.indices.flatMap { i in consumers.indices.map { (i, $0) } }
    let zones = all.map { i, j in
      "{\"from_zone\": \"\(suppliers[i].id)\", \"to_zone\": \"\(consumers[j].id)\", "
        + "\"loss_factor\": \(pairs[i][j].loss), \"contracted_fee_krw_per_kwh\": \(pairs[i][j].fee)}"
    }
    let special = all.map { i, j in
      let pair = pairs[i][j]
      return "{\"supplier\": \"\(suppliers[i].id)\", \"consumer\": \"\(consumers[j].id)\""
        + (pair.isClosed ? ", \"allowed\": false" : "") + (pair.isOnSite ? ", \"on_site\": true" : "")
        + key("smallest_share", pair.smallest) + key("largest_share", pair.largest)
        + key("smallest_volume_kwh", pair.smallestVolume) + key("largest_volume_kwh", pair.largestVolume)
        + key("fixed_cost_krw", pair.fixedCost) + key("guaranteed_supply_kwh", pair.guarantee)
        + key("guarantee_shortfall_price_krw_per_kwh", pair.guaranteePrice) + "}"
    }
    let frozen = all.compactMap { i, j in
      pairs[i][j].frozen.map {
        "{\"supplier\": \"\(suppliers[i].id)\", \"consumer\": \"\(consumers[j].id)\", \"share\": \($0)}"
      }
    }
    let sellers = suppliers.map { supplier in
      "{\"id\": \"\(supplier.id)\", \"source\": \"\(supplier.source)\", \"zone\": \"\(supplier.id)\", "
        + "\"capacity_kw\": \(supplier.capacity), \"ask_krw_per_kwh\": \(supplier.ask), "
        + "\"generation\": {\"values\": \(list(supplier.generation)), \"unit\": \"kWh\"}, "
        + "\"largest_share_for_sale\": \(supplier.largest)" + key("largest_count", supplier.count)
        + (supplier.pool.map { ", \"pool\": \"\($0)\"" } ?? "")
        + (supplier.counts.map { ", \"counts_towards_re100\": \($0)" } ?? "") + "}"
    }
    let buyers = consumers.map { consumer in
      let target =
        consumer.minimumShare > 0
        ? ", \"re100\": {\"minimum_share\": \(consumer.minimumShare)"
          + key("shortfall_price_krw_per_kwh", consumer.shortfallPrice) + "}" : ""
      return
        "{\"id\": \"\(consumer.id)\", \"zone\": \"\(consumer.id)\", \"voltage\": \"\(consumer.id)-kV\", "
        + "\"load\": {\"values\": \(list(consumer.load)), \"unit\": \"kWh\"}, "
        + "\"retail_price\": {\"values\": \(list(consumer.retail)), \"unit\": \"per_kWh\"}, "
        + "\"ceiling_krw_per_kwh\": \(consumer.ceiling), \"supply_fee_krw_per_kwh\": \(consumer.supplyFee), "
        + "\"contract_power_kw\": \(consumer.contractPower)"
        + (consumer.isMember ? "" : ", \"member\": false")
        + target + key("largest_contract_count", consumer.count) + "}"
    }
    let fees = consumers.map {
      "{\"voltage\": \"\($0.id)-kV\", \"network_use_krw_per_kwh\": \($0.networkFee / 2), "
        + "\"uplift_krw_per_kwh\": \($0.networkFee / 2)}"
    }
    let adders = consumers.filter { $0.adder != 0 }.map {
      "{\"zone\": \"\($0.id)\", \"retail_adder_krw_per_kwh\": \($0.adder)}"
    }
    return """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "2026-03-01T00:00:00+09:00", "interval_minutes": 60, "intervals": \(market.count)},
       "market_price": {"values": \(list(market)), "unit": "per_kWh"},
       \(schemeText)"industry_fund_rate": \(fundRate),
       "zone_adders": [\(adders.joined(separator: ", "))],
       \(hasNetworkFees ? "\"network_fees\": [\(fees.joined(separator: ", "))]," : "")
       "zone_pairs": [\(zones.joined(separator: ", "))],
       "pairs": [\(special.joined(separator: ", "))],
       "frozen_contracts": [\(frozen.joined(separator: ", "))],
       "contract_terms": {"fixed_cost_krw": \(fixedCost)\(key("lot_kw", lot))\(key("largest_count_per_supplier", countPerSupplier))},
       "suppliers": [\(sellers.joined(separator: ", "))],
       "consumers": [\(buyers.joined(separator: ", "))]}
      """
  }

  private var schemeText: String {
    guard let scheme else { return "" }
    var overrides: [String] = []
    if let sources = scheme.sources {
      overrides.append("\"sources\": [" + sources.map { "\"\($0)\"" }.joined(separator: ", ") + "]")
    }
    if let power = scheme.consumerPower {
      overrides.append("\"smallest_consumer_contract_power_kw\": \(power)")
    }
    if let above = scheme.supplierAbove { overrides.append("\"supplier_capacity_above_kw\": \(above)") }
    if !scheme.hasFloorOnSite { overrides.append("\"supplier_floor_on_site\": false") }
    if let share = scheme.generationShare {
      overrides.append("\"smallest_generation_share_of_use\": \(share)")
    }
    if let share = scheme.soldElsewhere { overrides.append("\"largest_share_sold_elsewhere\": \(share)") }
    if scheme.servesFully { overrides.append("\"serves_members_fully\": true") }
    return "\"scheme\": {\"name\": \"open\", \"overrides\": {\(overrides.joined(separator: ", "))}},\n "
  }
}
