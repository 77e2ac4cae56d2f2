// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerPlan {
  /// The plan that settled shares make.
  init(_ scenario: PowerScenario, _ settlement: Settlement) {
    contracts = scenario.pairs.indices.filter { settlement.shares[$0] > 0 }.map { p in
      let pair = scenario.pairs[p]
      let supplier = scenario.suppliers[pair.supplier]
      let sums = settlement.total(pair: p)
      var contract = Contract(
        supplier: supplier.id, consumer: scenario.consumers[pair.consumer].id, share: settlement.shares[p],
        contracted: sums.contracted, delivered: sums.delivered, supplied: sums.supplied,
        surplus: sums.delivered - sums.supplied, ask: supplier.ask,
        energyPayment: supplier.ask * sums.supplied,
        contractedFee: pair.contractedFee * sums.contracted, fixedCost: pair.fixedCost,
        priceInterval: PriceInterval(scenario, settlement, pair: p))
      contract.isFrozen = pair.isFrozen ? true : nil
      if let guarantee = pair.guarantee {
        contract.guaranteeShortfall = max(0, guarantee.energy - sums.delivered)
        contract.guaranteeShortfallCost = pair.guaranteeCost(delivered: sums.delivered)
      }
      return contract
    }
    let labels = scenario.horizon.months.map(\.label)
    consumers = scenario.consumers.indices.map { Self.account(consumer: $0, scenario, settlement, labels) }
    suppliers = scenario.suppliers.indices.map { Self.account(supplier: $0, scenario, settlement, labels) }
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

  /// What the joint gain is made of; the sum is the objective.
  static func components(_ scenario: PowerScenario, _ settlement: Settlement) -> PlanComponents {
    var value = 0.0
    var shortfall = 0.0
    for (j, consumer) in scenario.consumers.enumerated() {
      let sums = settlement.total(consumer: j)
      value += sums.supplyValue
      shortfall += consumer.shortfall(supplied: sums.counted) * (consumer.shortfallPrice ?? 0)
    }
    var lost = 0.0
    var fees = 0.0
    var fixed = 0.0
    for (p, pair) in scenario.pairs.enumerated() where settlement.shares[p] > 0 {
      let sums = settlement.total(pair: p)
      lost += pair.loss * sums.marketForgone
      fees += pair.contractedFee * sums.contracted
      fixed += pair.fixedCost
    }
    var components = PlanComponents([
      "supplied_energy_value": value, "lost_energy": -lost, "contracted_energy_fees": -fees,
      "fixed_costs": -fixed, "re100_shortfall": -shortfall,
    ])
    components.parts += furtherComponents(scenario, settlement)
    return components
  }

  private static func account(
    consumer j: Int, _ scenario: PowerScenario, _ settlement: Settlement, _ labels: [String]
  ) -> ConsumerAccount {
    let consumer = scenario.consumers[j]
    let sums = settlement.total(consumer: j)
    let pairs = scenario.pairs(ofConsumer: j).filter { settlement.shares[$0] > 0 }
    func payment(_ month: Int) -> Double {
      pairs.reduce(0) {
        $0 + scenario.suppliers[scenario.pairs[$1].supplier].ask * settlement.pairMonths[$1][month].supplied
      }
    }
    func fees(_ month: Int) -> Double {
      pairs.reduce(0) { $0 + scenario.pairs[$1].contractedFee * settlement.pairMonths[$1][month].contracted }
    }
    func spread(_ month: Int) -> Double {
      pairs.reduce(0) { $0 + scenario.pairs[$1].suppliedFee * settlement.pairMonths[$1][month].supplied }
    }
    let months = labels.indices.map { month in
      let own = settlement.consumerMonths[j][month]
      return ConsumerAccount.Month(
        month: labels[month], load: own.load, supplied: own.supplied,
        utility: consumer.topUp == nil ? own.load - own.supplied : 0, energyPayment: payment(month),
        gain: own.billSaved - own.topUpCost - payment(month) - consumer.supplyFee * own.supplied
          - spread(month) - fees(month))
    }
    let energyPayment = months.reduce(0) { $0 + $1.energyPayment }
    let contractedFee = labels.indices.reduce(0) { $0 + fees($1) }
    let fixedCost = pairs.reduce(0) { $0 + scenario.pairs[$1].fixedCost }
    let shortfall = consumer.shortfall(supplied: sums.counted)
    let shortfallCost = shortfall * (consumer.shortfallPrice ?? 0)
    let supplyFee = consumer.supplyFee * sums.supplied + labels.indices.reduce(0) { $0 + spread($1) }
    var account = ConsumerAccount(
      id: consumer.id, load: sums.load, supplied: sums.supplied,
      utility: consumer.topUp == nil ? sums.load - sums.supplied : 0,
      re100Share: sums.load > 0 ? sums.counted / sums.load : 0, re100MinimumShare: consumer.minimumShare,
      re100Shortfall: shortfall, utilityBillSaved: sums.billSaved, energyPayment: energyPayment,
      supplyFee: supplyFee,
      contractedFee: contractedFee, fixedCost: fixedCost, re100ShortfallCost: shortfallCost,
      gain: sums.billSaved - sums.topUpCost - energyPayment - supplyFee - contractedFee - fixedCost
        - shortfallCost,
      nonConcaveIntervals: scenario.nonConcaveIntervals(consumer: j).count,
      months: months)
    if consumer.topUp != nil {
      account.topUp = sums.load - sums.supplied
      account.topUpCost = sums.topUpCost
    }
    if scenario.suppliers.contains(where: { !$0.countsTowardsRE100 }) { account.re100Counted = sums.counted }
    return account
  }

  private static func account(
    supplier i: Int, _ scenario: PowerScenario, _ settlement: Settlement, _ labels: [String]
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
      for p in pairs { sums += settlement.pairMonths[p][month] }
      total += sums
      months.append(
        SupplierAccount.Month(
          month: label, generation: supplier.generation[intervals[month]].reduce(0, +),
          supplied: sums.supplied,
          surplus: sums.delivered - sums.supplied, energyPayment: supplier.ask * sums.supplied,
          gain: supplier.ask * sums.supplied + sums.surplusRevenue - sums.marketForgone))
    }
    let guaranteeCost = pairs.reduce(0) {
      $0 + scenario.pairs[$1].guaranteeCost(delivered: settlement.total(pair: $1).delivered)
    }
    var account = SupplierAccount(
      id: supplier.id, generation: months.reduce(0) { $0 + $1.generation },
      soldShare: pairs.reduce(0) { $0 + settlement.shares[$1] }, contracted: total.contracted,
      lost: total.contracted - total.delivered, supplied: total.supplied,
      surplus: total.delivered - total.supplied,
      energyPayment: supplier.ask * total.supplied, surplusRevenue: total.surplusRevenue,
      marketRevenueForgone: total.marketForgone,
      gain: supplier.ask * total.supplied + total.surplusRevenue - total.marketForgone - guaranteeCost,
      months: months)
    if pairs.contains(where: { scenario.pairs[$0].guarantee != nil }) {
      account.guaranteeShortfallCost = guaranteeCost
    }
    return account
  }
}
