// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A valid logistics scenario: every reference resolved, every lane priced.
///
/// Warehouses, demands, lanes and resources are counted from 0; lanes are grouped by demand.
public struct LogisticsScenario: Sendable {
  /// A warehouse.
  public struct Warehouse: Sendable {
    /// Its id.
    public let id: String
    /// Capacity for each of the scenario's resources, in the resource's unit.
    public let capacity: [Double]
    /// Paid once if anything is stored.
    public let activationCost: Double
  }

  /// A demand.
  public struct Demand: Sendable {
    /// Its id.
    public let id: String
    /// Quantity for each of the scenario's resources, in the resource's unit; 0 where it needs none.
    public let quantity: [Double]
    /// Whether all of it goes to one warehouse.
    public let isSingleSource: Bool
    /// Price of leaving all of it unserved; nil where it must be served.
    public let unservedPenalty: Double?
    /// Why pairs with this demand are closed.
    public let closed: ClosedPairs
  }

  /// How many pairs of a demand are closed, by the rule that closes them.
  public struct ClosedPairs: Equatable, Sendable {
    /// The warehouse does not store the demand's class.
    public var byClass = 0
    /// The warehouse is further away than the demand allows.
    public var byDistance = 0
    /// No table prices the pair.
    public var unpriced = 0
    /// The demand goes to one warehouse, and is larger than this one.
    public var bySize = 0
  }

  /// An open pair of a demand and a warehouse.
  public struct Lane: Sendable {
    /// Index of the demand.
    public let demand: Int
    /// Index of the warehouse.
    public let warehouse: Int
    /// Cost of carrying all of the demand here.
    public let transportCost: Double
    /// Cost of handling all of the demand here.
    public let handlingCost: Double
    /// Road distance in km; nil where only a cost is known.
    public let distance: Double?

    /// Cost of serving all of the demand here, activation apart.
    public var cost: Double { transportCost + handlingCost }
  }

  /// What the scenario is called.
  public let name: String
  /// ISO 4217 code.
  public let currency: String
  /// Options that the file asks for.
  public let options: SolveOptionsChoice
  /// The resources that demands need.
  public let resources: [Resource]
  /// The warehouses, in the order of the file.
  public let warehouses: [Warehouse]
  /// The demands, in the order of the file.
  public let demands: [Demand]
  /// The open pairs, by demand and then by warehouse.
  public let lanes: [Lane]
  /// The lanes of demand d are `laneStart[d] ..< laneStart[d + 1]`.
  public let laneStart: [Int]

  /// The lanes of a demand.
  public func lanes(ofDemand demand: Int) -> ArraySlice<Lane> {
    lanes[laneStart[demand]..<laneStart[demand + 1]]
  }

  /// The largest share of a demand that a warehouse can hold by itself, at most 1.
  public func largestShare(of lane: Lane) -> Double {
    var share = 1.0
    for resource in resources.indices where demands[lane.demand].quantity[resource] > 0 {
      share = min(
        share, warehouses[lane.warehouse].capacity[resource] / demands[lane.demand].quantity[resource])
    }
    return share
  }

  /// Whether no choice is integral: nothing to activate, nothing single-source.
  public var isLinear: Bool {
    warehouses.allSatisfy { $0.activationCost == 0 } && demands.allSatisfy { !$0.isSingleSource }
  }
}
