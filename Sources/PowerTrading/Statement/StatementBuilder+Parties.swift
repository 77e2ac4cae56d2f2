// SPDX-License-Identifier: GPL-3.0-or-later

extension StatementBuilder {
  /// What each consumer pays, and what is its own besides its contracts.
  func addPayers(_ file: inout StatementFile) {
    let byConsumer = Dictionary(grouping: file.statements, by: \.consumer)
    for (j, consumer) in scenario.consumers.enumerated() {
      var payer = StatementFile.Payer(id: consumer.id, load: Int(data.load[j].reduce(0, +)))
      for own in byConsumer[consumer.id] ?? [] {
        payer.supplied += own.supplied
        payer.toSuppliers += own.toSupplier
        payer.toOthers += own.toOthers
      }
      let own = months.map { label, intervals in
        StatementFile.Month(month: label, lines: surplus(consumer: j, intervals) + topUp(j, intervals))
      }.filter { !$0.lines.isEmpty }
      if !own.isEmpty { payer.months = own }
      let targets = self.targets(j)
      if !targets.isEmpty { payer.targets = targets }
      for line in payer.ownLines {
        switch line.payee {
        case .consumerFromMarket: payer.surplusRevenue += line.amount
        case .nobody: break
        default: payer.toOthers += line.amount
        }
      }
      payer.total = payer.toSuppliers + payer.toOthers
      payer.net = payer.total - payer.surplusRevenue
      file.consumers.append(payer)
    }
  }

  /// What each supplier receives from consumers and from the market.
  func addRecipients(_ file: inout StatementFile) {
    let bySupplier = Dictionary(grouping: file.statements, by: \.supplier)
    for (i, supplier) in scenario.suppliers.enumerated() {
      var recipient = StatementFile.Recipient(
        id: supplier.id, generation: Int(data.generation[i].reduce(0, +)))
      for own in bySupplier[supplier.id] ?? [] {
        recipient.contracted += own.contracted
        recipient.supplied += own.supplied
        recipient.surplus += own.surplus
        recipient.received += own.toSupplier
      }
      for (label, intervals) in months {
        let lines = marketLines(supplier: i, intervals) + guarantees(supplier: i, intervals)
        if !lines.isEmpty { recipient.months.append(StatementFile.Month(month: label, lines: lines)) }
      }
      for line in recipient.months.flatMap(\.lines) {
        switch line.line {
        case "surplus": recipient.surplusRevenue += line.amount
        case "missing_certificates": recipient.certificates += line.amount
        case "guarantee": recipient.guarantees += line.amount
        default: recipient.balancing += line.amount
        }
      }
      recipient.net =
        recipient.received + recipient.surplusRevenue + recipient.balancing + recipient.certificates
        + recipient.guarantees
      file.suppliers.append(recipient)
    }
  }

  func addTotals(_ file: inout StatementFile) {
    var totals = StatementFile.Totals()
    for payer in file.consumers {
      totals.supplied += payer.supplied
      totals.toSuppliers += payer.toSuppliers
      totals.toOthers += payer.toOthers
      totals.total += payer.total
      totals.consumerSurplusRevenue += payer.surplusRevenue
    }
    for recipient in file.suppliers {
      totals.received += recipient.received
      totals.surplusRevenue += recipient.surplusRevenue
      totals.balancing += recipient.balancing
      totals.certificates += recipient.certificates
      totals.guarantees += recipient.guarantees
    }
    totals.energyAmount = file.paidLines.reduce(0) { $1.isPayment ? $0 + $1.amount : $0 }
    if isMetered {
      totals.difference = Self.added(file.paidLines)
      totals.marketDifference = Self.added(file.marketLines)
    }
    file.totals = totals
  }

  private static func added(_ lines: [StatementLine]) -> StatementDifference {
    lines.reduce(into: StatementDifference()) { all, line in line.difference.map { all.add($0) } }
  }

  /// The sums of several contracts' energy at a price.
  private func sums(
    _ billed: BilledEnergy, of members: [Int], _ intervals: Range<Int>, _ price: SteadySeries,
    _ planPrice: SteadySeries
  ) -> ExactSums {
    members.reduce(into: ExactSums()) { $0 += sums(billed, $1, intervals, price, planPrice) }
  }

  /// Contracts under which energy flows and whose surplus is a party's own.
  private func withSurplus(_ owner: SurplusOwner, where isOwn: (PowerScenario.Pair) -> Bool) -> [Int] {
    contracts.indices.filter {
      let pair = scenario.pairs[contracts[$0].pair]
      return isOwn(pair) && pair.isPhysical && pair.surplusWith == owner
    }
  }

  private func surplus(consumer j: Int, _ intervals: Range<Int>) -> [StatementLine] {
    let members = withSurplus(.buyer) { $0.consumer == j }
    if members.isEmpty { return [] }
    let all = sums(.surplus, of: members, intervals, market, planMarket)
    return [line("surplus", .consumerFromMarket, .surplus, all, price: market.single(in: intervals))]
  }

  /// What the suppliers buy on the market for a consumer that they serve in full, passed on at its price, with
  /// the charges that lie on energy and the fees of the way from the market.
  private func topUp(_ j: Int, _ intervals: Range<Int>) -> [StatementLine] {
    guard let topUp = scenario.consumers[j].topUp else { return [] }
    let members = contracts.indices.filter { scenario.pairs[contracts[$0].pair].consumer == j }
    func rest(_ data: MeterData, _ flows: EnergyFlows, _ t: Int) -> ExactSums.Energy {
      (members.reduce(data.load[j][t]) { $0 - flows.supplied[$1][t] }, 0)
    }
    func sums(_ price: SteadySeries, _ planPrice: SteadySeries) -> ExactSums {
      ExactSums(
        intervals, price: price, planPrice: planPrice, now: { rest(data, flows, $0) },
        plan: { rest(planData, plan, $0) })
    }
    let bought = sums(market, planMarket)
    let energy = line("top_up", .others, .topUp, bought, price: market.single(in: intervals))
    var lines = [energy]
    lines += charges.map { charge in
      var own = charge
      // What is passed on is no supplier's.
      own.payee = .others
      return StatementLine(own, on: energy, isStated: true, bought)
    }
    let fee = ExactUnit.price(topUp.fee)
    if fee != 0 {
      lines.append(
        line("top_up_fee", .others, .topUp, sums(.constant(fee), .constant(fee)), price: fee))
    }
    return lines
  }

  /// Surplus, and what baseload contracts make a supplier buy and sell on the market: it sells what it generates
  /// and buys the flat profile, which is buying what is missing and selling what is in excess.
  private func marketLines(supplier i: Int, _ intervals: Range<Int>) -> [StatementLine] {
    var lines: [StatementLine] = []
    let sellers = withSurplus(.seller) { $0.supplier == i }
    if !sellers.isEmpty {
      let all = sums(.surplus, of: sellers, intervals, market, planMarket)
      lines.append(
        line("surplus", .supplierFromMarket, .surplus, all, price: market.single(in: intervals)))
    }
    let flat = contracts.indices.filter {
      let pair = scenario.pairs[contracts[$0].pair]
      return pair.supplier == i && pair.form == .baseload
    }
    guard let first = flat.first else { return lines }
    let missing = sums(.missing, of: flat, intervals, owed, planOwed)
    lines.append(
      line(
        "missing_energy", .supplierFromMarket, .missing, missing,
        price: owed.single(in: intervals)))
    let excess = sums(.excess, of: flat, intervals, market, planMarket)
    lines.append(
      line("excess_energy", .supplierFromMarket, .excess, excess, price: market.single(in: intervals)))
    // One price for all contracts: it is the scenario's.
    if let price = scenario.pairs[contracts[first].pair].missingCertificatePrice, price != 0 {
      let nano = -ExactUnit.price(price)
      let all = sums(.missing, of: flat, intervals, .constant(nano), .constant(nano))
      lines.append(line("missing_certificates", .supplierFromMarket, .missing, all, price: nano))
    }
    return lines
  }

  /// What the supplier pays to replace guaranteed energy that did not arrive, a line for each contract with the
  /// horizon's last interval, where all of the horizon is settled.
  private func guarantees(supplier i: Int, _ intervals: Range<Int>) -> [StatementLine] {
    guard isWhole, intervals.upperBound == data.run.count else { return [] }
    return contracts.indices.compactMap { c in
      let pair = scenario.pairs[contracts[c].pair]
      guard pair.supplier == i, let guarantee = pair.guarantee else { return nil }
      func missing(_ flows: EnergyFlows) -> Int64 {
        let arrived = flows.contracted[c].reduce(0, +) - flows.lost[c].reduce(0, +)
        return max(0, ExactUnit.wattHours(guarantee.energy) - arrived)
      }
      let price = -ExactUnit.price(guarantee.shortfallPrice)
      let sums = ExactSums(energy: missing(flows), planEnergy: missing(plan), price: price)
      var own = line("guarantee", .supplierFromMarket, .shortfall, sums, price: price)
      own.consumer = scenario.consumers[pair.consumer].id
      return own
    }
  }

  /// What a consumer's targets ask for, where all of the horizon is settled.
  private func targets(_ j: Int) -> [StatementFile.Target] {
    guard isWhole else { return [] }
    let consumer = scenario.consumers[j]
    let re100Price = consumer.missingPrice
    let buys = consumer.buysCertificates
    let kinds: [(target: SupplyTarget, name: String, share: Double, price: Double?, line: String)] = [
      (
        .re100, "re100", consumer.minimumShare, re100Price, buys ? "rec_purchase" : "re100_shortfall"
      ),
      (
        .matching, "matching_24_7", consumer.matchingShare, consumer.matchingPrice,
        "matching_24_7_shortfall"
      ),
    ]
    return kinds.filter { $0.share > 0 }.map { kind in
      let own = target(kind.target, j, share: kind.share, data, flows)
      var result = StatementFile.Target(
        target: kind.name, required: Int(own.required), counted: Int(own.counted), missing: Int(own.missing))
      if let price = kind.price {
        let planned = target(kind.target, j, share: kind.share, planData, plan)
        let nano = ExactUnit.price(price)
        let isBought = kind.target == .re100 && buys
        result.line = line(
          kind.line, isBought ? .others : .nobody, .shortfall,
          ExactSums(energy: own.missing, planEnergy: planned.missing, price: nano), price: nano)
      }
      return result
    }
  }

  private func target(
    _ target: SupplyTarget, _ j: Int, share: Double, _ data: MeterData, _ flows: EnergyFlows
  ) -> (required: Int64, counted: Int64, missing: Int64) {
    let load = data.load[j].reduce(0, +)
    let required = RoundingRule.roundHalfUp.whole(
      Int128(load) * Int128(ExactUnit.share(share)), over: Int128(ExactUnit.share))
    let counted = flows.counted(scenario, contracts, data, consumer: j, target)
    let missing = required - counted
    return (required, counted, Int128(missing) * 1_000_000_000 > Int128(load) ? missing : 0)
  }
}

extension StatementLine {
  /// Whether it is what a consumer pays a supplier for energy.
  var isPayment: Bool { line == "energy" || line == "strike" || line == "market_reference" }
}

extension StatementFile.Payer {
  /// Its lines besides those of its contracts.
  var ownLines: [StatementLine] {
    (months ?? []).flatMap(\.lines) + (targets ?? []).compactMap(\.line)
  }
}

extension StatementFile {
  /// All lines that consumers pay.
  var paidLines: [StatementLine] {
    statements.flatMap(\.lines)
      + consumers.flatMap(\.ownLines).filter { $0.payee != .consumerFromMarket && $0.payee != .nobody }
  }

  /// All lines that suppliers and consumers receive from the market.
  var marketLines: [StatementLine] {
    suppliers.flatMap { $0.months.flatMap(\.lines) }
      + consumers.flatMap(\.ownLines).filter { $0.payee == .consumerFromMarket }
  }
}
