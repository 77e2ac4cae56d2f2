// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario {
  /// Rules on the plan as a whole.
  public struct Rules: Sendable {
    /// The most warehouses that may be activated; nil for no limit.
    public var mostActivated: Int?
    /// The most that activation, transport, handling, trips, carbon and changes may cost together, that
    /// is everything but penalties; nil for no limit.
    public var budget: Double?
    /// Price of carbon dioxide, currency per kg.
    public var carbonPrice: Double = 0
    /// The most carbon dioxide, in kg; nil for no limit.
    public var carbonCap: Double?
    /// Pairs of storage classes, as indices, that must not share a warehouse.
    public var incompatibleClasses: [(Int, Int)] = []

    /// No rules.
    public init() {}
  }

  /// An owner of warehouses.
  public struct Owner: Sendable {
    /// Its id.
    public var id: String
    /// The most of its warehouses that may be activated; nil for no limit.
    public var mostWarehouses: Int?
    /// By resource, the largest part of all that is stored (quantity times periods) which its warehouses
    /// may hold; 1 for no limit.
    public var largestShare: [Double]

    /// An owner.
    public init(id: String, mostWarehouses: Int? = nil, largestShare: [Double]) {
      self.id = id
      self.mostWarehouses = mostWarehouses
      self.largestShare = largestShare
    }
  }

  /// A group of demands.
  public struct Group: Sendable {
    /// Its id.
    public var id: String
    /// By resource, the smallest part of what the group asks for (quantity times periods) that must be
    /// served; 0 for none.
    public var smallestServedShare: [Double]

    /// A group.
    public init(id: String, smallestServedShare: [Double]) {
      self.id = id
      self.smallestServedShare = smallestServedShare
    }
  }

  /// Joint delivery: in each period, what a warehouse delivers to a zone goes in whole trucks.
  public struct Trucks: Sendable {
    /// Ids of the zones.
    public var zones: [String]
    /// Capacity of a truck by resource; infinite where it does not limit.
    public var capacity: [Double]
    /// Cost of a trip, warehouse by warehouse, for each zone.
    public var tripCost: [Double]
    /// Carbon dioxide of a trip in kg, in the same order.
    public var tripCarbon: [Double]

    /// Trucks.
    public init(zones: [String], capacity: [Double], tripCost: [Double], tripCarbon: [Double]) {
      self.zones = zones
      self.capacity = capacity
      self.tripCost = tripCost
      self.tripCarbon = tripCarbon
    }
  }
}
