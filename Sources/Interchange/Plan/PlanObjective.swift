// SPDX-License-Identifier: GPL-3.0-or-later

/// What a plan is worth.
public struct PlanObjective: Codable, Sendable {
  /// Whether less or more is better.
  public enum Sense: String, Codable, Sendable {
    /// Less is better.
    case minimize
    /// More is better.
    case maximize
  }

  /// The sum of the components; nil without a plan.
  public var value: Double?
  /// Whether less or more is better.
  public var sense: Sense
  /// The currency.
  public var unit: String
  /// What the value is made of.
  public var components: PlanComponents

  /// An objective of components, whose sum is the value; without components there is no value.
  public init(sense: Sense, unit: String, components: PlanComponents) {
    value = components.parts.isEmpty ? nil : components.total
    self.sense = sense
    self.unit = unit
    self.components = components
  }

  enum CodingKeys: String, CodingKey { case value, sense, unit, components }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(sense, forKey: .sense)
    try container.encode(unit, forKey: .unit)
    try container.encode(components, forKey: .components)
  }
}

extension PlanObjective {
  /// ISO 4217's code for "no currency": the unit of published instances, whose costs are plain numbers.
  public static let noCurrency = "XXX"

  /// The unit as it stands behind a figure: a space and the currency, or nothing where there is none.
  public var unitSuffix: String { unit == Self.noCurrency ? "" : " \(unit)" }
}
