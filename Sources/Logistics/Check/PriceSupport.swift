// SPDX-License-Identifier: GPL-3.0-or-later

/// What prices of capacities prove about the linear program that is left of a plan once its whole choices
/// are fixed: by duality, the least that its demands cost at these prices, less the rent of all capacity.
///
/// No plan with the same choices costs less; prices that reach the plan's own cost are its shadow prices.
struct PriceSupport {
  /// What the prices prove of transport, handling, carbon, changes and penalties.
  private(set) var value = 0.0
  /// What the plan has of these.
  private(set) var cost = 0.0
  /// What rounding and the tolerance of capacities leave open.
  var allowance: Double { 0.005 + 1e-6 * size }
  private var size = 0.0

  private let scenario: LogisticsScenario
  private let ledger: PlanLedger
  private let isActivated: [Bool]
  /// Classes that each warehouse stores.
  private var stored: [Set<Int>]

  init(
    _ scenario: LogisticsScenario, _ ledger: PlanLedger, _ isActivated: [Bool],
    _ existing: [[LogisticsScenario.ExistingShare]], _ prices: StatedPrices
  ) {
    self.scenario = scenario
    self.ledger = ledger
    self.isActivated = isActivated
    stored = Array(repeating: [], count: scenario.warehouses.count)
    for (index, lane) in scenario.lanes.enumerated() where ledger.share[index] > 0 {
      if let kind = scenario.demands[lane.demand].storageClass { stored[lane.warehouse].insert(kind) }
    }
    for d in scenario.demands.indices { add(d, existing[d], prices) }
    for w in scenario.warehouses.indices where isActivated[w] { addRent(w, prices) }
  }

  /// A part of a demand that a lane, or no lane, takes at a price each.
  private struct Part {
    var room: Double
    var price: Double
  }

  /// The cheapest way to bring a demand into open lanes at the prices, each as far as it has room.
  private mutating func add(
    _ d: Int, _ existing: [LogisticsScenario.ExistingShare], _ prices: StatedPrices
  ) {
    let demand = scenario.demands[d]
    var parts: [Part] = []
    var left = 1.0
    if let penalty = demand.unservedPenalty {
      parts.append(Part(room: 1, price: penalty))
      cost += penalty * (1 - ledger.served[d])
    }
    for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
      let lane = scenario.lanes[index]
      let share = ledger.share[index]
      let kept = existing.first { $0.lane == index }
      let price = scenario.price(ofLane: index, at: prices)
      cost +=
        share * (lane.transportCost + lane.handlingCost + scenario.rules.carbonPrice * lane.carbon)
        + demand.changeCost * max(0, (kept?.share ?? 0) - share)
      if demand.isSingleSource || kept?.isFrozen == true {
        // Whole or frozen: what the plan has is all that it may have.
        value += share * price + demand.changeCost * max(0, (kept?.share ?? 0) - share)
        left -= share
      } else if isOpen(index) {
        // That a lane holds no more than its area is left to the area's price.
        let before = kept?.share ?? 0
        value += demand.changeCost * before
        parts.append(Part(room: before, price: price - demand.changeCost))
        parts.append(Part(room: 1 - before, price: price))
      } else {
        value += demand.changeCost * (kept?.share ?? 0)
      }
    }
    for part in parts.sorted(by: { $0.price < $1.price }) where left > 0 {
      let taken = min(left, part.room)
      value += taken * part.price
      size += taken * abs(part.price)
      left -= taken
    }
  }

  /// Whether the plan's whole choices leave a lane open.
  private func isOpen(_ index: Int) -> Bool {
    let lane = scenario.lanes[index]
    let demand = scenario.demands[lane.demand]
    guard isActivated[lane.warehouse] else { return false }
    if scenario.warehouses[lane.warehouse].periodActivationCost > 0 {
      for t in demand.stay where !ledger.isActive[lane.warehouse * scenario.periods.count + t] {
        return false
      }
    }
    if demand.mostWarehouses != nil {
      let lanes = scenario.laneStart[lane.demand]..<scenario.laneStart[lane.demand + 1]
      let isUsed = lanes.contains { scenario.lanes[$0].warehouse == lane.warehouse && ledger.share[$0] > 0 }
      if !isUsed { return false }
    }
    guard let kind = demand.storageClass else { return true }
    return stored[lane.warehouse].contains(kind)
      || !scenario.rules.incompatibleClasses.contains { $0.0 == kind || $0.1 == kind }
  }

  private mutating func addRent(_ w: Int, _ prices: StatedPrices) {
    let slots = scenario.slotCount
    for slot in 0..<slots {
      for k in scenario.warehouses[w].areas {
        addRent(prices.area[k * slots + slot], scenario.areas[k].capacity[slot])
      }
      if let total = scenario.warehouses[w].totalCapacity?[slot] {
        addRent(prices.total[w * slots + slot], total)
      }
    }
  }

  private mutating func addRent(_ price: Double, _ capacity: Double) {
    guard price != 0 else { return }
    value -= price * capacity
    size += abs(price * capacity)
  }
}
