// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A valid logistics scenario: every reference resolved, every lane priced.
///
/// Warehouses, storage areas, demands, lanes, resources, periods, owners, groups and zones are counted
/// from 0; lanes are grouped by demand. Arrays over resources and periods are flat, the slot of resource
/// r and period t being `r * periods.count + t`.
public struct LogisticsScenario: Sendable {
  /// What the scenario is called.
  public var name: String
  /// ISO 4217 code.
  public var currency: String
  /// Options that the file asks for.
  public var options = SolveOptionsChoice()
  /// The periods of the horizon.
  public var periods = Periods()
  /// The resources that demands need.
  public var resources: [Resource]
  /// The warehouses, in the order of the file.
  public var warehouses: [Warehouse]
  /// The storage areas, warehouse by warehouse; one for a warehouse that declares none.
  public var areas: [StorageArea]
  /// The demands, in the order of the file.
  public var demands: [Demand]
  /// The open pairs of a demand and an area, by demand and then by area.
  public var lanes: [Lane]
  /// The lanes of demand d are `laneStart[d] ..< laneStart[d + 1]`.
  public var laneStart: [Int]
  /// Names of the storage classes that demands have.
  public var storageClasses: [String] = []
  /// Rules on the plan as a whole.
  public var rules = Rules()
  /// Owners of warehouses.
  public var owners: [Owner] = []
  /// Groups of demands with a guaranteed share.
  public var groups: [Group] = []
  /// Joint delivery by whole trucks; nil where there is none.
  public var trucks: Trucks?
  /// The pairs of an existing plan, by lane; each lane at most once.
  public var existing: [ExistingShare] = []

  /// The lanes of a demand.
  public func lanes(ofDemand demand: Int) -> ArraySlice<Lane> {
    lanes[laneStart[demand]..<laneStart[demand + 1]]
  }

  /// Number of slots of an array over resources and periods.
  public var slotCount: Int { resources.count * periods.count }

  /// The largest share of a demand that an area can hold by itself in every period of the stay, at most 1.
  public func largestShare(of lane: Lane) -> Double {
    let demand = demands[lane.demand]
    let area = areas[lane.area]
    let total = warehouses[lane.warehouse].totalCapacity
    var share = 1.0
    for r in resources.indices where demand.quantity[r] > 0 {
      for t in demand.stay {
        let slot = r * periods.count + t
        share = min(share, area.capacity[slot] / demand.quantity[r])
        if let total { share = min(share, total[slot] / demand.quantity[r]) }
      }
    }
    return share
  }
}
