// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// What is the matter with stamps that are not one interval apart, each kind with all its rows.
struct StampDiagnosis {
  /// A kind of break between a row and the one above.
  enum Kind: CaseIterable {
    /// The last row of a day is stamped 00:00 of the same date.
    case sameDayMidnight
    /// An hour is missing in a Sunday night.
    case clockForward
    /// An hour comes twice in a Sunday night.
    case clockBack
    case doubled, backwards, gap, otherStep
  }

  /// Rows of each kind found.
  private(set) var rows: [Kind: [Int]] = [:]
  /// The one step between all rows, where it is another than the horizon's, in seconds.
  private(set) var otherStep: Int?
  private let stamps: [TimeStamp]
  private let step: Int

  init(_ stamps: [TimeStamp], step: Int) {
    self.stamps = stamps
    self.step = step
    var steps = Set<Int>()
    var wrong = 0
    var isMidnightAbove = false
    for row in stamps.indices.dropFirst() {
      let difference = stamps[row].secondsSince1970 - stamps[row - 1].secondsSince1970
      defer { isMidnightAbove = rows[.sameDayMidnight]?.last == row }
      if difference == step { continue }
      steps.insert(difference)
      wrong += 1
      if isMidnightAbove && difference == 86_400 + step { continue }
      rows[kind(row, difference), default: []].append(row)
    }
    if wrong == stamps.count - 1, steps.count == 1, stamps.count > 2 { otherStep = steps.first }
  }

  private func kind(_ row: Int, _ difference: Int) -> Kind {
    let stamp = stamps[row]
    if difference == step - 86_400 && stamp.localSecondOfDay == 0 { return .sameDayMidnight }
    let isSundayNight =
      CivilDate(daysSince1970: stamp.localDay).weekday == 0 && stamp.localSecondOfDay <= 4 * 3600
    if isSundayNight && difference == step + 3600 { return .clockForward }
    if isSundayNight && difference == step - 3600 { return .clockBack }
    if difference == 0 { return .doubled }
    if difference < 0 { return .backwards }
    return difference % step == 0 ? .gap : .otherStep
  }

  private func missing(before row: Int) -> Int {
    (stamps[row].secondsSince1970 - stamps[row - 1].secondsSince1970) / step - 1
  }

  /// What was found and what to do, for a kind that has rows.
  func finding(_ kind: Kind, lines: [Int]) -> (found: String, expected: String) {
    let own = rows[kind] ?? []
    let first = own.first.map { stamps[$0].text } ?? ""
    let places = own.count > 1 ? "; \(own.count) such rows: \(RowList.text(own, numbers: lines))" : ""
    let minutes = "\(step / 60) minutes"
    switch kind {
    case .sameDayMidnight:
      return (
        "the last row of a day stamped 00:00 of the same date (\(first), which is its 24:00)\(places)",
        "24:00, or 00:00 of the next date; with \"stamps\": \"interval_end_same_day_midnight\" the file is read as it is"
      )
    case .clockForward:
      return (
        "a gap of an hour before \(first), a Sunday night: daylight-saving time begins\(places)",
        "stamps with the offset in force (an hour more in summer), or standard time throughout"
      )
    case .clockBack:
      return (
        "an hour twice from \(first) on, a Sunday night: daylight-saving time ends\(places)",
        "stamps with the offset in force (an hour more in summer), or standard time throughout"
      )
    case .doubled:
      return ("the stamp \(first) a second time\(places)", "each interval once")
    case .backwards:
      return ("\(first), which is before the row above\(places)", "stamps in order of time")
    case .gap:
      let missing = own.map { self.missing(before: $0) }
      let all =
        own.count > 1
        ? "; in all \(missing.reduce(0, +)) are missing in \(own.count) gaps, before \(RowList.text(own, numbers: lines))"
        : ""
      return (
        "a gap: \(missing.first ?? 0) \(missing.first == 1 ? "interval is" : "intervals are") missing before \(first)\(all)",
        "a row every \(minutes)"
      )
    case .otherStep:
      let seconds = own.first.map { stamps[$0].secondsSince1970 - stamps[$0 - 1].secondsSince1970 } ?? 0
      return ("a step of \(Self.minutes(seconds))\(places)", "\(minutes), the interval of the horizon")
    }
  }

  static func minutes(_ seconds: Int) -> String {
    seconds % 60 == 0 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
  }
}
