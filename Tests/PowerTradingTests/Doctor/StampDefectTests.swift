// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

/// Stamps with a defect planted, and what must be said of it.
struct StampDefectTests {
  @Test("Sound data has no finding")
  func sound() throws {
    #expect(try SeriesCase().findings() == [])
  }

  @Test("Every gap is counted, with all its lines")
  func gaps() throws {
    var own = SeriesCase()
    for hour in [100, 51, 50, 5] {
      own.stamps.remove(at: hour)
      own.generation.remove(at: hour)
      own.load.remove(at: hour)
      own.market.remove(at: hour)
    }
    let findings = try own.findings()
    // Hours 5, 50 and 51, and 100 are gone: the rows behind stand on lines 7, 51 and 99.
    try #require(findings.count == 1)
    #expect(
      findings[0].contains(
        "s.csv:7: column stamp: found a gap: 1 interval is missing before 2026-03-02T06:00"))
    #expect(findings[0].contains("in all 4 are missing in 3 gaps, before lines 7, 51, 99"))
  }

  @Test("Doubled rows and rows out of order are found beside each other")
  func doubled() throws {
    var own = SeriesCase()
    own.stamps[10] = own.stamps[9]
    own.stamps[40] = own.stamps[39]
    let findings = try own.findings()
    #expect(
      findings.contains {
        $0.contains(
          "s.csv:12: column stamp: found the stamp 2026-03-02T09:00:00+09:00 a second time; 2 such rows: lines 12, 42"
        )
      })
    // An hour is missing behind each.
    #expect(findings.contains { $0.contains("in all 2 are missing in 2 gaps, before lines 13, 43") })
    var backwards = SeriesCase()
    backwards.stamps.swapAt(7, 8)
    #expect(try backwards.findings().contains { $0.contains("which is before the row above") })
    backwards.stamps = SeriesCase().stamps.reversed()
    #expect(try backwards.findings().first?.contains("descending order") == true)
  }

  @Test("Days whose 24:00 is stamped 00:00 of the same date are named with the key that reads them")
  func sameDayMidnight() throws {
    var own = SeriesCase()
    own.keys = ", \"stamps\": \"interval_end\""
    // 01:00 to 23:00 and 00:00, all of the same date.
    own.stamps = (0..<240).map { SeriesCase.stamp(hour: $0 / 24 * 24 + ($0 + 1) % 24) }
    let findings = try own.findings()
    try #require(findings.count == 1)
    #expect(findings[0].contains("s.csv:25: column stamp: found the last row of a day stamped 00:00"))
    #expect(findings[0].contains("10 such rows: lines 25, 49, 73"))
    #expect(findings[0].contains("\"stamps\": \"interval_end_same_day_midnight\""))
    own.keys = ", \"stamps\": \"interval_end_same_day_midnight\""
    #expect(try own.findings() == [])
  }

  @Test("A night of daylight-saving time is called that", arguments: [60, 15])
  func daylightSaving(minutes: Int) throws {
    // Central Europe in 2026: the clocks go forward on 29 March, back on 25 October, both on Sundays.
    let rows = 3 * 1440 / minutes
    func local(_ day: Int, _ row: Int) -> String {
      let minute = row * minutes
      let date = day + minute / 1440
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(two(date)) \(two(minute % 1440 / 60)):\(two(minute % 60))"
    }
    var own = SeriesCase(days: 3)
    own.source = "wind"
    own.minutes = minutes
    own.keys = ", \"stamp_format\": \"local\""
    let perHour = 60 / minutes
    let skipped = (24 + 2) * perHour
    for isSpring in [true, false] {
      own.start = isSpring ? "2026-03-28T00:00:00+01:00" : "2026-10-24T00:00:00+02:00"
      // In spring two o'clock does not exist, in autumn it comes twice.
      let order = (0..<rows).flatMap { row -> [Int] in
        let isTwo = (skipped..<skipped + perHour).contains(row)
        return isSpring ? (isTwo ? [] : [row]) : [row]
      }
      let twice = isSpring ? order : Array(order[..<(skipped + perHour)] + order[skipped...])
      own.stamps = twice.map { isSpring ? "2026-03-\(local(28, $0))" : "2026-10-\(local(24, $0))" }
      own.generation = twice.map { 10 + Double($0 % 7) }
      own.load = own.generation
      own.market = own.generation
      let findings = try own.findings()
      try #require(findings.count == 1, "\(findings)")
      #expect(
        findings[0].contains(
          isSpring ? "daylight-saving time begins" : "daylight-saving time ends"))
      #expect(
        findings[0].contains("s.csv:\(2 + skipped + (isSpring ? 0 : perHour)): column stamp"),
        "\(findings[0])")
    }
  }

  @Test("Stamps of summer time with their offset are read, with a warning")
  func offsets() throws {
    var own = SeriesCase()
    own.stamps = (0..<240).map {
      $0 < 120 ? own.stamps[$0] : SeriesCase.stamp(hour: $0 + 1, offset: "+10:00")
    }
    let findings = try own.findings()
    try #require(findings.count == 1)
    #expect(findings[0].hasPrefix("warning: "))
    #expect(findings[0].contains("s.csv:122: column stamp: found 120 stamps with another offset"))
  }

  @Test(
    "Stamps without offset are one finding that names the format",
    arguments: [
      ("2026-03-DD HH:00", "local"), ("DD/03/2026 HH:00", "day_month_year"),
      ("3/DD/2026 HH:00", "month_day_year"),
    ])
  func formats(pattern: String, format: String) throws {
    var own = SeriesCase(days: 20)
    own.stamps = (0..<480).map { hour in
      pattern.replacing("DD", with: "\(2 + hour / 24)".count == 1 ? "0\(2 + hour / 24)" : "\(2 + hour / 24)")
        .replacing("HH", with: "\(hour % 24)".count == 1 ? "0\(hour % 24)" : "\(hour % 24)")
    }
    let findings = try own.findings()
    try #require(findings.count == 1, "\(findings)")
    #expect(findings[0].contains("without offset in all 480 rows"))
    #expect(findings[0].contains("\"stamp_format\": \"\(format)\""))
    own.keys = ", \"stamp_format\": \"\(format)\""
    #expect(try own.findings() == [])
    own.stamps[3] = "then"
    #expect(try own.findings().first?.contains("s.csv:5: column stamp: found \"then\"") == true)
  }
}
