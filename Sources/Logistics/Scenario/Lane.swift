// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario {
  /// An open pair of a demand and a storage area.
  public struct Lane: Sendable {
    /// Index of the demand.
    public var demand: Int
    /// Index of the warehouse.
    public var warehouse: Int
    /// Index of the area.
    public var area: Int
    /// Cost of carrying all of the demand here.
    public var transportCost: Double
    /// Cost of handling all of the demand here.
    public var handlingCost: Double
    /// Carbon dioxide of carrying all of the demand here, in kg.
    public var carbon: Double = 0
    /// Road distance in km; nil where only a cost is known.
    public var distance: Double?

    /// Cost of serving all of the demand here; activation, carbon and trips apart.
    public var cost: Double { transportCost + handlingCost }

    /// A lane.
    public init(
      demand: Int, warehouse: Int, area: Int, transportCost: Double, handlingCost: Double,
      carbon: Double = 0, distance: Double? = nil
    ) {
      self.demand = demand
      self.warehouse = warehouse
      self.area = area
      self.transportCost = transportCost
      self.handlingCost = handlingCost
      self.carbon = carbon
      self.distance = distance
    }
  }

  /// A share that an existing plan has on a lane.
  public struct ExistingShare: Sendable {
    /// Index of the lane.
    public var lane: Int
    /// The share of the demand, in (0, 1].
    public var share: Double
    /// Whether the plan must keep it.
    public var isFrozen: Bool

    /// An existing share.
    public init(lane: Int, share: Double, isFrozen: Bool = false) {
      self.lane = lane
      self.share = share
      self.isFrozen = isFrozen
    }
  }
}
