// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds the stamps of a file against the horizon: each one interval after the one before, from the
/// horizon's start to its end.
struct StampSequence {
  let file: String
  let column: String
  /// What the stamps mark.
  var mark = SeriesFile.StampMark.start
  let horizon: Horizon

  /// The row at which the horizon starts; nil, with the issues noted, where the stamps do not fit.
  func offset(_ given: [TimeStamp], lines: [Int], _ issues: inout IssueCollector) -> Int? {
    let step = horizon.intervalMinutes * 60
    func report(_ row: Int, _ found: String, _ expected: String) {
      issues.add(
        DataIssue(
          file: file, line: row < lines.count ? lines[row] : nil, place: "column \(column)", found: found,
          expected: expected))
    }
    let isEnd = mark != .start
    let stamps =
      mark == .endSameDayMidnight
      ? given.map { $0.localSecondOfDay == 0 ? $0.advanced(bySeconds: 86_400) : $0 } : given
    guard let first = stamps.first else {
      report(0, "no rows", "one for each of the \(horizon.count) intervals")
      return nil
    }
    let diagnosis = StampDiagnosis(stamps, step: step)
    if let other = diagnosis.otherStep {
      report(
        1,
        other < 0
          ? "rows in descending order of time"
          : other == 0 ? "the same stamp in all rows" : "rows every \(StampDiagnosis.minutes(other))",
        "rows every \(horizon.intervalMinutes) minutes, the interval of the horizon")
      return nil
    }
    if !diagnosis.rows.isEmpty {
      for kind in StampDiagnosis.Kind.allCases {
        guard let row = diagnosis.rows[kind]?.first else { continue }
        let finding = diagnosis.finding(kind, lines: lines)
        report(row, finding.found, finding.expected)
      }
      return nil
    }
    let start = first.secondsSince1970 - (isEnd ? step : 0)
    let lead = horizon.start.secondsSince1970 - start
    if lead < 0 || lead % step != 0 {
      report(
        0, "a series that starts with the interval at \(first.advanced(bySeconds: isEnd ? -step : 0).text)",
        "one that has the horizon's first interval, at \(horizon.start.text)")
      return nil
    }
    if lead / step + horizon.count > stamps.count {
      let last = stamps[stamps.count - 1].advanced(bySeconds: isEnd ? 0 : step)
      report(
        stamps.count - 1, "a series too short: it ends at \(last.text)",
        "one that reaches the horizon's end, at \(horizon.start(of: horizon.count).text)")
      return nil
    }
    return lead / step
  }

  /// Warns of stamps whose offset from UTC is another than the horizon's: tariffs go by the latter.
  func warnOfOffsets(_ stamps: ArraySlice<TimeStamp>, lines: [Int], _ warnings: inout IssueCollector) {
    let rows = stamps.indices.filter { stamps[$0].offsetSeconds != horizon.start.offsetSeconds }
    guard let first = rows.first else { return }
    warnings.add(
      DataIssue(
        file: file, line: first < lines.count ? lines[first] : nil, place: "column \(column)",
        found:
          "\(rows.count) stamps with another offset than the horizon's, such as \(stamps[first].text): \(RowList.text(rows, numbers: lines))",
        expected:
          "the offset of \(horizon.start.text) throughout, or no daylight-saving time in the tariff: the hours of tariffs, months and days go by the horizon's offset"
      ))
  }
}
