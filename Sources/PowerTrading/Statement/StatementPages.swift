// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension StatementFile {
  /// The statements as people read them: a page for each month and consumer, then for each month and supplier,
  /// every line with what it is made of. Energy in kWh to the Wh.
  public var pages: String {
    // Labels are years and months: their order is that of time.
    let months = Set(monthLabels).sorted()
    var text =
      "\(scenario)\n\(settledText)\nAmounts in whole \(currency), each line rounded half up unless it says otherwise; energy in kWh.\n"
    text +=
      "Not on these pages: the utility's bill for what no contract supplies, its demand charge, and what suppliers sell without a contract.\n"
    for month in months {
      for payer in consumers { text += page(payer, month, isLast: month == months.last) }
    }
    for month in months {
      for recipient in suppliers { text += page(recipient, month) }
    }
    return text
  }

  private var monthLabels: [String] {
    statements.map(\.month) + consumers.flatMap { ($0.months ?? []).map(\.month) } + [lastMonth]
  }

  private var settledText: String {
    "\(start) to \(end), \(intervals) intervals, "
      + (basis == .plan ? "settled on the plan's own series." : "settled on metered data.")
  }

  private func page(_ payer: Payer, _ month: String, isLast: Bool) -> String {
    let own = statements.filter { $0.month == month && $0.consumer == payer.id }
    let lines = (payer.months ?? []).first { $0.month == month }?.lines ?? []
    let targets = isLast ? payer.targets ?? [] : []
    if own.isEmpty && lines.isEmpty && targets.isEmpty { return "" }
    var page = StatementPage(heading: "\(month)  \(payer.id) pays", currency: currency)
    for statement in own {
      page.add(statement)
      page.add(rows: statement.lines, payer: payer.id, supplier: statement.supplier)
      page.addTotal(
        "Total for \(statement.supplier)'s energy", statement.total,
        "\(StatementPage.grouped(statement.toSupplier)) to \(statement.supplier), \(StatementPage.grouped(statement.toOthers)) to others"
      )
    }
    if lines.contains(where: { $0.energy != 0 }) {
      page.add(note: "Besides its contracts")
      page.add(rows: lines, payer: payer.id, supplier: nil)
    }
    for target in targets {
      page.add(target)
      page.add(rows: [target.line].compactMap { $0 }, payer: payer.id, supplier: nil)
    }
    let paid = own.flatMap(\.lines) + lines + targets.compactMap(\.line)
    let net = paid.reduce(0) { sum, line in
      switch line.payee {
      case .consumerFromMarket: sum - line.amount
      case .nobody: sum
      default: sum + line.amount
      }
    }
    page.addTotal("\(payer.id) pays in \(month)", net, "")
    return page.text
  }

  private func page(_ recipient: Recipient, _ month: String) -> String {
    let own = statements.filter { $0.month == month && $0.supplier == recipient.id }
    let lines = recipient.months.first { $0.month == month }?.lines ?? []
    if own.isEmpty && lines.isEmpty { return "" }
    var page = StatementPage(heading: "\(month)  \(recipient.id) receives", currency: currency)
    for statement in own {
      page.addTotal("From \(statement.consumer), with its charges", statement.toSupplier, "")
    }
    page.add(rows: lines, payer: nil, supplier: recipient.id)
    let net = own.reduce(0) { $0 + $1.toSupplier } + lines.reduce(0) { $0 + $1.amount }
    page.addTotal("\(recipient.id) receives in \(month)", net, "")
    return page.text
  }
}

/// A page of text: notes, and rows whose columns are aligned over the page.
struct StatementPage {
  private enum Item {
    case note(String)
    case row([String])
  }

  private let heading: String
  private let currency: String
  private var items: [Item] = []

  init(heading: String, currency: String) {
    self.heading = heading
    self.currency = currency
  }

  mutating func add(note: String) { items.append(.note(note)) }

  /// What a contract is, and its energy.
  mutating func add(_ own: StatementFile.Statement) {
    let part = Self.percent(own.share)
    var text: String
    switch own.form {
    case .payAsProduced: text = "\(part) of the output of \(own.supplier), as produced"
    case .payAsConsumed: text = "\(part) of the output of \(own.supplier), as consumed"
    case .baseload:
      text =
        "\(part) of the mean output of \(own.supplier), \(Self.kilowattHours(own.profile ?? 0)) kWh in every interval"
    case .virtual: text = "Contract for differences on \(part) of the output of \(own.supplier)"
    }
    if let basis = own.paymentOn { text += "; paid on \(basis.rawValue) energy" }
    if let owner = own.surplusWith {
      text += "; surplus sold by \(owner == .buyer ? own.consumer : own.supplier)"
    }
    add(note: text)
    var energy = "contracted \(Self.kilowattHours(own.contracted)) kWh"
    if own.form == .virtual {
      energy += "; none is delivered, the utility's bill is unchanged"
    } else {
      energy +=
        ", lost \(Self.kilowattHours(own.lost)), supplied \(Self.kilowattHours(own.supplied)), surplus \(Self.kilowattHours(own.surplus))"
    }
    if let missing = own.missing, let excess = own.excess {
      energy +=
        "; the plant fell short by \(Self.kilowattHours(missing)) and had \(Self.kilowattHours(excess)) more"
    }
    add(note: energy)
  }

  /// What a target asks for.
  mutating func add(_ target: StatementFile.Target) {
    let name = target.target == "re100" ? "RE100 share" : "24/7 matching"
    add(
      note:
        "\(name): \(Self.kilowattHours(target.required)) kWh asked for, \(Self.kilowattHours(target.counted)) count, \(Self.kilowattHours(target.missing)) missing"
    )
  }

  mutating func add(rows lines: [StatementLine], payer: String?, supplier: String?) {
    for line in lines {
      // Nothing happened, and nothing was planned.
      if line.energy == 0 && line.amount == 0 && line.difference?.planAmount ?? 0 == 0 { continue }
      let isReceived = payer != nil && line.payee == .consumerFromMarket
      let to: String =
        switch line.payee {
        case .supplier: "to \(supplier ?? "supplier")"
        case .others: "to others"
        case .supplierFromMarket: line.amount < 0 ? "paid" : "received from the market"
        case .consumerFromMarket: line.amount < 0 ? "to the market" : "received from the market"
        case .nobody: "not invoiced, in no sum"
        }
      items.append(
        .row([
          "  " + Self.label(line), Self.basis(line), Self.grouped(isReceived ? -line.amount : line.amount),
          to,
          line.rounding == .roundHalfUp ? "" : "truncated to tens",
        ]))
      guard let own = line.difference,
        own != StatementDifference(planEnergy: own.planEnergy, planAmount: own.planAmount)
      else { continue }
      items.append(
        .note(
          "      plan \(Self.grouped(own.planAmount)), difference \(Self.signed(own.difference)): volume \(Self.signed(own.volume)), loss \(Self.signed(own.loss)), price \(Self.signed(own.price)), rounding \(Self.signed(own.rounding))"
        ))
    }
  }

  mutating func addTotal(_ name: String, _ amount: Int, _ parts: String) {
    items.append(.row(["  " + name, "", Self.grouped(amount), parts.isEmpty ? "" : "= " + parts, ""]))
  }

  var text: String {
    let rows = items.compactMap { if case .row(let cells) = $0 { cells } else { nil } }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var text = "\n\(heading)\n\(String(repeating: "-", count: heading.count))\n"
    for item in items {
      switch item {
      case .note(let note): text += note + "\n"
      case .row(let cells):
        func blanks(_ column: Int) -> String {
          String(repeating: " ", count: max(0, widths[column] - cells[column].count))
        }
        var line = cells[0] + blanks(0) + "  " + cells[1] + blanks(1) + "  " + blanks(2) + cells[2]
        for cell in cells[3...] where !cell.isEmpty { line += "  " + cell }
        text += line + "\n"
      }
    }
    return text
  }

  private static let labels = [
    "energy": "Energy", "strike": "Contract price of the contracted energy",
    "market_reference": "less the market price of the same", "vat": "Value-added tax",
    "industry_fund": "Electric-industry fund", "contracted_fee": "Fee on contracted energy",
    "network_use": "Network use", "uplift": "Uplift", "supply_fee": "Supply fee",
    "fixed_cost": "Fixed cost of the contract", "surplus": "Surplus sold on the market",
    "top_up": "Topping up, bought on the market", "top_up_fee": "Fees on topping up",
    "guarantee": "Replacing guaranteed energy", "missing_energy": "Missing energy, bought on the market",
    "excess_energy": "Energy above the profile, sold on the market",
    "missing_certificates": "Certificates for missing energy",
    "rec_purchase": "Certificates for the RE100 share",
    "re100_shortfall": "Missing from the RE100 share, at its price",
    "matching_24_7_shortfall": "Missing from 24/7 matching, at its price",
  ]

  private static func label(_ line: StatementLine) -> String {
    let name = labels[line.line] ?? line.line
    return line.consumer.map { "\(name), \($0)" } ?? name
  }

  /// What an amount is made of.
  private static func basis(_ line: StatementLine) -> String {
    if let base = line.base, let rate = line.rate { return "\(percent(rate)) of \(grouped(base))" }
    guard let energy = line.energy else { return "" }
    let kind = line.quantity.map { $0.rawValue.replacing("_", with: " ") } ?? ""
    let text = "\(kilowattHours(energy)) kWh \(kind)"
    if let price = line.price { return "\(text) x \(JSONText.number(abs(price)))" }
    if energy == 0 { return text }
    let mean = (abs(Double(line.amount)) * 100_000 / Double(energy)).rounded() / 100
    return "\(text), \(JSONText.number(mean)) on average"
  }

  private static func percent(_ part: Double) -> String {
    "\(JSONText.number((part * 1_000_000).rounded() / 10_000)) %"
  }

  static func signed(_ amount: Int) -> String { amount > 0 ? "+" + grouped(amount) : grouped(amount) }

  static func grouped(_ amount: Int) -> String {
    let digits = Array(String(amount.magnitude))
    var text = amount < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  static func kilowattHours(_ wattHours: Int) -> String {
    let rest = String(wattHours.magnitude % 1000)
    let sign = wattHours < 0 ? "-" : ""
    return sign + grouped(Int(wattHours.magnitude / 1000)) + "."
      + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
