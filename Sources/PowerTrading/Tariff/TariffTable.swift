// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// A valid time-of-use table: the price of each hour of each kind of day of each month.
struct TariffTable {
  private typealias DayKind = TariffFile.DayKind

  /// By month - 1, day kind and hour; NaN where the file has an issue.
  private var price = [Double](repeating: .nan, count: 12 * DayKind.allCases.count * 24)
  /// The discounts with their last local days since 1970.
  private var discounts: [(rule: TariffFile.Discount, lastDay: Int)] = []

  init(_ file: TariffFile, path: String, _ issues: inout IssueCollector) {
    var seasonOf: [Int: Int] = [:]
    for (index, season) in file.seasons.enumerated() {
      let place = "\(path).seasons[\(index)]"
      for month in season.months {
        if let other = seasonOf[month] {
          issues.add(
            "\(place).months", found: "month \(month), which is in seasons[\(other)] too",
            expected: "each month in one season")
        }
        seasonOf[month] = index
      }
      var bandPrice: [String: Double] = [:]
      for (number, band) in season.bands.enumerated() {
        if bandPrice[band.band] != nil {
          issues.add(
            "\(place).bands[\(number)].band", found: "\"\(band.band)\" a second time",
            expected: "each band once")
        }
        bandPrice[band.band] = band.price
      }
      let days: [(DayKind, String, [TariffFile.Block])] = [
        (.weekday, "weekday", season.weekday), (.saturday, "saturday", season.saturday),
        (.sundayAndHoliday, "sunday_and_holiday", season.sundayAndHoliday),
      ]
      for (kind, key, blocks) in days {
        let hours = Self.hours(blocks, bandPrice, "\(place).\(key)", &issues)
        for month in season.months {
          for hour in 0..<24 { price[Self.slot(month, kind, hour)] = hours[hour] }
        }
      }
    }
    addDiscounts(file, path: path, &issues)
    let missing = (1...12).filter { seasonOf[$0] == nil }
    if !missing.isEmpty {
      issues.add(
        "\(path).seasons",
        found: "no season for the months \(missing.map(String.init).joined(separator: ", "))",
        expected: "every month in one season")
    }
  }

  private mutating func addDiscounts(_ file: TariffFile, path: String, _ issues: inout IssueCollector) {
    for (index, discount) in (file.discounts ?? []).enumerated() {
      let place = "\(path).discounts[\(index)]"
      if discount.fromHour >= discount.toHour {
        issues.add(
          place, found: "hours \(discount.fromHour) to \(discount.toHour)",
          expected: "from_hour before to_hour; split a discount at midnight")
      }
      let last = discount.until.map { CivilDate($0) }
      if let last, last == nil {
        issues.add(
          "\(place).until", found: "\"\(discount.until ?? "")\"",
          expected: "a date that exists, YYYY-MM-DD")
      }
      discounts.append((discount, (last ?? nil)?.daysSince1970 ?? Int.max))
    }
  }

  private static func slot(_ month: Int, _ kind: DayKind, _ hour: Int) -> Int {
    ((month - 1) * DayKind.allCases.count + kind.index) * 24 + hour
  }

  private static func hours(
    _ blocks: [TariffFile.Block], _ bandPrice: [String: Double], _ path: String,
    _ issues: inout IssueCollector
  ) -> [Double] {
    var hours = [Double?](repeating: nil, count: 24)
    for (index, block) in blocks.enumerated() {
      let place = "\(path)[\(index)]"
      guard let price = bandPrice[block.band] else {
        let known = bandPrice.keys.sorted()
        issues.add(
          "\(place).band", found: "\"\(block.band)\"",
          expected: NearestName.suggestion(for: block.band, among: known).map { "\"\($0)\"" } ?? "one of: "
            + known.joined(separator: ", "))
        continue
      }
      guard block.fromHour < block.toHour else {
        issues.add(
          place, found: "hours \(block.fromHour) to \(block.toHour)",
          expected: "from_hour before to_hour; split a block at midnight")
        continue
      }
      for hour in block.fromHour..<block.toHour {
        if hours[hour] != nil {
          issues.add(place, found: "hour \(hour) a second time", expected: "each hour once")
        }
        hours[hour] = price
      }
    }
    let missing = (0..<24).filter { hours[$0] == nil }
    if let first = missing.first {
      issues.add(path, found: "no block for hour \(first)", expected: "blocks that cover 0 to 24")
    }
    return hours.map { $0 ?? .nan }
  }

  /// The price of each interval of a horizon, currency per kWh. A block covers whole hours, so an
  /// interval lies in one.
  func prices(over horizon: Horizon, holidays: Set<Int>) -> [Double] {
    (0..<horizon.count).map { price(at: horizon.start(of: $0), holidays: holidays) }
  }

  /// The price of the hour in which a stamp falls, currency per kWh; all discounts that fit are multiplied.
  func price(at stamp: TimeStamp, holidays: Set<Int>) -> Double {
    let day = stamp.localDay
    let date = CivilDate(daysSince1970: day)
    let kind: DayKind =
      date.weekday == 0 || holidays.contains(day)
      ? .sundayAndHoliday : date.weekday == 6 ? .saturday : .weekday
    let hour = stamp.localSecondOfDay / 3600
    var price = price[Self.slot(date.month, kind, hour)]
    for (discount, lastDay) in discounts
    where day <= lastDay && hour >= discount.fromHour && hour < discount.toHour
      && discount.days.contains(kind) && discount.months.contains(date.month)
    {
      price *= discount.factor
    }
    return price
  }
}
