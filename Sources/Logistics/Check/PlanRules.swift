// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules of a scenario on what is stored where, each held against the sums of a ledger.
struct PlanRules {
  let scenario: LogisticsScenario
  let ledger: PlanLedger
  /// Warehouses that are paid for.
  let isActivated: [Bool]
  /// What is spent, and kg of carbon dioxide, trips included.
  let costs: PlanCosts
  let carbon: Double

  private var tolerance: Double { LogisticsCheck.capacityTolerance }
  private var shareTolerance: Double { LogisticsCheck.shareTolerance }

  /// Adds a violation for each rule that is broken.
  func hold(_ report: inout CheckReport) {
    holdGrowing(&report)
    holdSmallestShares(&report)
    holdUtilisation(&report)
    holdOwners(&report)
    holdGroups(&report)
    holdFrozen(&report)
  }

  /// The rules that a plan which breaks them cannot mend by storing more.
  func holdGrowing(_ report: inout CheckReport) {
    holdCapacities(&report)
    holdPlaces(&report)
    holdClasses(&report)
    holdActivations(&report)
    holdLimits(&report)
  }

  private func holdCapacities(_ report: inout CheckReport) {
    let periods = scenario.periods.count
    let slots = scenario.slotCount
    for (w, warehouse) in scenario.warehouses.enumerated() {
      for slot in 0..<slots {
        let unit = scenario.resources[slot / periods].rawValue
        let period = scenario.named(period: slot % periods)
        for k in warehouse.areas {
          let load = ledger.areaLoad[k * slots + slot]
          let capacity = scenario.areas[k].capacity[slot]
          if !(load <= capacity * (1 + tolerance)) {
            report.add(
              "capacity", scenario.named(area: k) + period, found: "\(JSONText.number(load)) \(unit)",
              expected: "at most \(JSONText.number(capacity))")
          }
        }
        guard let total = warehouse.totalCapacity?[slot] else { continue }
        let load = ledger.load[w * slots + slot]
        if !(load <= total * (1 + tolerance)) {
          report.add(
            "total capacity", "warehouse \(warehouse.id)" + period,
            found: "\(JSONText.number(load)) \(unit) in all its areas",
            expected: "at most \(JSONText.number(total))")
        }
      }
    }
  }

  /// In how many places a demand is.
  private func holdPlaces(_ report: inout CheckReport) {
    for (d, demand) in scenario.demands.enumerated()
    where demand.isSingleSource || demand.mostWarehouses != nil {
      let used = (scenario.laneStart[d]..<scenario.laneStart[d + 1]).filter { ledger.share[$0] != 0 }
      let warehouses = Set(used.map { scenario.lanes[$0].warehouse }).count
      if let most = demand.mostWarehouses, warehouses > most {
        report.add(
          "warehouses of a demand", "demand \(demand.id)", found: "\(warehouses) warehouses",
          expected: "at most \(most)")
      }
      if demand.isSingleSource && used.count > 1 {
        report.add("single source", "demand \(demand.id)", found: "\(used.count) places", expected: "one")
      }
    }
  }

  /// What each warehouse that serves a demand takes of it, over its areas together.
  private func holdSmallestShares(_ report: inout CheckReport) {
    for (d, demand) in scenario.demands.enumerated() where demand.smallestShare > 0 {
      var part: [Int: Double] = [:]
      for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] where ledger.share[index] != 0 {
        part[scenario.lanes[index].warehouse, default: 0] += ledger.share[index]
      }
      for (w, share) in part.sorted(by: { $0.key < $1.key })
      where !(share >= demand.smallestShare - shareTolerance) {
        report.add(
          "smallest share", "demand \(demand.id), warehouse \(scenario.warehouses[w].id)",
          found: JSONText.number(share), expected: "at least \(JSONText.number(demand.smallestShare))")
      }
    }
  }

  private func holdClasses(_ report: inout CheckReport) {
    guard !scenario.rules.incompatibleClasses.isEmpty else { return }
    var stored = [Set<Int>](repeating: [], count: scenario.warehouses.count)
    for (index, lane) in scenario.lanes.enumerated() where ledger.share[index] != 0 {
      if let kind = scenario.demands[lane.demand].storageClass { stored[lane.warehouse].insert(kind) }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      for (a, b) in scenario.rules.incompatibleClasses
      where a != b && stored[w].contains(a) && stored[w].contains(b) {
        report.add(
          "incompatible classes", "warehouse \(warehouse.id)",
          found: "\(scenario.storageClasses[a]) and \(scenario.storageClasses[b])",
          expected: "one of them at most")
      }
    }
  }

  private func holdActivations(_ report: inout CheckReport) {
    let periods = scenario.periods.count
    for (w, warehouse) in scenario.warehouses.enumerated() {
      let active = ledger.activePeriods(ofWarehouse: w)
      if active > 0 && !isActivated[w] {
        report.add(
          "activation", "warehouse \(warehouse.id)",
          found: periods == 1 ? "something stored" : "something stored in \(active) periods",
          expected: "it activated")
      }
    }
    let count = isActivated.count { $0 }
    if let most = scenario.rules.mostActivated, count > most {
      report.add(
        "number of warehouses", "plan.activated_warehouses", found: "\(count)", expected: "at most \(most)")
    }
    for (o, owner) in scenario.owners.enumerated() {
      let count = scenario.warehouses.indices.count { isActivated[$0] && scenario.warehouses[$0].owner == o }
      if let most = owner.mostWarehouses, count > most {
        report.add(
          "warehouses of an owner", "owner \(owner.id)", found: "\(count)", expected: "at most \(most)")
      }
    }
  }

  private func holdUtilisation(_ report: inout CheckReport) {
    for (w, warehouse) in scenario.warehouses.enumerated() where isActivated[w] {
      for (r, resource) in scenario.resources.enumerated() where warehouse.smallestUtilisation[r] > 0 {
        var capacity = 0.0
        for t in 0..<scenario.periods.count {
          capacity += scenario.jointCapacity(ofWarehouse: w, slot: r * scenario.periods.count + t)
        }
        let least = warehouse.smallestUtilisation[r]
        let volume = ledger.volume[w * scenario.resources.count + r]
        if !(volume >= (least - tolerance) * capacity) {
          report.add(
            "smallest utilisation", "warehouse \(warehouse.id)",
            found: "\(JSONText.number(volume / capacity)) of its \(resource.rawValue)",
            expected: "at least \(JSONText.number(least))")
        }
      }
    }
  }

  private func holdOwners(_ report: inout CheckReport) {
    let resources = scenario.resources.count
    for (o, owner) in scenario.owners.enumerated() {
      for r in 0..<resources where owner.largestShare[r] < 1 {
        var all = 0.0
        var own = 0.0
        for (w, warehouse) in scenario.warehouses.enumerated() {
          all += ledger.volume[w * resources + r]
          if warehouse.owner == o { own += ledger.volume[w * resources + r] }
        }
        if !(own <= (owner.largestShare[r] + tolerance) * all) {
          report.add(
            "share of an owner", "owner \(owner.id)",
            found: "\(JSONText.number(own / all)) of the \(scenario.resources[r].rawValue)",
            expected: "at most \(JSONText.number(owner.largestShare[r]))")
        }
      }
    }
  }

  private func holdGroups(_ report: inout CheckReport) {
    let resources = scenario.resources.count
    for (g, group) in scenario.groups.enumerated() {
      for r in 0..<resources where group.smallestServedShare[r] > 0 {
        var asked = 0.0
        for demand in scenario.demands where demand.group == g {
          asked += demand.quantity[r] * Double(demand.stay.count)
        }
        let served = ledger.groupVolume[g * resources + r]
        if !(served >= (group.smallestServedShare[r] - tolerance) * asked) {
          report.add(
            "guarantee of a group", "group \(group.id)",
            found: "\(JSONText.number(served / asked)) of its \(scenario.resources[r].rawValue) served",
            expected: "at least \(JSONText.number(group.smallestServedShare[r]))")
        }
      }
    }
  }

  private func holdLimits(_ report: inout CheckReport) {
    if let budget = scenario.rules.budget, !(costs.spent <= budget + max(0.005, budget * tolerance)) {
      report.add(
        "budget", "objective.components", found: "\(JSONText.number(costs.spent)) without penalties",
        expected: "at most \(JSONText.number(budget))")
    }
    if let cap = scenario.rules.carbonCap, !(carbon <= cap * (1 + tolerance)) {
      report.add(
        "carbon cap", "plan.totals.kg_co2", found: "\(JSONText.number(carbon)) kg",
        expected: "at most \(JSONText.number(cap))")
    }
  }

  private func holdFrozen(_ report: inout CheckReport) {
    for kept in scenario.existing where kept.isFrozen {
      let lane = scenario.lanes[kept.lane]
      let share = ledger.share[kept.lane]
      if !(abs(share - kept.share) <= shareTolerance) {
        report.add(
          "frozen", "demand \(scenario.demands[lane.demand].id), \(scenario.named(area: lane.area))",
          found: "a share of \(JSONText.number(share))",
          expected: "\(JSONText.number(kept.share)), as the existing plan has it")
      }
    }
  }
}

extension LogisticsScenario {
  /// What people call an area: its warehouse, and its id where it has one.
  func named(area k: Int) -> String {
    let warehouse = "warehouse \(warehouses[areas[k].warehouse].id)"
    return areas[k].id.map { "\(warehouse), area \($0)" } ?? warehouse
  }

  /// A period as the end of a place, counted from 1; nothing in a plan without time.
  func named(period t: Int) -> String { periods.count > 1 ? ", period \(t + 1)" : "" }
}
