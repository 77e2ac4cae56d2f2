// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Interchange

@Suite("Dates and stamps")
struct TimeTests {
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  @Test(
    "Dates agree with Foundation's calendar",
    arguments: [1600, 1700, 1800, 1900, 1970, 2000, 2100, 2200, 2399])
  func civilDates(century: Int) {
    let first = CivilDate(year: century, month: 1, day: 1).daysSince1970
    for days in stride(from: first, to: first + 36_525, by: 13) {
      let date = CivilDate(daysSince1970: days)
      let parts = Self.calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      #expect(date.year == parts.year && date.month == parts.month && date.day == parts.day)
      #expect(date.weekday + 1 == parts.weekday)
      #expect(date.daysSince1970 == days)
      #expect(date.isValid)
    }
  }

  @Test(
    "Every day around the turns of months and years follows the one before",
    arguments: [1899, 1900, 1999, 2000, 2023, 2024, 2099, 2100])
  func succession(year: Int) throws {
    var date = CivilDate(year: year, month: 1, day: 1)
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let end = CivilDate(year: year + 1, month: 1, day: 1)
    #expect(end.daysSince1970 - date.daysSince1970 == (isLeap ? 366 : 365))
    for _ in 0..<(isLeap ? 366 : 365) {
      let next = CivilDate(daysSince1970: date.daysSince1970 + 1)
      let isSuccessor =
        (next.year == date.year && next.month == date.month && next.day == date.day + 1)
        || (next.day == 1
          && (next.month == date.month + 1 || (next.month == 1 && next.year == date.year + 1)))
      try #require(isSuccessor)
      date = next
    }
    #expect(date == end)
  }

  @Test(
    "What is no date is none",
    arguments: [
      "", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "2026-1-01",
      "20260101",
      "2026-01-01 ", "2026/01/01", "+026-01-01", "2026-+1-01", "2026-01--1", "-026-01-01", "２０２６-01-01",
      "2026-01-01-01",
    ])
  func noDates(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test("Leap days exist where the calendar has them", arguments: ["2024-02-29", "2000-02-29"])
  func leapDays(text: String) {
    #expect(CivilDate(text)?.day == 29)
  }

  @Test("Stamps agree with Foundation's", arguments: ["Z", "+09:00", "-03:30", "+05:45", "+00:00"])
  func stamps(offset: String) throws {
    let formatter = ISO8601DateFormatter()
    for days in stride(from: -100_000, to: 100_000, by: 997) {
      let date = CivilDate(daysSince1970: days)
      let second = abs(days * 7919) % 86_400
      let time = "\((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2))"
      let text = "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))T\(time)\(offset)"
      let stamp = try #require(TimeStamp(text))
      let expected = try #require(formatter.date(from: text))
      #expect(Double(stamp.secondsSince1970) == expected.timeIntervalSince1970, "\(text)")
      #expect(stamp.localDay == days && stamp.localSecondOfDay == second)
      #expect(TimeStamp(stamp.text) == stamp)
    }
  }

  @Test(
    "The ways to write a stamp give the same instant",
    arguments: [
      "2026-03-01T00:00:00+09:00", "2026-03-01 00:00:00+09:00", "2026-03-01T00:00+0900",
      "2026-03-01T00:00:00.000+09:00",
      "2026-02-28T15:00:00Z", "2026-02-28T24:00:00+09:00",
    ])
  func forms(text: String) {
    #expect(TimeStamp(text)?.secondsSince1970 == 1_772_290_800)
  }

  @Test(
    "What is no stamp is none",
    arguments: [
      "", "2026-03-01", "2026-03-01T00:00:00", "2026-03-01T25:00:00Z", "2026-03-01T24:00:01Z",
      "2026-03-01T00:60:00Z",
      "2026-03-01T00:00:60Z", "2026-02-30T00:00:00Z", "2026-03-01T00:00:00.5Z", "2026-03-01T00:00:00.Z",
      "2026-03-01T00:00:00+9", "2026-03-01T00:00:00+16:00", "2026-03-01T00:00:00+09:60",
      "2026-03-01T00:00:00Z ",
      " 2026-03-01T00:00:00Z", "2026-03-01t00:00:00Z", "2026-03-01T00:00:00z",
    ])
  func noStamps(text: String) {
    #expect(TimeStamp(text) == nil)
  }
}
