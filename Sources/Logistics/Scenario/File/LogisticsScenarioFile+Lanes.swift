// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension LogisticsScenarioFile {
  /// How lanes without a table are priced.
  public struct Transport: Codable, Equatable, Sendable {
    /// Road distance over straight or great-circle distance.
    public var roadFactor: Double?
    /// Speed on the road, for travel times that no table states.
    public var speed: Double?
    /// Currency per unit of the resource and km.
    public var rates: ResourceAmounts
    /// Carbon dioxide in kg per tonne and km, for lanes whose table does not state it.
    public var carbonRate: Double?

    /// Rates, a road factor and a speed.
    public init(
      roadFactor: Double? = nil, speed: Double? = nil, rates: ResourceAmounts, carbonRate: Double? = nil
    ) {
      self.roadFactor = roadFactor
      self.speed = speed
      self.rates = rates
      self.carbonRate = carbonRate
    }

    enum CodingKeys: String, CodingKey {
      case roadFactor = "road_factor"
      case speed = "speed_kmh"
      case carbonRate = "kg_co2_per_t_km"
    }

    /// Reads the keys of the schema.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      roadFactor = try container.decodeIfPresent(Double.self, forKey: .roadFactor)
      speed = try container.decodeIfPresent(Double.self, forKey: .speed)
      rates = try ResourceAmounts(from: decoder) { "rate_krw_per_\($0.singular)_km" }
      carbonRate = try container.decodeIfPresent(Double.self, forKey: .carbonRate)
    }

    /// Writes the keys of the schema.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(roadFactor, forKey: .roadFactor)
      try container.encodeIfPresent(speed, forKey: .speed)
      try rates.encode(to: encoder) { "rate_krw_per_\($0.singular)_km" }
      try container.encodeIfPresent(carbonRate, forKey: .carbonRate)
    }
  }

  /// Priced lanes, in one of three forms.
  public struct Lanes: Codable, Sendable {
    /// One object a lane.
    public var list: [Lane]?
    /// A CSV file.
    public var file: String?
    /// One row a demand, one number a warehouse; NaN closes the lane.
    public var costMatrix: [NumberList]?

    /// Lanes in one of the forms.
    public init(list: [Lane]? = nil, file: String? = nil, costMatrix: [NumberList]? = nil) {
      self.list = list
      self.file = file
      self.costMatrix = costMatrix
    }

    enum CodingKeys: String, CodingKey {
      case list, file
      case costMatrix = "cost_matrix_krw"
    }
  }

  /// A priced lane.
  public struct Lane: Codable, Equatable, Sendable {
    /// Id of the warehouse.
    public var warehouse: String
    /// Id of the demand.
    public var demand: String
    /// Cost of serving all of the demand.
    public var cost: Double?
    /// Road distance in km.
    public var distance: Double?
    /// Time on the road in minutes.
    public var travelMinutes: Double?
    /// Carbon dioxide of carrying all of the demand, in kg.
    public var carbon: Double?

    /// A lane.
    public init(
      warehouse: String, demand: String, cost: Double? = nil, distance: Double? = nil,
      travelMinutes: Double? = nil, carbon: Double? = nil
    ) {
      self.warehouse = warehouse
      self.demand = demand
      self.cost = cost
      self.distance = distance
      self.travelMinutes = travelMinutes
      self.carbon = carbon
    }

    enum CodingKeys: String, CodingKey {
      case warehouse, demand
      case cost = "cost_krw"
      case distance = "distance_km"
      case travelMinutes = "travel_minutes"
      case carbon = "kg_co2"
    }
  }
}
