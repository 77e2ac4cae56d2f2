// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// Rules on shares, fees and sources that a market of terms may have beside them.
struct MarketRules {
  /// Levy on retail energy and on the ask of supplied energy.
  var fundRate = 0.0
  /// By consumer, per supplied kWh; empty for none.
  var networkFee: [Double] = []
  /// Pairs that pay no network fee.
  var onSite: Set<[Int]> = []
  var smallest: [[Int]: Double] = [:]
  var largest: [[Int]: Double] = [:]
  var fixedCost: [[Int]: Double] = [:]
  /// Contracts in force.
  var frozen: [[Int]: (form: String, share: Double)] = [:]
  /// By supplier; empty for wind.
  var sources: [String] = []
  /// By supplier, where the file says it.
  var stated: [Bool?] = []

  init() {}

  private static let renewable = ["solar", "wind", "hydro", "bio", "geothermal", "marine"]

  func counts(_ i: Int) -> Bool {
    if sources.isEmpty { return true }
    return stated[i] ?? Self.renewable.contains(sources[i])
  }

  func isCarbonFree(_ i: Int) -> Bool {
    sources.isEmpty || stated[i] == true || (Self.renewable + ["waste_heat"]).contains(sources[i])
  }

  func suppliedFee(_ i: Int, _ j: Int, ask: Double) -> Double {
    (networkFee.isEmpty || onSite.contains([i, j]) ? 0 : networkFee[j]) + fundRate * ask
  }

  /// Further keys of a pair.
  func pairKeys(_ i: Int, _ j: Int) -> String {
    var keys = ""
    if onSite.contains([i, j]) { keys += ", \"on_site\": true" }
    if let share = smallest[[i, j]] { keys += ", \"smallest_share\": \(share)" }
    if let share = largest[[i, j]] { keys += ", \"largest_share\": \(share)" }
    if let cost = fixedCost[[i, j]] { keys += ", \"fixed_cost_krw\": \(cost)" }
    return keys
  }

  /// Further keys of the scenario.
  func scenarioKeys(_ base: SmallMarket) -> String {
    var keys = fundRate > 0 ? "\"industry_fund_rate\": \(fundRate), " : ""
    if !networkFee.isEmpty {
      let fees = base.consumers.indices.map {
        "{\"to_zone\": \"c\(base.consumers[$0].id)\", \"network_use_krw_per_kwh\": \(networkFee[$0])}"
      }
      keys += "\"network_fees\": [\(fees.joined(separator: ", "))], "
    }
    let contracts = frozen.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { pair, own in
      "{\"supplier\": \"\(base.suppliers[pair[0]].id)\", \"consumer\": \"\(base.consumers[pair[1]].id)\", "
        + "\"form\": \"\(own.form)\", \"share\": \(own.share)}"
    }
    if !contracts.isEmpty { keys += "\"frozen_contracts\": [\(contracts.joined(separator: ", "))], " }
    return keys
  }

  /// The file's text with the suppliers' sources.
  func withSources(_ text: String, _ base: SmallMarket) -> String {
    var text = text
    for (i, source) in sources.enumerated() {
      let counts = stated[i].map { ", \"counts_towards_re100\": \($0)" } ?? ""
      let id = "{\"id\": \"\(base.suppliers[i].id)\", \"source\": \""
      text = text.replacing(id + "wind\"", with: id + source + "\"" + counts)
    }
    return text
  }

  /// Seeded rules for a market.
  init(seed: UInt64, _ market: FormMarket) {
    var random = SplitMix64(seed: seed ^ 0xBA5E)
    func chance(_ probability: Double) -> Bool { random.unit() < probability }
    func whole(_ low: Int, _ high: Int) -> Double { Double(random.integer(low, high)) }
    if chance(0.5) { fundRate = whole(1, 5) / 100 }
    if chance(0.6) { networkFee = market.base.consumers.map { _ in whole(0, 12) } }
    let all = ["wind", "solar", "chp", "waste_heat", "hydrogen"]
    if chance(0.7) {
      for _ in market.base.suppliers {
        sources.append(all[random.integer(0, 4)])
        stated.append(chance(0.3) ? chance(0.5) : nil)
      }
    }
    for i in market.base.suppliers.indices {
      var left = market.base.suppliers[i].largest
      for j in market.base.consumers.indices {
        if chance(0.3) { onSite.insert([i, j]) }
        if chance(0.3) { fixedCost[[i, j]] = whole(0, 200) }
        if chance(0.3) { smallest[[i, j]] = whole(0, 15) / 100 }
        if chance(0.4) { largest[[i, j]] = whole(20, 90) / 100 }
        let share = whole(5, 30) / 100
        let form = (market.pairForms[[i, j]] ?? market.forms)[0]
        var own = market
        own.rules = self
        if chance(0.25), share <= left, own.isOpen(i, j), market.base.consumers[j].count == nil {
          frozen[[i, j]] = (form, share)
          left -= share
        }
      }
    }
  }
}

extension FormMarket {
  /// The largest and smallest share of a pair's contract, contracts in force apart.
  func largest(_ i: Int, _ j: Int) -> Double {
    min(base.suppliers[i].largest, rules.largest[[i, j]] ?? 1)
  }

  func smallest(_ i: Int, _ j: Int) -> Double { rules.smallest[[i, j]] ?? base.smallest(j) }

  /// Whether a pair may contract.
  func isOpen(_ i: Int, _ j: Int) -> Bool {
    let ask = base.suppliers[i].ask
    let price =
      ask + base.fee(i, j) + base.consumers[j].supplyFee + rules.suppliedFee(i, j, ask: ask)
    if base.closed.contains([i, j]) || price > base.consumers[j].ceiling { return false }
    return rules.frozen[[i, j]] != nil || smallest(i, j) <= largest(i, j)
  }

  /// Whether a contract has a share that its pair may have.
  func keepsRules(_ contract: Contract) -> Bool {
    let (i, j, share) = (contract.i, contract.j, contract.share)
    if let own = rules.frozen[[i, j]] { return own.form == contract.form && abs(share - own.share) < 1e-9 }
    return share >= smallest(i, j) - 1e-9 && share <= largest(i, j) + 1e-9
  }
}
