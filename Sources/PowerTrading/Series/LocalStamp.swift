// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// How the stamps of a file are written.
public enum StampFormat: String, Codable, Sendable, CaseIterable {
  /// ISO 8601 with an offset.
  case iso
  /// `YYYY-MM-DD HH:MM`, local time without an offset.
  case local
  /// `D/M/YYYY H:MM`, local time.
  case dayMonthYear = "day_month_year"
  /// `M/D/YYYY H:MM`, local time.
  case monthDayYear = "month_day_year"

  /// Reads a stamp of local time, seconds optional; nil for anything else, and for `iso`.
  ///
  /// - Parameter offsetSeconds: local time minus UTC.
  func stamp(_ text: String, offsetSeconds: Int) -> TimeStamp? {
    if self == .iso { return nil }
    var numbers: [Int] = []
    var separators: [UInt8] = []
    for byte in text.utf8 {
      if (48...57).contains(byte) {
        if numbers.count == separators.count { numbers.append(0) }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 48)
        if numbers[numbers.count - 1] > 9999 { return nil }
      } else {
        separators.append(byte)
        if separators.count > numbers.count { return nil }
      }
    }
    let date = UInt8(ascii: self == .local ? "-" : "/")
    let colon = UInt8(ascii: ":")
    guard numbers.count == separators.count + 1, (5...6).contains(numbers.count), separators[0] == date,
      separators[1] == date,
      separators[2] == UInt8(ascii: " ") || (self == .local && separators[2] == UInt8(ascii: "T")),
      separators[3...].allSatisfy({ $0 == colon })
    else { return nil }
    let day =
      switch self {
      case .monthDayYear: CivilDate(year: numbers[2], month: numbers[0], day: numbers[1])
      case .dayMonthYear: CivilDate(year: numbers[2], month: numbers[1], day: numbers[0])
      default: CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
      }
    let (hour, minute, second) = (numbers[3], numbers[4], numbers.count > 5 ? numbers[5] : 0)
    guard day.isValid, minute < 60, second < 60, hour < 24 || (hour == 24 && minute == 0 && second == 0)
    else { return nil }
    return TimeStamp(
      secondsSince1970: day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offsetSeconds,
      offsetSeconds: offsetSeconds)
  }

  /// The stamps of a column; nil, with the issues noted, where some cannot be read.
  func stamps(
    _ texts: [String], lines: [Int], offsetSeconds: Int, file: String, column: String,
    _ issues: inout IssueCollector
  ) -> [TimeStamp]? {
    var stamps: [TimeStamp] = []
    stamps.reserveCapacity(texts.count)
    var isRead = true
    for (row, text) in texts.enumerated() {
      if let stamp = stamp(text, offsetSeconds: offsetSeconds) {
        stamps.append(stamp)
      } else {
        if isRead, let guess = Self.guess(texts) {
          issues.add(
            DataIssue(
              file: file, line: lines[row], place: "column \(column)",
              found: "\"\(text.prefix(40))\", and all \(texts.count) stamps as in \(guess.example)",
              expected: "\"stamp_format\": \"\(guess.rawValue)\""))
          return nil
        }
        isRead = false
        issues.add(
          DataIssue(
            file: file, line: lines[row], place: "column \(column)", found: "\"\(text.prefix(40))\"",
            expected: "a stamp as in \(example), the file's \"stamp_format\""))
      }
    }
    return isRead ? stamps : nil
  }

  private var example: String {
    switch self {
    case .iso: "2026-03-01T00:00:00+09:00"
    case .local: "2026-03-31 00:00"
    case .dayMonthYear: "31/3/2026 0:00"
    case .monthDayYear: "3/31/2026 0:00"
    }
  }

  /// The format that all stamps of a column without offsets have, if there is one.
  static func guess(_ texts: [String]) -> StampFormat? {
    if texts.isEmpty { return nil }
    return [.local, .dayMonthYear, .monthDayYear].first { format in
      texts.allSatisfy { format.stamp($0, offsetSeconds: 0) != nil }
    }
  }
}
