// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Makes the statements of a plan's contracts from meter data.
struct StatementBuilder {
  private let scenario: PowerScenario
  private let contracts: [MeterData.Contract]
  private let data: MeterData
  private let planData: MeterData
  private let flows: EnergyFlows
  private let plan: EnergyFlows
  private let isMetered: Bool
  private let charges: [StatementTerms.Charge]
  /// The fund on payments for supplied energy that the plan counts among the fees: a charge here.
  private let fundRate: Double
  /// Label and intervals, counted within the run, of each month touched.
  private let months: [(label: String, intervals: Range<Int>)]

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
    fundRate = scenario.basis?.industryFundRate ?? 0
    charges = scenario.statementTerms.charges(currency: scenario.currency, fundRate: fundRate)
    months = scenario.horizon.months.compactMap { month in
      let own = month.intervals.clamped(to: run)
      return own.isEmpty
        ? nil : (month.label, own.lowerBound - run.lowerBound..<own.upperBound - run.lowerBound)
    }
  }

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
    func sums(_ billed: BilledEnergy, _ price: SteadySeries, _ planPrice: SteadySeries) -> ExactSums {
      ExactSums(billed, contract: c, intervals, flows, price: price, plan: plan, planPrice: planPrice)
    }
    func fee(_ name: String, _ billed: BilledEnergy, _ price: Double) -> StatementLine? {
      if price == 0 { return nil }
      let nano = ExactUnit.price(price)
      return StatementLine(
        name, .others, sums(billed, .constant(nano), .constant(nano)), price: nano,
        comparesWithPlan: isMetered)
    }
    let energy = sums(.supplied, data.price[c], planData.price[c])
    let energyLine = StatementLine(
      "energy", .supplier, energy, price: data.price[c].single(in: intervals), comparesWithPlan: isMetered)
    var lines = [energyLine]
    lines += charges.map { StatementLine($0, on: energyLine, energy) }
    if let line = fee("contracted_fee", .contracted, pair.contractedFee) { lines.append(line) }
    let supplyFee =
      scenario.consumers[pair.consumer].supplyFee + pair.suppliedFee
      - fundRate * scenario.suppliers[pair.supplier].ask
    if let line = fee("supply_fee", .supplied, supplyFee) {
      lines.append(line)
    }
    // The fixed cost of the horizon falls due with its first interval.
    if pair.fixedCost != 0 && intervals.lowerBound + data.run.lowerBound == 0 {
      lines.append(StatementLine(fixedCost: pair.fixedCost, comparesWithPlan: isMetered))
    }
    if let line = guarantee(c, pair, intervals) { lines.append(line) }
    func sum(_ series: [[Int64]]) -> Int { Int(series[c][intervals].reduce(0, +)) }
    let (contracted, lost, supplied) = (sum(flows.contracted), sum(flows.lost), sum(flows.supplied))
    let toSupplier = lines.reduce(0) { $1.payee == .supplier ? $0 + $1.amount : $0 }
    let total = lines.reduce(0) { $0 + $1.amount }
    return StatementFile.Statement(
      month: label, consumer: scenario.consumers[pair.consumer].id,
      supplier: scenario.suppliers[pair.supplier].id, contracted: contracted, lost: lost, supplied: supplied,
      surplus: contracted - lost - supplied, lines: lines, toSupplier: toSupplier,
      toOthers: total - toSupplier, total: total)
  }

  /// What the supplier owes for guaranteed energy that did not arrive, with the horizon's last interval, where
  /// all of the horizon is settled.
  private func guarantee(
    _ c: Int, _ pair: PowerScenario.Pair, _ intervals: Range<Int>
  ) -> StatementLine? {
    guard let guarantee = pair.guarantee, data.run == 0..<scenario.horizon.count,
      intervals.upperBound == data.run.upperBound
    else { return nil }
    let price = -ExactUnit.price(guarantee.shortfallPrice)
    func missing(_ flows: EnergyFlows) -> Int64 {
      let arrived = flows.contracted[c].reduce(0, +) - flows.lost[c].reduce(0, +)
      return max(0, ExactUnit.wattHours(guarantee.energy) - arrived)
    }
    var sums = ExactSums()
    sums.energy = missing(flows)
    sums.money = Int128(sums.energy) * Int128(price)
    sums.planEnergy = missing(plan)
    sums.planMoney = Int128(sums.planEnergy) * Int128(price)
    sums.volume = sums.money - sums.planMoney
    return StatementLine("guarantee", .supplier, sums, price: price, comparesWithPlan: isMetered)
  }

  private func addPayers(_ file: inout StatementFile) {
    let byConsumer = Dictionary(grouping: file.statements, by: \.consumer)
    for (j, consumer) in scenario.consumers.enumerated() {
      var payer = StatementFile.Payer(id: consumer.id, load: Int(data.load[j].reduce(0, +)))
      for own in byConsumer[consumer.id] ?? [] {
        payer.supplied += own.supplied
        payer.toSuppliers += own.toSupplier
        payer.toOthers += own.toOthers
        payer.total += own.total
      }
      file.consumers.append(payer)
    }
  }

  private func addRecipients(_ file: inout StatementFile) {
    let market = SteadySeries.values(data.marketPrice)
    let planMarket = SteadySeries.values(planData.marketPrice)
    let bySupplier = Dictionary(grouping: file.statements, by: \.supplier)
    for (i, supplier) in scenario.suppliers.enumerated() {
      var recipient = StatementFile.Recipient(
        id: supplier.id, generation: Int(data.generation[i].reduce(0, +)))
      for own in bySupplier[supplier.id] ?? [] {
        recipient.contracted += own.contracted
        recipient.supplied += own.supplied
        recipient.surplus += own.surplus
        recipient.received += own.lines.reduce(0) { $1.payee == .supplier ? $0 + $1.amount : $0 }
      }
      let members = contracts.indices.filter { scenario.pairs[contracts[$0].pair].supplier == i }
      if !members.isEmpty {
        for (label, intervals) in months {
          var sums = ExactSums()
          for c in members {
            sums += ExactSums(
              .surplus, contract: c, intervals, flows, price: market, plan: plan, planPrice: planMarket)
          }
          let line = StatementLine(
            "surplus", .supplierFromMarket, sums, price: market.single(in: intervals),
            comparesWithPlan: isMetered)
          recipient.surplusRevenue += line.amount
          recipient.months.append(StatementFile.Recipient.Month(month: label, line: line))
        }
      }
      file.suppliers.append(recipient)
    }
  }

  private func addTotals(_ file: inout StatementFile) {
    var totals = StatementFile.Totals()
    for payer in file.consumers {
      totals.supplied += payer.supplied
      totals.toSuppliers += payer.toSuppliers
      totals.toOthers += payer.toOthers
      totals.total += payer.total
    }
    for recipient in file.suppliers {
      totals.received += recipient.received
      totals.surplusRevenue += recipient.surplusRevenue
    }
    let lines = file.statements.flatMap(\.lines)
    totals.energyAmount = lines.reduce(0) { $1.line == "energy" ? $0 + $1.amount : $0 }
    if isMetered {
      var all = StatementDifference()
      for line in lines { line.difference.map { all.add($0) } }
      totals.difference = all
      var surplus = StatementDifference()
      for month in file.suppliers.flatMap(\.months) { month.line.difference.map { surplus.add($0) } }
      totals.surplusDifference = surplus
    }
    file.totals = totals
  }
}
