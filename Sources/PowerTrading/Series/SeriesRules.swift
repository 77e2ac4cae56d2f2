// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// What the numbers of a series must keep to, each finding with its row.
enum SeriesRules {
  /// The most numbers of all series together, 2 GB of them.
  static let mostNumbers = 250_000_000

  /// Refuses more series than memory holds, before any is read.
  static func checkSize(
    _ file: PowerScenarioFile, _ horizon: Horizon, _ issues: inout IssueCollector
  ) throws(DataError) {
    let series = file.suppliers.count + 2 * file.consumers.count + 1
    if series * horizon.count > mostNumbers || file.suppliers.count * file.consumers.count > mostNumbers / 10
    {
      issues.add(
        "",
        found:
          "\(file.suppliers.count) suppliers and \(file.consumers.count) consumers over \(horizon.count) intervals",
        expected: "at most \(mostNumbers) numbers in all series, and \(mostNumbers / 10) pairs")
      try issues.throwIfAny()
    }
  }

  static func checkNotNegative(
    _ series: SeriesReader.Series, _ what: String, _ horizon: Horizon, _ issues: inout IssueCollector
  ) {
    let rows = series.values.indices.filter { series.values[$0] < 0 }
    guard let first = rows.first else { return }
    report(
      series, first, horizon,
      found: "\(JSONText.number(series.values[first])), a negative \(what)\(more(rows, series))",
      expected: "at least 0", &issues)
  }

  /// Generation must not exceed what the plant can make in an interval.
  static func checkGeneration(
    _ series: SeriesReader.Series, capacityKW: Double, _ horizon: Horizon, _ issues: inout IssueCollector
  ) {
    checkNotNegative(series, "generation", horizon, &issues)
    let limit = capacityKW * horizon.intervalHours
    let rows = series.values.indices.filter { series.values[$0] > limit * (1 + 1e-6) }
    guard let first = rows.first else { return }
    let highest = rows.reduce(0) { max($0, series.values[$1]) }
    let hint = highest > 50 * limit ? "; is a unit mistaken (kW and MW)?" : ""
    report(
      series, first, horizon,
      found: "\(JSONText.number(series.values[first])) kWh\(more(rows, series))",
      expected:
        "at most \(JSONText.number(limit)) kWh, \(JSONText.number(capacityKW)) kW for \(horizon.intervalMinutes) minutes\(hint)",
      &issues)
  }

  /// Where else it is found: the rows of a file, or intervals counted from 0.
  private static func more(_ rows: [Int], _ series: SeriesReader.Series) -> String {
    rows.count > 1
      ? " (and in \(rows.count - 1) more intervals: \(RowList.text(rows, numbers: series.numbers)))" : ""
  }

  static func report(
    _ series: SeriesReader.Series, _ row: Int, _ horizon: Horizon, found: String, expected: String,
    _ issues: inout IssueCollector
  ) {
    if let file = series.file {
      var list = IssueList()
      list.add(
        DataIssue(
          file: file, line: series.lines[row], place: "column \(series.column)", found: found,
          expected: expected))
      issues.add(list)
    } else {
      issues.add(
        "\(series.path).values[\(row)]", found: "\(found) at \(horizon.start(of: row).text)",
        expected: expected)
    }
  }
}
