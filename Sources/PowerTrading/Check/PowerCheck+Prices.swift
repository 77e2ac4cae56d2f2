// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// The price interval of every contract, from the meters.
  mutating func checkPriceIntervals() {
    for (index, contract) in plan.contracts.enumerated() {
      guard let p = pairOfContract[index], let stated = contract.priceInterval else { continue }
      let place = "plan.contracts[\(index)].price_interval"
      if hasTerms {
        report.add("price", place, found: "an interval", expected: "none: contracts have terms")
        continue
      }
      let pair = scenario.pairs[p]
      let own = ledger.pairs[p]
      let consumer = scenario.consumers[pair.consumer]
      guard own.supplied > 0 else {
        report.add("price", place, found: "an interval", expected: "none: nothing is supplied")
        continue
      }
      var (load, counted) = (0.0, 0.0)
      for month in ledger.consumers[pair.consumer] {
        load += month.load
        counted += month.green
      }
      let counts = scenario.suppliers[pair.supplier].countsTowardsRE100
      let supplied = scenario.pairs(ofConsumer: pair.consumer).reduce(0) {
        scenario.suppliers[scenario.pairs[$1].supplier].countsTowardsRE100
          ? $0 + ledger.pairs[$1].supplied : $0
      }
      // With the utility alone the whole of a priced target would be missing.
      let target = consumer.minimumShare * load
      let missing = target - counted > 1e-9 * load ? target - counted : 0
      let avoided = consumer.shortfallPrice.map { $0 * (target - missing) } ?? 0
      let fees =
        own.contracted * pair.contractedFee + own.supplied * (consumer.supplyFee + pair.suppliedFee)
        + pair.fixedCost
      let most = (own.saved + (counts ? avoided * own.supplied / supplied : 0) - fees) / own.supplied
      let ceiling = min(most, pair.largestAsk)
      let guaranteed = pair.guarantee.map { $0.shortfallPrice * max(0, $0.energy - own.delivered) } ?? 0
      let reserve = (own.forgone - own.surplus + guaranteed) / own.supplied
      expectPrice("\(place).reserve_krw_per_kwh", stated.reserve, reserve, size: own.forgone / own.supplied)
      expectPrice("\(place).ceiling_krw_per_kwh", stated.ceiling, ceiling, size: own.saved / own.supplied)
      let halfway = stated.reserve <= stated.ceiling ? (stated.reserve + stated.ceiling) / 2 : nil
      if stated.proposed != halfway {
        report.add(
          "price", "\(place).proposed_krw_per_kwh", found: stated.proposed.map(JSONText.shown) ?? "none",
          expected: halfway.map(JSONText.shown) ?? "none: no price suits both")
      }
    }
  }

  /// The pairs without a contract, each with its reduced cost at the proof's multipliers.
  mutating func checkBreakEvenAsks(_ proven: TangentProof) {
    guard let stated = plan.breakEvenAsks else { return }
    var expected: [[String]: (cost: Double, opening: Double?, ask: Double)] = [:]
    var best = [Double](repeating: 0, count: scenario.suppliers.count)
    for (p, pair) in scenario.pairs.enumerated() {
      best[pair.supplier] = max(best[pair.supplier], proven.worth[p])
    }
    func add(_ pair: PowerScenario.Pair, worth: Double, opening: Double?) {
      let output = proven.output(pair.supplier)
      guard output > 0, worth.isFinite else { return }
      let supplier = scenario.suppliers[pair.supplier]
      let cost = (best[pair.supplier] - worth) / output
      expected[[supplier.id, scenario.consumers[pair.consumer].id]] = (
        opening == nil ? max(0, cost) : cost, opening, supplier.ask
      )
    }
    for (p, pair) in scenario.pairs.enumerated() where shares[p] == 0 {
      add(pair, worth: proven.worth[p], opening: nil)
    }
    for (pair, worth) in proven.closedWorth { add(pair, worth: worth, opening: pair.largestAsk) }
    if stated.count != min(expected.count, PowerPlan.mostBreakEvenAsks) {
      report.add(
        "price", "plan.break_even_asks", found: "\(stated.count) pairs",
        expected: "\(min(expected.count, PowerPlan.mostBreakEvenAsks)), those without a contract")
    }
    for (index, own) in stated.enumerated() {
      let place = "plan.break_even_asks[\(index)]"
      guard let known = expected.removeValue(forKey: [own.supplier, own.consumer]) else {
        report.add(
          "price", place, found: "\(own.supplier) for \(own.consumer)",
          expected: "a pair without a contract, once")
        continue
      }
      expectPrice("\(place).ask_krw_per_kwh", own.ask, known.ask, size: 0)
      expectPrice("\(place).reduced_cost_krw_per_kwh", own.reducedCost, known.cost, size: proven.priceSize)
      if own.openingAsk == nil || known.opening == nil {
        if own.openingAsk != known.opening {
          report.add(
            "price", "\(place).opening_ask_krw_per_kwh", found: own.openingAsk.map(JSONText.shown) ?? "none",
            expected: known.opening.map(JSONText.shown) ?? "none: the pair is open")
        }
      } else {
        expectPrice(
          "\(place).opening_ask_krw_per_kwh", own.openingAsk ?? .nan, known.opening ?? .nan, size: 0)
      }
    }
  }

  /// A price is as exact as the sums of the given size that it comes from.
  private mutating func expectPrice(_ place: String, _ stated: Double, _ own: Double, size: Double) {
    if !(abs(stated - own) <= 1e-9 * max(1, abs(own), abs(size))) {
      report.add("price", place, found: JSONText.shown(stated), expected: JSONText.shown(own))
    }
  }
}
