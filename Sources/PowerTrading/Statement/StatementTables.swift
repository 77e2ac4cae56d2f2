// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension StatementFile {
  /// What a report begins with.
  public var summary: [(name: String, cells: [PlanTable.Cell])] {
    func money(_ amount: Int) -> [PlanTable.Cell] { [.amount(Double(amount)), .text(currency)] }
    var rows: [(name: String, cells: [PlanTable.Cell])] = [
      ("scenario", [.text(scenario)]),
      (
        "settled",
        [.text(basis == .plan ? "the plan's own series," : "metered data,"), .text("\(intervals) intervals")]
      ),
      ("from, to", [.text(start), .text(end)]),
      ("supplied", [.amount(Double(totals.supplied) / 1000), .text("kWh")]),
      (
        "suppliers receive",
        money(totals.received) + [.text("from consumers,")] + money(totals.surplusRevenue)
          + [.text("from the market")]
      ),
      ("consumers pay", money(totals.total)),
    ]
    func explained(_ own: StatementDifference) -> [PlanTable.Cell] {
      money(own.difference) + [
        .text("= volume"), .amount(Double(own.volume)), .text("+ loss"), .amount(Double(own.loss)),
        .text("+ price"), .amount(Double(own.price)), .text("+ rounding"), .amount(Double(own.rounding)),
      ]
    }
    if let planned = totals.planEnergyPayment {
      rows.append(
        (
          "energy",
          money(totals.energyAmount) + [.text("rounded, in the plan"), .amount(planned)] + [.text(currency)]
        ))
    }
    if let own = totals.difference { rows.append(("against the plan", explained(own))) }
    if let own = totals.surplusDifference { rows.append(("market, against it", explained(own))) }
    return rows
  }

  /// Who pays whom what, and the difference to the plan where there is one.
  public var tables: [PlanTable] {
    var tables = [
      PlanTable(
        columns: [
          "month", "consumer", "supplier", "supplied kWh", "energy \(currency)",
          "charges and fees \(currency)",
          "total \(currency)",
        ],
        rows: statements.map { own in
          let energy = own.lines.first { $0.line == "energy" }?.amount ?? 0
          return [
            .text(own.month), .text(own.consumer), .text(own.supplier), .amount(Double(own.supplied) / 1000),
            .amount(Double(energy)), .amount(Double(own.total - energy)), .amount(Double(own.total)),
          ]
        }),
      PlanTable(
        columns: [
          "supplier", "generates kWh", "supplied kWh", "surplus kWh", "from consumers \(currency)",
          "from the market \(currency)",
        ],
        rows: suppliers.map { own in
          [
            .text(own.id), .amount(Double(own.generation) / 1000), .amount(Double(own.supplied) / 1000),
            .amount(Double(own.surplus) / 1000), .amount(Double(own.received)),
            .amount(Double(own.surplusRevenue)),
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
    for own in suppliers {
      for month in own.months { add(month.month, "market to \(own.id)", month.line) }
    }
    return PlanTable(
      columns: [
        "month", "who", "line", "plan", "metered", "difference", "volume", "loss", "price", "rounding",
      ],
      rows: rows.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
        .map(\.element.cells))
  }

  /// The lines as CSV, one row each.
  public var csv: String {
    let unit = currency.lowercased()
    var text =
      "month,consumer,supplier,line,payee,energy_wh,price_\(unit)_per_kwh,base_\(unit),rate,amount_\(unit),rounding,plan_amount_\(unit),volume_\(unit),loss_\(unit),price_effect_\(unit),rounding_effect_\(unit)\n"
    func add(_ month: String, _ consumer: String, _ supplier: String, _ line: StatementLine) {
      let own = line.difference
      let fields: [String?] = [
        CSVField.quoted(month), CSVField.quoted(consumer), CSVField.quoted(supplier),
        CSVField.quoted(line.line), line.payee.rawValue, line.energy.map { "\($0)" },
        line.price.map(JSONText.number), line.base.map { "\($0)" }, line.rate.map(JSONText.number),
        "\(line.amount)", line.rounding.rawValue, own.map { "\($0.planAmount)" }, own.map { "\($0.volume)" },
        own.map { "\($0.loss)" }, own.map { "\($0.price)" }, own.map { "\($0.rounding)" },
      ]
      text += fields.map { $0 ?? "" }.joined(separator: ",") + "\n"
    }
    for own in statements { for line in own.lines { add(own.month, own.consumer, own.supplier, line) } }
    for own in suppliers { for month in own.months { add(month.month, "", own.id, month.line) } }
    return text
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
