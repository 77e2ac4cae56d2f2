// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

extension FormMarket {
  var json: String {
    var text = base.json
    func insert(_ addition: String, before mark: String) {
      text = text.replacing(mark, with: addition + mark, maxReplacements: 1)
    }
    for j in base.consumers.indices {
      var keys = ""
      if matching[j] > 0 {
        let price = matchingPrice[j].map { ", \"shortfall_price_krw_per_kwh\": \($0)" } ?? ""
        keys += "\"matching_24_7\": {\"minimum_share\": \(matching[j])\(price)}, "
      }
      if !rules.isMember(j) && rules.hasZone { keys += "\"member\": false, " }
      if let rec = rec[j] { keys += "\"rec_price_krw_per_kwh\": \(rec), " }
      insert(keys, before: "\"zone\": \"c\(base.consumers[j].id)\"")
    }
    var pairs: [String] = []
    for i in base.suppliers.indices {
      for j in base.consumers.indices where !base.closed.contains([i, j]) {
        var keys = ""
        if let forms = pairForms[[i, j]] { keys += ", \"forms\": \(Self.list(forms))" }
        if let payment = pairPayment[[i, j]] { keys += ", \"payment_on\": \"\(payment)\"" }
        if let surplus = pairSurplus[[i, j]] { keys += ", \"surplus_with\": \"\(surplus)\"" }
        keys += rules.pairKeys(i, j)
        if keys.isEmpty { continue }
        pairs.append(
          "{\"supplier\": \"\(base.suppliers[i].id)\", \"consumer\": \"\(base.consumers[j].id)\"\(keys)}")
      }
    }
    if !pairs.isEmpty {
      let rest = base.closed.isEmpty ? "" : ", "
      text = text.replacing("\"pairs\": [", with: "\"pairs\": [" + pairs.joined(separator: ", ") + rest)
    }
    let certificates =
      certificatePrice.map { "\"missing_energy_certificate_krw_per_kwh\": \($0), " } ?? ""
    text = text.replacing(
      "\"contract_terms\": {",
      with:
        "\"contract_terms\": {\"pay_as_consumed_share\": \(consumedShare), \(certificates)\(rules.termKeys)")
    let stages = objectives.map { "{\"objective\": \"\($0.name)\", \"tolerance\": \($0.tolerance)}" }
    let objective =
      objectives.count == 1 ? "\"\(objectives[0].name)\"" : "[" + stages.joined(separator: ", ") + "]"
    var rules = "\"objective\": \(objective), \"contract_forms\": \(Self.list(forms)), "
    rules +=
      "\"settlement\": {\"payment_on\": \"\(payment)\", \"surplus_with\": \"\(surplus)\", \"split\": \"\(split)\"}, "
    if isHard { rules += "\"participation\": {\"rule\": \"hard\"}, " }
    if let lossPrice {
      rules += "\"participation\": {\"rule\": \"priced\", \"price_per_krw\": \(lossPrice)}, "
    }
    insert(rules + self.rules.scenarioKeys(base), before: "\"contract_terms\"")
    return self.rules.withSources(text, base)
  }

  private static func list(_ names: [String]) -> String {
    "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  /// A seeded market that mixes the terms.
  init(seed: UInt64, suppliers: Int, consumers: Int, intervals: Int, hasRules: Bool = true) {
    self.init(
      SmallMarket(
        seed: seed, suppliers: suppliers, consumers: consumers, intervals: intervals, hasRules: hasRules,
        hasHardTargets: false))
    var random = SplitMix64(seed: seed ^ 0x5EED)
    func chance(_ probability: Double) -> Bool { random.unit() < probability }
    func whole(_ low: Int, _ high: Int) -> Double { Double(random.integer(low, high)) }
    let all = ["pay_as_produced", "baseload", "pay_as_consumed", "virtual"]
    if chance(0.5) { forms = [all[random.integer(0, 3)]] }
    if chance(0.25) { forms = all.filter { _ in chance(0.5) } }
    if forms.isEmpty { forms = ["baseload"] }
    if chance(0.4) { payment = "contracted" }
    if chance(0.4) { surplus = "buyer" }
    if chance(0.4) { split = "merit_order" }
    consumedShare = whole(10, 100) / 100
    if chance(0.4) { certificatePrice = whole(0, 40) }
    for i in base.suppliers.indices {
      for j in base.consumers.indices {
        if chance(0.15) { pairForms[[i, j]] = [all[random.integer(0, 3)]] }
        if chance(0.15) { pairPayment[[i, j]] = chance(0.5) ? "supplied" : "contracted" }
        if chance(0.15) { pairSurplus[[i, j]] = chance(0.5) ? "seller" : "buyer" }
      }
    }
    for j in base.consumers.indices {
      if chance(0.3) {
        matching[j] = whole(5, 60) / 100
        matchingPrice[j] = whole(0, 120)
      }
      if chance(0.3) { rec[j] = whole(5, 120) }
      // Hours in which supply loses.
      if chance(0.4) {
        base.consumers[j].retail = base.consumers[j].retail.map {
          chance(0.3) ? max(0, $0 - whole(0, 60)) : $0
        }
      }
    }
    let names = ["joint_gain", "consumer_cost", "matched_energy"]
    if chance(0.5) { objectives = [(names[random.integer(0, 2)], 0)] }
    if chance(0.2) {
      let first = random.integer(0, 2)
      objectives = [(names[first], whole(0, 20) / 100), (names[(first + 1) % 3], 0)]
    }
    if chance(0.2) { isHard = true } else if chance(0.2) { lossPrice = whole(0, 30) / 10 }
  }
}
