// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerPlan {
  /// The plan that settled shares make.
  init(_ scenario: PowerScenario, _ settlement: Settlement) {
    let hasTerms = scenario.hasTerms
    contracts = scenario.pairs.indices.filter { settlement.shares[$0] > 0 }.map { p in
      let pair = scenario.pairs[p]
      let supplier = scenario.suppliers[pair.supplier]
      let sums = settlement.total(pair: p)
      var contract = Contract(
        supplier: supplier.id, consumer: scenario.consumers[pair.consumer].id, share: settlement.shares[p],
        contracted: sums.contracted, delivered: sums.delivered, supplied: sums.supplied,
        surplus: sums.delivered - sums.supplied, ask: supplier.ask, energyPayment: sums.payment,
        contractedFee: pair.contractedFee * sums.contracted, fixedCost: pair.fixedCost)
      contract.isFrozen = pair.isFrozen ? true : nil
      if pair.guarantee != nil {
        contract.guaranteeShortfall = pair.missingFromGuarantee(contracted: sums.contracted)
        contract.guaranteeShortfallCost = pair.guaranteeCost(contracted: sums.contracted)
      }
      if hasTerms {
        contract.setTerms(pair, sums)
      } else {
        contract.priceInterval = PriceInterval(scenario, settlement, pair: p)
      }
      return contract
    }
    let labels = scenario.horizon.months.map(\.label)
    let accounts = PartyAccounts(scenario, settlement)
    consumers = scenario.consumers.indices.map {
      Self.account(consumer: $0, scenario, settlement, accounts.consumers[$0], labels)
    }
    suppliers = scenario.suppliers.indices.map {
      Self.account(supplier: $0, scenario, settlement, accounts.suppliers[$0], labels)
    }
    rejectedPairs = Self.rejectedPairs(scenario)
    basis = scenario.basis
    specialZone = SpecialZone(scenario, settlement)
  }

  /// The closed pairs of a scenario.
  static func rejectedPairs(_ scenario: PowerScenario) -> [RejectedPair] {
    scenario.rejectedPairs.map { pair in
      RejectedPair(
        supplier: scenario.suppliers[pair.supplier].id, consumer: scenario.consumers[pair.consumer].id,
        reason: pair.rule, figure: pair.figure, limit: pair.limit, ruleValidFrom: pair.validFrom,
        ruleSource: pair.source, detail: pair.detail)
    }
  }

  private static func account(
    consumer j: Int, _ scenario: PowerScenario, _ settlement: Settlement, _ own: PartyAccounts.Consumer,
    _ labels: [String]
  ) -> ConsumerAccount {
    let consumer = scenario.consumers[j]
    let pairs = scenario.pairs(ofConsumer: j).filter { settlement.shares[$0] > 0 }
    let months = labels.indices.map { month in
      let sums = settlement.consumerMonths[j][month]
      var (payment, gain) = (0.0, sums.billSaved - sums.topUpCost - consumer.supplyFee * sums.supplied)
      for p in pairs {
        let pair = scenario.pairs[p]
        let part = settlement.pairMonths[p][month]
        payment += part.payment
        gain -= part.payment + pair.contractedFee * part.contracted + pair.suppliedFee * part.supplied
        if pair.surplusWith == .buyer { gain += part.surplusRevenue }
      }
      return ConsumerAccount.Month(
        month: labels[month], load: sums.load, supplied: sums.supplied,
        utility: consumer.topUp == nil ? sums.load - sums.supplied : 0, energyPayment: payment, gain: gain)
    }
    let load = settlement.total(consumer: j).load
    var account = ConsumerAccount(
      id: consumer.id, load: load, supplied: own.supplied,
      utility: consumer.topUp == nil ? load - own.supplied : 0,
      re100Share: load > 0 ? (own.counted + own.certificates) / load : 0,
      re100MinimumShare: consumer.minimumShare, re100Shortfall: own.shortfall, utilityBillSaved: own.saved,
      energyPayment: own.paid, supplyFee: own.supplyFee, contractedFee: own.contractedFee,
      fixedCost: own.fixedCost, re100ShortfallCost: own.shortfallCost, gain: own.gain,
      nonConcaveIntervals: scenario.nonConcaveIntervals(consumer: j).count, months: months)
    if consumer.topUp != nil {
      account.topUp = load - own.supplied
      account.topUpCost = own.topUpCost
    }
    if scenario.hasTerms {
      account.setTerms(scenario, consumer, own, load: load)
      return account
    }
    account.supplyFee += own.pairSupplyFee
    if scenario.suppliers.contains(where: { !$0.countsTowardsRE100 }) { account.re100Counted = own.counted }
    return account
  }

  private static func account(
    supplier i: Int, _ scenario: PowerScenario, _ settlement: Settlement, _ own: PartyAccounts.Supplier,
    _ labels: [String]
  ) -> SupplierAccount {
    let supplier = scenario.suppliers[i]
    let pairs = scenario.pairs.indices.filter {
      scenario.pairs[$0].supplier == i && settlement.shares[$0] > 0
    }
    let intervals = scenario.horizon.months.map(\.intervals)
    var total = Settlement.PairSums()
    var months: [SupplierAccount.Month] = []
    for (month, label) in labels.enumerated() {
      var sums = Settlement.PairSums()
      var gain = 0.0
      for p in pairs {
        let part = settlement.pairMonths[p][month]
        let pair = scenario.pairs[p]
        sums += part
        gain += part.payment - part.marketForgone - (pair.missingCertificatePrice ?? 0) * part.missing
        if pair.surplusWith == .seller { gain += part.surplusRevenue }
      }
      total += sums
      months.append(
        SupplierAccount.Month(
          month: label, generation: supplier.generation[intervals[month]].reduce(0, +),
          supplied: sums.supplied, surplus: sums.delivered - sums.supplied, energyPayment: sums.payment,
          gain: gain))
    }
    var account = SupplierAccount(
      id: supplier.id, generation: months.reduce(0) { $0 + $1.generation },
      soldShare: pairs.reduce(0) { $0 + settlement.shares[$1] }, contracted: total.contracted,
      lost: total.lost, supplied: total.supplied, surplus: total.delivered - total.supplied,
      energyPayment: own.paid, surplusRevenue: own.surplusRevenue, marketRevenueForgone: own.forgone,
      gain: own.gain, months: months)
    if pairs.contains(where: { scenario.pairs[$0].guarantee != nil }) {
      account.guaranteeShortfallCost = own.guarantees
    }
    if scenario.hasTerms { account.setTerms(scenario, own) }
    return account
  }
}
