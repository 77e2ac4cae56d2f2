// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Rules on parts of the volume, the volume of a demand being quantity times periods: smallest utilisation
/// of warehouses, largest share of owners, guaranteed share of groups. Each row is divided by its total, so
/// that a solver's tolerance means the same in each.
extension FormulationBuilder {
  /// sum over lanes and periods of what is stored >= rho capacity y_w, capacity summed over the periods.
  mutating func addUtilisation() {
    let resources = scenario.resources.count
    guard scenario.warehouses.contains(where: { $0.smallestUtilisation.contains { $0 > 0 } }) else { return }
    index.utilisationRow = Array(repeating: nil, count: scenario.warehouses.count * resources)
    for (w, warehouse) in scenario.warehouses.enumerated() {
      guard let activation = index.activationColumn[w], choices?.isActivated[w] ?? true else { continue }
      for (r, part) in warehouse.smallestUtilisation.enumerated() where part > 0 {
        let least = part * scenario.capacitySum(ofWarehouse: w, resource: r)
        guard least > 0 else { continue }
        let row = model.addRow(
          lower: choices == nil ? 0 : 1,
          name: "smallest_utilisation(\(warehouse.id),\(scenario.resources[r].rawValue))")
        if choices == nil { model.addTerm(row: row, column: activation, coefficient: -1) }
        index.utilisationRow[w * resources + r] = .init(row: row, scale: least)
      }
    }
    for (l, lane) in scenario.lanes.enumerated() {
      for r in 0..<resources {
        guard let scaled = index.utilisationRow[lane.warehouse * resources + r] else { continue }
        add(scenario.volume(ofDemand: lane.demand, resource: r), lane: l, to: scaled)
      }
    }
  }

  /// What the owner's warehouses hold is at most sigma of what all hold.
  mutating func addOwnerShares() {
    let resources = scenario.resources.count
    for (o, owner) in scenario.owners.enumerated() {
      for (r, part) in owner.largestShare.enumerated() {
        let total = scenario.totalVolume(ofResource: r)
        guard part < 1, total > 0 else {
          index.ownerShareRow.append(nil)
          continue
        }
        let row = model.addRow(upper: 0, name: "largest_share(\(owner.id),\(scenario.resources[r].rawValue))")
        let scaled = FormulationIndex.ScaledRow(row: row, scale: total)
        for (l, lane) in scenario.lanes.enumerated() {
          let own = scenario.warehouses[lane.warehouse].owner == o ? 1.0 : 0
          add((own - part) * scenario.volume(ofDemand: lane.demand, resource: r), lane: l, to: scaled)
        }
        index.ownerShareRow.append(scaled)
      }
    }
    assert(index.ownerShareRow.count == scenario.owners.count * resources)
  }

  /// What is served of a group is at least its guaranteed part.
  mutating func addGroups() {
    for (g, group) in scenario.groups.enumerated() {
      for (r, part) in group.smallestServedShare.enumerated() {
        let total = scenario.volume(ofGroup: g, resource: r)
        guard part > 0, total > 0 else {
          index.groupRow.append(nil)
          continue
        }
        let row = model.addRow(
          lower: part, name: "guaranteed_share(\(group.id),\(scenario.resources[r].rawValue))")
        let scaled = FormulationIndex.ScaledRow(row: row, scale: total)
        for (l, lane) in scenario.lanes.enumerated() where scenario.demands[lane.demand].group == g {
          add(scenario.volume(ofDemand: lane.demand, resource: r), lane: l, to: scaled)
        }
        index.groupRow.append(scaled)
      }
    }
  }

  private mutating func add(_ amount: Double, lane: Int, to scaled: FormulationIndex.ScaledRow) {
    if amount != 0 {
      model.addTerm(
        row: scaled.row, column: index.firstLaneColumn + lane, coefficient: amount / scaled.scale)
    }
  }
}

extension LogisticsScenario {
  /// Quantity times periods of a demand.
  func volume(ofDemand d: Int, resource r: Int) -> Double {
    demands[d].quantity[r] * Double(demands[d].stay.count)
  }

  /// Quantity times periods of all demands.
  func totalVolume(ofResource r: Int) -> Double {
    demands.indices.reduce(0) { $0 + volume(ofDemand: $1, resource: r) }
  }

  /// Quantity times periods of a group's demands.
  func volume(ofGroup g: Int, resource r: Int) -> Double {
    demands.indices.reduce(0) { demands[$1].group == g ? $0 + volume(ofDemand: $1, resource: r) : $0 }
  }

  /// Capacity of a warehouse in a slot: that of its areas, limited by its total.
  func capacity(ofWarehouse w: Int, slot: Int) -> Double {
    let areas = warehouses[w].areas.reduce(0) { $0 + self.areas[$1].capacity[slot] }
    return warehouses[w].totalCapacity.map { min(areas, $0[slot]) } ?? areas
  }

  /// Capacity of a warehouse, summed over the periods.
  func capacitySum(ofWarehouse w: Int, resource r: Int) -> Double {
    (0..<periods.count).reduce(0) { $0 + capacity(ofWarehouse: w, slot: r * periods.count + $1) }
  }
}
