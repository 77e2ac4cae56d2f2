// SPDX-License-Identifier: GPL-3.0-or-later

/// What storage is measured in; the unit is part of each key (`capacity_pallets`).
public enum Resource: String, Codable, CaseIterable, Sendable {
  /// Pallet places.
  case pallets
  /// Cubic metres.
  case m3
  /// Tonnes.
  case t
  /// Square metres of floor.
  case floorM2 = "floor_m2"
  /// Whatever a benchmark instance counts.
  case units

  /// One of it, as rates say it (`rate_krw_per_pallet_km`).
  public var singular: String {
    switch self {
    case .pallets: "pallet"
    case .units: "unit"
    default: rawValue
    }
  }
}

/// An amount for some of the resources, read from and written to keys of a common form.
public struct ResourceAmounts: Equatable, Sendable {
  /// The amounts that are stated.
  public var amounts: [Resource: Double]

  /// Stated amounts.
  public init(_ amounts: [Resource: Double] = [:]) { self.amounts = amounts }

  /// The amount of a resource, if stated.
  public subscript(resource: Resource) -> Double? { amounts[resource] }

  struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ stringValue: String) { self.stringValue = stringValue }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads the members of an object whose keys `key` makes of the resources.
  init(from decoder: any Decoder, key: (Resource) -> String) throws {
    let container = try decoder.container(keyedBy: Key.self)
    amounts = [:]
    for resource in Resource.allCases {
      amounts[resource] = try container.decodeIfPresent(Double.self, forKey: Key(key(resource)))
    }
  }

  /// Writes the stated amounts as members of an object.
  func encode(to encoder: any Encoder, key: (Resource) -> String) throws {
    var container = encoder.container(keyedBy: Key.self)
    for resource in Resource.allCases {
      if let amount = amounts[resource] { try container.encode(amount, forKey: Key(key(resource))) }
    }
  }
}
