// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Makes the statements of a plan's contracts from meter data.
struct StatementBuilder {
  let scenario: PowerScenario
  let contracts: [MeterData.Contract]
  let data: MeterData
  let flows: EnergyFlows
  let plan: EnergyFlows
  let planData: MeterData
  let isMetered: Bool
  let charges: [StatementTerms.Charge]
  let market: SteadySeries
  let planMarket: SteadySeries
  /// The market price with the other sign: what is paid to the market.
  let owed: SteadySeries
  let planOwed: SteadySeries
  /// Label and intervals, counted within the run, of each month touched.
  let months: [(label: String, intervals: Range<Int>)]
  /// The fund on payments for supplied energy that the plan counts among the fees: a charge here.
  private let fundRate: Double

  /// - Parameter metered: nil settles the scenario's own series.
  init(_ scenario: PowerScenario, shares: [Double], metered: MeterData?) {
    self.scenario = scenario
    contracts = MeterData.contracts(shares: shares)
    let run = metered?.run ?? 0..<scenario.horizon.count
    planData = MeterData(scenario, contracts, run: run)
    plan = EnergyFlows(scenario, contracts, planData)
    data = metered ?? planData
    flows = metered.map { [contracts] in EnergyFlows(scenario, contracts, $0) } ?? plan
    isMetered = metered != nil
    market = .values(data.marketPrice)
    planMarket = .values(planData.marketPrice)
    owed = market.negated
    planOwed = planMarket.negated
    fundRate = scenario.basis?.industryFundRate ?? 0
    charges = scenario.statementTerms.charges(currency: scenario.currency, fundRate: fundRate)
    months = scenario.horizon.months.compactMap { month in
      let own = month.intervals.clamped(to: run)
      return own.isEmpty
        ? nil : (month.label, own.lowerBound - run.lowerBound..<own.upperBound - run.lowerBound)
    }
  }

  /// Whether all of the horizon is settled: what is owed for all of it falls due then.
  var isWhole: Bool { data.run == 0..<scenario.horizon.count }

  func file() -> StatementFile {
    var file = StatementFile(
      scenario: scenario.name, currency: scenario.currency, basis: isMetered ? .metered : .plan,
      start: scenario.horizon.start(of: data.run.lowerBound).text,
      end: scenario.horizon.start(of: data.run.upperBound).text, intervals: data.run.count)
    for (label, intervals) in months {
      for c in contracts.indices { file.statements.append(statement(c, label, intervals)) }
    }
    addPayers(&file)
    addRecipients(&file)
    addTotals(&file)
    return file
  }

  private func statement(_ c: Int, _ label: String, _ intervals: Range<Int>) -> StatementFile.Statement {
    let pair = scenario.pairs[contracts[c].pair]
    var lines = pair.isPhysical ? energyLines(c, pair, intervals) : differenceLines(c, intervals)
    // The fixed cost of the horizon falls due with its first interval.
    if pair.fixedCost != 0 && intervals.lowerBound + data.run.lowerBound == 0 {
      lines.append(StatementLine(fixedCost: pair.fixedCost, comparesWithPlan: isMetered))
    }
    func sum(_ billed: BilledEnergy) -> Int {
      intervals.reduce(0) {
        let own = flows.energy(billed, c, $1)
        return $0 + Int(own.before - own.lost)
      }
    }
    let isFlat = pair.form == .baseload
    let toSupplier = lines.reduce(0) { $1.payee == .supplier ? $0 + $1.amount : $0 }
    let total = lines.reduce(0) { $0 + $1.amount }
    return StatementFile.Statement(
      month: label, consumer: scenario.consumers[pair.consumer].id,
      supplier: scenario.suppliers[pair.supplier].id, form: pair.form,
      share: Double(contracts[c].share) / Double(ExactUnit.share),
      paymentOn: pair.isPhysical ? pair.paymentOn : nil,
      surplusWith: pair.isPhysical ? pair.surplusWith : nil, contracted: sum(.contracted),
      lost: Int(flows.lost[c][intervals].reduce(0, +)), supplied: sum(.supplied),
      surplus: pair.isPhysical ? sum(.surplus) : 0,
      profile: isFlat ? Int(flows.contracted[c].first ?? 0) : nil, missing: isFlat ? sum(.missing) : nil,
      excess: isFlat ? sum(.excess) : nil, lines: lines, toSupplier: toSupplier,
      toOthers: total - toSupplier, total: total)
  }

  /// The sums of one contract's energy at a price.
  func sums(
    _ billed: BilledEnergy, _ c: Int, _ intervals: Range<Int>, _ price: SteadySeries,
    _ planPrice: SteadySeries
  ) -> ExactSums {
    ExactSums(billed, contract: c, intervals, flows, price: price, plan: plan, planPrice: planPrice)
  }

  /// A line of the sums of energy at a price; without a price where it changes.
  func line(
    _ name: String, _ payee: StatementLine.Payee, _ billed: BilledEnergy, _ sums: ExactSums, price: Int64?
  ) -> StatementLine {
    StatementLine(name, payee, billed, sums, price: price, comparesWithPlan: isMetered)
  }

  /// Energy, charges and fees of a contract under which energy flows.
  private func energyLines(
    _ c: Int, _ pair: PowerScenario.Pair, _ intervals: Range<Int>
  ) -> [StatementLine] {
    let billed: BilledEnergy = pair.paymentOn == .supplied ? .supplied : .contracted
    let single = data.price[c].single(in: intervals)
    let paid = sums(billed, c, intervals, data.price[c], planData.price[c])
    let energy = line("energy", .supplier, billed, paid, price: single)
    var lines = [energy]
    lines += charges.map { charge in
      if charge.base != .supplied || billed == .supplied {
        return StatementLine(charge, on: energy, isStated: true, paid)
      }
      let taken = sums(.supplied, c, intervals, data.price[c], planData.price[c])
      let supplied = line("energy", .supplier, .supplied, taken, price: single)
      return StatementLine(charge, on: supplied, isStated: false, taken)
    }
    func addFee(
      _ name: String, _ billed: BilledEnergy, _ fee: SteadySeries, plan planned: SteadySeries
    ) {
      if fee.isZero && planned.isZero { return }
      let own = sums(billed, c, intervals, fee, planned)
      lines.append(line(name, .others, billed, own, price: fee.single(in: intervals)))
    }
    func addFee(_ name: String, _ billed: BilledEnergy, _ price: Double) {
      let fee = SteadySeries.constant(ExactUnit.price(price))
      addFee(name, billed, fee, plan: fee)
    }
    addFee("contracted_fee", .contracted, pair.contractedFee)
    addFee("network_use", .supplied, data.networkUse[c], plan: planData.networkUse[c])
    addFee("uplift", .supplied, data.uplift[c], plan: planData.uplift[c])
    addFee(
      "supply_fee", .supplied,
      scenario.consumers[pair.consumer].supplyFee + pair.suppliedFee
        - fundRate * scenario.suppliers[pair.supplier].ask - pair.networkUse - pair.uplift)
    return lines
  }

  /// The two sides of a contract for differences: no energy is bought, so no charge lies on it.
  private func differenceLines(_ c: Int, _ intervals: Range<Int>) -> [StatementLine] {
    let strike = sums(.contracted, c, intervals, data.price[c], planData.price[c])
    let reference = sums(.contracted, c, intervals, owed, planOwed)
    return [
      line("strike", .supplier, .contracted, strike, price: data.price[c].single(in: intervals)),
      line(
        "market_reference", .supplier, .contracted, reference, price: owed.single(in: intervals)),
    ]
  }
}
