// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension LogisticsScenario {
  /// The horizon, divided into periods.
  public struct Periods: Equatable, Sendable {
    /// How long a period is.
    public enum Unit: String, Codable, Sendable {
      /// A day.
      case day
      /// A week.
      case week
    }

    /// Number of periods, at least 1.
    public var count = 1
    /// Length of a period; nil for a plan without time.
    public var unit: Unit?
    /// The day on which the first period begins, where stated.
    public var firstDay: CivilDate?

    /// A plan without time, or a horizon.
    public init(count: Int = 1, unit: Unit? = nil, firstDay: CivilDate? = nil) {
      self.count = count
      self.unit = unit
      self.firstDay = firstDay
    }
  }
}
