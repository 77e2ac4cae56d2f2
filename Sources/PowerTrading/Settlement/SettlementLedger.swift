// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The settlement interval by interval: a CSV row for each contract and interval, from the plan's
/// shares. The columns add up to the plan's amounts.
enum SettlementLedger {
  static func text(_ scenario: PowerScenario, _ plan: PowerPlan) -> String {
    let currency = scenario.currency.lowercased()
    var text =
      "interval_start,consumer,supplier,contracted_kwh,delivered_kwh,supplied_kwh,surplus_kwh,retail_\(currency)_per_kwh,market_\(currency)_per_kwh,energy_payment_\(currency),surplus_revenue_\(currency),supply_fee_\(currency),contracted_fee_\(currency)\n"
    let shares = plan.shares(in: scenario)
    for (j, consumer) in scenario.consumers.enumerated() {
      let contracts = scenario.pairs(ofConsumer: j).filter { shares[$0] > 0 }
      if contracts.isEmpty { continue }
      var left = Settlement.offered(scenario, consumer: j, shares: shares)
      let order = scenario.split == .meritOrder ? scenario.meritOrder(consumer: j) : contracts
      for t in 0..<scenario.horizon.count {
        let stamp = scenario.horizon.start(of: t).text
        let taken = left[t] > 0 ? min(left[t], consumer.load[t]) / left[t] : 0
        left[t] = consumer.load[t]
        var suppliedBy: [Int: Double] = [:]
        for p in order where shares[p] > 0 && scenario.pairs[p].isPhysical {
          let pair = scenario.pairs[p]
          let offered = min(
            shares[p] * scenario.profile(pair)[t] * pair.arrival,
            pair.cap(load: consumer.load[t]) ?? .infinity)
          let supplied = scenario.split == .meritOrder ? min(offered, left[t]) : taken * offered
          left[t] -= supplied
          suppliedBy[p] = supplied
        }
        for p in contracts {
          let pair = scenario.pairs[p]
          let supplier = scenario.suppliers[pair.supplier]
          let contracted = shares[p] * scenario.profile(pair)[t]
          let delivered = contracted * pair.arrival
          let supplied = suppliedBy[p] ?? 0
          let price = pair.isPhysical ? supplier.ask : supplier.ask - scenario.marketPrice[t]
          let amounts = [
            contracted, delivered, supplied, delivered - supplied, consumer.retailPrice[t],
            scenario.marketPrice[t], price * (pair.paymentOn == .supplied ? supplied : contracted),
            scenario.marketPrice[t] * (delivered - supplied),
            (consumer.supplyFee + pair.suppliedFee) * supplied, pair.contractedFee * contracted,
          ]
          text += "\(stamp),\(CSVField.quoted(consumer.id)),\(CSVField.quoted(supplier.id))"
          for amount in amounts { text += ",\(JSONText.number(amount))" }
          text += "\n"
        }
      }
    }
    return text
  }
}
