// SPDX-License-Identifier: GPL-3.0-or-later

/// Re-adds a statement file from its own lines: nothing is lost between who pays and who is paid.
enum StatementCheck {
  /// What does not add up, each with its place; empty where all does.
  static func violations(of file: StatementFile) -> [String] {
    var sums = Sums()
    for (index, own) in file.statements.enumerated() { sums.add(own, "statements[\(index)]") }
    let byConsumer = Dictionary(grouping: file.statements, by: \.consumer)
    for (index, payer) in file.consumers.enumerated() {
      sums.add(payer, byConsumer[payer.id] ?? [], "consumers[\(index)]")
    }
    let bySupplier = Dictionary(grouping: file.statements, by: \.supplier)
    for (index, recipient) in file.suppliers.enumerated() {
      sums.add(recipient, bySupplier[recipient.id] ?? [], "suppliers[\(index)]")
    }
    sums.addTotals(file)
    return sums.found
  }
}

/// What was added up, and where it is not what is stated.
private struct Sums {
  var found: [String] = []

  mutating func expect(_ place: @autoclosure () -> String, _ stated: Int, _ added: Int) {
    if stated != added { found.append("\(place()): \(stated) stated, \(added) added up") }
  }

  mutating func add(_ own: StatementFile.Statement, _ place: String) {
    if own.form == .virtual {
      expect(
        "\(place): energy flows under a contract for differences", own.lost + own.supplied + own.surplus, 0)
    } else {
      expect("\(place).surplus_wh", own.surplus, own.contracted - own.lost - own.supplied)
    }
    if min(own.contracted, own.lost, own.supplied, own.surplus, own.missing ?? 0, own.excess ?? 0) < 0 {
      found.append("\(place): energy below 0")
    }
    if let profile = own.profile, profile == 0 ? own.contracted != 0 : own.contracted % profile != 0 {
      found.append("\(place).profile_wh: \(own.contracted) Wh are no number of intervals of it")
    }
    for (number, line) in own.lines.enumerated() {
      let here = "\(place).lines[\(number)]"
      add(line, "energy", own.lines, here)
      let billed: Int? =
        switch line.quantity {
        case .supplied: own.supplied
        case .contracted: own.contracted
        default: nil
        }
      if let billed { expect("\(here).energy_wh", line.energy ?? 0, billed) }
      if line.payee != .supplier && line.payee != .others { found.append("\(here): paid to no one") }
    }
    expect("\(place).to_supplier_krw", own.toSupplier, Self.sum(own.lines) { $0.payee == .supplier })
    expect("\(place).to_others_krw", own.toOthers, Self.sum(own.lines) { $0.payee == .others })
    expect("\(place).total_krw", own.total, Self.sum(own.lines) { _ in true })
  }

  mutating func add(
    _ payer: StatementFile.Payer, _ statements: [StatementFile.Statement], _ place: String
  ) {
    for month in payer.months ?? [] {
      for line in month.lines { add(line, "top_up", month.lines, "\(place).months") }
    }
    for target in payer.targets ?? [] {
      if let line = target.line {
        add(line, "", [], "\(place).targets")
        expect("\(place).targets.energy_wh", line.energy ?? 0, target.missing)
      }
      let open = max(0, target.required - target.counted)
      // Less than a billionth of the load is nothing.
      if target.missing != open && (target.missing != 0 || open > payer.load / 1_000_000_000) {
        expect("\(place).targets.missing_wh", target.missing, open)
      }
    }
    let own = payer.ownLines
    expect("\(place).supplied_wh", payer.supplied, statements.reduce(0) { $0 + $1.supplied })
    expect("\(place).to_suppliers_krw", payer.toSuppliers, statements.reduce(0) { $0 + $1.toSupplier })
    expect(
      "\(place).to_others_krw", payer.toOthers,
      statements.reduce(0) { $0 + $1.toOthers } + Self.sum(own) { $0.payee == .others })
    expect(
      "\(place).surplus_revenue_krw", payer.surplusRevenue, Self.sum(own) { $0.payee == .consumerFromMarket })
    expect("\(place).total_krw", payer.total, payer.toSuppliers + payer.toOthers)
    expect("\(place).net_krw", payer.net, payer.total - payer.surplusRevenue)
    let surplus = (payer.months ?? []).flatMap(\.lines).reduce(0) {
      $1.quantity == .surplus ? $0 + ($1.energy ?? 0) : $0
    }
    expect(
      "\(place).months: surplus", surplus,
      statements.reduce(0) { $1.surplusWith == .buyer ? $0 + $1.surplus : $0 })
    let toppedUp = (payer.months ?? []).flatMap(\.lines).filter { $0.line == "top_up" }
    if !toppedUp.isEmpty {
      expect(
        "\(place).months: top_up", toppedUp.reduce(0) { $0 + ($1.energy ?? 0) }, payer.load - payer.supplied)
    }
    if payer.supplied > payer.load { found.append("\(place): more supplied than its load") }
  }

  mutating func add(
    _ recipient: StatementFile.Recipient, _ statements: [StatementFile.Statement], _ place: String
  ) {
    expect("\(place).contracted_wh", recipient.contracted, statements.reduce(0) { $0 + $1.contracted })
    expect("\(place).supplied_wh", recipient.supplied, statements.reduce(0) { $0 + $1.supplied })
    expect("\(place).surplus_wh", recipient.surplus, statements.reduce(0) { $0 + $1.surplus })
    expect("\(place).received_krw", recipient.received, statements.reduce(0) { $0 + $1.toSupplier })
    let lines = recipient.months.flatMap(\.lines)
    for line in lines { add(line, "", [], "\(place).months") }
    func amounts(_ names: Set<String>) -> Int { Self.sum(lines) { names.contains($0.line) } }
    func energy(_ name: String) -> Int { lines.reduce(0) { $1.line == name ? $0 + ($1.energy ?? 0) : $0 } }
    expect("\(place).surplus_revenue_krw", recipient.surplusRevenue, amounts(["surplus"]))
    expect("\(place).balancing_krw", recipient.balancing, amounts(["missing_energy", "excess_energy"]))
    expect("\(place).certificates_krw", recipient.certificates, amounts(["missing_certificates"]))
    expect(
      "\(place).net_krw", recipient.net,
      recipient.received + recipient.surplusRevenue + recipient.balancing + recipient.certificates
        + recipient.guarantees)
    expect("\(place).guarantees_krw", recipient.guarantees, amounts(["guarantee"]))
    expect(
      "\(place).months: surplus", energy("surplus"),
      statements.reduce(0) { $1.surplusWith == .seller ? $0 + $1.surplus : $0 })
    expect(
      "\(place).months: missing", energy("missing_energy"), statements.reduce(0) { $0 + ($1.missing ?? 0) })
    expect("\(place).months: excess", energy("excess_energy"), statements.reduce(0) { $0 + ($1.excess ?? 0) })
    let generated = statements.reduce(0) { sum, own in
      sum + own.contracted + (own.form == .baseload ? (own.excess ?? 0) - (own.missing ?? 0) : 0)
    }
    if generated > recipient.generation { found.append("\(place): more contracted than generated") }
  }

  mutating func addTotals(_ file: StatementFile) {
    let totals = file.totals
    let paid = file.paidLines
    let (consumers, suppliers) = (file.consumers, file.suppliers)
    expect("totals.received_krw", totals.received, suppliers.reduce(0) { $0 + $1.received })
    expect("totals: suppliers receive what consumers pay them", totals.received, totals.toSuppliers)
    expect("totals.to_suppliers_krw", totals.toSuppliers, consumers.reduce(0) { $0 + $1.toSuppliers })
    expect("totals.to_others_krw", totals.toOthers, Self.sum(paid) { $0.payee == .others })
    expect("totals.total_krw", totals.total, Self.sum(paid) { _ in true })
    expect("totals.energy_krw", totals.energyAmount, Self.sum(paid) { $0.isPayment })
    expect("totals.supplied_wh", totals.supplied, file.statements.reduce(0) { $0 + $1.supplied })
    expect(
      "totals.surplus_revenue_krw", totals.surplusRevenue, suppliers.reduce(0) { $0 + $1.surplusRevenue })
    expect(
      "totals.consumer_surplus_revenue_krw", totals.consumerSurplusRevenue,
      consumers.reduce(0) { $0 + $1.surplusRevenue })
    expect("totals.balancing_krw", totals.balancing, suppliers.reduce(0) { $0 + $1.balancing })
    expect("totals.certificates_krw", totals.certificates, suppliers.reduce(0) { $0 + $1.certificates })
    expect("totals.guarantees_krw", totals.guarantees, suppliers.reduce(0) { $0 + $1.guarantees })
    add(totals.difference, of: paid, "totals.difference")
    add(totals.marketDifference, of: file.marketLines, "totals.market_difference")
  }

  private mutating func add(_ all: StatementDifference?, of lines: [StatementLine], _ place: String) {
    guard let all else { return }
    expect(place, all.difference, lines.reduce(0) { $0 + ($1.difference?.difference ?? 0) })
    expect(place, Self.sum(lines) { _ in true } - all.planAmount, all.difference)
    addParts(of: all, place)
  }

  /// A line by itself: its amount by its rule, its difference by its parts.
  ///
  /// - Parameters:
  ///   - base: the line that charges which state no energy lie on.
  ///   - lines: where to look for it.
  private mutating func add(
    _ line: StatementLine, _ base: String, _ lines: [StatementLine], _ place: String
  ) {
    func product(_ energy: Int, _ price: Double) -> Int128 {
      Int128(energy) * Int128(ExactUnit.price(price))
    }
    var expected: Int?
    if let part = line.base, let rate = line.rate {
      let whole = Int128(part) * Int128(ExactUnit.share(rate))
      expected = Int(line.rounding.whole(whole, over: Int128(ExactUnit.share)))
      if let energy = line.energy {
        if let price = line.price {
          expect(
            "\(place).base_krw", part,
            Int(RoundingRule.roundHalfUp.whole(product(energy, price), over: ExactUnit.money)))
        }
      } else if part != lines.first(where: { $0.line == base })?.amount {
        found.append("\(place): a charge on \(part), which is not the \(base) line")
      }
    } else if let energy = line.energy, let price = line.price {
      expected = Int(line.rounding.whole(product(energy, price), over: ExactUnit.money))
    }
    if let expected, expected != line.amount {
      found.append("\(place).amount_krw: \(line.amount) stated, \(expected) by its rule")
    }
    if let difference = line.difference {
      addParts(of: difference, place)
      if difference.difference != line.amount - difference.planAmount {
        found.append("\(place).difference_krw: not the amount less the plan's")
      }
    }
  }

  private mutating func addParts(of difference: StatementDifference, _ place: String) {
    let parts = difference.volume + difference.loss + difference.price + difference.rounding
    expect("\(place).difference_krw, in parts", difference.difference, parts)
  }

  private static func sum(_ lines: [StatementLine], where counts: (StatementLine) -> Bool) -> Int {
    lines.reduce(0) { counts($1) ? $0 + $1.amount : $0 }
  }
}
