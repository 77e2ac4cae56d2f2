// SPDX-License-Identifier: GPL-3.0-or-later

/// What settled contracts come to for each party over the horizon.
struct PartyAccounts {
  /// A consumer's energy in kWh and money.
  struct Consumer {
    var supplied = 0.0
    var saved = 0.0
    var topUpCost = 0.0
    var paid = 0.0
    var supplyFee = 0.0
    var pairSupplyFee = 0.0
    var contractedFee = 0.0
    var surplusRevenue = 0.0
    var fixedCost = 0.0
    /// What counts towards RE100, certificates bought apart.
    var counted = 0.0
    /// Certificates bought, and their cost.
    var certificates = 0.0
    var certificateCost = 0.0
    /// What stays missing from the RE100 share, and its price.
    var shortfall = 0.0
    var shortfallCost = 0.0
    /// What counts towards matching, what is missing from it, and its price.
    var matched = 0.0
    var matchingShortfall = 0.0
    var matchingCost = 0.0

    /// Saved and earned less all that is paid.
    var gain: Double {
      saved + surplusRevenue - topUpCost - paid - supplyFee - pairSupplyFee - contractedFee - fixedCost
        - certificateCost - shortfallCost - matchingCost
    }
    /// Size of the amounts that the gain is made of.
    var turnover: Double {
      saved + abs(surplusRevenue) + abs(topUpCost) + abs(paid) + supplyFee + abs(pairSupplyFee)
        + abs(contractedFee) + fixedCost + certificateCost + shortfallCost + matchingCost
    }
  }

  /// A supplier's money.
  struct Supplier {
    var paid = 0.0
    var surplusRevenue = 0.0
    var forgone = 0.0
    var missingCertificates = 0.0
    /// Price of energy missing from guaranteed supplies.
    var guarantees = 0.0

    /// Earned under contracts less forgone.
    var gain: Double { paid + surplusRevenue - forgone - missingCertificates - guarantees }
    /// Size of the amounts that the gain is made of.
    var turnover: Double {
      abs(paid) + abs(surplusRevenue) + abs(forgone) + missingCertificates + guarantees
    }
  }

  private(set) var consumers: [Consumer]
  private(set) var suppliers: [Supplier]

  init(_ scenario: PowerScenario, _ settlement: Settlement) {
    consumers = Array(repeating: Consumer(), count: scenario.consumers.count)
    suppliers = Array(repeating: Supplier(), count: scenario.suppliers.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      let sums = settlement.total(consumer: j)
      consumers[j].supplied = sums.supplied
      consumers[j].saved = sums.billSaved
      consumers[j].topUpCost = sums.topUpCost
      consumers[j].supplyFee = consumer.supplyFee * sums.supplied
      var certificates = 0.0
      for p in scenario.pairs(ofConsumer: j) where settlement.shares[p] > 0 {
        let pair = scenario.pairs[p]
        let own = settlement.total(pair: p)
        consumers[j].paid += own.payment
        consumers[j].pairSupplyFee += pair.suppliedFee * own.supplied
        consumers[j].contractedFee += pair.contractedFee * own.contracted
        consumers[j].fixedCost += pair.fixedCost
        certificates += own.certificates
        if pair.surplusWith == .buyer { consumers[j].surplusRevenue += own.surplusRevenue }
        suppliers[pair.supplier].paid += own.payment
        if pair.surplusWith == .seller { suppliers[pair.supplier].surplusRevenue += own.surplusRevenue }
        suppliers[pair.supplier].forgone += own.marketForgone
        suppliers[pair.supplier].missingCertificates += (pair.missingCertificatePrice ?? 0) * own.missing
        suppliers[pair.supplier].guarantees += pair.guaranteeCost(contracted: own.contracted)
      }
      consumers[j].setTargets(consumer, counted: sums.counted[0] + certificates, matched: sums.counted[1])
    }
  }

  /// What the contracts make a consumer lose; rounding counts as nothing.
  static func loss(_ own: Consumer, _ consumer: PowerScenario.Consumer) -> Double {
    let change = own.gain - consumer.gainWithoutContracts
    return change < -1e-9 * (own.turnover + consumer.wholeTargetCost) ? -change : 0
  }

  /// What the contracts make a supplier lose.
  static func loss(_ own: Supplier) -> Double { own.gain < -1e-9 * own.turnover ? -own.gain : 0 }
}

extension PartyAccounts.Consumer {
  fileprivate mutating func setTargets(
    _ consumer: PowerScenario.Consumer, counted: Double, matched: Double
  ) {
    self.counted = counted
    self.matched = matched
    let missing = consumer.shortfall(supplied: counted)
    if consumer.buysCertificates {
      certificates = missing
      certificateCost = missing * (consumer.recPrice ?? 0)
    } else {
      shortfall = missing
      shortfallCost = missing * (consumer.shortfallPrice ?? 0)
    }
    let unmatched = consumer.requiredMatching - matched
    if unmatched > 1e-9 * consumer.totalLoad {
      matchingShortfall = unmatched
      matchingCost = unmatched * (consumer.matchingPrice ?? 0)
    }
  }
}
