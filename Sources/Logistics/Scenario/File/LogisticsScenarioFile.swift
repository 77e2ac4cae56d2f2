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
  /// The horizon; nil for a plan without time.
  public var periods: Periods?
  /// How lanes without a table are priced.
  public var transport: Transport?
  /// Priced lanes.
  public var lanes: Lanes?
  /// What carbon dioxide costs.
  public var carbon: Carbon?
  /// Rules on the plan as a whole.
  public var rules: Rules?
  /// Owners of warehouses.
  public var owners: [Owner]?
  /// Groups of demands.
  public var groups: [Group]?
  /// What leaving a demand of a tier unserved costs.
  public var priorityTiers: [PriorityTier]?
  /// Delivery zones.
  public var zones: [Zone]?
  /// The trucks of joint delivery.
  public var trucks: Trucks?
  /// The warehouses.
  public var warehouses: [Warehouse]
  /// The demands.
  public var demands: [Demand]
  /// A plan that is in force.
  public var existingPlan: ExistingPlan?

  /// A scenario file.
  public init(
    name: String? = nil, description: String? = nil, currency: String, options: SolveOptionsChoice? = nil,
    periods: Periods? = nil, transport: Transport? = nil, lanes: Lanes? = nil, carbon: Carbon? = nil,
    rules: Rules? = nil, owners: [Owner]? = nil, groups: [Group]? = nil,
    priorityTiers: [PriorityTier]? = nil, zones: [Zone]? = nil, trucks: Trucks? = nil,
    warehouses: [Warehouse], demands: [Demand], existingPlan: ExistingPlan? = nil
  ) {
    self.name = name
    self.description = description
    self.currency = currency
    self.options = options
    self.periods = periods
    self.transport = transport
    self.lanes = lanes
    self.carbon = carbon
    self.rules = rules
    self.owners = owners
    self.groups = groups
    self.priorityTiers = priorityTiers
    self.zones = zones
    self.trucks = trucks
    self.warehouses = warehouses
    self.demands = demands
    self.existingPlan = existingPlan
  }

  enum CodingKeys: String, CodingKey {
    case format, market, name, description, currency, options, periods, transport, lanes, carbon, rules
    case owners, groups
    case priorityTiers = "priority_tiers"
    case zones, trucks, warehouses, demands
    case existingPlan = "existing_plan"
  }
}
