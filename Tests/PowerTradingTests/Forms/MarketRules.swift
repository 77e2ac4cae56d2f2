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

  /// Capacity of a lot over that of a plant.
  var lot: Double?
  var countPerSupplier: Int?
  /// Guaranteed supply, and its price where it has one.
  var guarantee: [[Int]: Double] = [:]
  var guaranteePrice: [[Int]: Double] = [:]
  /// A zone's rules; members by consumer.
  var members: [Bool] = []
  var generationShare: Double?
  var generationPrice: Double?
  var soldElsewhere: Double?
  var servesFully = false

  init() {}

  var hasZone: Bool { servesFully || generationShare != nil || soldElsewhere != nil }

  func isMember(_ j: Int) -> Bool { members.isEmpty || members[j] }

  /// What a supplied kWh saves: the bill, or the way from the market.
  func price(_ base: SmallMarket, _ j: Int, _ t: Int) -> Double {
    if servesFully && isMember(j) {
      return base.market[t] * (1 + fundRate) + base.consumers[j].supplyFee
        + (networkFee.isEmpty ? 0 : networkFee[j])
    }
    return base.consumers[j].retail[t] * (1 + fundRate)
  }

  /// Bills of the utility that a member served in full does not get, less the market's price for its load.
  func replacedBill(_ base: SmallMarket, _ j: Int) -> Double {
    if !servesFully || !isMember(j) { return 0 }
    return base.market.indices.reduce(0) { sum, t in
      let consumer = base.consumers[j]
      return sum + consumer.load[t] * (consumer.retail[t] * (1 + fundRate) - price(base, j, t))
    }
  }

  /// The rules on all contracts of a zone together.
  func settleZone(_ base: SmallMarket, _ outcome: inout FormMarket.Outcome) {
    let generation = base.suppliers.reduce(0) { $0 + $1.generation.reduce(0, +) }
    if let share = generationShare {
      let use = base.consumers.indices.reduce(0) {
        isMember($1) ? $0 + base.consumers[$1].load.reduce(0, +) : $0
      }
      let missing = max(0, share * use - outcome.contracted)
      if let price = generationPrice {
        outcome.zoneCost = missing * price
      } else if missing > 1e-9 * use {
        outcome.missed += missing
      }
    }
    if let share = soldElsewhere {
      let missing = (1 - share) * generation - outcome.taken
      if missing > 1e-9 * generation { outcome.missed += missing }
    }
  }

  /// Further keys of the terms.
  var termKeys: String {
    (lot.map { "\"lot_kw\": \($0 * 1e6), " } ?? "")
      + (countPerSupplier.map { "\"largest_count_per_supplier\": \($0), " } ?? "")
  }

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
    if let energy = guarantee[[i, j]] {
      keys += ", \"guaranteed_supply_kwh\": \(energy)"
      if let price = guaranteePrice[[i, j]] {
        keys += ", \"guarantee_shortfall_price_krw_per_kwh\": \(price)"
      }
    }
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
    if hasZone {
      var overrides = servesFully ? ["\"serves_members_fully\": true"] : []
      if let generationShare { overrides.append("\"smallest_generation_share_of_use\": \(generationShare)") }
      if let generationPrice {
        overrides.append("\"generation_shortfall_price_krw_per_kwh\": \(generationPrice)")
      }
      if let soldElsewhere { overrides.append("\"largest_share_sold_elsewhere\": \(soldElsewhere)") }
      keys +=
        "\"scheme\": {\"name\": \"open\", \"overrides\": {\(overrides.joined(separator: ", "))}}, "
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

extension MarketRules {
  /// Adds seeded lots, guarantees, numbers of contracts and a zone's rules.
  ///
  /// - Parameter hasLots: every contract in whole lots.
  mutating func addFurther(seed: UInt64, _ market: FormMarket, hasLots: Bool) {
    var random = SplitMix64(seed: seed ^ 0x10F5)
    func chance(_ probability: Double) -> Bool { random.unit() < probability }
    func whole(_ low: Int, _ high: Int) -> Double { Double(random.integer(low, high)) }
    let (buyers, sellers) = (market.base.consumers.indices, market.base.suppliers.indices)
    if hasLots { lot = buyers.count * sellers.count > 2 ? 0.5 : 0.25 }
    if chance(0.4) { countPerSupplier = random.integer(1, 2) }
    for i in sellers {
      let generated = market.base.suppliers[i].generation.reduce(0, +)
      for j in buyers where chance(0.4) && generated > 0 {
        guarantee[[i, j]] = (generated * whole(10, 110) / 100).rounded(.up)
        if chance(0.7) { guaranteePrice[[i, j]] = whole(1, 90) }
      }
    }
    if chance(0.5) {
      members = buyers.map { _ in chance(0.8) }
      servesFully = chance(0.5)
      if chance(0.6) { generationShare = whole(5, 60) / 100 }
      if generationShare != nil && chance(0.6) { generationPrice = whole(1, 60) }
      if chance(0.5) { soldElsewhere = whole(40, 98) / 100 }
      // Outside the zone nobody contracts.
      for pair in frozen.keys where !isMember(pair[1]) { frozen[pair] = nil }
    }
    if let most = countPerSupplier {
      for i in sellers where frozen.keys.count(where: { $0[0] == i }) > most {
        for pair in frozen.keys where pair[0] == i { frozen[pair] = nil }
      }
    }
  }
}

extension FormMarket {
  /// The largest and smallest share of a pair's contract, contracts in force apart.
  func largest(_ i: Int, _ j: Int) -> Double {
    let share = min(base.suppliers[i].largest, rules.largest[[i, j]] ?? 1)
    return rules.lot.map { (share / $0 + 1e-9).rounded(.down) * $0 } ?? share
  }

  func smallest(_ i: Int, _ j: Int, _ form: String) -> Double {
    var share = rules.smallest[[i, j]] ?? base.smallest(j)
    if let energy = rules.guarantee[[i, j]], rules.guaranteePrice[[i, j]] == nil {
      let delivered =
        base.suppliers[i].generation.reduce(0, +) * (form == "virtual" ? 1 : 1 - base.loss(i, j))
      share = max(share, energy / delivered)
    }
    return rules.lot.map { max($0, (share / $0 - 1e-9).rounded(.up) * $0) } ?? share
  }

  /// Whether a form leaves a share.
  func isPossible(_ i: Int, _ j: Int, _ form: String) -> Bool {
    smallest(i, j, form) <= largest(i, j) + 1e-12
  }

  /// Whether a pair may contract.
  func isOpen(_ i: Int, _ j: Int) -> Bool {
    let ask = base.suppliers[i].ask
    let price =
      ask + base.fee(i, j) + base.consumers[j].supplyFee + rules.suppliedFee(i, j, ask: ask)
    if base.closed.contains([i, j]) || price > base.consumers[j].ceiling { return false }
    if rules.hasZone && !rules.isMember(j) { return false }
    return rules.frozen[[i, j]] != nil || (pairForms[[i, j]] ?? forms).contains { isPossible(i, j, $0) }
  }

  /// Whether a contract has a share that its pair may have.
  func keepsRules(_ contract: Contract) -> Bool {
    let (i, j, share) = (contract.i, contract.j, contract.share)
    if let own = rules.frozen[[i, j]] { return own.form == contract.form && abs(share - own.share) < 1e-9 }
    if let lot = rules.lot, abs(share / lot - (share / lot).rounded()) > 1e-6 { return false }
    return share >= smallest(i, j, contract.form) - 1e-9 && share <= largest(i, j) + 1e-9
  }

  /// Every combination of whole lots and contracts in force that keeps the rules on contracts.
  func combinations() -> [[Contract]] {
    guard let lot = rules.lot else { return [] }
    var found: [[Contract]] = [[]]
    for j in base.consumers.indices {
      for i in base.suppliers.indices where isOpen(i, j) {
        var choices: [Contract?] = [nil]
        if let own = rules.frozen[[i, j]] {
          choices = [Contract(i: i, j: j, form: own.form, share: own.share)]
        } else {
          for offer in offers where offer.i == i && offer.j == j {
            var share = smallest(i, j, offer.form)
            while share <= offer.share + 1e-9 {
              choices.append(Contract(i: i, j: j, form: offer.form, share: share))
              share += lot
            }
          }
        }
        found = found.flatMap { held in choices.map { $0.map { held + [$0] } ?? held } }
      }
    }
    return found.filter { isAllowed($0) }
  }
}
