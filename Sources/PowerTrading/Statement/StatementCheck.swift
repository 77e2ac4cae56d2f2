// SPDX-License-Identifier: GPL-3.0-or-later

/// Re-adds a statement file from its own lines: nothing is lost between who pays and who is paid.
enum StatementCheck {
  /// What does not add up, each with its place; empty where all does.
  static func violations(of file: StatementFile) -> [String] {
    var found: [String] = []
    func expect(_ place: @autoclosure () -> String, _ stated: Int, _ added: Int) {
      if stated != added { found.append("\(place()): \(stated) stated, \(added) added up") }
    }
    for (index, own) in file.statements.enumerated() {
      let place = "statements[\(index)]"
      expect("\(place).surplus_wh", own.surplus, own.contracted - own.lost - own.supplied)
      if min(own.contracted, own.lost, own.supplied, own.surplus) < 0 {
        found.append("\(place): energy below 0")
      }
      for (number, line) in own.lines.enumerated() {
        found += violations(of: line, in: own, "\(place).lines[\(number)]")
      }
      expect("\(place).to_supplier_krw", own.toSupplier, sum(own.lines) { $0.payee == .supplier })
      expect("\(place).to_others_krw", own.toOthers, sum(own.lines) { $0.payee == .others })
      expect("\(place).total_krw", own.total, sum(own.lines) { _ in true })
    }
    let byConsumer = Dictionary(grouping: file.statements, by: \.consumer)
    for (index, payer) in file.consumers.enumerated() {
      let place = "consumers[\(index)]"
      let own = byConsumer[payer.id] ?? []
      expect("\(place).supplied_wh", payer.supplied, own.reduce(0) { $0 + $1.supplied })
      expect("\(place).to_suppliers_krw", payer.toSuppliers, own.reduce(0) { $0 + $1.toSupplier })
      expect("\(place).to_others_krw", payer.toOthers, own.reduce(0) { $0 + $1.toOthers })
      expect("\(place).total_krw", payer.total, payer.toSuppliers + payer.toOthers)
      if payer.supplied > payer.load { found.append("\(place): more supplied than its load") }
    }
    let bySupplier = Dictionary(grouping: file.statements, by: \.supplier)
    for (index, recipient) in file.suppliers.enumerated() {
      let place = "suppliers[\(index)]"
      let own = bySupplier[recipient.id] ?? []
      let lines = own.flatMap(\.lines)
      expect("\(place).contracted_wh", recipient.contracted, own.reduce(0) { $0 + $1.contracted })
      expect("\(place).supplied_wh", recipient.supplied, own.reduce(0) { $0 + $1.supplied })
      expect("\(place).surplus_wh", recipient.surplus, own.reduce(0) { $0 + $1.surplus })
      expect("\(place).received_krw", recipient.received, sum(lines) { $0.payee == .supplier })
      let months = recipient.months.map(\.line)
      expect("\(place).surplus_revenue_krw", recipient.surplusRevenue, sum(months) { _ in true })
      expect("\(place).months: surplus_wh", recipient.surplus, months.reduce(0) { $0 + ($1.energy ?? 0) })
      for line in months { found += violations(of: line, in: nil, place) }
      if recipient.contracted > recipient.generation {
        found.append("\(place): more contracted than generated")
      }
    }
    let totals = file.totals
    let lines = file.statements.flatMap(\.lines)
    expect("totals.received_krw", totals.received, file.suppliers.reduce(0) { $0 + $1.received })
    expect("totals: suppliers receive what consumers pay them", totals.received, totals.toSuppliers)
    expect("totals.to_suppliers_krw", totals.toSuppliers, file.consumers.reduce(0) { $0 + $1.toSuppliers })
    expect("totals.to_others_krw", totals.toOthers, sum(lines) { $0.payee == .others })
    expect("totals.total_krw", totals.total, sum(lines) { _ in true })
    expect("totals.energy_krw", totals.energyAmount, sum(lines) { $0.line == "energy" })
    expect("totals.supplied_wh", totals.supplied, file.statements.reduce(0) { $0 + $1.supplied })
    expect(
      "totals.surplus_revenue_krw", totals.surplusRevenue,
      file.suppliers.reduce(0) { $0 + $1.surplusRevenue })
    if let all = totals.difference {
      expect("totals.difference", all.difference, lines.reduce(0) { $0 + ($1.difference?.difference ?? 0) })
      expect("totals.difference", totals.total - all.planAmount, all.difference)
    }
    for difference in [totals.difference, totals.surplusDifference].compactMap({ $0 }) {
      found += violations(of: difference, "totals")
    }
    return found
  }

  private static func sum(_ lines: [StatementLine], where counts: (StatementLine) -> Bool) -> Int {
    lines.reduce(0) { counts($1) ? $0 + $1.amount : $0 }
  }

  private static func violations(
    of line: StatementLine, in statement: StatementFile.Statement?, _ place: String
  ) -> [String] {
    var found: [String] = []
    var expected: Int?
    if let energy = line.energy, let price = line.price {
      let product = Int128(energy) * Int128(ExactUnit.price(price))
      expected = Int(line.rounding.whole(product, over: ExactUnit.money))
    } else if let base = line.base, let rate = line.rate {
      let product = Int128(base) * Int128(ExactUnit.share(rate))
      expected = Int(line.rounding.whole(product, over: Int128(ExactUnit.share)))
      if base != statement?.lines.first(where: { $0.line == "energy" })?.amount {
        found.append("\(place): a charge on \(base), which is not the energy line")
      }
    }
    if let expected, expected != line.amount {
      found.append("\(place).amount_krw: \(line.amount) stated, \(expected) by its rule")
    }
    if let difference = line.difference {
      found += violations(of: difference, place)
      if difference.difference != line.amount - difference.planAmount {
        found.append("\(place).difference_krw: not the amount less the plan's")
      }
    }
    return found
  }

  private static func violations(of difference: StatementDifference, _ place: String) -> [String] {
    let parts = difference.volume + difference.loss + difference.price + difference.rounding
    return parts == difference.difference
      ? [] : ["\(place).difference_krw: \(difference.difference) stated, \(parts) in parts"]
  }
}
