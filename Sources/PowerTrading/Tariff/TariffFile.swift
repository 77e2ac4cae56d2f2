// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A time-of-use table as a scenario file has it.
public struct TariffFile: Codable, Sendable {
  /// Its id; dated versions of a tariff share it.
  public var id: String
  /// First local day of this version, `YYYY-MM-DD`; always by default.
  public var validFrom: String?
  /// Local date until whose end consumers may stay with the version before.
  public var deferrableUntil: String?
  /// Where the rates come from, and their date.
  public var source: String?
  /// Reductions of the rates in some hours.
  public var discounts: [Discount]?
  /// The seasons; together they hold each month once.
  public var seasons: [Season]

  /// A tariff.
  public init(
    id: String, validFrom: String? = nil, deferrableUntil: String? = nil, source: String? = nil,
    discounts: [Discount]? = nil, seasons: [Season]
  ) {
    self.id = id
    self.validFrom = validFrom
    self.deferrableUntil = deferrableUntil
    self.source = source
    self.discounts = discounts
    self.seasons = seasons
  }

  enum CodingKeys: String, CodingKey {
    case id, source, discounts, seasons
    case validFrom = "valid_from"
    case deferrableUntil = "deferrable_until"
  }

  /// A reduction of the rates in some hours of some days.
  public struct Discount: Codable, Sendable {
    /// 1 to 12.
    public var months: [Int]
    /// Kinds of days.
    public var days: [DayKind]
    /// First hour, local time.
    public var fromHour: Int
    /// Hour behind the last, local time.
    public var toHour: Int
    /// The rate is multiplied by it.
    public var factor: Double
    /// Last local day, `YYYY-MM-DD`; no end by default.
    public var until: String?

    /// A discount.
    public init(
      months: [Int], days: [DayKind], fromHour: Int, toHour: Int, factor: Double, until: String? = nil
    ) {
      self.months = months
      self.days = days
      self.fromHour = fromHour
      self.toHour = toHour
      self.factor = factor
      self.until = until
    }

    enum CodingKeys: String, CodingKey {
      case months, days, factor, until
      case fromHour = "from_hour"
      case toHour = "to_hour"
    }
  }

  /// Kinds of days that are billed apart.
  public enum DayKind: String, Codable, CaseIterable, Sendable {
    /// Monday to Friday, but for holidays.
    case weekday
    /// Saturdays, but for holidays.
    case saturday
    /// Sundays and holidays.
    case sundayAndHoliday = "sunday_and_holiday"

    /// Its place in a table of day kinds.
    var index: Int {
      switch self {
      case .weekday: 0
      case .saturday: 1
      case .sundayAndHoliday: 2
      }
    }
  }

  /// The price of each hour from a start on, for a tariff known to be valid; NaN where it is not.
  ///
  /// - Parameter holidays: local dates, `YYYY-MM-DD`.
  public func prices(from start: TimeStamp, hours: Int, holidays: [String]) -> [Double] {
    var issues = IssueCollector(document: JSONDocument(placeholderFor: id))
    let table = TariffTable(self, path: id, &issues)
    return table.prices(
      over: Horizon(start: start, intervalMinutes: 60, count: hours),
      holidays: Set(holidays.compactMap { CivilDate($0)?.daysSince1970 }))
  }

  /// Months with the same prices and hours.
  public struct Season: Codable, Sendable {
    /// Its name.
    public var name: String
    /// 1 to 12.
    public var months: [Int]
    /// Price of each band.
    public var bands: [Band]
    /// Hours of Monday to Friday.
    public var weekday: [Block]
    /// Hours of Saturdays.
    public var saturday: [Block]
    /// Hours of Sundays and holidays.
    public var sundayAndHoliday: [Block]

    /// A season.
    public init(
      name: String, months: [Int], bands: [Band], weekday: [Block], saturday: [Block],
      sundayAndHoliday: [Block]
    ) {
      self.name = name
      self.months = months
      self.bands = bands
      self.weekday = weekday
      self.saturday = saturday
      self.sundayAndHoliday = sundayAndHoliday
    }

    enum CodingKeys: String, CodingKey {
      case name, months, bands, weekday, saturday
      case sundayAndHoliday = "sunday_and_holiday"
    }
  }

  /// Price of a band.
  public struct Band: Codable, Sendable {
    /// Name of the band.
    public var band: String
    /// Currency per kWh.
    public var price: Double

    /// A band.
    public init(band: String, price: Double) {
      self.band = band
      self.price = price
    }

    enum CodingKeys: String, CodingKey {
      case band
      case price = "energy_krw_per_kwh"
    }
  }

  /// Hours of a day in a band.
  public struct Block: Codable, Sendable {
    /// First hour, local time.
    public var fromHour: Int
    /// Hour behind the last, local time.
    public var toHour: Int
    /// Name of the band.
    public var band: String

    /// A block of hours.
    public init(fromHour: Int, toHour: Int, band: String) {
      self.fromHour = fromHour
      self.toHour = toHour
      self.band = band
    }

    enum CodingKeys: String, CodingKey {
      case band
      case fromHour = "from_hour"
      case toHour = "to_hour"
    }
  }
}
