// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A series as a scenario file has it: a column of a CSV file, inline values, a constant, or (retail
/// prices) a tariff.
public struct SeriesFile: Codable, Sendable {
  /// Id of a tariff.
  public var tariff: String?
  /// CSV file, relative to the scenario.
  public var file: String?
  /// Column of the file.
  public var column: String?
  /// Column of the stamps; the first by default.
  public var stampColumn: String?
  /// What the stamps mark.
  public var stamps: StampMark?
  /// How they are written; ISO 8601 with offset by default.
  public var stampFormat: StampFormat?
  /// One number for each interval.
  public var values: NumberList?
  /// The same number for each interval.
  public var constant: Double?
  /// Unit of the numbers.
  public var unit: SeriesUnit?

  /// What stamps mark.
  public enum StampMark: String, Codable, Sendable {
    /// The start of the interval.
    case start = "interval_start"
    /// Its end.
    case end = "interval_end"
    /// Its end, the last of each day stamped 00:00 of the same date in the place of 24:00.
    case endSameDayMidnight = "interval_end_same_day_midnight"
  }

  /// A column of a file.
  public init(file: String, column: String, unit: SeriesUnit) {
    self.file = file
    self.column = column
    self.unit = unit
  }

  /// Inline values.
  public init(values: [Double], unit: SeriesUnit) {
    self.values = NumberList(values)
    self.unit = unit
  }

  /// A tariff.
  public init(tariff: String) { self.tariff = tariff }

  enum CodingKeys: String, CodingKey {
    case tariff, file, column, stamps, values, constant, unit
    case stampColumn = "stamp_column"
    case stampFormat = "stamp_format"
  }
}

/// Units of series. Power is the mean over the interval.
public enum SeriesUnit: String, Codable, Sendable {
  /// Energy of the interval.
  case kilowattHour = "kWh"
  /// Energy of the interval.
  case megawattHour = "MWh"
  /// Mean power.
  case kilowatt = "kW"
  /// Mean power.
  case megawatt = "MW"
  /// The scenario's currency per kWh.
  case perKilowattHour = "per_kWh"
  /// The scenario's currency per MWh.
  case perMegawattHour = "per_MWh"

  /// What a number is multiplied by to come to kWh or to currency per kWh.
  func factor(intervalHours: Double) -> Double {
    switch self {
    case .kilowattHour, .perKilowattHour: 1
    case .megawattHour: 1000
    case .kilowatt: intervalHours
    case .megawatt: 1000 * intervalHours
    case .perMegawattHour: 0.001
    }
  }
}
