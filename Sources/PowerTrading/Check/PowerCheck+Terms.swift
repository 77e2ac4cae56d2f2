// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerCheck {
  /// What is missing from a consumer's targets, and how it is filled.
  struct TargetFill {
    /// Missing from the RE100 share for good, kWh.
    var missing = 0.0
    /// Filled with certificates, kWh, and their cost.
    var certificates = 0.0
    var certificateCost = 0.0
    /// Missing from matching, kWh, and its price.
    var unmatched = 0.0
    var unmatchedCost = 0.0
  }

  /// The cheaper of certificates and missing fills the RE100 share; matching knows no certificates.
  func targets(_ consumer: PowerScenario.Consumer, _ total: MeterLedger.ConsumerMonth) -> TargetFill {
    var fill = TargetFill()
    let short = consumer.minimumShare * total.load - total.green
    if short > 1e-9 * total.load {
      if let price = consumer.recPrice, price <= consumer.shortfallPrice ?? .infinity {
        fill.certificates = short
        fill.certificateCost = price * short
      } else {
        fill.missing = short
      }
    }
    let unmatched = consumer.matchingShare * total.load - total.matched
    if unmatched > 1e-9 * total.load {
      fill.unmatched = unmatched
      fill.unmatchedCost = unmatched * (consumer.matchingPrice ?? 0)
    }
    return fill
  }

  /// The parts of a consumer's account that only some terms have.
  mutating func checkTargets(
    _ j: Int, _ account: PowerPlan.ConsumerAccount, _ total: MeterLedger.ConsumerMonth, _ fill: TargetFill,
    _ place: String
  ) {
    let consumer = scenario.consumers[j]
    if consumer.matchingPrice == nil && fill.unmatched > Self.tolerance * max(1, total.load) {
      report.add(
        "24/7", "consumer \(consumer.id)",
        found: "\(JSONText.number(fill.unmatched)) kWh short of its matching share",
        expected: "the share \(JSONText.number(consumer.matchingShare)) reached")
    }
    func near(_ stated: Double?, _ own: Double, _ key: String) {
      if !(abs((stated ?? 0) - own) <= 1e-9 * max(1, total.load)) {
        report.add(
          "energy", "\(place).\(key)", found: JSONText.number(stated ?? 0), expected: JSONText.number(own))
      }
    }
    if hasTerms || account.re100Energy != nil {
      near(account.re100Energy, total.green, "re100_kwh")
    }
    near(account.certificates, fill.certificates, "rec_kwh")
    near(account.matchingShortfall, fill.unmatched, "matching_24_7_shortfall_kwh")
    report.expectMoney(
      "money", "\(place).rec_cost_krw", plan: account.certificateCost ?? 0, recomputed: fill.certificateCost)
    report.expectMoney(
      "money", "\(place).matching_24_7_shortfall_cost_krw", plan: account.matchingShortfallCost ?? 0,
      recomputed: fill.unmatchedCost)
    report.expectMoney(
      "money", "\(place).surplus_revenue_krw", plan: account.surplusRevenue ?? 0, recomputed: total.surplus)
    report.expectMoney(
      "money", "\(place).pair_supply_fee_krw", plan: account.pairSupplyFee ?? 0,
      recomputed: hasTerms ? total.pairFee : 0)
    let hasMatching = consumer.matchingShare > 0
    report.expectQuantity(
      "24/7", "\(place).matching_24_7_minimum_share", plan: account.matchingMinimumShare ?? 0,
      recomputed: consumer.matchingShare)
    if hasMatching || account.matchingShare != nil {
      report.expectQuantity(
        "24/7", "\(place).matching_24_7_share", plan: account.matchingShare ?? .nan,
        recomputed: total.load > 0 ? total.matched / total.load : 0)
    }
  }

  /// What a consumer without contracts pays for its targets.
  func targetCost(_ consumer: PowerScenario.Consumer) -> Double {
    var cost = (consumer.matchingPrice ?? 0) * consumer.matchingShare
    if let price = consumer.recPrice {
      cost += min(price, consumer.shortfallPrice ?? price) * consumer.minimumShare
    } else {
      cost += (consumer.shortfallPrice ?? 0) * consumer.minimumShare
    }
    return cost * consumer.totalLoad
  }

  /// What a party loses is forbidden, priced or nobody's business.
  mutating func checkLoss(
    _ party: String, _ place: String, stated: Double?, gain: Double, turnover: Double
  ) {
    if !gain.isFinite { return }
    let loss = gain < -1e-9 * turnover ? -gain : 0
    if case .priced(let price) = scenario.participation {
      report.expectMoney("participation", place, plan: stated ?? .nan, recomputed: loss)
      losses += price * loss
    } else if stated != nil {
      report.add("participation", place, found: "an amount", expected: "none: losses have no price")
    }
    if scenario.participation == .hard && loss > Self.participationTolerance * max(1, turnover) {
      report.add(
        "participation", party, found: "worse off by \(JSONText.number(loss))",
        expected: "no party worse off than without contracts")
    }
  }

  /// By how much of its turnover a party may lose, for rounding.
  static let participationTolerance = 1e-7
}
