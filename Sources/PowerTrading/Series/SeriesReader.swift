// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Reads the series of a scenario: first asked for one by one, then read with one pass per file.
struct SeriesReader {
  /// A series in its unit of calculation (kWh, or currency per kWh), and where its numbers stand.
  struct Series {
    var values: [Double]
    var path: String
    var file: String?
    var column = ""
    var lines: [Int] = []
    /// Whether the file gives one number for all intervals.
    var isConstant = false

    /// What its intervals are called in findings: lines of the file; nil where they are counted from 0.
    var numbers: [Int]? { file == nil ? nil : lines }
  }

  private struct Request {
    var path: String
    var series: SeriesFile
  }

  private let horizon: Horizon
  private let document: JSONDocument
  private let inputs: InputReader
  private var requests: [Request] = []

  init(horizon: Horizon, document: JSONDocument, inputs: InputReader) {
    self.horizon = horizon
    self.document = document
    self.inputs = inputs
  }

  /// Asks for a series; the answer is at the returned index of `readAll`.
  mutating func request(_ series: SeriesFile, path: String) -> Int {
    requests.append(Request(path: path, series: series))
    return requests.count - 1
  }

  /// The series asked for; nil for those with issues, which are noted.
  func readAll(_ issues: inout IssueCollector, _ warnings: inout IssueCollector) throws -> [Series?] {
    var result = [Series?](repeating: nil, count: requests.count)
    var byFile: [String: [Int]] = [:]
    var files: [String] = []
    for (index, request) in requests.enumerated() {
      let series = request.series
      guard isComplete(request, &issues), let unit = series.unit else { continue }
      let factor = unit.factor(intervalHours: horizon.intervalHours)
      if let constant = series.constant {
        result[index] = Series(
          values: Array(repeating: constant * factor, count: horizon.count), path: request.path,
          isConstant: true)
      } else if let values = series.values?.values {
        if values.count == horizon.count {
          result[index] = Series(values: values.map { $0 * factor }, path: request.path)
        } else {
          issues.add(
            "\(request.path).values", found: "\(values.count) numbers",
            expected: "\(horizon.count), one for each interval of the horizon")
        }
      } else if let file = series.file {
        if byFile[file] == nil { files.append(file) }
        byFile[file, default: []].append(index)
      }
    }
    for file in files {
      let bytes = try inputs.read(file, namedBy: document.file)
      guard let table = issues.attempt({ () throws(DataError) in try CSVTable(parsing: bytes, file: file) })
      else { continue }
      let groups = Dictionary(grouping: byFile[file] ?? []) { index in
        [
          requests[index].series.stampColumn ?? table.header[0],
          requests[index].series.stamps?.rawValue ?? "",
          requests[index].series.stampFormat?.rawValue ?? "",
        ]
      }
      for key in groups.keys.sorted(by: { $0.joined() < $1.joined() }) {
        read(groups[key] ?? [], of: table, stampColumn: key[0], into: &result, &issues, &warnings)
      }
    }
    return result
  }

  private func isComplete(_ request: Request, _ issues: inout IssueCollector) -> Bool {
    let series = request.series
    let forms = [series.file != nil, series.values != nil, series.constant != nil, series.tariff != nil].count
    { $0 }
    if forms != 1 {
      issues.add(
        request.path, found: "\(forms) of its forms",
        expected: "exactly one of file with column, values, constant")
      return false
    }
    if series.file != nil && series.column == nil {
      issues.add(
        request.path, found: "no \"column\"", expected: "the name of a column of \(series.file ?? "")")
      return false
    }
    if series.unit == nil {
      issues.add(request.path, found: "no \"unit\"", expected: "the unit of the numbers, such as \"kWh\"")
      return false
    }
    return true
  }

  /// Reads all columns wanted of a file at once.
  private func read(
    _ indices: [Int], of table: CSVTable, stampColumn: String, into result: inout [Series?],
    _ issues: inout IssueCollector, _ warnings: inout IssueCollector
  ) {
    var names: [String] = []
    for index in indices {
      if let column = requests[index].series.column, !names.contains(column) { names.append(column) }
    }
    if names.contains(stampColumn) {
      for index in indices where requests[index].series.column == stampColumn {
        issues.add(
          "\(requests[index].path).column", found: "\"\(stampColumn)\", the column of the stamps",
          expected: "the name of a column of numbers")
      }
      return
    }
    guard let first = indices.first else { return }
    let format = requests[first].series.stampFormat ?? .iso
    guard
      let (columns, stamps) = columns(of: table, stampColumn: stampColumn, format, numbers: names, &issues)
    else { return }
    let sequence = StampSequence(
      file: table.file, column: stampColumn, mark: requests[first].series.stamps ?? .start, horizon: horizon)
    guard let offset = sequence.offset(stamps, lines: columns.lines, &issues) else { return }
    sequence.warnOfOffsets(stamps[offset..<offset + horizon.count], lines: columns.lines, &warnings)
    let range = offset..<offset + horizon.count
    let lines = Array(columns.lines[range])
    for index in indices {
      guard let column = requests[index].series.column, let slot = names.firstIndex(of: column),
        let unit = requests[index].series.unit
      else { continue }
      let factor = unit.factor(intervalHours: horizon.intervalHours)
      result[index] = Series(
        values: columns.numbers[slot + 1][range].map { $0 * factor }, path: requests[index].path,
        file: table.file,
        column: column, lines: lines)
    }
  }

  /// Columns of numbers and their stamps; nil, with the issues noted, where they cannot be read.
  private func columns(
    of table: CSVTable, stampColumn: String, _ format: StampFormat, numbers: [String],
    _ issues: inout IssueCollector
  ) -> (CSVTable.Columns, [TimeStamp])? {
    let wanted = numbers.map { CSVTable.Column.number($0) }
    do {
      if format == .iso {
        let columns = try table.read([.stamp(stampColumn)] + wanted)
        return (columns, columns.stamps[0])
      }
      let columns = try table.read([.text(stampColumn)] + wanted)
      let stamps = format.stamps(
        columns.texts[0], lines: columns.lines, offsetSeconds: horizon.start.offsetSeconds, file: table.file,
        column: stampColumn, &issues)
      return stamps.map { (columns, $0) }
    } catch {
      // A file without offsets throughout is one finding, not one a row.
      if format == .iso, let texts = try? table.read([.text(stampColumn)]).texts[0],
        let guess = StampFormat.guess(texts)
      {
        issues.add(
          DataIssue(
            file: table.file, line: 2, place: "column \(stampColumn)",
            found: "\"\(texts[0].prefix(40))\" and so on, stamps without offset in all \(texts.count) rows",
            expected:
              "stamps with their offset from UTC, or \"stamp_format\": \"\(guess.rawValue)\" for local time at the horizon's offset"
          ))
      } else {
        _ = issues.attempt { () throws(DataError) in throw error }
      }
      return nil
    }
  }
}
