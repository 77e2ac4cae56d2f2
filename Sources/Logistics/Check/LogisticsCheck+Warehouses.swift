// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Every warehouse in use: paid for once, and for each period in which something is stored.
  mutating func checkWarehouses() {
    for (index, entry) in plan.activatedWarehouses.enumerated() {
      let place = "plan.activated_warehouses[\(index)]"
      guard let w = warehouseIndex[entry.id] else {
        report.add(
          "reference", "\(place).id", found: "\"\(entry.id)\"", expected: "a warehouse of the scenario")
        continue
      }
      if isActivated[w] {
        report.add("activation", place, found: "\(entry.id) a second time", expected: "each warehouse once")
      }
      isActivated[w] = true
      let warehouse = scenario.warehouses[w]
      report.expectMoney(
        "cost", "\(place).activation_cost_krw", plan: entry.activationCost,
        recomputed: warehouse.activationCost)
      costs.activation += warehouse.activationCost
      let active = ledger.activePeriods(ofWarehouse: w)
      if entry.activePeriods != nil || scenario.periods.count > 1, entry.activePeriods != active {
        report.add(
          "active periods", "\(place).active_periods", found: entry.activePeriods.map { "\($0)" } ?? "none",
          expected: "\(active)")
      }
      let periodCost = Double(active) * warehouse.periodActivationCost
      report.expectMoney(
        "cost", "\(place).activation_periods_krw", plan: entry.periodActivationCost ?? 0,
        recomputed: periodCost)
      costs.activationPeriods += periodCost
      checkUtilisation(entry.utilisation, warehouse: w, place)
    }
  }

  /// An entry for each area and resource, then one for each resource that the warehouse limits in total.
  private mutating func checkUtilisation(
    _ entries: [LogisticsPlan.Utilisation], warehouse w: Int, _ place: String
  ) {
    let spaces = spaces(ofWarehouse: w)
    guard entries.map(\.resource) == spaces.map({ scenario.resources[$0.resource] }),
      entries.map(\.area) == spaces.map(\.area)
    else {
      func shown(_ area: String?, _ resource: Resource) -> String {
        (area.map { "\($0) " } ?? "") + resource.rawValue
      }
      report.add(
        "utilisation", "\(place).utilisation",
        found: entries.isEmpty
          ? "no entry" : entries.map { shown($0.area, $0.resource) }.joined(separator: ", "),
        expected: "an entry for each of: "
          + spaces.map { shown($0.area, scenario.resources[$0.resource]) }.joined(separator: ", "))
      return
    }
    for (index, entry) in entries.enumerated() {
      checkUse(entry, spaces[index], "\(place).utilisation[\(index)]")
    }
  }

  /// A capacity over the periods, and what is stored of it.
  struct Space {
    var area: String?
    var resource: Int
    var load: [Double]
    var capacity: [Double]
  }

  /// The limited spaces of a warehouse in the order of the plan file.
  func spaces(ofWarehouse w: Int) -> [Space] {
    let warehouse = scenario.warehouses[w]
    let periods = scenario.periods.count
    let slots = scenario.slotCount
    var spaces: [Space] = []
    for k in warehouse.areas {
      for r in scenario.resources.indices {
        let range = r * periods..<(r + 1) * periods
        spaces.append(
          Space(
            area: scenario.areas[k].id, resource: r, load: range.map { ledger.areaLoad[k * slots + $0] },
            capacity: Array(scenario.areas[k].capacity[range])))
      }
    }
    if let total = warehouse.totalCapacity {
      for r in scenario.resources.indices {
        let range = r * periods..<(r + 1) * periods
        spaces.append(
          Space(
            area: nil, resource: r, load: range.map { ledger.load[w * slots + $0] },
            capacity: Array(total[range])))
      }
    }
    return spaces
  }

  /// The use of a space in its fullest period, and in each.
  private mutating func checkUse(_ entry: LogisticsPlan.Utilisation, _ space: Space, _ place: String) {
    let ratio = zip(space.load, space.capacity).map { $1 > 0 ? $0 / $1 : 0 }
    var period = 0
    if scenario.periods.count > 1 {
      guard let stated = entry.period, ratio.indices.contains(stated - 1) else {
        report.add(
          "utilisation", "\(place).period", found: entry.period.map { "\($0)" } ?? "none",
          expected: "a period from 1 to \(ratio.count)")
        return
      }
      period = stated - 1
      if let fullest = ratio.max(), !(ratio[period] >= fullest - 1e-9) {
        report.add(
          "utilisation", "\(place).period", found: "\(stated), \(JSONText.number(ratio[period])) full",
          expected: "the fullest period, \(JSONText.number(fullest)) full")
      }
    } else if let stated = entry.period, stated != 1 {
      report.add("utilisation", "\(place).period", found: "\(stated)", expected: "none: there is one period")
    }
    report.expectQuantity("utilisation", "\(place).used", plan: entry.used, recomputed: space.load[period])
    report.expectQuantity(
      "utilisation", "\(place).capacity", plan: entry.capacity, recomputed: space.capacity[period])
    report.expectQuantity(
      "utilisation", "\(place).utilisation", plan: entry.utilisation, recomputed: ratio[period])
    checkList(entry.usedByPeriod?.values, space.load, "\(place).used_by_period")
    checkList(entry.capacityByPeriod?.values, space.capacity, "\(place).capacity_by_period")
  }

  private mutating func checkList(_ found: [Double]?, _ expected: [Double], _ place: String) {
    guard found != nil || expected.count > 1 else { return }
    guard let found, found.count == expected.count else {
      report.add(
        "utilisation", place, found: found.map { "\($0.count) numbers" } ?? "no list",
        expected: "\(expected.count) numbers, one for each period")
      return
    }
    for t in expected.indices {
      report.expectQuantity("utilisation", "\(place)[\(t)]", plan: found[t], recomputed: expected[t])
    }
  }
}
