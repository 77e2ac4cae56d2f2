// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether shares keep every rule of a scenario, and what they cost: of a plan that was made elsewhere.
enum PlanAudit {
  /// How far a limit may be exceeded, relative.
  static let tolerance = 1e-6

  /// The objective of the existing plan as it is, under today's data, nothing moved; nil where it breaks a
  /// rule now.
  static func existingCost(_ scenario: LogisticsScenario) -> Double? {
    guard scenario.demands.allSatisfy({ $0.strandedShare == 0 }) else { return nil }
    var shares = [Double](repeating: 0, count: scenario.lanes.count)
    for entry in scenario.existing { shares[entry.lane] = entry.share }
    return cost(scenario, shares)
  }

  /// The objective of a plan; nil where it breaks a rule.
  static func cost(_ scenario: LogisticsScenario, _ shares: [Double]) -> Double? {
    let loads = PlanLoads(scenario, shares)
    guard keepsDemandRules(scenario, shares), keepsCapacities(scenario, loads),
      keepsWarehouseRules(scenario, shares, loads), keepsVolumeRules(scenario, shares, loads)
    else { return nil }
    return price(scenario, shares, loads)
  }

  private static func isAtMost(_ value: Double, _ limit: Double) -> Bool {
    value <= limit + tolerance * max(1, abs(limit))
  }

  private static func keepsDemandRules(_ scenario: LogisticsScenario, _ shares: [Double]) -> Bool {
    for (d, demand) in scenario.demands.enumerated() {
      let lanes = scenario.laneStart[d]..<scenario.laneStart[d + 1]
      let served = lanes.reduce(0) { $0 + shares[$1] }
      if !isAtMost(served, 1) || (demand.unservedPenalty == nil && served < 1 - tolerance) { return false }
      let used = scenario.lanesByWarehouse(ofDemand: d).map { $0.lanes.reduce(0) { $0 + shares[$1] } }
        .filter { $0 > 0 }
      if used.count > demand.mostWarehouses ?? .max { return false }
      if used.contains(where: { $0 < demand.smallestShare - tolerance }) { return false }
      if demand.isSingleSource, lanes.contains(where: { shares[$0] > 0 && shares[$0] < 1 - tolerance }) {
        return false
      }
    }
    return true
  }

  private static func keepsCapacities(_ scenario: LogisticsScenario, _ loads: PlanLoads) -> Bool {
    let slots = scenario.slotCount
    for (k, area) in scenario.areas.enumerated() {
      for s in 0..<slots where loads.area[k * slots + s] > area.capacity[s] * (1 + tolerance) { return false }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      guard let total = warehouse.totalCapacity else { continue }
      for s in 0..<slots where loads.warehouse(w, slot: s, in: scenario) > total[s] * (1 + tolerance) {
        return false
      }
    }
    return true
  }

  private static func keepsWarehouseRules(
    _ scenario: LogisticsScenario, _ shares: [Double], _ loads: PlanLoads
  ) -> Bool {
    let activated = scenario.warehouses.indices.filter { loads.isStocked[$0] }
    if activated.count > scenario.rules.mostActivated ?? .max { return false }
    for (o, owner) in scenario.owners.enumerated()
    where activated.count(where: { scenario.warehouses[$0].owner == o }) > owner.mostWarehouses ?? .max {
      return false
    }
    let classes = scenario.storageClasses.count
    var stored = [Bool](repeating: false, count: scenario.warehouses.count * classes)
    for (l, lane) in scenario.lanes.enumerated() where shares[l] > 0 {
      if let kind = scenario.demands[lane.demand].storageClass {
        stored[lane.warehouse * classes + kind] = true
      }
    }
    return scenario.rules.incompatibleClasses.allSatisfy { first, second in
      first == second
        || activated.allSatisfy { !(stored[$0 * classes + first] && stored[$0 * classes + second]) }
    }
  }

  private static func keepsVolumeRules(
    _ scenario: LogisticsScenario, _ shares: [Double], _ loads: PlanLoads
  ) -> Bool {
    for r in scenario.resources.indices {
      var total = 0.0
      var ofWarehouse = [Double](repeating: 0, count: scenario.warehouses.count)
      var ofOwner = [Double](repeating: 0, count: scenario.owners.count)
      var ofGroup = [Double](repeating: 0, count: scenario.groups.count)
      for (l, lane) in scenario.lanes.enumerated() where shares[l] > 0 {
        let volume = shares[l] * scenario.volume(ofDemand: lane.demand, resource: r)
        total += volume
        ofWarehouse[lane.warehouse] += volume
        if let owner = scenario.warehouses[lane.warehouse].owner { ofOwner[owner] += volume }
        if let group = scenario.demands[lane.demand].group { ofGroup[group] += volume }
      }
      for (w, volume) in ofWarehouse.enumerated() where loads.isStocked[w] {
        let least = scenario.warehouses[w].smallestUtilisation[r]
        if least > 0, volume < (least - tolerance) * scenario.capacitySum(ofWarehouse: w, resource: r) {
          return false
        }
      }
      for (o, volume) in ofOwner.enumerated()
      where volume > (scenario.owners[o].largestShare[r] + tolerance) * total { return false }
      for (g, volume) in ofGroup.enumerated()
      where volume
        < (scenario.groups[g].smallestServedShare[r] - tolerance) * scenario.volume(ofGroup: g, resource: r)
      {
        return false
      }
    }
    return true
  }

  /// The objective, or nil above the budget or the cap.
  private static func price(
    _ scenario: LogisticsScenario, _ shares: [Double], _ loads: PlanLoads
  ) -> Double? {
    let periods = scenario.periods.count
    var cost = scenario.strandedCost
    var carbon = 0.0
    for (l, lane) in scenario.lanes.enumerated() where shares[l] > 0 {
      cost += shares[l] * lane.cost
      carbon += shares[l] * lane.carbon
    }
    for (w, warehouse) in scenario.warehouses.enumerated() where loads.isStocked[w] {
      let active = (0..<periods).count { loads.isStockedIn[w * periods + $0] }
      cost += warehouse.activationCost + Double(active) * warehouse.periodActivationCost
    }
    if let trucks = scenario.trucks {
      for (slot, count) in loads.trips.enumerated() where count > 0 {
        cost += Double(count) * trucks.tripCost[slot / periods]
        carbon += Double(count) * trucks.tripCarbon[slot / periods]
      }
    }
    cost += scenario.rules.carbonPrice * carbon
    for entry in scenario.existing {
      cost +=
        scenario.demands[scenario.lanes[entry.lane].demand].changeCost
        * max(0, entry.share - shares[entry.lane])
    }
    if let budget = scenario.rules.budget, !isAtMost(cost, budget) { return nil }
    if let cap = scenario.rules.carbonCap, !isAtMost(carbon, cap) { return nil }
    for (d, demand) in scenario.demands.enumerated() {
      guard let penalty = demand.unservedPenalty else { continue }
      let served = (scenario.laneStart[d]..<scenario.laneStart[d + 1]).reduce(0) { $0 + shares[$1] }
      cost += penalty * max(0, 1 - served)
    }
    return cost
  }
}
