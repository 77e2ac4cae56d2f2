// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// The logistics part of a plan file.
public struct LogisticsPlan: Codable, Sendable {
  /// Warehouses that store something or were paid for.
  public var activatedWarehouses: [ActivatedWarehouse] = []
  /// Who stores where.
  public var assignments: [Assignment] = []
  /// What stays unserved, and why.
  public var unserved: [Unserved] = []
  /// Multipliers that prove a bound.
  public var boundProof: BoundProof?
  /// Why there is no plan.
  public var infeasibility: Infeasibility?

  enum CodingKeys: String, CodingKey {
    case assignments, unserved, infeasibility
    case activatedWarehouses = "activated_warehouses"
    case boundProof = "bound_proof"
  }

  /// A warehouse in use.
  public struct ActivatedWarehouse: Codable, Sendable {
    /// Its id.
    public var id: String
    /// What activating it cost.
    public var activationCost: Double
    /// Use of each resource.
    public var utilisation: [Utilisation]

    enum CodingKeys: String, CodingKey {
      case id, utilisation
      case activationCost = "activation_cost_krw"
    }
  }

  /// Use of a resource of a warehouse.
  public struct Utilisation: Codable, Sendable {
    /// The resource, which is also the unit.
    public var resource: Resource
    /// How much is used.
    public var used: Double
    /// How much there is.
    public var capacity: Double
    /// Used over capacity; 0 where there is none.
    public var utilisation: Double
    /// For a linear program, what one more unit of this capacity would save.
    public var shadowPrice: Double?

    enum CodingKeys: String, CodingKey {
      case resource, used, capacity, utilisation
      case shadowPrice = "shadow_price_krw"
    }
  }

  /// A share of a demand in a warehouse.
  public struct Assignment: Sendable {
    /// Id of the demand.
    public var demand: String
    /// Id of the warehouse.
    public var warehouse: String
    /// Share of the demand, in (0, 1].
    public var share: Double
    /// Share times quantity, per resource.
    public var quantity: ResourceAmounts
    /// Road distance in km, where known.
    public var distance: Double?
    /// Cost of carrying the share.
    public var transportCost: Double
    /// Cost of handling the share.
    public var handlingCost: Double
  }

  /// The unserved share of a demand.
  public struct Unserved: Codable, Sendable {
    /// Why a demand stays unserved.
    public enum Reason: String, Codable, Sendable {
      /// No warehouse stores its class.
      case classNotStored = "class_not_stored"
      /// Every warehouse of its class is too far away.
      case tooFar = "too_far"
      /// No lane is priced.
      case noLane = "no_lane"
      /// It goes to one warehouse, and none is large enough.
      case largerThanEveryWarehouse = "larger_than_every_warehouse"
      /// The warehouses within reach are full.
      case capacityFull = "capacity_full"
      /// Serving it would cost more than the penalty.
      case cheaperUnserved = "cheaper_unserved"
    }

    /// Id of the demand.
    public var demand: String
    /// The share that is not served.
    public var share: Double
    /// What that costs.
    public var penalty: Double
    /// Why.
    public var reason: Reason
    /// Why, in a sentence.
    public var detail: String

    enum CodingKeys: String, CodingKey {
      case demand, share, reason, detail
      case penalty = "penalty_krw"
    }
  }

  /// Multipliers from which `check` proves a bound; see `LagrangianBound`.
  public struct BoundProof: Codable, Sendable {
    /// One for each demand, in the order of the scenario: the price of serving it.
    public var demandMultipliers: NumberList
    /// Warehouse by warehouse, one for each resource in use: the price of its capacity, at least 0.
    public var capacityPrices: NumberList

    enum CodingKeys: String, CodingKey {
      case demandMultipliers = "demand_multipliers_krw"
      case capacityPrices = "capacity_prices_krw"
    }
  }

  /// Why no plan keeps every rule.
  public struct Infeasibility: Codable, Sendable {
    /// A demand that cannot be served.
    public struct Culprit: Codable, Sendable {
      /// Id of the demand.
      public var demand: String
      /// Why, as one word.
      public var reason: String
      /// Why, in a sentence.
      public var detail: String
    }

    /// What is the matter.
    public var summary: String
    /// The demands concerned.
    public var demands: [Culprit]
    /// Multipliers of the shortage problem, where they prove it.
    public var proof: BoundProof?
  }
}

extension LogisticsPlan.Assignment: Codable {
  enum CodingKeys: String, CodingKey {
    case demand, warehouse, share
    case distance = "distance_km"
    case transportCost = "transport_cost_krw"
    case handlingCost = "handling_cost_krw"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    demand = try container.decode(String.self, forKey: .demand)
    warehouse = try container.decode(String.self, forKey: .warehouse)
    share = try container.decode(Double.self, forKey: .share)
    quantity = try ResourceAmounts(from: decoder) { "quantity_\($0.rawValue)" }
    distance = try container.decodeIfPresent(Double.self, forKey: .distance)
    transportCost = try container.decode(Double.self, forKey: .transportCost)
    handlingCost = try container.decode(Double.self, forKey: .handlingCost)
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(demand, forKey: .demand)
    try container.encode(warehouse, forKey: .warehouse)
    try container.encode(share, forKey: .share)
    try quantity.encode(to: encoder) { "quantity_\($0.rawValue)" }
    try container.encodeIfPresent(distance, forKey: .distance)
    try container.encode(transportCost, forKey: .transportCost)
    try container.encode(handlingCost, forKey: .handlingCost)
  }
}
