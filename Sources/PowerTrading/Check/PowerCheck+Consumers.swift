// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Every consumer's account and months; returns the sum of the stated gains.
  mutating func checkConsumers() -> Double {
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
      var total = MeterLedger.ConsumerMonth()
      for month in ledger.consumers[j] {
        total.load += month.load
        total.supplied += month.supplied
        total.saved += month.saved
        total.paid += month.paid
        total.supplyFee += month.supplyFee
        total.contractedFee += month.contractedFee
        total.pairFee += month.pairFee
        total.surplus += month.surplus
        total.green += month.green
        total.matched += month.matched
        total.topUpCost += month.topUpCost
      }
      let fill = targets(consumer, total)
      let missing = fill.missing
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
      let costs =
        total.supplyFee + total.pairFee + total.contractedFee + fixed + shortfallCost + fill.certificateCost
        + fill.unmatchedCost + total.topUpCost
      let gain = total.saved + total.surplus - total.paid - costs
      checkTargets(j, account, total, fill, place)
      checkLoss(
        "consumer \(consumer.id)", "\(place).participation_shortfall_krw",
        stated: account.participationShortfall,
        gain: gain + targetCost(consumer) - replacedBills(consumer),
        turnover: total.saved + abs(total.surplus) + abs(total.paid) + abs(costs) + targetCost(consumer))
      report.expectQuantity("energy", "\(place).load_kwh", plan: account.load, recomputed: total.load)
      report.expectQuantity(
        "energy", "\(place).supplied_kwh", plan: account.supplied, recomputed: total.supplied)
      checkUtility(account, consumer, total, place)
      report.expectQuantity(
        "re100", "\(place).re100_share", plan: account.re100Share,
        recomputed: total.load > 0 ? (total.green + fill.certificates) / total.load : 0)
      report.expectQuantity(
        "re100", "\(place).re100_minimum_share", plan: account.re100MinimumShare,
        recomputed: consumer.minimumShare)
      if !(abs(account.re100Shortfall - missing) <= 1e-9 * max(1, total.load)) {
        report.add(
          "re100", "\(place).re100_shortfall_kwh", found: JSONText.number(account.re100Shortfall),
          expected: JSONText.number(missing))
      }
      let nonConcave = nonConcaveIntervals(j)
      nonConcaveCount += nonConcave
      if account.nonConcaveIntervals != nonConcave {
        report.add(
          "non-concave", "\(place).non_concave_intervals", found: "\(account.nonConcaveIntervals)",
          expected: "\(nonConcave)")
      }
      report.expectMoney(
        "money", "\(place).utility_bill_saved_krw", plan: account.utilityBillSaved, recomputed: total.saved)
      report.expectMoney(
        "money", "\(place).energy_payment_krw", plan: account.energyPayment, recomputed: total.paid)
      report.expectMoney(
        "money", "\(place).supply_fee_krw", plan: account.supplyFee,
        recomputed: hasTerms ? total.supplyFee : total.supplyFee + total.pairFee)
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
        let own = ledger.consumers[j][index]
        let at = "\(place).months[\(index)]"
        report.expectQuantity("energy", "\(at).load_kwh", plan: month.load, recomputed: own.load)
        report.expectQuantity("energy", "\(at).supplied_kwh", plan: month.supplied, recomputed: own.supplied)
        expectDifference(
          "energy", "\(at).utility_kwh", month.utility, own.load,
          consumer.topUp == nil ? own.supplied : own.load)
        report.expectMoney(
          "money", "\(at).energy_payment_krw", plan: month.energyPayment, recomputed: own.paid)
        report.expectMoney(
          "money", "\(at).gain_krw", plan: month.gain,
          recomputed: own.saved + own.surplus - own.topUpCost - own.paid - own.supplyFee - own.pairFee
            - own.contractedFee)
      }
    }
    return gains
  }

  /// Intervals with load and possible supply in which supplied energy is worth less than surplus.
  private func nonConcaveIntervals(_ j: Int) -> Int {
    let consumer = scenario.consumers[j]
    let doubtful = consumer.load.indices.filter { t in
      let size = consumer.retailPrice[t] + consumer.supplyFee + abs(scenario.marketPrice[t])
      return consumer.load[t] > 0
        && consumer.retailPrice[t] - consumer.supplyFee < scenario.marketPrice[t] - 1e-12 * size
    }
    if doubtful.isEmpty { return 0 }
    let offers = scenario.pairs[scenario.pairs(ofConsumer: j)].filter {
      $0.form != .virtual && $0.largestShare > 0
    }
    return doubtful.count { t in offers.contains { scenario.profile($0)[t] > 0 } }
  }
}
