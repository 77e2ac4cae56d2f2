// SPDX-License-Identifier: GPL-3.0-or-later

/// A small market whose contracts have terms, with a settlement of its own, party by party, and the text of its
/// file.
struct FormMarket {
  /// A contract that is tried: supplier, consumer, form and share.
  struct Contract {
    var i: Int
    var j: Int
    var form: String
    var share: Double
  }

  /// What contracts come to.
  struct Outcome {
    var consumerGains: [Double]
    var supplierGains: [Double]
    var supplied = 0.0
    /// How far a hard rule on outcomes is missed, in kWh or currency; 0 where all are kept.
    var missed = 0.0
    var losses = 0.0
    /// Of a zone's members, kWh: contracted, and taken or lost of what the plants generate as they do.
    var contracted = 0.0
    var taken = 0.0
    /// What a zone is charged for missing generation.
    var zoneCost = 0.0
  }

  var base: SmallMarket
  var forms = ["pay_as_produced"]
  var payment = "supplied"
  var surplus = "seller"
  /// What a pair has in the place of the rules above.
  var pairForms: [[Int]: [String]] = [:]
  var pairPayment: [[Int]: String] = [:]
  var pairSurplus: [[Int]: String] = [:]
  var split = "pro_rata"
  var consumedShare = 0.5
  var certificatePrice: Double?
  var objectives: [(name: String, tolerance: Double)] = [("joint_gain", 0)]
  var isHard = false
  var lossPrice: Double?
  /// By consumer; 0 for none.
  var matching: [Double] = []
  var matchingPrice: [Double?] = []
  var rec: [Double?] = []
  /// Schemes' and fees' rules beside the terms; none by default.
  var rules = MarketRules()

  init(_ base: SmallMarket) {
    self.base = base
    matching = base.consumers.map { _ in 0 }
    matchingPrice = base.consumers.map { _ in nil }
    rec = base.consumers.map { _ in nil }
  }

  /// Every contract that may be, with its largest share.
  var offers: [Contract] {
    base.consumers.indices.flatMap { j in
      base.suppliers.indices.flatMap { i -> [Contract] in
        guard isOpen(i, j) else { return [] }
        if let own = rules.frozen[[i, j]] { return [Contract(i: i, j: j, form: own.form, share: own.share)] }
        return (pairForms[[i, j]] ?? forms).filter { isPossible(i, j, $0) }.map {
          Contract(i: i, j: j, form: $0, share: largest(i, j))
        }
      }
    }
  }

  /// Whether contracts keep the rules that do not depend on what they come to.
  func isAllowed(_ contracts: [Contract]) -> Bool {
    let held = contracts.filter { $0.share > 1e-9 }
    for i in base.suppliers.indices {
      let sold = held.filter { $0.i == i }.reduce(0) { $0 + $1.share }
      if sold > base.suppliers[i].largest + 1e-9 { return false }
      if let most = rules.countPerSupplier, held.count(where: { $0.i == i }) > most { return false }
    }
    for contract in held {
      let (i, j) = (contract.i, contract.j)
      if !isOpen(i, j) || !keepsRules(contract) { return false }
    }
    for pair in rules.frozen.keys where !held.contains(where: { [$0.i, $0.j] == pair }) { return false }
    for j in base.consumers.indices {
      let own = held.filter { $0.j == j }
      if let count = base.consumers[j].count, own.count > count { return false }
      if Set(own.map(\.i)).count < own.count { return false }
    }
    return true
  }

  /// What arrives, interval by interval, of a whole output.
  func profile(_ contract: Contract) -> [Double] {
    let generation = base.suppliers[contract.i].generation
    if contract.form != "baseload" { return generation }
    return generation.map { _ in generation.reduce(0, +) / Double(generation.count) }
  }

  func settle(_ contracts: [Contract]) -> Outcome {
    let held = contracts.filter { $0.share > 1e-9 }
    var outcome = Outcome(
      consumerGains: base.consumers.map { _ in 0 }, supplierGains: base.suppliers.map { _ in 0 })
    for j in base.consumers.indices { settle(held.filter { $0.j == j }, j, &outcome) }
    for contract in held { settleGuarantee(contract, &outcome) }
    rules.settleZone(base, &outcome)
    // Without contracts a consumer pays for all that its targets ask for.
    let before = base.consumers.indices.map { withoutContracts($0) }
    let changes = zip(outcome.consumerGains, before).map { $0 - $1 } + outcome.supplierGains
    for change in changes where change < 0 {
      outcome.losses -= change
      if isHard { outcome.missed -= change }
    }
    return outcome
  }

  private func withoutContracts(_ j: Int) -> Double {
    let load = base.consumers[j].load.reduce(0, +)
    let price = [rec[j], base.consumers[j].shortfallPrice].compactMap { $0 }.min() ?? 0
    return rules.replacedBill(base, j) - load
      * (price * base.consumers[j].minimumShare + (matchingPrice[j] ?? 0) * matching[j])
  }

  /// All that arrives counts, and all of a contract for differences.
  private func settleGuarantee(_ contract: Contract, _ outcome: inout Outcome) {
    guard let energy = rules.guarantee[[contract.i, contract.j]] else { return }
    let loss = contract.form == "virtual" ? 0 : base.loss(contract.i, contract.j)
    let missing = energy - contract.share * base.suppliers[contract.i].generation.reduce(0, +) * (1 - loss)
    if missing > 0, let price = rules.guaranteePrice[[contract.i, contract.j]] {
      outcome.supplierGains[contract.i] -= missing * price
    }
  }

  private func settle(_ held: [Contract], _ j: Int, _ outcome: inout Outcome) {
    let consumer = base.consumers[j]
    var (green, matched) = (0.0, 0.0)
    for contract in held {
      outcome.consumerGains[j] -= rules.fixedCost[[contract.i, j]] ?? base.fixedCost
      if contract.form == "virtual" {
        for t in base.market.indices {
          let energy = contract.share * base.suppliers[contract.i].generation[t]
          let paid = (base.suppliers[contract.i].ask - base.market[t]) * energy
          outcome.consumerGains[j] -= paid
          outcome.supplierGains[contract.i] += paid
          if rules.counts(contract.i) { green += energy }
        }
      }
    }
    outcome.consumerGains[j] += rules.replacedBill(base, j)
    let physical = held.filter { $0.form != "virtual" }
    for t in base.market.indices {
      let taken = taken(physical, j, t)
      var (greenHere, matchedHere) = (0.0, 0.0)
      for (k, contract) in physical.enumerated() {
        let supplier = base.suppliers[contract.i]
        let contracted = contract.share * profile(contract)[t]
        let arriving = contracted * (1 - base.loss(contract.i, j))
        let isConsumed = contract.form == "pay_as_consumed"
        let basis = isConsumed ? "supplied" : pairPayment[[contract.i, j]] ?? payment
        let paid = supplier.ask * (basis == "supplied" ? taken[k] : contracted)
        let market = (arriving - taken[k]) * base.market[t]
        outcome.consumerGains[j] +=
          taken[k] * (rules.price(base, j, t) - consumer.supplyFee) - paid
        outcome.consumerGains[j] -= taken[k] * rules.suppliedFee(contract.i, j, ask: supplier.ask)
        outcome.consumerGains[j] -= contracted * base.fee(contract.i, j)
        outcome.supplierGains[contract.i] += paid - contracted * base.market[t]
        if !isConsumed && (pairSurplus[[contract.i, j]] ?? surplus) == "buyer" {
          outcome.consumerGains[j] += market
        } else {
          outcome.supplierGains[contract.i] += market
        }
        let generated = contract.share * supplier.generation[t]
        let missing = max(0, contracted - generated)
        if let certificatePrice, contract.form == "baseload" {
          outcome.supplierGains[contract.i] -= certificatePrice * missing
        }
        let real = contracted > 0 ? (contracted - missing) / contracted : 1
        if rules.isMember(j) {
          outcome.contracted += contracted
          outcome.taken += (taken[k] + contracted - arriving) * real
        }
        let offered = isConsumed ? min(arriving, consumedShare * consumer.load[t]) : arriving
        if rules.isCarbonFree(contract.i) { matchedHere += offered * real }
        if rules.counts(contract.i) { greenHere += offered * (certificatePrice == nil ? real : 1) }
        outcome.supplied += taken[k]
      }
      // What counts is taken first.
      green += min(greenHere, consumer.load[t])
      matched += min(matchedHere, consumer.load[t])
    }
    let load = consumer.load.reduce(0, +)
    let short = max(0, consumer.minimumShare * load - green)
    let prices = [rec[j], consumer.shortfallPrice].compactMap { $0 }
    if let price = prices.min() { outcome.consumerGains[j] -= price * short } else { outcome.missed += short }
    let unmatched = max(0, matching[j] * load - matched)
    if let price = matchingPrice[j] {
      outcome.consumerGains[j] -= price * unmatched
    } else {
      outcome.missed += unmatched
    }
  }

  /// What the consumer takes of each contract in an interval.
  private func taken(_ contracts: [Contract], _ j: Int, _ t: Int) -> [Double] {
    let load = base.consumers[j].load[t]
    let offered = contracts.map { contract -> Double in
      let arriving = contract.share * profile(contract)[t] * (1 - base.loss(contract.i, j))
      return contract.form == "pay_as_consumed" ? min(arriving, consumedShare * load) : arriving
    }
    let all = offered.reduce(0, +)
    if all <= load { return offered }
    if split == "pro_rata" { return offered.map { $0 / all * load } }
    var taken = offered.map { _ in 0.0 }
    var left = load
    let order = contracts.indices.sorted {
      let (a, b) = (base.suppliers[contracts[$0].i].ask, base.suppliers[contracts[$1].i].ask)
      return a != b ? a < b : contracts[$0].i < contracts[$1].i
    }
    for k in order {
      taken[k] = min(left, offered[k])
      left -= taken[k]
    }
    return taken
  }

  /// An objective at an outcome.
  func value(_ outcome: Outcome, _ objective: String) -> Double {
    if objective == "matched_energy" { return outcome.supplied }
    var value = outcome.consumerGains.reduce(0, +) - (lossPrice ?? 0) * outcome.losses
    if objective == "joint_gain" { value += outcome.supplierGains.reduce(0, +) - outcome.zoneCost }
    return value
  }
}
