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
  /// Trips of trucks; nil without joint delivery.
  public var trips: [Trips]?
  /// What differs from the existing plan; nil without one.
  public var changes: [Change]?
  /// How much of the existing plan is kept; nil without one.
  public var continuity: Continuity?
  /// Sums over the plan that are no costs; nil where there are none.
  public var totals: Totals?
  /// Multipliers that prove a bound.
  public var boundProof: BoundProof?
  /// Why there is no plan.
  public var infeasibility: Infeasibility?
  /// Cost by component; the sum is the objective. Not part of the file's part, but of its envelope.
  var components = PlanComponents([:])

  enum CodingKeys: String, CodingKey {
    case assignments, unserved, trips, changes, continuity, totals, infeasibility
    case activatedWarehouses = "activated_warehouses"
    case boundProof = "bound_proof"
  }

  /// A warehouse in use.
  public struct ActivatedWarehouse: Codable, Sendable {
    /// Its id.
    public var id: String
    /// What activating it cost.
    public var activationCost: Double
    /// Number of periods in which something is stored; nil in a plan without time.
    public var activePeriods: Int?
    /// What those periods cost; nil where no warehouse charges by period.
    public var periodActivationCost: Double?
    /// Use of each area and resource, and after that of each resource of a total capacity.
    public var utilisation: [Utilisation]

    enum CodingKeys: String, CodingKey {
      case id, utilisation
      case activationCost = "activation_cost_krw"
      case activePeriods = "active_periods"
      case periodActivationCost = "activation_periods_krw"
    }
  }

  /// Use of a resource of an area or of a whole warehouse; with time, in the fullest period.
  public struct Utilisation: Codable, Sendable {
    /// Id of the area; nil where it has none, and for a total.
    public var area: String?
    /// The resource, which is also the unit.
    public var resource: Resource
    /// The fullest period, counted from 1; nil in a plan without time.
    public var period: Int?
    /// How much is used.
    public var used: Double
    /// How much there is.
    public var capacity: Double
    /// Used over capacity; 0 where there is none.
    public var utilisation: Double
    /// What one more unit of this capacity would save with the plan's integral choices as they are; nil
    /// where unknown, and over several periods.
    public var shadowPrice: Double?
    /// How much is used in each period; nil in a plan without time, like the lists below.
    public var usedByPeriod: NumberList?
    /// How much there is in each period.
    public var capacityByPeriod: NumberList?
    /// What one more unit in each period would save; nil where unknown.
    public var shadowPriceByPeriod: NumberList?

    /// Use of a resource in one period.
    public init(
      area: String? = nil, resource: Resource, used: Double, capacity: Double, utilisation: Double,
      shadowPrice: Double? = nil
    ) {
      self.area = area
      self.resource = resource
      self.used = used
      self.capacity = capacity
      self.utilisation = utilisation
      self.shadowPrice = shadowPrice
    }

    enum CodingKeys: String, CodingKey {
      case area, resource, period, used, capacity, utilisation
      case shadowPrice = "shadow_price_krw"
      case usedByPeriod = "used_by_period"
      case capacityByPeriod = "capacity_by_period"
      case shadowPriceByPeriod = "shadow_price_by_period_krw"
    }
  }

  /// A share of a demand in a warehouse.
  public struct Assignment: Sendable {
    /// Id of the demand.
    public var demand: String
    /// Id of the warehouse.
    public var warehouse: String
    /// Id of the area; nil where the warehouse declares none.
    public var area: String?
    /// First period of the stay, counted from 1; nil in a plan without time.
    public var firstPeriod: Int?
    /// Last period of the stay.
    public var lastPeriod: Int?
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
    /// Carbon dioxide of carrying the share, in kg; nil where the scenario counts none.
    public var carbon: Double?
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
      /// The scenario forbids every pair.
      case forbidden
      /// No warehouse lends space throughout its stay.
      case noWindow = "no_window"
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
    /// The penalty from which serving all of it would pay at the plan's prices; nil where unknown.
    public var servedFromPenalty: Double?

    enum CodingKeys: String, CodingKey {
      case demand, share, reason, detail
      case penalty = "penalty_krw"
      case servedFromPenalty = "served_from_penalty_krw"
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

    /// A rule that is in the way.
    public struct Rule: Codable, Sendable {
      /// The rule, as one word.
      public var rule: String
      /// How far it would have to give way, in a sentence.
      public var detail: String
    }

    /// What is the matter.
    public var summary: String
    /// The demands concerned.
    public var demands: [Culprit]
    /// Rules of which one giving way would make room for a plan; nil where demands are the matter.
    public var rules: [Rule]?
    /// Multipliers that prove it, where they do.
    public var proof: BoundProof?
  }
}

extension LogisticsPlan.Assignment: Codable {
  enum CodingKeys: String, CodingKey {
    case demand, warehouse, area, share
    case firstPeriod = "first_period"
    case lastPeriod = "last_period"
    case carbon = "kg_co2"
    case distance = "distance_km"
    case transportCost = "transport_cost_krw"
    case handlingCost = "handling_cost_krw"
  }

  /// Reads the keys of the schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    demand = try container.decode(String.self, forKey: .demand)
    warehouse = try container.decode(String.self, forKey: .warehouse)
    area = try container.decodeIfPresent(String.self, forKey: .area)
    firstPeriod = try container.decodeIfPresent(Int.self, forKey: .firstPeriod)
    lastPeriod = try container.decodeIfPresent(Int.self, forKey: .lastPeriod)
    share = try container.decode(Double.self, forKey: .share)
    quantity = try ResourceAmounts(from: decoder) { "quantity_\($0.rawValue)" }
    distance = try container.decodeIfPresent(Double.self, forKey: .distance)
    transportCost = try container.decode(Double.self, forKey: .transportCost)
    handlingCost = try container.decode(Double.self, forKey: .handlingCost)
    carbon = try container.decodeIfPresent(Double.self, forKey: .carbon)
  }

  /// Writes the keys of the schema.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(demand, forKey: .demand)
    try container.encode(warehouse, forKey: .warehouse)
    try container.encodeIfPresent(area, forKey: .area)
    try container.encodeIfPresent(firstPeriod, forKey: .firstPeriod)
    try container.encodeIfPresent(lastPeriod, forKey: .lastPeriod)
    try container.encode(share, forKey: .share)
    try quantity.encode(to: encoder) { "quantity_\($0.rawValue)" }
    try container.encodeIfPresent(distance, forKey: .distance)
    try container.encode(transportCost, forKey: .transportCost)
    try container.encode(handlingCost, forKey: .handlingCost)
    try container.encodeIfPresent(carbon, forKey: .carbon)
  }
}
