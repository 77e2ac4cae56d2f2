// SPDX-License-Identifier: GPL-3.0-or-later

/// What shares on lanes add up to: loads by area, warehouse and slot (resource and period), goods for the
/// trucks, volumes, costs and carbon dioxide. Nothing but sums over the scenario's data.
struct PlanLedger {
  let scenario: LogisticsScenario
  /// Share of its demand on each lane.
  private(set) var share: [Double]
  /// Share of each demand that is stored.
  private(set) var served: [Double]
  /// Load by area and slot.
  private(set) var areaLoad: [Double]
  /// Load by warehouse and slot.
  private(set) var load: [Double]
  /// Whether anything is stored, by warehouse and period.
  private(set) var isActive: [Bool]
  /// What is delivered, by warehouse, zone, period and resource.
  private(set) var goods: [Double]
  /// Quantity times periods that is stored, by warehouse and resource.
  private(set) var volume: [Double]
  /// Quantity times periods that is stored, by group and resource.
  private(set) var groupVolume: [Double]
  /// Cost of carrying.
  private(set) var transport = 0.0
  /// Cost of handling.
  private(set) var handling = 0.0
  /// Carbon dioxide of carrying, trips apart, in kg.
  private(set) var carbon = 0.0

  /// Nothing stored.
  init(_ scenario: LogisticsScenario) {
    self.scenario = scenario
    let resources = scenario.resources.count
    let slots = scenario.slotCount
    let warehouses = scenario.warehouses.count
    share = Array(repeating: 0, count: scenario.lanes.count)
    served = Array(repeating: 0, count: scenario.demands.count)
    areaLoad = Array(repeating: 0, count: scenario.areas.count * slots)
    load = Array(repeating: 0, count: warehouses * slots)
    isActive = Array(repeating: false, count: warehouses * scenario.periods.count)
    goods = Array(repeating: 0, count: warehouses * (scenario.trucks?.zones.count ?? 0) * slots)
    volume = Array(repeating: 0, count: warehouses * resources)
    groupVolume = Array(repeating: 0, count: scenario.groups.count * resources)
  }

  /// Stores a share of a lane's demand for its whole stay.
  mutating func store(_ part: Double, onLane index: Int) {
    let lane = scenario.lanes[index]
    let demand = scenario.demands[lane.demand]
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    let slots = resources * periods
    share[index] += part
    served[lane.demand] += part
    transport += part * lane.transportCost
    handling += part * lane.handlingCost
    carbon += part * lane.carbon
    for r in 0..<resources where demand.quantity[r] > 0 {
      let quantity = part * demand.quantity[r]
      for t in demand.stay {
        areaLoad[lane.area * slots + r * periods + t] += quantity
        load[lane.warehouse * slots + r * periods + t] += quantity
      }
      volume[lane.warehouse * resources + r] += quantity * Double(demand.stay.count)
      if let g = demand.group { groupVolume[g * resources + r] += quantity * Double(demand.stay.count) }
    }
    for t in demand.stay where part > 0 { isActive[lane.warehouse * periods + t] = true }
    guard let zone = demand.zone, let trucks = scenario.trucks else { return }
    for t in demand.stay {
      let first = ((lane.warehouse * trucks.zones.count + zone) * periods + t) * resources
      for r in 0..<resources { goods[first + r] += part * demand.delivery[r] }
    }
  }

  /// Number of periods in which a warehouse stores anything.
  func activePeriods(ofWarehouse w: Int) -> Int {
    let periods = scenario.periods.count
    return isActive[w * periods..<(w + 1) * periods].reduce(0) { $1 ? $0 + 1 : $0 }
  }

  /// Truckloads that a warehouse delivers to a zone in a period, by the resource that fills most of them; a
  /// slot is a warehouse, a zone and a period.
  func truckloads(slot: Int) -> Double {
    guard let trucks = scenario.trucks else { return 0 }
    var most = 0.0
    for r in scenario.resources.indices {
      let goods = goods[slot * scenario.resources.count + r]
      // What is infinite on both sides fills nothing.
      if goods > 0 && trucks.capacity[r].isFinite { most = max(most, goods / trucks.capacity[r]) }
    }
    return most
  }

  /// The fewest whole trips for a slot; a load that exceeds whole trucks by rounding needs no further one.
  func fewestTrips(slot: Int) -> Double {
    (truckloads(slot: slot) / (1 + LogisticsCheck.capacityTolerance)).rounded(.up)
  }

  /// kg of carbon dioxide of lanes, and of the fewest trips.
  var carbonWithFewestTrips: Double {
    guard let trucks = scenario.trucks else { return carbon }
    var sum = carbon
    for slot in 0..<scenario.warehouses.count * trucks.zones.count * scenario.periods.count {
      sum += fewestTrips(slot: slot) * trucks.tripCarbon[slot / scenario.periods.count]
    }
    return sum
  }

  /// What the plan pays for shares that an existing plan has elsewhere, by demand.
  func changeCost(ofDemand d: Int, existing: [LogisticsScenario.ExistingShare]) -> Double {
    let demand = scenario.demands[d]
    var moved = demand.strandedShare
    for kept in existing { moved += max(0, kept.share - share[kept.lane]) }
    return demand.changeCost * moved
  }
}

extension LogisticsScenario {
  /// Capacity of a warehouse in a slot: that of its areas together, limited by its own where it has one.
  func jointCapacity(ofWarehouse w: Int, slot: Int) -> Double {
    var sum = 0.0
    for k in warehouses[w].areas { sum += areas[k].capacity[slot] }
    if let total = warehouses[w].totalCapacity { sum = min(sum, total[slot]) }
    return sum
  }
}
