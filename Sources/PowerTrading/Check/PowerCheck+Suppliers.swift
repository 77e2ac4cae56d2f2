// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// Every supplier's account and months; returns the sum of the stated gains.
  mutating func checkSuppliers() -> Double {
    var gains = 0.0
    if plan.suppliers.map(\.id) != scenario.suppliers.map(\.id) {
      report.add(
        "account", "plan.suppliers", found: "other suppliers",
        expected: "an account for each supplier, in the scenario's order")
      return .nan
    }
    for (i, account) in plan.suppliers.enumerated() {
      let place = "plan.suppliers[\(i)]"
      var total = MeterLedger.SupplierMonth()
      for month in ledger.suppliers[i] {
        total.generation += month.generation
        total.contracted += month.contracted
        total.delivered += month.delivered
        total.supplied += month.supplied
        total.paid += month.paid
        total.surplus += month.surplus
        total.forgone += month.forgone
        total.lost += month.lost
        total.ownSurplus += month.ownSurplus
        total.certificates += month.certificates
      }
      let sold = scenario.pairs.indices.reduce(0) { scenario.pairs[$1].supplier == i ? $0 + shares[$1] : $0 }
      report.expectQuantity(
        "energy", "\(place).generation_kwh", plan: account.generation, recomputed: total.generation)
      report.expectQuantity("share", "\(place).sold_share", plan: account.soldShare, recomputed: sold)
      report.expectQuantity(
        "energy", "\(place).contracted_kwh", plan: account.contracted, recomputed: total.contracted)
      expectDifference(
        "energy", "\(place).lost_kwh", account.lost, total.contracted, total.contracted - total.lost)
      report.expectQuantity(
        "energy", "\(place).supplied_kwh", plan: account.supplied, recomputed: total.supplied)
      expectDifference("energy", "\(place).surplus_kwh", account.surplus, total.delivered, total.supplied)
      report.expectMoney(
        "money", "\(place).energy_payment_krw", plan: account.energyPayment, recomputed: total.paid)
      report.expectMoney(
        "money", "\(place).surplus_revenue_krw", plan: account.surplusRevenue,
        recomputed: total.ownSurplus)
      report.expectMoney(
        "money", "\(place).market_revenue_forgone_krw", plan: account.marketRevenueForgone,
        recomputed: total.forgone)
      let guarantees = checkGuarantees(account, i, place)
      report.expectMoney(
        "money", "\(place).gain_krw", plan: account.gain,
        recomputed: total.paid + total.ownSurplus - total.forgone - total.certificates - guarantees)
      report.expectMoney(
        "money", "\(place).missing_energy_certificates_krw", plan: account.missingCertificates ?? 0,
        recomputed: total.certificates)
      checkLoss(
        "supplier \(scenario.suppliers[i].id)", "\(place).participation_shortfall_krw",
        stated: account.participationShortfall,
        gain: total.paid + total.ownSurplus - total.forgone - total.certificates - guarantees,
        turnover: abs(total.paid) + abs(total.ownSurplus) + abs(total.forgone) + total.certificates
          + guarantees)
      gains += account.gain
      let labels = scenario.horizon.months.map(\.label)
      guard account.months.map(\.month) == labels else {
        report.add(
          "month", "\(place).months", found: "other months", expected: labels.joined(separator: ", "))
        continue
      }
      for (index, month) in account.months.enumerated() {
        let own = ledger.suppliers[i][index]
        let at = "\(place).months[\(index)]"
        report.expectQuantity(
          "energy", "\(at).generation_kwh", plan: month.generation, recomputed: own.generation)
        report.expectQuantity("energy", "\(at).supplied_kwh", plan: month.supplied, recomputed: own.supplied)
        expectDifference("energy", "\(at).surplus_kwh", month.surplus, own.delivered, own.supplied)
        report.expectMoney(
          "money", "\(at).energy_payment_krw", plan: month.energyPayment, recomputed: own.paid)
        report.expectMoney(
          "money", "\(at).gain_krw", plan: month.gain,
          recomputed: own.paid + own.ownSurplus - own.forgone - own.certificates)
      }
    }
    return gains
  }
}
