// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// Equal intervals from a start.
public struct Horizon: Equatable, Sendable {
  /// Start of the first interval; its offset gives local time throughout.
  public let start: TimeStamp
  /// 15, 30 or 60.
  public let intervalMinutes: Int
  /// How many intervals.
  public let count: Int

  /// Hours of an interval.
  public var intervalHours: Double { Double(intervalMinutes) / 60 }

  /// Start of an interval.
  public func start(of interval: Int) -> TimeStamp {
    start.advanced(bySeconds: interval * intervalMinutes * 60)
  }

  /// The calendar months of the horizon in order, and the intervals of each.
  public var months: [(label: String, intervals: Range<Int>)] {
    var months: [(label: String, intervals: Range<Int>)] = []
    var first = 0
    while first < count {
      let date = CivilDate(daysSince1970: start(of: first).localDay)
      let next =
        date.month == 12
        ? CivilDate(year: date.year + 1, month: 1, day: 1)
        : CivilDate(year: date.year, month: date.month + 1, day: 1)
      // From one first interval to the next: there may be many intervals and many callers.
      let seconds = next.daysSince1970 * 86_400 - start.offsetSeconds - start.secondsSince1970
      let interval = intervalMinutes * 60
      let end = min(count, max(first + 1, (seconds + interval - 1) / interval))
      months.append((date.monthLabel, first..<end))
      first = end
    }
    return months
  }
}
