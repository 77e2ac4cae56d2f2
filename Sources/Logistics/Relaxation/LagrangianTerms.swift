// SPDX-License-Identifier: GPL-3.0-or-later

/// The parts of the Lagrangian bound at given multipliers; see `LagrangianBound` for the mathematics.
struct LagrangianTerms {
  private let scenario: LogisticsScenario
  private let multipliers: Multipliers
  private let periods: Int
  private let resources: Int
  /// 1 + beta.
  private let money: Double
  private let budget: Double
  private let carbonPrice: Double
  /// By resource: sum over owners of om sigma.
  private let ownerBase: [Double]

  init(_ scenario: LogisticsScenario, _ multipliers: Multipliers) {
    self.scenario = scenario
    self.multipliers = multipliers
    periods = scenario.periods.count
    resources = scenario.resources.count
    // A multiplier of a rule that the scenario does not have counts as 0.
    budget = scenario.rules.budget == nil ? 0 : max(0, multipliers.budget)
    carbonPrice = scenario.rules.carbonCap == nil ? 0 : max(0, multipliers.carbon)
    money = 1 + budget
    ownerBase = scenario.resources.indices.map { r in
      scenario.owners.indices.reduce(0) { sum, o in
        sum + Self.price(multipliers.ownerShare, o * scenario.resources.count + r)
          * scenario.owners[o].largestShare[r]
      }
    }
  }

  /// The bound.
  var bound: Double {
    var bound = demandTerms - ruleTerms + truckTerms
    var lanes = [[LaneTerm]](repeating: [], count: scenario.warehouses.count)
    let existing = existingByLane
    for (l, lane) in scenario.lanes.enumerated() {
      lanes[lane.warehouse].append(term(l, existing[l]))
    }
    for w in scenario.warehouses.indices { bound += warehouseTerm(w, lanes[w]) }
    return bound
  }

  /// What a lane adds: at the share it must keep, or at the best one.
  private struct LaneTerm {
    var stay: Range<Int>
    var value: Double
    var isForced: Bool
  }

  private static func price(_ list: [Double], _ place: Int) -> Double {
    list.isEmpty ? 0 : max(0, list[place])
  }

  private var existingByLane: [LogisticsScenario.ExistingShare?] {
    var result = [LogisticsScenario.ExistingShare?](repeating: nil, count: scenario.lanes.count)
    for entry in scenario.existing { result[entry.lane] = entry }
    return result
  }

  private var demandTerms: Double {
    var sum = 0.0
    for (d, demand) in scenario.demands.enumerated() {
      sum += multipliers.demand[d]
      if let penalty = demand.unservedPenalty { sum += min(0, penalty - multipliers.demand[d]) }
      sum += money * demand.changeCost * demand.strandedShare
    }
    for entry in scenario.existing {
      sum += money * scenario.demands[scenario.lanes[entry.lane].demand].changeCost * entry.share
    }
    return sum
  }

  /// Multipliers times the limits of their rules.
  private var ruleTerms: Double {
    var sum = 0.0
    if let most = scenario.rules.mostActivated { sum += max(0, multipliers.activation) * Double(most) }
    if let limit = scenario.rules.budget { sum += budget * limit }
    if let cap = scenario.rules.carbonCap { sum += carbonPrice * cap }
    for (o, owner) in scenario.owners.enumerated() {
      if let most = owner.mostWarehouses { sum += Self.price(multipliers.ownerActivation, o) * Double(most) }
    }
    for (g, group) in scenario.groups.enumerated() {
      for r in 0..<resources {
        let price = Self.price(multipliers.group, g * resources + r)
        if price > 0 {
          sum -= price * group.smallestServedShare[r] * scenario.volume(ofGroup: g, resource: r)
        }
      }
    }
    return sum
  }

  /// Price of a resource of an area and of its warehouse's total in a period.
  private func spacePrice(area: Int, warehouse: Int, _ r: Int, _ t: Int) -> Double {
    let slot = r * periods + t
    let own = Self.price(multipliers.area, area * scenario.slotCount + slot)
    if scenario.warehouses[warehouse].totalCapacity == nil { return own }
    return own + Self.price(multipliers.warehouse, warehouse * scenario.slotCount + slot)
  }

  private func truckPrice(_ w: Int, _ zone: Int, _ t: Int, _ r: Int) -> Double {
    guard let trucks = scenario.trucks, trucks.capacity[r].isFinite else { return 0 }
    return Self.price(multipliers.truck, ((w * trucks.zones.count + zone) * periods + t) * resources + r)
  }

  /// What serving all of a demand on a lane costs, with the prices of all that it takes; where no truck
  /// goes (`goes` of warehouse, zone and period), whole trips instead of the price of a truck's space; less
  /// the change that is avoided where the existing plan has it there (`isKept`).
  func price(
    ofServing lane: LogisticsScenario.Lane, isKept: Bool, goes: (Int, Int, Int) -> Bool
  ) -> Double {
    let demand = scenario.demands[lane.demand]
    var price = reducedCost(lane) + multipliers.demand[lane.demand] - (isKept ? money * demand.changeCost : 0)
    guard let zone = demand.zone, let trucks = scenario.trucks, scenario.tripLoad(lane) > 0 else {
      return price
    }
    let place = lane.warehouse * trucks.zones.count + zone
    let trip =
      money * (trucks.tripCost[place] + scenario.rules.carbonPrice * trucks.tripCarbon[place])
      + carbonPrice * trucks.tripCarbon[place]
    for t in demand.stay where !goes(lane.warehouse, zone, t) {
      price += scenario.tripsOfWhole(lane) * trip
      for (r, delivery) in demand.delivery.enumerated() where delivery != 0 {
        price -= delivery * truckPrice(lane.warehouse, zone, t, r)
      }
    }
    return price
  }

  /// rc of a lane.
  private func reducedCost(_ lane: LogisticsScenario.Lane) -> Double {
    let demand = scenario.demands[lane.demand]
    let owner = scenario.warehouses[lane.warehouse].owner
    var cost = money * (lane.cost + scenario.rules.carbonPrice * lane.carbon) + carbonPrice * lane.carbon
    cost -= multipliers.demand[lane.demand]
    for (r, quantity) in demand.quantity.enumerated() where quantity != 0 {
      for t in demand.stay { cost += quantity * spacePrice(area: lane.area, warehouse: lane.warehouse, r, t) }
      var volumePrice = -ownerBase[r]
      if let owner { volumePrice += Self.price(multipliers.ownerShare, owner * resources + r) }
      volumePrice -= Self.price(multipliers.utilisation, lane.warehouse * resources + r)
      if let group = demand.group { volumePrice -= Self.price(multipliers.group, group * resources + r) }
      cost += volumePrice * scenario.volume(ofDemand: lane.demand, resource: r)
    }
    if let zone = demand.zone, scenario.trucks != nil {
      for (r, delivery) in demand.delivery.enumerated() where delivery != 0 {
        for t in demand.stay { cost += delivery * truckPrice(lane.warehouse, zone, t, r) }
      }
    }
    return cost
  }

  private func term(_ l: Int, _ existing: LogisticsScenario.ExistingShare?) -> LaneTerm {
    let lane = scenario.lanes[l]
    let demand = scenario.demands[lane.demand]
    let cost = reducedCost(lane)
    let most = scenario.largestShare(of: lane)
    guard let existing else {
      return LaneTerm(stay: demand.stay, value: most * min(0, cost), isForced: false)
    }
    let change = money * demand.changeCost
    func value(_ share: Double) -> Double {
      cost * share + change * (max(0, existing.share - share) - existing.share)
    }
    if existing.isFrozen {
      return LaneTerm(stay: demand.stay, value: value(existing.share), isForced: existing.share > 0)
    }
    // Convex and piecewise linear: the least is at an end or at the kink.
    return LaneTerm(
      stay: demand.stay, value: min(0, value(min(existing.share, most)), value(most)), isForced: false)
  }

  /// The rents of a period, over all slots of a warehouse.
  private func rent(_ w: Int, _ t: Int) -> Double {
    let warehouse = scenario.warehouses[w]
    var rent = 0.0
    for r in 0..<resources {
      let slot = r * periods + t
      for k in warehouse.areas {
        let price = Self.price(multipliers.area, k * scenario.slotCount + slot)
        if price > 0 { rent += price * scenario.areas[k].capacity[slot] }
      }
      if let total = warehouse.totalCapacity {
        let price = Self.price(multipliers.warehouse, w * scenario.slotCount + slot)
        if price > 0 { rent += price * total[slot] }
      }
    }
    return rent
  }

  /// The fixed part F of a warehouse.
  private func fixedTerm(_ w: Int) -> Double {
    let warehouse = scenario.warehouses[w]
    var fixed = money * warehouse.activationCost
    if scenario.rules.mostActivated != nil { fixed += max(0, multipliers.activation) }
    if let owner = warehouse.owner, scenario.owners[owner].mostWarehouses != nil {
      fixed += Self.price(multipliers.ownerActivation, owner)
    }
    for (r, part) in warehouse.smallestUtilisation.enumerated() where part > 0 {
      let price = Self.price(multipliers.utilisation, w * resources + r)
      if price > 0 { fixed += price * part * scenario.capacitySum(ofWarehouse: w, resource: r) }
    }
    return fixed
  }

  private func warehouseTerm(_ w: Int, _ lanes: [LaneTerm]) -> Double {
    let forced = lanes.filter(\.isForced)
    var value = fixedTerm(w)
    if scenario.warehouses[w].periodActivationCost > 0 {
      value += bestPeriods(w, lanes.filter { !$0.isForced }, forced)
    } else {
      for t in 0..<periods { value -= rent(w, t) }
      for lane in lanes where !lane.isForced { value += lane.value }
    }
    if scenario.countsActivation(ofWarehouse: w) && forced.isEmpty { value = min(0, value) }
    return forced.reduce(value) { $0 + $1.value }
  }

  /// The best set of active periods, made of runs: best[e] is the least over the periods before e, and the
  /// lanes inside a run come along. Periods of frozen lanes are active.
  private func bestPeriods(_ w: Int, _ lanes: [LaneTerm], _ forced: [LaneTerm]) -> Double {
    let cost = (0..<periods).map {
      money * scenario.warehouses[w].periodActivationCost - rent(w, $0)
    }
    var mustBeActive = [Bool](repeating: false, count: periods)
    for lane in forced { for t in lane.stay { mustBeActive[t] = true } }
    var ending = [[(start: Int, value: Double)]](repeating: [], count: periods + 1)
    for lane in lanes where lane.value < 0 {
      ending[lane.stay.upperBound].append((lane.stay.lowerBound, lane.value))
    }
    var best = [0.0]
    // By start: lanes that start there and have ended by e.
    var startingAt = [Double](repeating: 0, count: periods)
    for e in 1...periods {
      for lane in ending[e] { startingAt[lane.start] += lane.value }
      var least = mustBeActive[e - 1] ? Double.infinity : best[e - 1]
      var run = 0.0
      for s in stride(from: e - 1, through: 0, by: -1) {
        run += cost[s] + startingAt[s]
        least = min(least, best[s] + run)
      }
      best.append(least)
    }
    return best[periods]
  }

  private var truckTerms: Double {
    guard let trucks = scenario.trucks, !multipliers.truck.isEmpty else { return 0 }
    let most = mostTrips(trucks)
    var sum = 0.0
    for (slot, trips) in most.enumerated() where trips > 0 {
      let place = slot / periods
      var cost = money * (trucks.tripCost[place] + scenario.rules.carbonPrice * trucks.tripCarbon[place])
      cost += carbonPrice * trucks.tripCarbon[place]
      for r in 0..<resources {
        let price = truckPrice(place / trucks.zones.count, place % trucks.zones.count, slot % periods, r)
        if price > 0 { cost -= price * trucks.capacity[r] }
      }
      sum += min(0, cost) * trips
    }
    return sum
  }

  /// By warehouse, zone and period: the trips that carry all that could ever be delivered there.
  private func mostTrips(_ trucks: LogisticsScenario.Trucks) -> [Double] {
    let slots = scenario.warehouses.count * trucks.zones.count * periods
    var load = [Double](repeating: 0, count: slots * resources)
    for (d, demand) in scenario.demands.enumerated() {
      guard let zone = demand.zone else { continue }
      for (w, lanes) in scenario.lanesByWarehouse(ofDemand: d) {
        let share = min(1, lanes.reduce(0) { $0 + scenario.largestShare(of: scenario.lanes[$1]) })
        for t in demand.stay {
          let slot = (w * trucks.zones.count + zone) * periods + t
          for (r, delivery) in demand.delivery.enumerated() where delivery > 0 && trucks.capacity[r] > 0 {
            load[slot * resources + r] += share * delivery / trucks.capacity[r]
          }
        }
      }
    }
    return (0..<slots).map { slot in
      let loads = (0..<resources).reduce(0) { max($0, load[slot * resources + $1]) }
      return (loads * (1 - 1e-9)).rounded(.up)
    }
  }
}
