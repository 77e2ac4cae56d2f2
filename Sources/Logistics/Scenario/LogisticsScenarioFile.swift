// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A logistics scenario as its file has it, key by key; not yet valid.
public struct LogisticsScenarioFile: Codable, Sendable {
  /// `warewatt.scenario/1`
  public var format = "warewatt.scenario/1"
  /// `logistics`
  public var market = "logistics"
  /// What the scenario is called.
  public var name: String?
  /// What it shows, what in it is real and what is made up.
  public var description: String?
  /// ISO 4217 code.
  public var currency: String
  /// Options of `solve`.
  public var options: SolveOptionsChoice?
  /// How lanes without a table are priced.
  public var transport: Transport?
  /// Priced lanes.
  public var lanes: Lanes?
  /// The warehouses.
  public var warehouses: [Warehouse]
  /// The demands.
  public var demands: [Demand]

  /// A scenario file.
  public init(
    name: String? = nil, description: String? = nil, currency: String, options: SolveOptionsChoice? = nil,
    transport: Transport? = nil, lanes: Lanes? = nil, warehouses: [Warehouse], demands: [Demand]
  ) {
    self.name = name
    self.description = description
    self.currency = currency
    self.options = options
    self.transport = transport
    self.lanes = lanes
    self.warehouses = warehouses
    self.demands = demands
  }

  /// How lanes without a table are priced.
  public struct Transport: Codable, Sendable {
    /// Road distance over straight or great-circle distance.
    public var roadFactor: Double?
    /// Currency per unit of the resource and km.
    public var rates: ResourceAmounts

    /// Rates and a road factor.
    public init(roadFactor: Double? = nil, rates: ResourceAmounts) {
      self.roadFactor = roadFactor
      self.rates = rates
    }

    enum CodingKeys: String, CodingKey { case roadFactor = "road_factor" }

    /// Reads `road_factor` and `rate_krw_per_..._km`.
    public init(from decoder: any Decoder) throws {
      roadFactor = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(
        Double.self, forKey: .roadFactor)
      rates = try ResourceAmounts(from: decoder) { "rate_krw_per_\($0.singular)_km" }
    }

    /// Writes them.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(roadFactor, forKey: .roadFactor)
      try rates.encode(to: encoder) { "rate_krw_per_\($0.singular)_km" }
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
  public struct Lane: Codable, Sendable {
    /// Id of the warehouse.
    public var warehouse: String
    /// Id of the demand.
    public var demand: String
    /// Cost of serving all of the demand.
    public var cost: Double?
    /// Road distance in km.
    public var distance: Double?

    enum CodingKeys: String, CodingKey {
      case warehouse, demand
      case cost = "cost_krw"
      case distance = "distance_km"
    }
  }

  /// A warehouse.
  public struct Warehouse: Codable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String?
    /// Where it is.
    public var place: Place?
    /// Capacity per resource.
    public var capacity: ResourceAmounts
    /// Paid once if anything is stored.
    public var activationCost: Double?
    /// Paid per unit stored.
    public var handlingCost: ResourceAmounts
    /// Classes of goods that may be stored; nil for any.
    public var storageClasses: [String]?

    /// A warehouse.
    public init(
      id: String, name: String? = nil, place: Place? = nil, capacity: ResourceAmounts,
      activationCost: Double? = nil,
      handlingCost: ResourceAmounts = ResourceAmounts(), storageClasses: [String]? = nil
    ) {
      self.id = id
      self.name = name
      self.place = place
      self.capacity = capacity
      self.activationCost = activationCost
      self.handlingCost = handlingCost
      self.storageClasses = storageClasses
    }

    enum CodingKeys: String, CodingKey {
      case id, name, place
      case activationCost = "activation_cost_krw"
      case storageClasses = "storage_classes"
    }

    /// Reads the keys of the schema.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      name = try container.decodeIfPresent(String.self, forKey: .name)
      place = try container.decodeIfPresent(Place.self, forKey: .place)
      capacity = try ResourceAmounts(from: decoder) { "capacity_\($0.rawValue)" }
      activationCost = try container.decodeIfPresent(Double.self, forKey: .activationCost)
      handlingCost = try ResourceAmounts(from: decoder) { "handling_cost_krw_per_\($0.singular)" }
      storageClasses = try container.decodeIfPresent([String].self, forKey: .storageClasses)
    }

    /// Writes the keys of the schema.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encodeIfPresent(name, forKey: .name)
      try container.encodeIfPresent(place, forKey: .place)
      try capacity.encode(to: encoder) { "capacity_\($0.rawValue)" }
      try container.encodeIfPresent(activationCost, forKey: .activationCost)
      try handlingCost.encode(to: encoder) { "handling_cost_krw_per_\($0.singular)" }
      try container.encodeIfPresent(storageClasses, forKey: .storageClasses)
    }
  }

  /// A demand.
  public struct Demand: Codable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String?
    /// Where it is.
    public var place: Place?
    /// Quantity per resource.
    public var quantity: ResourceAmounts
    /// Class of the goods.
    public var storageClass: String?
    /// All in one warehouse.
    public var singleSource: Bool?
    /// Price of leaving all of it unserved; nil where it must be served.
    public var unservedPenalty: Double?
    /// Road distance in km at the most.
    public var maxDistance: Double?

    /// A demand.
    public init(
      id: String, name: String? = nil, place: Place? = nil, quantity: ResourceAmounts,
      storageClass: String? = nil,
      singleSource: Bool? = nil, unservedPenalty: Double? = nil, maxDistance: Double? = nil
    ) {
      self.id = id
      self.name = name
      self.place = place
      self.quantity = quantity
      self.storageClass = storageClass
      self.singleSource = singleSource
      self.unservedPenalty = unservedPenalty
      self.maxDistance = maxDistance
    }

    enum CodingKeys: String, CodingKey {
      case id, name, place
      case storageClass = "storage_class"
      case singleSource = "single_source"
      case unservedPenalty = "unserved_penalty_krw"
      case maxDistance = "max_distance_km"
    }

    /// Reads the keys of the schema.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      name = try container.decodeIfPresent(String.self, forKey: .name)
      place = try container.decodeIfPresent(Place.self, forKey: .place)
      quantity = try ResourceAmounts(from: decoder) { "quantity_\($0.rawValue)" }
      storageClass = try container.decodeIfPresent(String.self, forKey: .storageClass)
      singleSource = try container.decodeIfPresent(Bool.self, forKey: .singleSource)
      unservedPenalty = try container.decodeIfPresent(Double.self, forKey: .unservedPenalty)
      maxDistance = try container.decodeIfPresent(Double.self, forKey: .maxDistance)
    }

    /// Writes the keys of the schema.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encodeIfPresent(name, forKey: .name)
      try container.encodeIfPresent(place, forKey: .place)
      try quantity.encode(to: encoder) { "quantity_\($0.rawValue)" }
      try container.encodeIfPresent(storageClass, forKey: .storageClass)
      try container.encodeIfPresent(singleSource, forKey: .singleSource)
      try container.encodeIfPresent(unservedPenalty, forKey: .unservedPenalty)
      try container.encodeIfPresent(maxDistance, forKey: .maxDistance)
    }
  }
}
