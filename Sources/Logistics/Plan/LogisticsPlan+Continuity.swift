// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsPlan {
  /// Trips from a warehouse to a zone in a period.
  public struct Trips: Codable, Sendable {
    /// Id of the warehouse.
    public var warehouse: String
    /// Id of the zone.
    public var zone: String
    /// The period, counted from 1; nil in a plan without time.
    public var period: Int?
    /// Whole trips, at least 1.
    public var trips: Int
    /// What they cost.
    public var cost: Double
    /// Their carbon dioxide in kg; nil where the scenario counts none.
    public var carbon: Double?

    enum CodingKeys: String, CodingKey {
      case warehouse, zone, period, trips
      case cost = "cost_krw"
      case carbon = "kg_co2"
    }
  }

  /// Where a share of a demand is.
  public struct Place: Codable, Sendable {
    /// Id of the warehouse.
    public var warehouse: String
    /// Id of the area; nil where the warehouse declares none.
    public var area: String?
    /// The share.
    public var share: Double
  }

  /// A demand that leaves a place which the existing plan gave it.
  public struct Change: Codable, Sendable {
    /// Id of the demand.
    public var demand: String
    /// Where it was, as far as that is open to it now.
    public var from: [Place]
    /// Where it is.
    public var to: [Place]
    /// The share that left its place.
    public var movedShare: Double
    /// What that costs.
    public var changeCost: Double
    /// What its old lanes cost more than its new ones, carbon at its price included; nil where an old one
    /// is closed now.
    public var saving: Double?

    enum CodingKeys: String, CodingKey {
      case demand, from, to
      case movedShare = "moved_share"
      case changeCost = "change_cost_krw"
      case saving = "saving_krw"
    }

    /// Writes every key.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(demand, forKey: .demand)
      try container.encode(from, forKey: .from)
      try container.encode(to, forKey: .to)
      try container.encode(movedShare, forKey: .movedShare)
      try container.encode(changeCost, forKey: .changeCost)
      try container.encode(saving, forKey: .saving)
    }
  }

  /// How much of the existing plan is kept, and what the changes gain.
  public struct Continuity: Codable, Sendable {
    /// Pairs of the existing plan that store something still.
    public var keptPairs: Int
    /// Demands that leave a place.
    public var movedDemands: Int
    /// What all changes cost.
    public var changeCost: Double
    /// The objective of the existing plan under today's data; nil where it breaks a rule now.
    public var existingCost: Double?
    /// How much less the new plan costs, its changes paid for; nil where the other is.
    public var gain: Double?

    enum CodingKeys: String, CodingKey {
      case keptPairs = "kept_pairs"
      case movedDemands = "moved_demands"
      case changeCost = "change_cost_krw"
      case existingCost = "existing_cost_krw"
      case gain = "gain_krw"
    }

    /// Writes every key.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(keptPairs, forKey: .keptPairs)
      try container.encode(movedDemands, forKey: .movedDemands)
      try container.encode(changeCost, forKey: .changeCost)
      try container.encode(existingCost, forKey: .existingCost)
      try container.encode(gain, forKey: .gain)
    }
  }

  /// Sums over a plan.
  public struct Totals: Codable, Sendable {
    /// Carbon dioxide in kg, trips included.
    public var carbon: Double

    enum CodingKeys: String, CodingKey { case carbon = "kg_co2" }
  }
}
