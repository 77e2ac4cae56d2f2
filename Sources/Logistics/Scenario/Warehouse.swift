// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario {
  /// A warehouse.
  public struct Warehouse: Sendable {
    /// Its id.
    public var id: String
    /// Its areas, as indices into the scenario's.
    public var areas: Range<Int>
    /// Capacity of all its areas together by slot (resource and period), where the file limits it besides
    /// the areas' own; nil where it does not.
    public var totalCapacity: [Double]?
    /// Paid once if anything is stored.
    public var activationCost: Double
    /// Paid for each period in which anything is stored.
    public var periodActivationCost: Double = 0
    /// Its owner, as an index; nil where none is named.
    public var owner: Int?
    /// By resource, the smallest part of the capacity of all its areas over all periods that must be used
    /// if anything is stored; 0 for none. Capacity is that of the areas, limited by `totalCapacity`.
    public var smallestUtilisation: [Double]

    /// A warehouse.
    public init(
      id: String, areas: Range<Int>, totalCapacity: [Double]? = nil, activationCost: Double = 0,
      periodActivationCost: Double = 0, owner: Int? = nil, smallestUtilisation: [Double]
    ) {
      self.id = id
      self.areas = areas
      self.totalCapacity = totalCapacity
      self.activationCost = activationCost
      self.periodActivationCost = periodActivationCost
      self.owner = owner
      self.smallestUtilisation = smallestUtilisation
    }
  }

  /// A part of a warehouse with a capacity of its own.
  public struct StorageArea: Sendable {
    /// Its id within the warehouse; nil for the only area of a warehouse that declares none.
    public var id: String?
    /// Its warehouse.
    public var warehouse: Int
    /// Capacity by slot (resource and period), in the resource's unit; 0 outside of the windows in which
    /// the space is lent.
    public var capacity: [Double]

    /// An area.
    public init(id: String? = nil, warehouse: Int, capacity: [Double]) {
      self.id = id
      self.warehouse = warehouse
      self.capacity = capacity
    }
  }
}
