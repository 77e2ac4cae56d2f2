// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// An owner of warehouses.
  public struct Owner: Equatable, Sendable {
    /// Its id.
    public var id: String
    /// The most of its warehouses that may be activated.
    public var maxWarehouses: Int?
    /// The largest part of all that is stored which its warehouses may hold, per resource.
    public var largestShare: ResourceAmounts

    /// An owner.
    public init(id: String, maxWarehouses: Int? = nil, largestShare: ResourceAmounts = ResourceAmounts()) {
      self.id = id
      self.maxWarehouses = maxWarehouses
      self.largestShare = largestShare
    }
  }

  /// A group of demands.
  public struct Group: Equatable, Sendable {
    /// Its id.
    public var id: String
    /// The smallest part of what it asks for that must be served, per resource.
    public var smallestServedShare: ResourceAmounts

    /// A group.
    public init(id: String, smallestServedShare: ResourceAmounts) {
      self.id = id
      self.smallestServedShare = smallestServedShare
    }
  }

  /// A tier of priority.
  public struct PriorityTier: Equatable, Sendable {
    /// Its id.
    public var id: String
    /// Price of leaving a unit unserved for a period, per resource.
    public var unservedPenalty: ResourceAmounts

    /// A tier.
    public init(id: String, unservedPenalty: ResourceAmounts) {
      self.id = id
      self.unservedPenalty = unservedPenalty
    }
  }
}

extension LogisticsScenarioFile.Owner: Codable {
  enum CodingKeys: String, CodingKey {
    case id
    case maxWarehouses = "max_warehouses"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    maxWarehouses = try container.decodeIfPresent(Int.self, forKey: .maxWarehouses)
    largestShare = try ResourceAmounts(from: decoder) { "largest_share_\($0.rawValue)" }
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encodeIfPresent(maxWarehouses, forKey: .maxWarehouses)
    try largestShare.encode(to: encoder) { "largest_share_\($0.rawValue)" }
  }
}

extension LogisticsScenarioFile.Group: Codable {
  enum CodingKeys: String, CodingKey { case id }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    id = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .id)
    smallestServedShare = try ResourceAmounts(from: decoder) { "smallest_served_share_\($0.rawValue)" }
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try smallestServedShare.encode(to: encoder) { "smallest_served_share_\($0.rawValue)" }
  }
}

extension LogisticsScenarioFile.PriorityTier: Codable {
  enum CodingKeys: String, CodingKey { case id }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    id = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .id)
    unservedPenalty = try ResourceAmounts(from: decoder) { "unserved_penalty_krw_per_\($0.singular)" }
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try unservedPenalty.encode(to: encoder) { "unserved_penalty_krw_per_\($0.singular)" }
  }
}
