// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension StatementFile {
  /// What a report begins with.
  public var summary: [(name: String, cells: [PlanTable.Cell])] {
    func money(_ amount: Int) -> [PlanTable.Cell] { [.amount(Double(amount)), .text(currency)] }
    func sum(_ parts: [(amount: Int, what: String)]) -> [PlanTable.Cell] {
      parts.enumerated().flatMap { index, part in
        [
          .text(index == 0 ? "" : part.amount < 0 ? "-" : "+"),
          .amount(Double(index == 0 ? part.amount : abs(part.amount))),
        ]
          + [.text(part.what)]
      }.filter { if case .text("") = $0 { false } else { true } }
    }
    func explained(_ own: StatementDifference) -> [PlanTable.Cell] {
      money(own.difference) + [.text("=")]
        + sum([
          (own.volume, "volume"), (own.loss, "loss"), (own.price, "price"), (own.rounding, "rounding"),
        ])
    }
    var rows: [(name: String, cells: [PlanTable.Cell])] = [
      ("scenario", [.text(scenario)]),
      (
        "settled",
        [.text(basis == .plan ? "the plan's own series," : "metered data,"), .text("\(intervals) intervals")]
      ),
      ("from, to", [.text(start), .text(end)]),
      ("supplied", [.amount(Double(totals.supplied) / 1000), .text("kWh")]),
      (
        "consumers pay",
        money(totals.total) + [.text("=")]
          + sum([(totals.toSuppliers, "to suppliers"), (totals.toOthers, "to others")])
      ),
      (
        "suppliers receive",
        sum([
          (totals.received, "from consumers"), (totals.surplusRevenue, "from the market for surplus"),
        ])
      ),
    ]
    let further = [
      (totals.balancing, "from the market for flat profiles"), (totals.certificates, "for certificates"),
      (totals.guarantees, "for guaranteed energy"),
    ].filter { $0.0 != 0 }
    if !further.isEmpty { rows.append(("and", sum(further))) }
    if totals.consumerSurplusRevenue != 0 {
      rows.append(("consumers receive", money(totals.consumerSurplusRevenue) + [.text("from the market")]))
    }
    if let planned = totals.planEnergyPayment {
      rows.append(
        (
          "energy payments",
          money(totals.energyAmount) + [.text("in whole \(currency), in the plan"), .amount(planned)]
        ))
    }
    if let own = totals.difference { rows.append(("paid against plan", explained(own))) }
    if let own = totals.marketDifference { rows.append(("market against plan", explained(own))) }
    return rows
  }

  /// Who pays whom what, and the difference to the plan where there is one.
  public var tables: [PlanTable] {
    var tables = [
      PlanTable(
        columns: [
          "month", "consumer", "supplier", "form", "supplied kWh", "energy \(currency)",
          "charges \(currency)", "fees \(currency)", "total \(currency)",
        ],
        rows: statements.map { own in
          let energy = own.lines.reduce(0) { $1.isPayment ? $0 + $1.amount : $0 }
          let charges = own.lines.reduce(0) { $1.base != nil ? $0 + $1.amount : $0 }
          return [
            .text(own.month), .text(own.consumer), .text(own.supplier),
            .text(own.form.rawValue.replacing("_", with: " ")), .amount(Double(own.supplied) / 1000),
            .amount(Double(energy)), .amount(Double(charges)), .amount(Double(own.total - energy - charges)),
            .amount(Double(own.total)),
          ]
        }),
      PlanTable(
        columns: [
          "consumer", "uses kWh", "supplied kWh", "to suppliers \(currency)", "to others \(currency)",
          "from the market \(currency)", "pays in all \(currency)",
        ],
        rows: consumers.map { own in
          [
            .text(own.id), .amount(Double(own.load) / 1000), .amount(Double(own.supplied) / 1000),
            .amount(Double(own.toSuppliers)), .amount(Double(own.toOthers)),
            .amount(Double(own.surplusRevenue)), .amount(Double(own.net)),
          ]
        }),
      PlanTable(
        columns: [
          "supplier", "generates kWh", "supplied kWh", "surplus kWh", "from consumers \(currency)",
          "from the market \(currency)", "certificates, guarantees \(currency)",
          "receives in all \(currency)",
        ],
        rows: suppliers.map { own in
          [
            .text(own.id), .amount(Double(own.generation) / 1000), .amount(Double(own.supplied) / 1000),
            .amount(Double(own.surplus) / 1000), .amount(Double(own.received)),
            .amount(Double(own.surplusRevenue + own.balancing)),
            .amount(Double(own.certificates + own.guarantees)), .amount(Double(own.net)),
          ]
        }),
    ]
    if basis == .metered { tables.append(differences) }
    return tables
  }

  /// Each line's difference to the plan, largest first.
  private var differences: PlanTable {
    var rows: [(size: Int, cells: [PlanTable.Cell])] = []
    func add(_ month: String, _ who: String, _ line: StatementLine) {
      guard let own = line.difference, own.difference != 0 else { return }
      let parts = [
        own.planAmount, line.amount, own.difference, own.volume, own.loss, own.price, own.rounding,
      ]
      rows.append(
        (
          abs(own.difference),
          [.text(month), .text(who), .text(line.line)] + parts.map { .amount(Double($0)) }
        ))
    }
    for own in statements {
      for line in own.lines { add(own.month, "\(own.consumer) from \(own.supplier)", line) }
    }
    for own in consumers {
      for (month, line) in own.ownRows(last: lastMonth) {
        add(month, line.payee == .nobody ? "\(own.id), not invoiced" : own.id, line)
      }
    }
    for own in suppliers {
      for month in own.months { for line in month.lines { add(month.month, own.id, line) } }
    }
    return PlanTable(
      columns: [
        "month", "who", "line", "plan", "metered", "difference", "volume", "loss", "price", "rounding",
      ],
      rows: rows.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
        .map(\.element.cells))
  }

  /// The month in which what is owed for all of the horizon falls due.
  var lastMonth: String { statements.last?.month ?? String(start.prefix(7)) }

  /// The lines as CSV, one row each.
  public var csv: String {
    let unit = currency.lowercased()
    var text =
      "month,consumer,supplier,line,payee,quantity,energy_wh,price_\(unit)_per_kwh,base_\(unit),rate,amount_\(unit),rounding,plan_amount_\(unit),volume_\(unit),loss_\(unit),price_effect_\(unit),rounding_effect_\(unit)\n"
    func add(_ month: String, _ consumer: String, _ supplier: String, _ line: StatementLine) {
      let own = line.difference
      let fields: [String?] = [
        CSVField.quoted(month), CSVField.quoted(consumer), CSVField.quoted(supplier),
        CSVField.quoted(line.line), line.payee.rawValue, line.quantity?.rawValue, line.energy.map { "\($0)" },
        line.price.map(JSONText.number), line.base.map { "\($0)" }, line.rate.map(JSONText.number),
        "\(line.amount)", line.rounding.rawValue, own.map { "\($0.planAmount)" }, own.map { "\($0.volume)" },
        own.map { "\($0.loss)" }, own.map { "\($0.price)" }, own.map { "\($0.rounding)" },
      ]
      text += fields.map { $0 ?? "" }.joined(separator: ",") + "\n"
    }
    for own in statements { for line in own.lines { add(own.month, own.consumer, own.supplier, line) } }
    for own in consumers {
      for (month, line) in own.ownRows(last: lastMonth) { add(month, own.id, "", line) }
    }
    for own in suppliers {
      for month in own.months {
        for line in month.lines { add(month.month, line.consumer ?? "", own.id, line) }
      }
    }
    return text
  }
}

extension StatementFile.Payer {
  /// Its own lines with their months.
  func ownRows(last: String) -> [(month: String, line: StatementLine)] {
    (months ?? []).flatMap { month in month.lines.map { (month.month, $0) } }
      + (targets ?? []).compactMap { target in target.line.map { (last, $0) } }
  }
}

/// Fields of CSV text.
enum CSVField {
  /// In quotes where it needs them (RFC 4180).
  static func quoted(_ text: String) -> String {
    text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
