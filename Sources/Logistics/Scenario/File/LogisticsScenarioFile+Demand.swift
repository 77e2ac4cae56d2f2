// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// A demand.
  public struct Demand: Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String?
    /// Where it is.
    public var place: Place?
    /// Quantity per resource.
    public var quantity: ResourceAmounts
    /// First period of its stay, from 1; nil for the first of the horizon.
    public var firstPeriod: Int?
    /// Last period of its stay; nil for the last of the horizon.
    public var lastPeriod: Int?
    /// Class of the goods.
    public var storageClass: String?
    /// All in one warehouse.
    public var singleSource: Bool?
    /// The most warehouses that may share it.
    public var maxWarehouses: Int?
    /// The smallest share that a warehouse which serves it takes.
    public var smallestShare: Double?
    /// Ids of the only warehouses that may serve it.
    public var allowedWarehouses: [String]?
    /// Ids of warehouses that may not serve it.
    public var forbiddenWarehouses: [String]?
    /// Price of leaving all of it unserved; nil where its tier prices it or it must be served.
    public var unservedPenalty: Double?
    /// Id of its priority tier.
    public var priority: String?
    /// Id of its group.
    public var group: String?
    /// Road distance in km at the most.
    public var maxDistance: Double?
    /// Time on the road in minutes at the most.
    public var maxTravelMinutes: Double?
    /// Id of its delivery zone.
    public var zone: String?
    /// What is delivered in each period, per resource; its quantity over the length of its stay by default.
    public var delivery: ResourceAmounts
    /// Price of moving all of it away from where an existing plan has it.
    public var changeCost: Double?

    /// A demand.
    public init(
      id: String, name: String? = nil, place: Place? = nil, quantity: ResourceAmounts,
      firstPeriod: Int? = nil, lastPeriod: Int? = nil, storageClass: String? = nil,
      singleSource: Bool? = nil, maxWarehouses: Int? = nil, smallestShare: Double? = nil,
      allowedWarehouses: [String]? = nil, forbiddenWarehouses: [String]? = nil,
      unservedPenalty: Double? = nil, priority: String? = nil, group: String? = nil,
      maxDistance: Double? = nil, maxTravelMinutes: Double? = nil, zone: String? = nil,
      delivery: ResourceAmounts = ResourceAmounts(), changeCost: Double? = nil
    ) {
      self.id = id
      self.name = name
      self.place = place
      self.quantity = quantity
      self.firstPeriod = firstPeriod
      self.lastPeriod = lastPeriod
      self.storageClass = storageClass
      self.singleSource = singleSource
      self.maxWarehouses = maxWarehouses
      self.smallestShare = smallestShare
      self.allowedWarehouses = allowedWarehouses
      self.forbiddenWarehouses = forbiddenWarehouses
      self.unservedPenalty = unservedPenalty
      self.priority = priority
      self.group = group
      self.maxDistance = maxDistance
      self.maxTravelMinutes = maxTravelMinutes
      self.zone = zone
      self.delivery = delivery
      self.changeCost = changeCost
    }
  }
}

extension LogisticsScenarioFile.Demand: Codable {
  enum CodingKeys: String, CodingKey {
    case id, name, place, priority, group, zone
    case firstPeriod = "first_period"
    case lastPeriod = "last_period"
    case storageClass = "storage_class"
    case singleSource = "single_source"
    case maxWarehouses = "max_warehouses"
    case smallestShare = "smallest_share"
    case allowedWarehouses = "allowed_warehouses"
    case forbiddenWarehouses = "forbidden_warehouses"
    case unservedPenalty = "unserved_penalty_krw"
    case maxDistance = "max_distance_km"
    case maxTravelMinutes = "max_travel_minutes"
    case changeCost = "change_cost_krw"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    place = try container.decodeIfPresent(Place.self, forKey: .place)
    quantity = try ResourceAmounts(from: decoder) { "quantity_\($0.rawValue)" }
    firstPeriod = try container.decodeIfPresent(Int.self, forKey: .firstPeriod)
    lastPeriod = try container.decodeIfPresent(Int.self, forKey: .lastPeriod)
    storageClass = try container.decodeIfPresent(String.self, forKey: .storageClass)
    singleSource = try container.decodeIfPresent(Bool.self, forKey: .singleSource)
    maxWarehouses = try container.decodeIfPresent(Int.self, forKey: .maxWarehouses)
    smallestShare = try container.decodeIfPresent(Double.self, forKey: .smallestShare)
    allowedWarehouses = try container.decodeIfPresent([String].self, forKey: .allowedWarehouses)
    forbiddenWarehouses = try container.decodeIfPresent([String].self, forKey: .forbiddenWarehouses)
    unservedPenalty = try container.decodeIfPresent(Double.self, forKey: .unservedPenalty)
    priority = try container.decodeIfPresent(String.self, forKey: .priority)
    group = try container.decodeIfPresent(String.self, forKey: .group)
    maxDistance = try container.decodeIfPresent(Double.self, forKey: .maxDistance)
    maxTravelMinutes = try container.decodeIfPresent(Double.self, forKey: .maxTravelMinutes)
    zone = try container.decodeIfPresent(String.self, forKey: .zone)
    delivery = try ResourceAmounts(from: decoder) { "delivery_\($0.rawValue)_per_period" }
    changeCost = try container.decodeIfPresent(Double.self, forKey: .changeCost)
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(place, forKey: .place)
    try quantity.encode(to: encoder) { "quantity_\($0.rawValue)" }
    try container.encodeIfPresent(firstPeriod, forKey: .firstPeriod)
    try container.encodeIfPresent(lastPeriod, forKey: .lastPeriod)
    try container.encodeIfPresent(storageClass, forKey: .storageClass)
    try container.encodeIfPresent(singleSource, forKey: .singleSource)
    try container.encodeIfPresent(maxWarehouses, forKey: .maxWarehouses)
    try container.encodeIfPresent(smallestShare, forKey: .smallestShare)
    try container.encodeIfPresent(allowedWarehouses, forKey: .allowedWarehouses)
    try container.encodeIfPresent(forbiddenWarehouses, forKey: .forbiddenWarehouses)
    try container.encodeIfPresent(unservedPenalty, forKey: .unservedPenalty)
    try container.encodeIfPresent(priority, forKey: .priority)
    try container.encodeIfPresent(group, forKey: .group)
    try container.encodeIfPresent(maxDistance, forKey: .maxDistance)
    try container.encodeIfPresent(maxTravelMinutes, forKey: .maxTravelMinutes)
    try container.encodeIfPresent(zone, forKey: .zone)
    try delivery.encode(to: encoder) { "delivery_\($0.rawValue)_per_period" }
    try container.encodeIfPresent(changeCost, forKey: .changeCost)
  }
}
