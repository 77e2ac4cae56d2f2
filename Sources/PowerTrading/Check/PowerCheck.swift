// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds a power plan against the scenario's data: re-adds every interval of every contract, every
/// account and every month, and the bound from the plan's proof. Knows no solver and shares no code
/// with the plan's making.
struct PowerCheck {
  private let scenario: PowerScenario
  private let plan: PowerPlan
  private(set) var report = CheckReport()
  private var shares: [Double]
  private var monthOf: [Int] = []
  private var consumerLedger: [[ConsumerMonth]]
  private var supplierLedger: [[SupplierMonth]]
  private var pairLedger: [PairLedger]

  private struct ConsumerMonth {
    var load = 0.0, supplied = 0.0, saved = 0.0, paid = 0.0, supplyFee = 0.0, contractedFee = 0.0
  }

  private struct SupplierMonth {
    var generation = 0.0, contracted = 0.0, delivered = 0.0, supplied = 0.0, paid = 0.0, surplus = 0.0
    var forgone = 0.0
  }

  private struct PairLedger {
    var contracted = 0.0, delivered = 0.0, supplied = 0.0
  }

  /// How far the contracts of a supplier may exceed its limit, and a target be missed, relative.
  static let tolerance = 1e-7

  init(_ scenario: PowerScenario, _ plan: PowerPlan) {
    self.scenario = scenario
    self.plan = plan
    shares = Array(repeating: 0, count: scenario.pairs.count)
    let months = scenario.horizon.months
    for (index, month) in months.enumerated() {
      monthOf += Array(repeating: index, count: month.intervals.count)
    }
    consumerLedger = Array(
      repeating: Array(repeating: ConsumerMonth(), count: months.count), count: scenario.consumers.count)
    supplierLedger = Array(
      repeating: Array(repeating: SupplierMonth(), count: months.count), count: scenario.suppliers.count)
    pairLedger = Array(repeating: PairLedger(), count: scenario.pairs.count)
  }

  mutating func checkPlan(_ components: PlanComponents) {
    readContracts()
    settleEveryInterval()
    checkContracts()
    let gains = checkConsumers() + checkSuppliers()
    checkComponents(components)
    report.expectMoney(
      "gain", "plan", plan: gains, recomputed: report.objective ?? .nan)
    checkRejectedPairs()
    report.counts = [
      (plan.contracts.count, "contracts"), (scenario.consumers.count, "consumers"),
      (scenario.suppliers.count, "suppliers"), (scenario.horizon.count, "intervals"),
    ]
  }

  /// Contracts by pair; unknown, closed and repeated ones are violations.
  private mutating func readContracts() {
    let suppliers = Dictionary(uniqueKeysWithValues: scenario.suppliers.enumerated().map { ($1.id, $0) })
    let consumers = Dictionary(uniqueKeysWithValues: scenario.consumers.enumerated().map { ($1.id, $0) })
    for (index, contract) in plan.contracts.enumerated() {
      let place = "plan.contracts[\(index)]"
      guard let i = suppliers[contract.supplier], let j = consumers[contract.consumer] else {
        report.add(
          "reference", place, found: "\(contract.supplier) for \(contract.consumer)",
          expected: "a supplier and a consumer of the scenario")
        continue
      }
      guard let p = scenario.pairs(ofConsumer: j).first(where: { scenario.pairs[$0].supplier == i }) else {
        report.add(
          "eligibility", place, found: "\(contract.supplier) for \(contract.consumer)",
          expected: "an open pair: ask and fees within the ceiling, not closed by the scenario")
        continue
      }
      if shares[p] > 0 {
        report.add("contract", place, found: "the pair a second time", expected: "one contract for each pair")
      }
      if !(contract.share > 0 && contract.share <= 1 + Self.tolerance) {
        report.add(
          "share", "\(place).share", found: JSONText.number(contract.share),
          expected: "more than 0 and at most 1")
        continue
      }
      if contract.share < scenario.pairs[p].smallestShare * (1 - Self.tolerance) {
        report.add(
          "smallest contract", "\(place).share", found: JSONText.number(contract.share),
          expected: "at least \(JSONText.number(scenario.pairs[p].smallestShare))")
      }
      shares[p] = contract.share
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      let sold = scenario.pairs.indices.reduce(0) { scenario.pairs[$1].supplier == i ? $0 + shares[$1] : $0 }
      if sold > supplier.largestShareForSale + Self.tolerance {
        report.add(
          "for sale", "supplier \(supplier.id)",
          found: "\(JSONText.number(sold)) of its output under contract",
          expected: "at most \(JSONText.number(supplier.largestShareForSale))")
      }
    }
    for (j, consumer) in scenario.consumers.enumerated() {
      let count = scenario.pairs(ofConsumer: j).count { shares[$0] > 0 }
      if let limit = consumer.largestContractCount, count > limit {
        report.add(
          "contract count", "consumer \(consumer.id)", found: "\(count) contracts",
          expected: "at most \(limit)")
      }
    }
  }

  /// Walks over every interval of every consumer, as a meter reader would.
  private mutating func settleEveryInterval() {
    for (i, supplier) in scenario.suppliers.enumerated() {
      for t in 0..<scenario.horizon.count {
        supplierLedger[i][monthOf[t]].generation += supplier.generation[t]
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
        consumerLedger[j][month].load += consumer.load[t]
        consumerLedger[j][month].supplied += supplied
        consumerLedger[j][month].saved += supplied * consumer.retailPrice[t]
        consumerLedger[j][month].supplyFee += supplied * consumer.supplyFee
        if offered == 0 { continue }
        for p in contracts {
          let pair = scenario.pairs[p]
          let atPlant = shares[p] * scenario.suppliers[pair.supplier].generation[t]
          let arriving = atPlant * (1 - pair.loss)
          let part = supplied * arriving / offered
          let price = scenario.suppliers[pair.supplier].ask
          pairLedger[p].contracted += atPlant
          pairLedger[p].delivered += arriving
          pairLedger[p].supplied += part
          consumerLedger[j][month].paid += part * price
          consumerLedger[j][month].contractedFee += atPlant * pair.contractedFee
          supplierLedger[pair.supplier][month].contracted += atPlant
          supplierLedger[pair.supplier][month].delivered += arriving
          supplierLedger[pair.supplier][month].supplied += part
          supplierLedger[pair.supplier][month].paid += part * price
          supplierLedger[pair.supplier][month].surplus += (arriving - part) * scenario.marketPrice[t]
          supplierLedger[pair.supplier][month].forgone += atPlant * scenario.marketPrice[t]
        }
      }
    }
  }

  private mutating func checkContracts() {
    for (index, contract) in plan.contracts.enumerated() {
      let place = "plan.contracts[\(index)]"
      guard
        let p = scenario.pairs.indices.first(where: {
          scenario.suppliers[scenario.pairs[$0].supplier].id == contract.supplier
            && scenario.consumers[scenario.pairs[$0].consumer].id == contract.consumer
        })
      else { continue }
      let ledger = pairLedger[p]
      let pair = scenario.pairs[p]
      let ask = scenario.suppliers[pair.supplier].ask
      report.expectQuantity(
        "energy", "\(place).contracted_kwh", plan: contract.contracted, recomputed: ledger.contracted)
      report.expectQuantity(
        "energy", "\(place).delivered_kwh", plan: contract.delivered, recomputed: ledger.delivered)
      report.expectQuantity(
        "energy", "\(place).supplied_kwh", plan: contract.supplied, recomputed: ledger.supplied)
      expectDifference("energy", "\(place).surplus_kwh", contract.surplus, ledger.delivered, ledger.supplied)
      report.expectMoney("price", "\(place).ask_krw_per_kwh", plan: contract.ask, recomputed: ask)
      report.expectMoney(
        "money", "\(place).energy_payment_krw", plan: contract.energyPayment,
        recomputed: ledger.supplied * ask)
      report.expectMoney(
        "money", "\(place).contracted_fee_krw", plan: contract.contractedFee,
        recomputed: ledger.contracted * pair.contractedFee)
      report.expectMoney(
        "money", "\(place).fixed_cost_krw", plan: contract.fixedCost, recomputed: pair.fixedCost)
    }
  }

  /// A difference of two large sums is as exact as the sums are.
  private mutating func expectDifference(
    _ rule: String, _ place: String, _ plan: Double, _ whole: Double, _ part: Double
  ) {
    if !(abs(plan - (whole - part)) <= 1e-9 * max(1, whole)) {
      report.add(rule, place, found: JSONText.number(plan), expected: JSONText.number(whole - part))
    }
  }

  private mutating func checkConsumers() -> Double {
    var gains = 0.0
    if plan.consumers.map(\.id) != scenario.consumers.map(\.id) {
      report.add(
        "account", "plan.consumers", found: "other consumers",
        expected: "an account for each consumer, in the scenario's order")
      return .nan
    }
    for (j, account) in plan.consumers.enumerated() {
      let place = "plan.consumers[\(j)]"
      let consumer = scenario.consumers[j]
      var total = ConsumerMonth()
      for month in consumerLedger[j] {
        total.load += month.load
        total.supplied += month.supplied
        total.saved += month.saved
        total.paid += month.paid
        total.supplyFee += month.supplyFee
        total.contractedFee += month.contractedFee
      }
      let missing = max(0, consumer.minimumShare * total.load - total.supplied)
      if consumer.shortfallPrice == nil && missing > Self.tolerance * max(1, total.load) {
        report.add(
          "re100", "consumer \(consumer.id)",
          found: "\(JSONText.number(missing)) kWh short of its minimum share",
          expected: "the share \(JSONText.number(consumer.minimumShare)) reached")
      }
      let fixed = scenario.pairs(ofConsumer: j).reduce(0) {
        shares[$1] > 0 ? $0 + scenario.pairs[$1].fixedCost : $0
      }
      let shortfallCost = missing * (consumer.shortfallPrice ?? 0)
      let gain = total.saved - total.paid - total.supplyFee - total.contractedFee - fixed - shortfallCost
      report.expectQuantity("energy", "\(place).load_kwh", plan: account.load, recomputed: total.load)
      report.expectQuantity(
        "energy", "\(place).supplied_kwh", plan: account.supplied, recomputed: total.supplied)
      expectDifference("energy", "\(place).utility_kwh", account.utility, total.load, total.supplied)
      report.expectQuantity(
        "re100", "\(place).re100_share", plan: account.re100Share,
        recomputed: total.load > 0 ? total.supplied / total.load : 0)
      report.expectQuantity(
        "re100", "\(place).re100_minimum_share", plan: account.re100MinimumShare,
        recomputed: consumer.minimumShare)
      if !(abs(account.re100Shortfall - missing) <= 1e-9 * max(1, total.load)) {
        report.add(
          "re100", "\(place).re100_shortfall_kwh", found: JSONText.number(account.re100Shortfall),
          expected: JSONText.number(missing))
      }
      report.expectMoney(
        "money", "\(place).utility_bill_saved_krw", plan: account.utilityBillSaved, recomputed: total.saved)
      report.expectMoney(
        "money", "\(place).energy_payment_krw", plan: account.energyPayment, recomputed: total.paid)
      report.expectMoney(
        "money", "\(place).supply_fee_krw", plan: account.supplyFee, recomputed: total.supplyFee)
      report.expectMoney(
        "money", "\(place).contracted_fee_krw", plan: account.contractedFee, recomputed: total.contractedFee)
      report.expectMoney("money", "\(place).fixed_cost_krw", plan: account.fixedCost, recomputed: fixed)
      report.expectMoney(
        "money", "\(place).re100_shortfall_cost_krw", plan: account.re100ShortfallCost,
        recomputed: shortfallCost)
      report.expectMoney("money", "\(place).gain_krw", plan: account.gain, recomputed: gain)
      gains += account.gain
      let labels = scenario.horizon.months.map(\.label)
      guard account.months.map(\.month) == labels else {
        report.add(
          "month", "\(place).months", found: "other months", expected: labels.joined(separator: ", "))
        continue
      }
      for (index, month) in account.months.enumerated() {
        let own = consumerLedger[j][index]
        let at = "\(place).months[\(index)]"
        report.expectQuantity("energy", "\(at).load_kwh", plan: month.load, recomputed: own.load)
        report.expectQuantity("energy", "\(at).supplied_kwh", plan: month.supplied, recomputed: own.supplied)
        expectDifference("energy", "\(at).utility_kwh", month.utility, own.load, own.supplied)
        report.expectMoney(
          "money", "\(at).energy_payment_krw", plan: month.energyPayment, recomputed: own.paid)
        report.expectMoney(
          "money", "\(at).gain_krw", plan: month.gain,
          recomputed: own.saved - own.paid - own.supplyFee - own.contractedFee)
      }
    }
    return gains
  }

  private mutating func checkSuppliers() -> Double {
    var gains = 0.0
    if plan.suppliers.map(\.id) != scenario.suppliers.map(\.id) {
      report.add(
        "account", "plan.suppliers", found: "other suppliers",
        expected: "an account for each supplier, in the scenario's order")
      return .nan
    }
    for (i, account) in plan.suppliers.enumerated() {
      let place = "plan.suppliers[\(i)]"
      var total = SupplierMonth()
      for month in supplierLedger[i] {
        total.generation += month.generation
        total.contracted += month.contracted
        total.delivered += month.delivered
        total.supplied += month.supplied
        total.paid += month.paid
        total.surplus += month.surplus
        total.forgone += month.forgone
      }
      let sold = scenario.pairs.indices.reduce(0) { scenario.pairs[$1].supplier == i ? $0 + shares[$1] : $0 }
      report.expectQuantity(
        "energy", "\(place).generation_kwh", plan: account.generation, recomputed: total.generation)
      report.expectQuantity("share", "\(place).sold_share", plan: account.soldShare, recomputed: sold)
      report.expectQuantity(
        "energy", "\(place).contracted_kwh", plan: account.contracted, recomputed: total.contracted)
      expectDifference("energy", "\(place).lost_kwh", account.lost, total.contracted, total.delivered)
      report.expectQuantity(
        "energy", "\(place).supplied_kwh", plan: account.supplied, recomputed: total.supplied)
      expectDifference("energy", "\(place).surplus_kwh", account.surplus, total.delivered, total.supplied)
      report.expectMoney(
        "money", "\(place).energy_payment_krw", plan: account.energyPayment, recomputed: total.paid)
      report.expectMoney(
        "money", "\(place).surplus_revenue_krw", plan: account.surplusRevenue, recomputed: total.surplus)
      report.expectMoney(
        "money", "\(place).market_revenue_forgone_krw", plan: account.marketRevenueForgone,
        recomputed: total.forgone)
      report.expectMoney(
        "money", "\(place).gain_krw", plan: account.gain,
        recomputed: total.paid + total.surplus - total.forgone)
      gains += account.gain
      let labels = scenario.horizon.months.map(\.label)
      guard account.months.map(\.month) == labels else {
        report.add(
          "month", "\(place).months", found: "other months", expected: labels.joined(separator: ", "))
        continue
      }
      for (index, month) in account.months.enumerated() {
        let own = supplierLedger[i][index]
        let at = "\(place).months[\(index)]"
        report.expectQuantity(
          "energy", "\(at).generation_kwh", plan: month.generation, recomputed: own.generation)
        report.expectQuantity("energy", "\(at).supplied_kwh", plan: month.supplied, recomputed: own.supplied)
        expectDifference("energy", "\(at).surplus_kwh", month.surplus, own.delivered, own.supplied)
        report.expectMoney(
          "money", "\(at).energy_payment_krw", plan: month.energyPayment, recomputed: own.paid)
        report.expectMoney(
          "money", "\(at).gain_krw", plan: month.gain, recomputed: own.paid + own.surplus - own.forgone)
      }
    }
    return gains
  }

  /// The objective, added up from the ledgers over every interval.
  private mutating func checkComponents(_ components: PlanComponents) {
    var value = 0.0
    var lost = 0.0
    var fees = 0.0
    var shortfall = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      let contracts = scenario.pairs(ofConsumer: j).filter { shares[$0] > 0 }
      var supplied = 0.0
      for t in 0..<scenario.horizon.count {
        var offered = 0.0
        for p in contracts {
          let atPlant = shares[p] * scenario.suppliers[scenario.pairs[p].supplier].generation[t]
          offered += atPlant * (1 - scenario.pairs[p].loss)
          lost += atPlant * scenario.pairs[p].loss * scenario.marketPrice[t]
          fees += atPlant * scenario.pairs[p].contractedFee
        }
        let taken = min(offered, consumer.load[t])
        supplied += taken
        value += taken * (consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t])
      }
      shortfall +=
        max(0, consumer.minimumShare * consumer.totalLoad - supplied) * (consumer.shortfallPrice ?? 0)
    }
    let fixed = scenario.pairs.indices.reduce(0) { shares[$1] > 0 ? $0 + scenario.pairs[$1].fixedCost : $0 }
    let expected = [
      ("supplied_energy_value", value), ("lost_energy", -lost), ("contracted_energy_fees", -fees),
      ("fixed_costs", -fixed), ("re100_shortfall", -shortfall),
    ]
    for (name, amount) in expected {
      report.expectMoney(
        "objective", "objective.components.\(name)", plan: components[name] ?? .nan, recomputed: amount)
    }
    for part in components.parts where !expected.contains(where: { $0.0 == part.name }) {
      report.add(
        "objective", "objective.components.\(part.name)", found: "this component",
        expected: "none of this name")
    }
    report.objective = expected.reduce(0) { $0 + $1.1 }
  }

  private mutating func checkRejectedPairs() {
    let expected = Set(
      scenario.rejectedPairs.map { [scenario.suppliers[$0.supplier].id, scenario.consumers[$0.consumer].id] })
    let stated = Set(plan.rejectedPairs.map { [$0.supplier, $0.consumer] })
    for pair in stated.symmetricDifference(expected).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      report.add(
        "eligibility", "plan.rejected_pairs",
        found: "\(pair[0]) for \(pair[1]) \(stated.contains(pair) ? "rejected" : "not listed")",
        expected: stated.contains(pair) ? "an open pair" : "it listed: it may not contract")
    }
  }

  /// Proves a bound from the plan's proof and holds the plan's own bound against it.
  mutating func checkBound(_ bound: Double?) {
    guard let proof = plan.boundProof else {
      if bound != nil {
        report.remarks.append("the bound is the solver's word: the plan carries no proof of it")
      }
      return
    }
    guard let proven = provenBound(proof) else {
      report.add(
        "bound", "plan.bound_proof", found: "lists that do not fit the scenario",
        expected: "one share for each open pair, one multiplier for each consumer, kinks within the horizon")
      return
    }
    report.provenBound = proven
    guard let bound else { return }
    let tolerance = 1e-9 * max(1, abs(bound))
    if bound < proven - tolerance {
      if scenario.hasContractChoices {
        report.remarks.append(
          "of the bound \(JSONText.number(bound)) the multipliers prove \(JSONText.number(proven)); the rest is branch-and-cut's word"
        )
      } else {
        report.add(
          "bound", "bound", found: JSONText.number(bound),
          expected: "at least \(JSONText.number(proven)), which the multipliers prove")
      }
    }
  }

  /// Per supplier the most it can add under the tangents, added up; written out interval by interval from
  /// the scenario, apart from the solver's own evaluation. Nil where the proof does not fit.
  private func provenBound(_ proof: PowerPlan.BoundProof) -> Double? {
    let kinks = proof.kinkFractions.values.count
    guard proof.referenceShares.values.count == scenario.pairs.count,
      proof.re100Multipliers.values.count == scenario.consumers.count,
      proof.contractCountMultipliers.values.count == scenario.consumers.count,
      proof.kinkConsumers.values.count == kinks, proof.kinkIntervals.values.count == kinks
    else { return nil }
    var slope: [[Int: Double]] = Array(repeating: [:], count: scenario.consumers.count)
    for k in 0..<kinks {
      guard let j = Int(exactly: proof.kinkConsumers.values[k]), scenario.consumers.indices.contains(j),
        let t = Int(exactly: proof.kinkIntervals.values[k]), (0..<scenario.horizon.count).contains(t)
      else { return nil }
      slope[j][t] = min(1, max(0, proof.kinkFractions.values[k]))
    }
    var constant = 0.0
    var worth = [Double](repeating: 0, count: scenario.pairs.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      let rho = max(0, proof.re100Multipliers.values[j])
      constant -= rho * consumer.minimumShare * consumer.totalLoad
      if let price = consumer.shortfallPrice {
        constant += max(0, rho - price) * consumer.minimumShare * consumer.totalLoad
      }
      let pairs = scenario.pairs(ofConsumer: j)
      for t in 0..<scenario.horizon.count {
        var offered = 0.0
        var possible = 0.0
        for p in pairs {
          let arriving =
            scenario.suppliers[scenario.pairs[p].supplier].generation[t] * (1 - scenario.pairs[p].loss)
          offered += proof.referenceShares.values[p] * arriving
          possible += arriving
          worth[p] -=
            scenario.suppliers[scenario.pairs[p].supplier].generation[t]
            * (scenario.marketPrice[t] * scenario.pairs[p].loss + scenario.pairs[p].contractedFee)
        }
        if possible == 0 || consumer.load[t] == 0 { continue }
        let value = consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t] + rho
        let fraction = slope[j][t] ?? (offered <= consumer.load[t] ? 1 : 0)
        constant += (1 - fraction) * value * consumer.load[t]
        for p in pairs {
          worth[p] +=
            fraction * value * scenario.suppliers[scenario.pairs[p].supplier].generation[t]
            * (1 - scenario.pairs[p].loss)
        }
      }
      if let count = consumer.largestContractCount {
        constant += max(0, proof.contractCountMultipliers.values[j]) * Double(count)
      }
      for p in pairs {
        let kappa =
          consumer.largestContractCount == nil ? 0 : max(0, proof.contractCountMultipliers.values[j])
        worth[p] -=
          (scenario.pairs[p].fixedCost + kappa)
          / scenario.suppliers[scenario.pairs[p].supplier].largestShareForSale
      }
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      let best = scenario.pairs.indices.reduce(0) {
        scenario.pairs[$1].supplier == i ? max($0, worth[$1]) : $0
      }
      constant += best * supplier.largestShareForSale
    }
    return constant
  }
}
