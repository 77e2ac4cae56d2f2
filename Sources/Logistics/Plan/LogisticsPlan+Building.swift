// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsPlan {
  /// The plan that shares make, every figure re-added from the scenario: active periods from what is stored
  /// when, trips as the least that suffice.
  ///
  /// - Parameter prices: of the linear program with the plan's integral choices, where it was solved.
  init(_ scenario: LogisticsScenario, _ table: ShareTable, prices: PlanPrices? = nil) {
    let loads = PlanLoads(scenario, table.share)
    let countsCarbon = scenario.countsCarbon
    assignments = scenario.lanes.indices.compactMap { l in
      guard table.share[l] > 0 else { return nil }
      return Assignment(scenario, l, share: table.share[l], countsCarbon: countsCarbon)
    }
    for w in scenario.warehouses.indices where table.isActivated[w] {
      activatedWarehouses.append(ActivatedWarehouse(scenario, w, loads, prices))
    }
    for (d, demand) in scenario.demands.enumerated() {
      let served = (scenario.laneStart[d]..<scenario.laneStart[d + 1]).reduce(0) { $0 + table.share[$1] }
      guard served < 1 - 1e-9, let penalty = demand.unservedPenalty else { continue }
      let (reason, detail) = UnservedReason.of(d, scenario, loads)
      unserved.append(
        Unserved(
          demand: demand.id, share: 1 - served, penalty: (1 - served) * penalty, reason: reason,
          detail: detail, servedFromPenalty: prices?.servedFrom(d, table, loads)))
    }
    if scenario.trucks != nil { trips = Self.trips(scenario, loads) }
    var carbon = 0.0
    for assignment in assignments { carbon += assignment.carbon ?? 0 }
    for trip in trips ?? [] { carbon += trip.carbon ?? 0 }
    if countsCarbon { totals = Totals(carbon: carbon) }
    if scenario.hasExistingPlan { changes = Change.all(scenario, table.share) }
    components = components(scenario, carbon: carbon)
    if scenario.hasExistingPlan {
      continuity = Continuity(scenario, table.share, changes ?? [], value: components.total)
    }
  }

  private static func trips(_ scenario: LogisticsScenario, _ loads: PlanLoads) -> [Trips] {
    guard let trucks = scenario.trucks else { return [] }
    let periods = scenario.periods.count
    let countsCarbon = scenario.countsCarbon
    return loads.trips.indices.compactMap { slot in
      guard loads.trips[slot] > 0 else { return nil }
      let place = slot / periods
      let count = Double(loads.trips[slot])
      return Trips(
        warehouse: scenario.warehouses[place / trucks.zones.count].id,
        zone: trucks.zones[place % trucks.zones.count], period: periods > 1 ? slot % periods + 1 : nil,
        trips: loads.trips[slot], cost: count * trucks.tripCost[place],
        carbon: countsCarbon ? count * trucks.tripCarbon[place] : nil)
    }
  }

  /// Cost by component, those left out that the scenario cannot have.
  private func components(_ scenario: LogisticsScenario, carbon: Double) -> PlanComponents {
    var components = PlanComponents([
      "activation": activatedWarehouses.reduce(0) { $0 + $1.activationCost },
      "activation_periods": activatedWarehouses.reduce(0) { $0 + ($1.periodActivationCost ?? 0) },
      "transport": assignments.reduce(0) { $0 + $1.transportCost },
      "handling": assignments.reduce(0) { $0 + $1.handlingCost },
      "trips": (trips ?? []).reduce(0) { $0 + $1.cost },
      "carbon": scenario.rules.carbonPrice * carbon,
      "changes": (changes ?? []).reduce(0) { $0 + $1.changeCost },
      "unserved_penalty": unserved.reduce(0) { $0 + $1.penalty },
    ])
    var absent: Set<String> = []
    if !scenario.chargesPeriods { absent.insert("activation_periods") }
    if scenario.trucks == nil { absent.insert("trips") }
    if scenario.rules.carbonPrice == 0 { absent.insert("carbon") }
    if !scenario.hasExistingPlan { absent.insert("changes") }
    components.parts.removeAll { absent.contains($0.name) }
    return components
  }
}

extension LogisticsPlan.Assignment {
  /// A share on a lane.
  init(_ scenario: LogisticsScenario, _ l: Int, share: Double, countsCarbon: Bool) {
    let lane = scenario.lanes[l]
    let demand = scenario.demands[lane.demand]
    let hasTime = scenario.periods.count > 1
    var quantity = ResourceAmounts()
    for (r, resource) in scenario.resources.enumerated() where demand.quantity[r] != 0 {
      quantity.amounts[resource] = share * demand.quantity[r]
    }
    self.init(
      demand: demand.id, warehouse: scenario.warehouses[lane.warehouse].id,
      area: scenario.areas[lane.area].id, firstPeriod: hasTime ? demand.stay.lowerBound + 1 : nil,
      lastPeriod: hasTime ? demand.stay.upperBound : nil, share: share, quantity: quantity,
      distance: lane.distance, transportCost: share * lane.transportCost,
      handlingCost: share * lane.handlingCost, carbon: countsCarbon ? share * lane.carbon : nil)
  }
}

extension LogisticsPlan.ActivatedWarehouse {
  /// A warehouse in use.
  init(_ scenario: LogisticsScenario, _ w: Int, _ loads: PlanLoads, _ prices: PlanPrices?) {
    let warehouse = scenario.warehouses[w]
    let periods = scenario.periods.count
    let active = (0..<periods).count { loads.isStockedIn[w * periods + $0] }
    var utilisation: [LogisticsPlan.Utilisation] = []
    for k in warehouse.areas {
      for r in scenario.resources.indices {
        utilisation.append(
          LogisticsPlan.Utilisation(
            scenario, area: scenario.areas[k].id, resource: r,
            used: { loads.area[k * scenario.slotCount + $0] }, capacity: scenario.areas[k].capacity,
            price: prices.map { prices in { prices.area(k, slot: $0) } }))
      }
    }
    if let total = warehouse.totalCapacity {
      for r in scenario.resources.indices {
        utilisation.append(
          LogisticsPlan.Utilisation(
            scenario, area: nil, resource: r, used: { loads.warehouse(w, slot: $0, in: scenario) },
            capacity: total, price: prices.map { prices in { prices.total(w, slot: $0) } }))
      }
    }
    self.init(
      id: warehouse.id, activationCost: warehouse.activationCost, activePeriods: periods > 1 ? active : nil,
      periodActivationCost: scenario.chargesPeriods
        ? Double(active) * warehouse.periodActivationCost : nil,
      utilisation: utilisation)
  }
}

extension LogisticsPlan.Utilisation {
  /// Use of a resource in each period, told for the fullest; `used` and `price` are by slot.
  init(
    _ scenario: LogisticsScenario, area: String?, resource r: Int, used: (Int) -> Double,
    capacity: [Double], price: ((Int) -> Double)?
  ) {
    let periods = scenario.periods.count
    let slots = r * periods..<(r + 1) * periods
    let use = slots.map(used)
    let room = slots.map { capacity[$0] }
    let ratio = zip(use, room).map { $1 > 0 ? $0 / $1 : 0 }
    let fullest = ratio.indices.reduce(0) { ratio[$1] > ratio[$0] ? $1 : $0 }
    self.init(
      area: area, resource: scenario.resources[r], used: use[fullest], capacity: room[fullest],
      utilisation: ratio[fullest], shadowPrice: periods == 1 ? price?(slots.lowerBound) : nil)
    if periods > 1 {
      period = fullest + 1
      usedByPeriod = NumberList(use)
      capacityByPeriod = NumberList(room)
      shadowPriceByPeriod = price.map { NumberList(slots.map($0)) }
    }
  }
}

extension LogisticsScenario {
  /// Whether any warehouse charges for periods.
  var chargesPeriods: Bool { warehouses.contains { $0.periodActivationCost != 0 } }

  /// Whether carbon dioxide is counted. Looks at every lane: ask once.
  var countsCarbon: Bool {
    rules.carbonPrice != 0 || rules.carbonCap != nil || lanes.contains { $0.carbon != 0 }
      || trucks.map { $0.tripCarbon.contains { $0 != 0 } } ?? false
  }

  /// Whether an existing plan says anything about the demands.
  var hasExistingPlan: Bool { !existing.isEmpty || demands.contains { $0.strandedShare > 0 } }
}
