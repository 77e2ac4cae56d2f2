// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Reasons, each a short sum over the data, for which no plan can keep every rule.
struct ClosedFormProof {
  private let scenario: LogisticsScenario
  private let mustServe: [Int]
  /// How far a sum must miss a limit, relative to it, to count as proof.
  private let margin = 1e-6

  init(_ scenario: LogisticsScenario) {
    self.scenario = scenario
    mustServe = scenario.demands.indices.filter { scenario.demands[$0].unservedPenalty == nil }
  }

  /// The first reason that holds; nil where none does.
  func reason() -> String? {
    noLane() ?? noReach() ?? noRoom() ?? frozen() ?? group() ?? owners() ?? money() ?? classes()
  }

  private func noLane() -> String? {
    mustServe.first { scenario.lanes(ofDemand: $0).isEmpty }
      .map { "no warehouse may take \(scenario.demands[$0].id), which must be served" }
  }

  /// The largest share of a demand that its warehouses can hold if it were alone.
  private func reach(_ d: Int) -> Double {
    let demand = scenario.demands[d]
    let lanes = scenario.lanes(ofDemand: d)
    var parts: [Double] = []
    for w in Set(lanes.map(\.warehouse)) {
      // An area holds at most what is free in the scarcest slot, and so does the warehouse.
      var held = 0.0
      for lane in lanes where lane.warehouse == w {
        held += least(demand) { scenario.areas[lane.area].capacity[$0] }
      }
      if let total = scenario.warehouses[w].totalCapacity { held = min(held, least(demand) { total[$0] }) }
      held = min(1, held)
      if held >= demand.smallestShare * (1 - margin) { parts.append(held) }
    }
    let most = demand.mostWarehouses ?? parts.count
    return min(1, parts.sorted(by: >).prefix(most).reduce(0, +))
  }

  /// The largest share of a demand that a capacity holds throughout the stay.
  private func least(_ demand: LogisticsScenario.Demand, _ capacity: (Int) -> Double) -> Double {
    var share = 1.0
    for r in scenario.resources.indices where demand.quantity[r] > 0 {
      for t in demand.stay {
        share = min(share, capacity(r * scenario.periods.count + t) / demand.quantity[r])
      }
    }
    return share
  }

  private func noReach() -> String? {
    for d in mustServe {
      let share = reach(d)
      guard share < 1 - margin else { continue }
      let demand = scenario.demands[d]
      let who = demand.mostWarehouses.map { "the \($0) largest warehouses" } ?? "the warehouses"
      return
        "\(who) within reach of \(demand.id), which must be served, hold \(JSONText.number(share)) of it"
    }
    return nil
  }

  /// What must be stored in a slot against the largest warehouses that may be activated together.
  private func noRoom() -> String? {
    for slot in 0..<scenario.slotCount {
      let (r, t) = (slot / scenario.periods.count, slot % scenario.periods.count)
      var needed = 0.0
      for d in mustServe where scenario.demands[d].stay.contains(t) {
        needed += scenario.demands[d].quantity[r]
      }
      guard needed > 0 else { continue }
      let room = largestCapacities(slot).prefix(scenario.rules.mostActivated ?? .max).reduce(0, +)
      if needed > room * (1 + margin) {
        return
          "what must be served needs \(JSONText.number(needed)) \(scenario.resources[r].rawValue)\(scenario.named(period: t)), and the warehouses that may be activated together hold \(JSONText.number(room))"
      }
    }
    return nil
  }

  /// Capacities of the warehouses in a slot, the largest first, no more of an owner than it may have activated.
  private func largestCapacities(_ slot: Int) -> [Double] {
    var left = scenario.owners.map { $0.mostWarehouses ?? .max }
    let capacities = scenario.warehouses.indices.map {
      (scenario.jointCapacity(ofWarehouse: $0, slot: slot), $0)
    }
    var largest: [Double] = []
    for (capacity, w) in capacities.sorted(by: { $0.0 > $1.0 }) {
      if let o = scenario.warehouses[w].owner {
        guard left[o] > 0 else { continue }
        left[o] -= 1
      }
      largest.append(capacity)
    }
    return largest
  }

  /// What is frozen keeps no rule that more of anything only makes worse.
  private func frozen() -> String? {
    let frozen = scenario.existing.filter(\.isFrozen)
    guard !frozen.isEmpty else { return nil }
    var ledger = PlanLedger(scenario)
    for kept in frozen { ledger.store(kept.share, onLane: kept.lane) }
    for kept in frozen {
      let demand = scenario.demands[scenario.lanes[kept.lane].demand]
      if demand.isSingleSource && abs(kept.share - 1) > LogisticsCheck.shareTolerance {
        return "the frozen share of \(demand.id) is not all of it, and it goes to one place"
      }
    }
    if let d = scenario.demands.indices.first(where: { ledger.served[$0] > 1 + margin }) {
      return "the frozen shares of \(scenario.demands[d].id) sum to \(JSONText.number(ledger.served[d]))"
    }
    var report = CheckReport()
    let isActivated = scenario.warehouses.indices.map { ledger.activePeriods(ofWarehouse: $0) > 0 }
    PlanRules(
      scenario: scenario, ledger: ledger, isActivated: isActivated,
      costs: PlanCosts(leastOf: ledger, activated: isActivated), carbon: ledger.carbonWithFewestTrips
    ).holdGrowing(&report)
    return report.violations.first.map {
      "the frozen pairs alone break a rule: \($0.rule) of \($0.place): \($0.found), \($0.expected) allowed"
    }
  }

  private func group() -> String? {
    for (g, group) in scenario.groups.enumerated() {
      for r in scenario.resources.indices where group.smallestServedShare[r] > 0 {
        var asked = 0.0
        var within = 0.0
        for (d, demand) in scenario.demands.enumerated() where demand.group == g {
          let volume = demand.quantity[r] * Double(demand.stay.count)
          asked += volume
          within += volume * reach(d)
        }
        if within < (group.smallestServedShare[r] - margin) * asked {
          return
            "of the \(scenario.resources[r].rawValue) of group \(group.id) at most \(JSONText.number(within / asked)) finds a place, and \(JSONText.number(group.smallestServedShare[r])) is guaranteed"
        }
      }
    }
    return nil
  }

  private func owners() -> String? {
    guard !scenario.owners.isEmpty, scenario.warehouses.allSatisfy({ $0.owner != nil }) else { return nil }
    for r in scenario.resources.indices
    where mustServe.contains(where: { scenario.demands[$0].quantity[r] > 0 }) {
      let sum = scenario.owners.reduce(0) { $0 + min(1, $1.largestShare[r]) }
      if sum < 1 - margin {
        return
          "the owners together may hold \(JSONText.number(sum)) of the \(scenario.resources[r].rawValue) that is stored, and something must be"
      }
    }
    return nil
  }

  /// The cheapest lane of everything that must be served, and the cleanest.
  private func money() -> String? {
    var spent = 0.0
    var carbon = 0.0
    for d in mustServe {
      let lanes = scenario.lanes(ofDemand: d)
      spent += lanes.map { $0.cost + scenario.rules.carbonPrice * $0.carbon }.min() ?? 0
      carbon += lanes.map(\.carbon).min() ?? 0
    }
    for demand in scenario.demands { spent += demand.changeCost * demand.strandedShare }
    if let budget = scenario.rules.budget, spent > budget + max(0.005, budget * margin) {
      return
        "the cheapest lanes of what must be served cost \(JSONText.number(spent)), and the budget is \(JSONText.number(budget))"
    }
    if let cap = scenario.rules.carbonCap, carbon > cap * (1 + margin) {
      return
        "the cleanest lanes of what must be served emit \(JSONText.number(carbon)) kg, and the cap is \(JSONText.number(cap))"
    }
    return nil
  }

  /// Two that must be served, of classes that must not meet, with one and the same warehouse to go to.
  private func classes() -> String? {
    var confined: [Int: [Int: Int]] = [:]
    for d in mustServe {
      guard let kind = scenario.demands[d].storageClass, let w = scenario.lanes(ofDemand: d).first?.warehouse,
        scenario.lanes(ofDemand: d).allSatisfy({ $0.warehouse == w })
      else { continue }
      confined[w, default: [:]][kind] = d
    }
    for w in scenario.warehouses.indices {
      for (a, b) in scenario.rules.incompatibleClasses {
        guard let first = confined[w]?[a], let second = confined[w]?[b] else { continue }
        return
          "\(scenario.demands[first].id) and \(scenario.demands[second].id) must be served, only \(scenario.warehouses[w].id) may take them, and their classes must not meet"
      }
    }
    return nil
  }
}
