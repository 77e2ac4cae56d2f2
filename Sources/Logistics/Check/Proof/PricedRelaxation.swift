// SPDX-License-Identifier: GPL-3.0-or-later

/// A scenario whose rows are priced, and the least cost of its parts.
struct PricedRelaxation {
  let scenario: LogisticsScenario
  let prices: ProofPrices
  /// What a unit of cost counts: its weight, and the price of the budget on top.
  let moneyWeight: Double
  /// What a unit of penalty counts.
  let penaltyWeight: Double
  /// The least cost of the parts so far.
  var total = CompensatedSum()
  var warehouses: [ActivationRuns]
  let existing: [Int: LogisticsScenario.ExistingShare]

  init(_ scenario: LogisticsScenario, _ prices: ProofPrices, costWeight: Double) {
    self.scenario = scenario
    self.prices = prices
    moneyWeight = costWeight + prices.budget
    penaltyWeight = costWeight
    warehouses = Array(
      repeating: ActivationRuns(periods: scenario.periods.count), count: scenario.warehouses.count)
    existing = Dictionary(scenario.existing.map { ($0.lane, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The right-hand sides of the rules that stand for themselves.
  mutating func addRules() {
    let rules = scenario.rules
    if prices.activation > 0, let most = rules.mostActivated { total.add(-prices.activation * Double(most)) }
    if prices.budget > 0, let budget = rules.budget { total.add(-prices.budget * budget) }
    if prices.carbon > 0, let cap = rules.carbonCap { total.add(-prices.carbon * cap) }
    for (o, owner) in scenario.owners.enumerated() where prices.ownerActivation[o] > 0 {
      total.add(-prices.ownerActivation[o] * Double(owner.mostWarehouses ?? 0))
    }
    for demand in scenario.demands {
      guard let g = demand.group else { continue }
      for r in scenario.resources.indices {
        let guarantee = scenario.groups[g].smallestServedShare[r]
        let price = prices.group[g * scenario.resources.count + r]
        if price > 0 { total.add(price * guarantee * demand.quantity[r] * Double(demand.stay.count)) }
      }
    }
  }

  /// Every demand: unserved at its penalty or not at all, and what its lanes offer the warehouses.
  mutating func addDemands() {
    for (d, demand) in scenario.demands.enumerated() {
      let reward = prices.demand[d]
      total.add(min(reward, demand.unservedPenalty.map { $0 * penaltyWeight } ?? .infinity))
      total.add(moneyWeight * demand.changeCost * demand.strandedShare)
      for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
        let lane = scenario.lanes[index]
        var net = price(of: lane)
        net.add(-reward)
        offer(lane, net, existing[index], room: room(on: lane))
      }
    }
  }

  /// The value of a lane to its warehouse, relative to leaving it empty.
  private mutating func offer(
    _ lane: LogisticsScenario.Lane, _ net: CompensatedSum, _ kept: LogisticsScenario.ExistingShare?,
    room: Double
  ) {
    let stay = scenario.demands[lane.demand].stay
    guard let kept else {
      // A lane that is dear by more than rounding offers nothing, whatever rounding did.
      guard net.value < 1e-14 * net.size else { return }
      warehouses[lane.warehouse].offers.append(
        .init(stay: stay, value: min(0, net.value * room), size: net.size * room))
      return
    }
    let change = moneyWeight * scenario.demands[lane.demand].changeCost
    total.add(change * kept.share)
    if kept.isFrozen {
      total.add(net.value * kept.share, ofSize: net.size * kept.share)
      total.add(-change * kept.share)
      for t in stay { warehouses[lane.warehouse].isForced[t] = true }
      return
    }
    // Convex in the share, with a kink at the share that is kept: least at an end or at the kink.
    var value = min(0, net.value * room - change * min(kept.share, room))
    if kept.share < room { value = min(value, (net.value - change) * kept.share) }
    let size = (net.size + change) * max(room, kept.share)
    warehouses[lane.warehouse].offers.append(.init(stay: stay, value: value, size: size))
  }

  /// What serving all of a demand on a lane costs, with all that it takes of priced rows.
  func price(of lane: LogisticsScenario.Lane) -> CompensatedSum {
    let demand = scenario.demands[lane.demand]
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    let slots = resources * periods
    var price = CompensatedSum()
    price.add(moneyWeight * lane.transportCost)
    price.add(moneyWeight * lane.handlingCost)
    price.add((moneyWeight * scenario.rules.carbonPrice + prices.carbon) * lane.carbon)
    for r in 0..<resources where demand.quantity[r] > 0 {
      let quantity = demand.quantity[r]
      for t in demand.stay {
        let slot = r * periods + t
        price.add(prices.area[lane.area * slots + slot] * quantity)
        price.add(prices.total[lane.warehouse * slots + slot] * quantity)
      }
      let volume = quantity * Double(demand.stay.count)
      price.add(-prices.utilisation[lane.warehouse * resources + r] * volume)
      if let g = demand.group { price.add(-prices.group[g * resources + r] * volume) }
      if let o = scenario.warehouses[lane.warehouse].owner {
        price.add(prices.ownerShare[o * resources + r] * volume)
      }
      for (o, owner) in scenario.owners.enumerated() {
        price.add(-prices.ownerShare[o * resources + r] * owner.largestShare[r] * volume)
      }
    }
    if let zone = demand.zone, let trucks = scenario.trucks, !prices.truck.isEmpty {
      for t in demand.stay {
        let first = ((lane.warehouse * trucks.zones.count + zone) * periods + t) * resources
        for r in 0..<resources where demand.delivery[r] > 0 {
          price.add(prices.truck[first + r] * demand.delivery[r])
        }
      }
    }
    return price
  }

  /// The largest share of a demand that finds room on a lane by itself.
  private func room(on lane: LogisticsScenario.Lane) -> Double {
    let demand = scenario.demands[lane.demand]
    var room = 1.0
    for t in demand.stay {
      for r in scenario.resources.indices where demand.quantity[r] > 0 {
        let slot = r * scenario.periods.count + t
        let total = scenario.warehouses[lane.warehouse].totalCapacity?[slot] ?? .infinity
        room = min(room, min(scenario.areas[lane.area].capacity[slot], total) / demand.quantity[r])
      }
    }
    return max(0, room)
  }

  /// Every truck that would be paid for going: no more of them than could be needed.
  mutating func addTrips() {
    guard let trucks = scenario.trucks, !prices.truck.isEmpty else { return }
    let zones = trucks.zones.count
    let needed = mostTrips(trucks)
    for pair in 0..<scenario.warehouses.count * zones {
      for t in 0..<scenario.periods.count {
        let slot = pair * scenario.periods.count + t
        var cost = CompensatedSum()
        cost.add(moneyWeight * trucks.tripCost[pair])
        cost.add((moneyWeight * scenario.rules.carbonPrice + prices.carbon) * trucks.tripCarbon[pair])
        for r in scenario.resources.indices {
          let price = prices.truck[slot * scenario.resources.count + r]
          if price > 0 { cost.add(-price * trucks.capacity[r]) }
        }
        if needed[slot] > 0 && cost.value < 1e-14 * cost.size {
          total.add(min(0, cost.value) * needed[slot], ofSize: cost.size * needed[slot])
        }
      }
    }
  }

  /// By warehouse, zone and period: the whole trips that carry all that could ever go there. A plan with more
  /// of them is no cheaper than the same without; a load above whole trips by rounding needs no further one.
  private func mostTrips(_ trucks: LogisticsScenario.Trucks) -> [Double] {
    let resources = scenario.resources.count
    let zones = trucks.zones.count
    let periods = scenario.periods.count
    var load = [Double](repeating: 0, count: scenario.warehouses.count * zones * periods * resources)
    for (d, demand) in scenario.demands.enumerated() {
      guard let zone = demand.zone else { continue }
      var share: [Int: Double] = [:]
      for lane in scenario.lanes(ofDemand: d) { share[lane.warehouse, default: 0] += room(on: lane) }
      for (w, share) in share {
        for t in demand.stay {
          for r in 0..<resources {
            load[((w * zones + zone) * periods + t) * resources + r] += min(1, share) * demand.delivery[r]
          }
        }
      }
    }
    return (0..<scenario.warehouses.count * zones * periods).map { slot in
      (0..<resources).reduce(0) { most, r in
        let goods = load[slot * resources + r]
        return goods > 0 ? max(most, (goods / trucks.capacity[r] / (1 + 1e-9)).rounded(.up)) : most
      }
    }
  }

  /// Every warehouse: left alone, or activated in its best periods.
  mutating func addWarehouses() {
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    let slots = resources * periods
    for (w, warehouse) in scenario.warehouses.enumerated() {
      warehouses[w].fixed.add(moneyWeight * warehouse.activationCost)
      warehouses[w].fixed.add(prices.activation)
      if let o = warehouse.owner { warehouses[w].fixed.add(prices.ownerActivation[o]) }
      for t in 0..<periods {
        warehouses[w].period[t].add(moneyWeight * warehouse.periodActivationCost)
        for r in 0..<resources {
          let slot = r * periods + t
          var room = 0.0
          for k in warehouse.areas {
            let capacity = scenario.areas[k].capacity[slot]
            room += capacity
            if prices.area[k * slots + slot] > 0 {
              warehouses[w].period[t].add(-prices.area[k * slots + slot] * capacity)
            }
          }
          if let limit = warehouse.totalCapacity?[slot] {
            room = min(room, limit)
            if prices.total[w * slots + slot] > 0 {
              warehouses[w].period[t].add(-prices.total[w * slots + slot] * limit)
            }
          }
          let price = prices.utilisation[w * resources + r]
          if price > 0 { warehouses[w].fixed.add(price * warehouse.smallestUtilisation[r] * room) }
        }
      }
      let (value, size) = warehouses[w].least()
      total.add(value, ofSize: size)
    }
  }
}
