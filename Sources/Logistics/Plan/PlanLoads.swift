// SPDX-License-Identifier: GPL-3.0-or-later

/// What shares put where and when.
struct PlanLoads {
  /// By area and slot (resource and period): what is stored.
  private(set) var area: [Double]
  /// By warehouse: whether anything is stored.
  private(set) var isStocked: [Bool]
  /// By warehouse and period (`w * periods + t`): whether anything is stored then.
  private(set) var isStockedIn: [Bool]
  /// By warehouse, zone and period (`(w * zones + z) * periods + t`): the least trips that suffice.
  private(set) var trips: [Int]

  init(_ scenario: LogisticsScenario, _ shares: [Double]) {
    let periods = scenario.periods.count
    let resources = scenario.resources.count
    area = Array(repeating: 0, count: scenario.areas.count * scenario.slotCount)
    isStocked = Array(repeating: false, count: scenario.warehouses.count)
    isStockedIn = Array(repeating: false, count: scenario.warehouses.count * periods)
    let zones = scenario.trucks?.zones.count ?? 0
    var delivered = [Double](
      repeating: 0, count: scenario.warehouses.count * zones * periods * (zones > 0 ? resources : 0))
    for (l, lane) in scenario.lanes.enumerated() where shares[l] > 0 {
      let demand = scenario.demands[lane.demand]
      isStocked[lane.warehouse] = true
      for t in demand.stay { isStockedIn[lane.warehouse * periods + t] = true }
      for (r, quantity) in demand.quantity.enumerated() where quantity != 0 {
        let base = lane.area * scenario.slotCount + r * periods
        for t in demand.stay { area[base + t] += shares[l] * quantity }
      }
      guard zones > 0, let zone = demand.zone else { continue }
      for (r, delivery) in demand.delivery.enumerated() where delivery > 0 {
        let base = (lane.warehouse * zones + zone) * periods
        for t in demand.stay { delivered[(base + t) * resources + r] += shares[l] * delivery }
      }
    }
    trips = Array(repeating: 0, count: scenario.warehouses.count * zones * periods)
    guard let trucks = scenario.trucks else { return }
    for slot in trips.indices {
      var load = 0.0
      for r in 0..<resources where trucks.capacity[r].isFinite && trucks.capacity[r] > 0 {
        load = max(load, delivered[slot * resources + r] / trucks.capacity[r])
      }
      trips[slot] = Int(Trips.least(for: load))
    }
  }

  /// What a warehouse stores in a slot, all areas together.
  func warehouse(_ w: Int, slot: Int, in scenario: LogisticsScenario) -> Double {
    scenario.warehouses[w].areas.reduce(0) { $0 + area[$1 * scenario.slotCount + slot] }
  }
}
