// SPDX-License-Identifier: GPL-3.0-or-later

import Logistics

/// What a plan costs by the words of the rules, one after the other, and whether it keeps them all. Slow and
/// plain: the third opinion beside the formulation and the check.
struct PlanJudge {
  let scenario: LogisticsScenario
  private let tolerance = 1e-9

  /// The cost of the plan with these shares by lane, with the fewest trips and every warehouse activated in
  /// which something is stored; nil where it breaks a rule.
  func cost(_ share: [Double]) -> Double? {
    let demands = scenario.demands
    var served = [Double](repeating: 0, count: demands.count)
    for (index, lane) in scenario.lanes.enumerated() { served[lane.demand] += share[index] }
    var penalty = 0.0
    for (d, demand) in demands.enumerated() {
      if served[d] > 1 + tolerance { return nil }
      guard let price = demand.unservedPenalty else {
        if served[d] < 1 - tolerance { return nil }
        continue
      }
      penalty += price * (1 - served[d])
    }
    guard keepsDemandRules(share), fits(share), keepsShares(share) else { return nil }
    guard let cost = priced(share) else { return nil }
    return cost + penalty
  }

  private func byWarehouse(_ share: [Double], _ d: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: scenario.warehouses.count)
    for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
      sums[scenario.lanes[index].warehouse] += share[index]
    }
    return sums
  }

  private func keepsDemandRules(_ share: [Double]) -> Bool {
    for (d, demand) in scenario.demands.enumerated() {
      let lanes = scenario.laneStart[d]..<scenario.laneStart[d + 1]
      if demand.isSingleSource && lanes.contains(where: { share[$0] > 0 && share[$0] < 1 }) { return false }
      let used = byWarehouse(share, d).filter { $0 > 0 }
      if let most = demand.mostWarehouses, used.count > most { return false }
      if used.contains(where: { $0 < demand.smallestShare - tolerance }) { return false }
    }
    for kept in scenario.existing where kept.isFrozen && share[kept.lane] != kept.share { return false }
    for (a, b) in scenario.rules.incompatibleClasses {
      for w in scenario.warehouses.indices {
        let stored = Set(
          scenario.lanes.indices.compactMap { index -> Int? in
            guard share[index] > 0, scenario.lanes[index].warehouse == w else { return nil }
            return scenario.demands[scenario.lanes[index].demand].storageClass
          })
        if stored.contains(a) && stored.contains(b) { return false }
      }
    }
    return true
  }

  /// Load of a set of lanes in a period.
  private func load(_ share: [Double], _ r: Int, _ t: Int, _ takesPart: (LogisticsScenario.Lane) -> Bool)
    -> Double
  {
    var sum = 0.0
    for (index, lane) in scenario.lanes.enumerated() where share[index] > 0 && takesPart(lane) {
      let demand = scenario.demands[lane.demand]
      if demand.stay.contains(t) { sum += share[index] * demand.quantity[r] }
    }
    return sum
  }

  private func fits(_ share: [Double]) -> Bool {
    for r in scenario.resources.indices {
      for t in 0..<scenario.periods.count {
        let slot = r * scenario.periods.count + t
        for (k, area) in scenario.areas.enumerated()
        where load(share, r, t, { $0.area == k }) > area.capacity[slot] + tolerance {
          return false
        }
        for (w, warehouse) in scenario.warehouses.enumerated() {
          guard let total = warehouse.totalCapacity else { continue }
          if load(share, r, t, { $0.warehouse == w }) > total[slot] + tolerance { return false }
        }
      }
    }
    return true
  }

  private func isUsed(_ share: [Double], _ w: Int) -> Bool {
    scenario.lanes.indices.contains { share[$0] > 0 && scenario.lanes[$0].warehouse == w }
  }

  private func keepsShares(_ share: [Double]) -> Bool {
    let periods = 0..<scenario.periods.count
    let used = scenario.warehouses.indices.filter { isUsed(share, $0) }
    if let most = scenario.rules.mostActivated, used.count > most { return false }
    for (o, owner) in scenario.owners.enumerated() {
      if let most = owner.mostWarehouses,
        used.filter({ scenario.warehouses[$0].owner == o }).count > most
      {
        return false
      }
    }
    for r in scenario.resources.indices {
      func volume(_ takesPart: (LogisticsScenario.Lane) -> Bool) -> Double {
        periods.reduce(0) { $0 + load(share, r, $1, takesPart) }
      }
      for w in used {
        let warehouse = scenario.warehouses[w]
        let capacity = periods.reduce(0) { sum, t in
          let slot = r * periods.count + t
          let areas = warehouse.areas.reduce(0) { $0 + scenario.areas[$1].capacity[slot] }
          return sum + min(areas, warehouse.totalCapacity?[slot] ?? .infinity)
        }
        if volume({ $0.warehouse == w }) < warehouse.smallestUtilisation[r] * capacity - tolerance {
          return false
        }
      }
      for (o, owner) in scenario.owners.enumerated()
      where volume({ scenario.warehouses[$0.warehouse].owner == o })
        > owner.largestShare[r] * volume({ _ in true }) + tolerance
      {
        return false
      }
      for (g, group) in scenario.groups.enumerated() {
        let asked = scenario.demands.reduce(0) { sum, demand in
          demand.group == g ? sum + demand.quantity[r] * Double(demand.stay.count) : sum
        }
        if volume({ scenario.demands[$0.demand].group == g })
          < group.smallestServedShare[r] * asked - tolerance
        {
          return false
        }
      }
    }
    return true
  }

  /// Cost without penalties; nil over the budget or the cap.
  private func priced(_ share: [Double]) -> Double? {
    var cost = 0.0
    var carbon = 0.0
    for (index, lane) in scenario.lanes.enumerated() {
      cost += share[index] * (lane.transportCost + lane.handlingCost)
      carbon += share[index] * lane.carbon
    }
    for (w, warehouse) in scenario.warehouses.enumerated() where isUsed(share, w) {
      cost += warehouse.activationCost
      for t in 0..<scenario.periods.count
      where scenario.lanes.indices.contains(where: {
        share[$0] > 0 && scenario.lanes[$0].warehouse == w
          && scenario.demands[scenario.lanes[$0].demand].stay.contains(t)
      }) {
        cost += warehouse.periodActivationCost
      }
    }
    if let trucks = scenario.trucks {
      for w in scenario.warehouses.indices {
        for zone in trucks.zones.indices {
          for t in 0..<scenario.periods.count {
            var trips = 0.0
            for r in scenario.resources.indices {
              let goods = scenario.lanes.indices.reduce(0) { sum, index in
                let lane = scenario.lanes[index]
                let demand = scenario.demands[lane.demand]
                guard lane.warehouse == w, demand.zone == zone, demand.stay.contains(t) else { return sum }
                return sum + share[index] * demand.delivery[r]
              }
              trips = max(trips, (goods / trucks.capacity[r] - tolerance).rounded(.up))
            }
            cost += trips * trucks.tripCost[w * trucks.zones.count + zone]
            carbon += trips * trucks.tripCarbon[w * trucks.zones.count + zone]
          }
        }
      }
    }
    cost += scenario.rules.carbonPrice * carbon
    for (d, demand) in scenario.demands.enumerated() {
      cost += demand.changeCost * demand.strandedShare
      for kept in scenario.existing where scenario.lanes[kept.lane].demand == d {
        cost += demand.changeCost * max(0, kept.share - share[kept.lane])
      }
    }
    if let budget = scenario.rules.budget, cost > budget + tolerance { return nil }
    if let cap = scenario.rules.carbonCap, carbon > cap + tolerance { return nil }
    return cost
  }
}

/// The best plan whose shares are halves, by trying them all: an upper limit of the optimum, and the optimum
/// itself where every demand is single-source.
struct HalvesEnumeration {
  let scenario: LogisticsScenario
  private(set) var best: Double?
  private(set) var bestShare: [Double] = []

  init(_ scenario: LogisticsScenario) {
    self.scenario = scenario
    var share = [Double](repeating: 0, count: scenario.lanes.count)
    place(0, &share)
  }

  private mutating func place(_ d: Int, _ share: inout [Double]) {
    guard d < scenario.demands.count else {
      if let cost = PlanJudge(scenario: scenario).cost(share), cost < best ?? .infinity {
        best = cost
        bestShare = share
      }
      return
    }
    let lanes = Array(scenario.laneStart[d]..<scenario.laneStart[d + 1])
    if scenario.demands[d].unservedPenalty != nil { place(d + 1, &share) }
    for (index, lane) in lanes.enumerated() {
      share[lane] = 1
      place(d + 1, &share)
      share[lane] = 0.5
      if !scenario.demands[d].isSingleSource {
        if scenario.demands[d].unservedPenalty != nil { place(d + 1, &share) }
        for other in lanes[(index + 1)...] {
          share[other] = 0.5
          place(d + 1, &share)
          share[other] = 0
        }
      }
      share[lane] = 0
    }
  }
}
