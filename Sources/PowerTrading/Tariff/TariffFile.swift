// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A time-of-use table as a scenario file has it.
public struct TariffFile: Codable, Sendable {
  /// Its id.
  public var id: String
  /// Where the rates come from, and their date.
  public var source: String?
  /// The seasons; together they hold each month once.
  public var seasons: [Season]

  /// A tariff.
  public init(id: String, source: String? = nil, seasons: [Season]) {
    self.id = id
    self.source = source
    self.seasons = seasons
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
