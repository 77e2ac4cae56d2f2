// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Metered data: a CSV file with a row for each interval of a run within the horizon.
///
/// Columns: `interval_start` or `interval_end` (ISO 8601 with offset); `generation:SUPPLIER` and
/// `load:CONSUMER` in kWh of the interval, one for each supplier and consumer with a contract at least; and
/// where they differ from the scenario's, `market_price`, `price:SUPPLIER:CONSUMER` (currency per kWh) and
/// `loss:SUPPLIER:CONSUMER` (share of the contracted energy), `network_use:SUPPLIER:CONSUMER` and
/// `uplift:SUPPLIER:CONSUMER` (currency per supplied kWh), the last three not of contracts for differences. What is not metered is as in the scenario.
struct MeteredFile {
  private enum Meaning: Hashable {
    case generation(Int), load(Int), marketPrice, price(Int), loss(Int), networkUse(Int), uplift(Int)
  }

  private let scenario: PowerScenario
  private let contracts: [MeterData.Contract]
  private let file: String
  /// Meaning of each name a column may have.
  private var meanings: [String: Meaning] = [:]

  /// - Parameter file: the file, as the user named it.
  init(_ scenario: PowerScenario, _ contracts: [MeterData.Contract], file: String) {
    self.scenario = scenario
    self.contracts = contracts
    self.file = file
    for (i, supplier) in scenario.suppliers.enumerated() {
      meanings["generation:\(supplier.id)"] = .generation(i)
    }
    for (j, consumer) in scenario.consumers.enumerated() { meanings["load:\(consumer.id)"] = .load(j) }
    meanings["market_price"] = .marketPrice
    for (c, contract) in contracts.enumerated() {
      let pair = scenario.pairs[contract.pair]
      let ends = "\(scenario.suppliers[pair.supplier].id):\(scenario.consumers[pair.consumer].id)"
      meanings["price:\(ends)"] = .price(c)
      // Under a contract for differences nothing is delivered: nothing is lost, and no network used.
      if !pair.isPhysical { continue }
      meanings["loss:\(ends)"] = .loss(c)
      meanings["network_use:\(ends)"] = .networkUse(c)
      meanings["uplift:\(ends)"] = .uplift(c)
    }
  }

  /// The data of a file's text.
  ///
  /// - Throws: `DataError` with every column, row and number that does not fit, by line.
  func read(_ bytes: [UInt8]) throws(DataError) -> MeterData {
    try checkFirstLine(bytes)
    let table = try CSVTable(parsing: bytes, file: file)
    let mark = try stampColumn(table)
    try checkHeader(table, mark)
    let names = table.header.filter { $0 != mark }
    let columns = try table.read([.stamp(mark)] + names.map { .number($0) })
    let run = try run(columns, mark)
    try checkNumbers(columns, names)
    var data = MeterData(scenario, contracts, run: run)
    for (index, name) in names.enumerated() {
      let numbers = columns.numbers[index + 1]
      switch meanings[name] {
      case .generation(let i): data.generation[i] = numbers.map(ExactUnit.wattHours)
      case .load(let j): data.load[j] = numbers.map(ExactUnit.wattHours)
      case .marketPrice: data.marketPrice = numbers.map(ExactUnit.price)
      case .price(let c): data.price[c] = .values(numbers.map(ExactUnit.price))
      case .networkUse(let c): data.networkUse[c] = .values(numbers.map(ExactUnit.price))
      case .uplift(let c): data.uplift[c] = .values(numbers.map(ExactUnit.price))
      case .loss(let c): data.loss[c] = .values(numbers.map(ExactUnit.share))
      case nil: break
      }
    }
    return data
  }

  /// What may be wrong with the stamps: another offset than the scenario's, though the same instants may be meant.
  func stampWarnings(_ bytes: [UInt8]) throws(DataError) -> [String] {
    let table = try CSVTable(parsing: bytes, file: file)
    let mark = try stampColumn(table)
    let columns = try table.read([.stamp(mark)])
    let offset = scenario.horizon.start.offsetSeconds
    guard let row = columns.stamps[0].firstIndex(where: { $0.offsetSeconds != offset }) else { return [] }
    let stamp = columns.stamps[0][row]
    let local = scenario.horizon.start.advanced(
      bySeconds: stamp.secondsSince1970 - scenario.horizon.start.secondsSince1970)
    let doubt = issue(
      columns.lines[row], "column \(mark)", "\(stamp.text), settled as \(local.text)",
      "stamps with the scenario's offset, or instants that are really meant in another")
    return [doubt.description]
  }

  /// Metered series of quite another size than the scenario's: a unit mistaken, and all amounts with it.
  func doubts(_ data: MeterData) -> [DataIssue] {
    var found: [DataIssue] = []
    func compare(_ name: String, _ metered: [Int64], _ planned: [Double]) {
      let (own, expected) = (Double(metered.reduce(0, +)) / 1000, planned[data.run].reduce(0, +))
      guard own > 0, expected > 0, max(own / expected, expected / own) >= SeriesDoctor.unitRatio else {
        return
      }
      let unit = own < expected ? "MWh in the place of kWh" : "Wh in the place of kWh"
      found.append(
        issue(
          nil, "column \(name)", "\(JSONText.number(own)) kWh in all",
          "about the \(JSONText.number(expected.rounded())) kWh of the scenario over the same intervals: \(unit)? Write kWh of each interval; if the figures are right, settle with --accept-sizes"
        ))
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      compare("generation:\(supplier.id)", data.generation[i], supplier.generation)
    }
    for (j, consumer) in scenario.consumers.enumerated() {
      compare("load:\(consumer.id)", data.load[j], consumer.load)
    }
    return found
  }

  private func issue(_ line: Int?, _ place: String, _ found: String, _ expected: String) -> DataIssue {
    DataIssue(file: file, line: line, place: place, found: found, expected: expected)
  }

  /// Refuses an empty file, and one that begins with data.
  private func checkFirstLine(_ bytes: [UInt8]) throws(DataError) {
    let first = bytes.prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0x2C }
    let isData = TimeStamp(String(decoding: first, as: UTF8.self)) != nil
    if !bytes.isEmpty && !isData { return }
    throw DataError(
      issue(
        1, "header", isData ? "data in the first line" : "an empty file",
        "the names of the columns: interval_start, then generation:SUPPLIER and load:CONSUMER of each contract of the plan"
      ))
  }

  private func stampColumn(_ table: CSVTable) throws(DataError) -> String {
    let marks = table.header.filter { $0 == "interval_start" || $0 == "interval_end" }
    if marks.count == 1 { return marks[0] }
    if marks.isEmpty, table.header.count == 1,
      let mark = [";", "\t", "|"].first(where: { table.header[0].contains($0) })
    {
      throw DataError(
        issue(
          1, "header", "one column, \"\(table.header[0])\"",
          "columns parted by commas: the file parts them by \(mark == "\t" ? "tabs" : "\"\(mark)\"")"))
    }
    let names = table.header.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ")
    throw DataError(
      issue(
        1, "header",
        marks.isEmpty ? "no column of stamps among \(names)" : "two columns of stamps",
        "one column interval_start or interval_end, whichever the stamps mark; rename the column of times"))
  }

  private func checkHeader(_ table: CSVTable, _ mark: String) throws(DataError) {
    var issues = IssueList()
    let given = Set(table.header)
    let known = meanings.keys.sorted()
    for name in table.header where name != mark && meanings[name] == nil {
      let nearest = NearestName.suggestion(for: name, among: known)
      issues.add(
        issue(
          1, "header", "the column \"\(name)\"",
          nearest.map { "\"\($0)\"" }
            ?? "\(known.prefix(8).joined(separator: ", "))\(known.count > 8 ? ", ..." : ""); rename or remove the column"
        ))
    }
    var asked = Set<String>()
    for contract in contracts {
      let pair = scenario.pairs[contract.pair]
      for name in [
        "generation:\(scenario.suppliers[pair.supplier].id)",
        "load:\(scenario.consumers[pair.consumer].id)",
      ]
      where !given.contains(name) && asked.insert(name).inserted {
        issues.add(
          issue(
            1, "header", "no column \"\(name)\"",
            "one, in kWh of each interval: the plan has a contract on it"))
      }
    }
    try issues.throwIfAny()
  }

  /// The run of the horizon that the rows are.
  private func run(_ columns: CSVTable.Columns, _ mark: String) throws(DataError) -> Range<Int> {
    let horizon = scenario.horizon
    let step = horizon.intervalMinutes * 60
    let isEnd = mark == "interval_end"
    let stamps = columns.stamps[0]
    guard let first = stamps.first else {
      throw DataError(
        issue(
          nil, "", "no rows under the header",
          "a row for each interval to be settled, such as \(horizon.start.text)"))
    }
    let start = first.advanced(bySeconds: isEnd ? -step : 0)
    let rows = Horizon(start: start, intervalMinutes: horizon.intervalMinutes, count: stamps.count)
    var issues = IssueCollector(document: JSONDocument(placeholderFor: file))
    let sequence = StampSequence(file: file, column: mark, mark: isEnd ? .end : .start, horizon: rows)
    _ = sequence.offset(stamps, lines: columns.lines, &issues)
    do { try issues.throwIfAny() } catch {
      throw DataError(
        error.issues.map { issue in
          var own = issue
          own.expected += "; correct the rows, or settle a run of them that has no such place by itself"
          return own
        }, omitted: error.omitted)
    }
    let lead = start.secondsSince1970 - horizon.start.secondsSince1970
    if lead < 0 || lead % step != 0 || lead / step + stamps.count > horizon.count {
      let end = horizon.start(of: horizon.count)
      let isEarly = lead < 0
      let row = isEarly || lead % step != 0 ? 0 : max(0, horizon.count - lead / step)
      let years = (
        CivilDate(daysSince1970: start.localDay).year, CivilDate(daysSince1970: horizon.start.localDay).year
      )
      let hint =
        start.offsetSeconds != horizon.start.offsetSeconds
        ? "; the stamps have another offset from UTC than the scenario's"
        : years.0 != years.1
          ? "; the year is \(years.0) in the place of \(years.1)"
          : lead % step != 0
            ? "; the rows lie between the horizon's intervals"
            : "; leave out the rows \(isEarly ? "before" : "after") it, or take the scenario and plan of that time"
      throw DataError(
        issue(
          columns.lines[min(row, columns.lines.count - 1)], "column \(mark)",
          "\(stamps.count) \(stamps.count == 1 ? "interval" : "intervals") from \(start.text) to \(rows.start(of: stamps.count).text)",
          "intervals of the plan's horizon, \(horizon.start.text) to \(end.text)\(hint)"))
    }
    return lead / step..<lead / step + stamps.count
  }

  private func checkNumbers(_ columns: CSVTable.Columns, _ names: [String]) throws(DataError) {
    var issues = IssueList()
    var (generation, load) = (0.0, 0.0)
    for (index, name) in names.enumerated() {
      let rule: (ClosedRange<Double>, String)? =
        switch meanings[name] {
        case .generation, .load:
          (0...StatementLimits.mostKilowattHours, "energy of at least 0 kWh")
        case .loss: (0...1, "a share from 0 to 1")
        case .price, .marketPrice, .networkUse, .uplift:
          (
            -ExactUnit.mostPrice...ExactUnit.mostPrice,
            "a price of at most \(JSONText.number(ExactUnit.mostPrice)) per kWh in size"
          )
        case nil: nil
        }
      guard let (range, expected) = rule else { continue }
      for (row, number) in columns.numbers[index + 1].enumerated() where !range.contains(number) {
        issues.add(issue(columns.lines[row], "column \(name)", JSONText.number(number), expected))
      }
      if case .generation(let i) = meanings[name], scenario.suppliers[i].capacity > 0 {
        let most = scenario.suppliers[i].capacity * Double(scenario.horizon.intervalMinutes) / 60
        let numbers = columns.numbers[index + 1]
        let rows = numbers.indices.filter { numbers[$0] > most * (1 + 1e-6) }
        if let first = rows.first {
          let more =
            rows.count > 1 ? "; \(rows.count) such rows: \(RowList.text(rows, numbers: columns.lines))" : ""
          let hint =
            numbers[first] > 50 * most ? ": is a unit mistaken (Wh in the place of kWh)?" : ""
          issues.add(
            issue(
              columns.lines[first], "column \(name)", "\(JSONText.number(numbers[first])) kWh\(more)",
              "at most \(JSONText.number(most)) kWh, \(JSONText.number(scenario.suppliers[i].capacity)) kW for \(scenario.horizon.intervalMinutes) minutes\(hint)"
            ))
        }
      }
      switch meanings[name] {
      case .generation: generation += columns.numbers[index + 1].reduce(0, +)
      case .load: load += columns.numbers[index + 1].reduce(0, +)
      default: break
      }
    }
    for (what, sum) in [("generation", generation), ("load", load)]
    where sum > StatementLimits.mostKilowattHours {
      issues.add(issue(nil, what, "\(JSONText.number(sum)) kWh in all", StatementLimits.expectation))
    }
    try issues.throwIfAny()
  }
}
