// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// A warehouse.
  public struct Warehouse: Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String?
    /// Where it is.
    public var place: Place?
    /// Id of its owner.
    public var owner: String?
    /// Capacity per resource; with areas, a further limit on all of them together.
    public var capacity: ResourceAmounts
    /// When it lends space; nil for always.
    public var windows: [Window]?
    /// Its parts; nil where it is all one.
    public var areas: [Area]?
    /// Paid once if anything is stored.
    public var activationCost: Double?
    /// Paid for each period in which anything is stored.
    public var periodActivationCost: Double?
    /// Paid per unit stored.
    public var handlingCost: ResourceAmounts
    /// Smallest part of the capacity, over all periods, that is used if anything is stored.
    public var smallestUtilisation: ResourceAmounts
    /// Classes of goods that may be stored; nil for any.
    public var storageClasses: [String]?

    /// A warehouse.
    public init(
      id: String, name: String? = nil, place: Place? = nil, owner: String? = nil,
      capacity: ResourceAmounts = ResourceAmounts(), windows: [Window]? = nil, areas: [Area]? = nil,
      activationCost: Double? = nil, periodActivationCost: Double? = nil,
      handlingCost: ResourceAmounts = ResourceAmounts(),
      smallestUtilisation: ResourceAmounts = ResourceAmounts(), storageClasses: [String]? = nil
    ) {
      self.id = id
      self.name = name
      self.place = place
      self.owner = owner
      self.capacity = capacity
      self.windows = windows
      self.areas = areas
      self.activationCost = activationCost
      self.periodActivationCost = periodActivationCost
      self.handlingCost = handlingCost
      self.smallestUtilisation = smallestUtilisation
      self.storageClasses = storageClasses
    }
  }

  /// A part of a warehouse with a capacity of its own.
  public struct Area: Sendable {
    /// Its id, unique within the warehouse.
    public var id: String
    /// Classes of goods that may be stored; nil for any.
    public var storageClasses: [String]?
    /// Capacity per resource; a resource that is not stated has the limit of the warehouse alone.
    public var capacity: ResourceAmounts
    /// When it lends space; nil for always.
    public var windows: [Window]?

    /// An area.
    public init(
      id: String, storageClasses: [String]? = nil, capacity: ResourceAmounts = ResourceAmounts(),
      windows: [Window]? = nil
    ) {
      self.id = id
      self.storageClasses = storageClasses
      self.capacity = capacity
      self.windows = windows
    }
  }
}

extension LogisticsScenarioFile.Warehouse: Codable {
  enum CodingKeys: String, CodingKey {
    case id, name, place, owner, windows, areas
    case activationCost = "activation_cost_krw"
    case periodActivationCost = "activation_cost_krw_per_period"
    case storageClasses = "storage_classes"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    place = try container.decodeIfPresent(Place.self, forKey: .place)
    owner = try container.decodeIfPresent(String.self, forKey: .owner)
    capacity = try ResourceAmounts(from: decoder) { "capacity_\($0.rawValue)" }
    windows = try container.decodeIfPresent([LogisticsScenarioFile.Window].self, forKey: .windows)
    areas = try container.decodeIfPresent([LogisticsScenarioFile.Area].self, forKey: .areas)
    activationCost = try container.decodeIfPresent(Double.self, forKey: .activationCost)
    periodActivationCost = try container.decodeIfPresent(Double.self, forKey: .periodActivationCost)
    handlingCost = try ResourceAmounts(from: decoder) { "handling_cost_krw_per_\($0.singular)" }
    smallestUtilisation = try ResourceAmounts(from: decoder) { "smallest_utilisation_\($0.rawValue)" }
    storageClasses = try container.decodeIfPresent([String].self, forKey: .storageClasses)
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(place, forKey: .place)
    try container.encodeIfPresent(owner, forKey: .owner)
    try capacity.encode(to: encoder) { "capacity_\($0.rawValue)" }
    try container.encodeIfPresent(windows, forKey: .windows)
    try container.encodeIfPresent(areas, forKey: .areas)
    try container.encodeIfPresent(activationCost, forKey: .activationCost)
    try container.encodeIfPresent(periodActivationCost, forKey: .periodActivationCost)
    try handlingCost.encode(to: encoder) { "handling_cost_krw_per_\($0.singular)" }
    try smallestUtilisation.encode(to: encoder) { "smallest_utilisation_\($0.rawValue)" }
    try container.encodeIfPresent(storageClasses, forKey: .storageClasses)
  }
}

extension LogisticsScenarioFile.Area: Codable {
  enum CodingKeys: String, CodingKey {
    case id, windows
    case storageClasses = "storage_classes"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    storageClasses = try container.decodeIfPresent([String].self, forKey: .storageClasses)
    capacity = try ResourceAmounts(from: decoder) { "capacity_\($0.rawValue)" }
    windows = try container.decodeIfPresent([LogisticsScenarioFile.Window].self, forKey: .windows)
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encodeIfPresent(storageClasses, forKey: .storageClasses)
    try capacity.encode(to: encoder) { "capacity_\($0.rawValue)" }
    try container.encodeIfPresent(windows, forKey: .windows)
  }
}
