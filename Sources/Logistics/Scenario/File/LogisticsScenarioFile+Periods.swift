// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// The horizon.
  public struct Periods: Codable, Equatable, Sendable {
    /// Number of periods.
    public var count: Int
    /// Length of a period.
    public var unit: LogisticsScenario.Periods.Unit
    /// The day on which the first period begins, `YYYY-MM-DD`.
    public var firstDay: String?

    /// A horizon.
    public init(count: Int, unit: LogisticsScenario.Periods.Unit, firstDay: String? = nil) {
      self.count = count
      self.unit = unit
      self.firstDay = firstDay
    }

    enum CodingKeys: String, CodingKey {
      case count, unit
      case firstDay = "first_day"
    }
  }

  /// A time in which space is lent.
  public struct Window: Equatable, Sendable {
    /// Its first period, from 1.
    public var firstPeriod: Int
    /// Its last period.
    public var lastPeriod: Int
    /// Capacity per resource in it; resources that are not stated have that of what the window belongs to.
    public var capacity: ResourceAmounts

    /// A window.
    public init(firstPeriod: Int, lastPeriod: Int, capacity: ResourceAmounts = ResourceAmounts()) {
      self.firstPeriod = firstPeriod
      self.lastPeriod = lastPeriod
      self.capacity = capacity
    }
  }
}

extension LogisticsScenarioFile.Window: Codable {
  enum CodingKeys: String, CodingKey {
    case firstPeriod = "first_period"
    case lastPeriod = "last_period"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    firstPeriod = try container.decode(Int.self, forKey: .firstPeriod)
    lastPeriod = try container.decode(Int.self, forKey: .lastPeriod)
    capacity = try ResourceAmounts(from: decoder) { "capacity_\($0.rawValue)" }
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(firstPeriod, forKey: .firstPeriod)
    try container.encode(lastPeriod, forKey: .lastPeriod)
    try capacity.encode(to: encoder) { "capacity_\($0.rawValue)" }
  }
}
