// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Holds the stamps of a file against the horizon: each one interval after the one before, from the
/// horizon's start to its end.
struct StampSequence {
  let file: String
  let column: String
  /// Whether the stamps mark the ends of the intervals.
  let isEnd: Bool
  let horizon: Horizon

  /// The row at which the horizon starts; nil, with the issues noted, where the stamps do not fit.
  func offset(_ stamps: [TimeStamp], lines: [Int], _ issues: inout IssueCollector) -> Int? {
    let step = horizon.intervalMinutes * 60
    var found = IssueList()
    var wrong = 0
    func report(_ row: Int, _ what: @autoclosure () -> String, _ expected: @autoclosure () -> String) {
      wrong += 1
      found.add(
        DataIssue(
          file: file, line: row < lines.count ? lines[row] : nil, place: "column \(column)", found: what(),
          expected: expected()))
    }
    guard let first = stamps.first else {
      report(0, "no rows", "one for each of the \(horizon.count) intervals")
      issues.add(found)
      return nil
    }
    var steps = Set<Int>()
    for row in stamps.indices.dropFirst() {
      let difference = stamps[row].secondsSince1970 - stamps[row - 1].secondsSince1970
      if difference == step { continue }
      steps.insert(difference)
      let stamp = stamps[row]
      if difference == 0 {
        report(row, "the stamp \(stamp.text) a second time", "each interval once")
      } else if difference < 0 {
        report(row, "\(stamp.text), which is before the row above", "stamps in order of time")
      } else if difference % step == 0 {
        report(
          row, "a gap: \(difference / step - 1) intervals are missing before \(stamp.text)",
          "a row every \(horizon.intervalMinutes) minutes")
      } else {
        report(
          row, "a step of \(Self.minutes(difference))",
          "\(horizon.intervalMinutes) minutes, the interval of the horizon")
      }
    }
    if wrong == stamps.count - 1, steps.count == 1, let other = steps.first, stamps.count > 1 {
      found = IssueList()
      report(
        1, "rows every \(Self.minutes(other))",
        "rows every \(horizon.intervalMinutes) minutes, the interval of the horizon")
    }
    if wrong > 0 {
      issues.add(found)
      return nil
    }
    let start = first.secondsSince1970 - (isEnd ? step : 0)
    let lead = horizon.start.secondsSince1970 - start
    if lead < 0 || lead % step != 0 {
      report(
        0, "a series that starts with the interval at \(first.advanced(bySeconds: isEnd ? -step : 0).text)",
        "one that has the horizon's first interval, at \(horizon.start.text)")
    } else if lead / step + horizon.count > stamps.count {
      let last = stamps[stamps.count - 1].advanced(bySeconds: isEnd ? 0 : step)
      report(
        stamps.count - 1, "a series too short: it ends at \(last.text)",
        "one that reaches the horizon's end, at \(horizon.start(of: horizon.count).text)")
    }
    issues.add(found)
    return wrong == 0 ? lead / step : nil
  }

  private static func minutes(_ seconds: Int) -> String {
    seconds % 60 == 0 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
  }
}
