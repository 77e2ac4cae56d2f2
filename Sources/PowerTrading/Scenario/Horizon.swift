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
    for interval in 0..<count {
      let label = CivilDate(daysSince1970: start(of: interval).localDay).monthLabel
      if let last = months.last, last.label == label {
        months[months.count - 1].intervals = last.intervals.lowerBound..<interval + 1
      } else {
        months.append((label, interval..<interval + 1))
      }
    }
    return months
  }
}
