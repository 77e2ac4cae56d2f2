// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// A delivery zone.
  public struct Zone: Codable, Equatable, Sendable {
    /// Its id.
    public var id: String
    /// Where trips to it go.
    public var place: Place?

    /// A zone.
    public init(id: String, place: Place? = nil) {
      self.id = id
      self.place = place
    }
  }

  /// The trucks of joint delivery.
  public struct Trucks: Equatable, Sendable {
    /// What a truck carries, per resource.
    public var capacity: ResourceAmounts
    /// Currency per trip.
    public var costPerTrip: Double?
    /// Currency per trip and km from the warehouse to the zone.
    public var costPerTripKilometre: Double?
    /// Carbon dioxide in kg per trip.
    public var carbonPerTrip: Double?
    /// Carbon dioxide in kg per trip and km.
    public var carbonPerTripKilometre: Double?

    /// Trucks.
    public init(
      capacity: ResourceAmounts, costPerTrip: Double? = nil, costPerTripKilometre: Double? = nil,
      carbonPerTrip: Double? = nil, carbonPerTripKilometre: Double? = nil
    ) {
      self.capacity = capacity
      self.costPerTrip = costPerTrip
      self.costPerTripKilometre = costPerTripKilometre
      self.carbonPerTrip = carbonPerTrip
      self.carbonPerTripKilometre = carbonPerTripKilometre
    }
  }
}

extension LogisticsScenarioFile.Trucks: Codable {
  enum CodingKeys: String, CodingKey {
    case costPerTrip = "cost_krw_per_trip"
    case costPerTripKilometre = "cost_krw_per_trip_km"
    case carbonPerTrip = "kg_co2_per_trip"
    case carbonPerTripKilometre = "kg_co2_per_trip_km"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    capacity = try ResourceAmounts(from: decoder) { "capacity_\($0.rawValue)" }
    costPerTrip = try container.decodeIfPresent(Double.self, forKey: .costPerTrip)
    costPerTripKilometre = try container.decodeIfPresent(Double.self, forKey: .costPerTripKilometre)
    carbonPerTrip = try container.decodeIfPresent(Double.self, forKey: .carbonPerTrip)
    carbonPerTripKilometre = try container.decodeIfPresent(Double.self, forKey: .carbonPerTripKilometre)
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try capacity.encode(to: encoder) { "capacity_\($0.rawValue)" }
    try container.encodeIfPresent(costPerTrip, forKey: .costPerTrip)
    try container.encodeIfPresent(costPerTripKilometre, forKey: .costPerTripKilometre)
    try container.encodeIfPresent(carbonPerTrip, forKey: .carbonPerTrip)
    try container.encodeIfPresent(carbonPerTripKilometre, forKey: .carbonPerTripKilometre)
  }
}
