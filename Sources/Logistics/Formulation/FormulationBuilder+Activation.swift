// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

extension LogisticsScenario {
  /// Whether anything depends on which warehouses are activated, for one of them; periods apart.
  func countsActivation(ofWarehouse w: Int) -> Bool {
    let warehouse = warehouses[w]
    return warehouse.activationCost != 0 || rules.mostActivated != nil
      || warehouse.smallestUtilisation.contains { $0 > 0 }
      || warehouse.owner.map { owners[$0].mostWarehouses != nil } ?? false
  }

  /// By lane, the share that must be kept; nil where it is free.
  var frozenShare: [Double?] {
    var frozen = [Double?](repeating: nil, count: lanes.count)
    for entry in existing where entry.isFrozen { frozen[entry.lane] = entry.share }
    return frozen
  }
}

/// Activation y of warehouses and z of their periods.
extension FormulationBuilder {
  mutating func addActivationColumns() {
    var isForced = [Bool](repeating: false, count: scenario.warehouses.count)
    for entry in scenario.existing where entry.isFrozen && entry.share > 0 {
      isForced[scenario.lanes[entry.lane].warehouse] = true
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      guard scenario.countsActivation(ofWarehouse: w) else {
        index.activationColumn.append(nil)
        continue
      }
      index.activationColumn.append(
        model.addChoice(
          lower: isForced[w] ? 1 : 0, upper: 1, cost: warehouse.activationCost,
          chosen: choices.map { $0.isActivated[w] ? 1 : 0 }, name: "activated(\(warehouse.id))"))
    }
  }

  /// One column for consecutive periods that see the same lanes: whichever of them is active, all are.
  mutating func addPeriodColumns() {
    guard scenario.warehouses.contains(where: { $0.periodActivationCost != 0 }) else { return }
    let periods = scenario.periods.count
    index.periodColumn = Array(repeating: nil, count: scenario.warehouses.count * periods)
    var stays = StayBlocks(warehouses: scenario.warehouses.count, periods: periods)
    for lane in scenario.lanes { stays.add(scenario.demands[lane.demand].stay, to: lane.warehouse) }
    var isForced = [Bool](repeating: false, count: index.periodColumn.count)
    for entry in scenario.existing where entry.isFrozen && entry.share > 0 {
      let lane = scenario.lanes[entry.lane]
      for t in scenario.demands[lane.demand].stay { isForced[lane.warehouse * periods + t] = true }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() where warehouse.periodActivationCost != 0 {
      for block in isForProof ? stays.periods(of: w) : stays.blocks(of: w) {
        let slot = w * periods + block.lowerBound
        let column = model.addChoice(
          lower: isForced[slot] ? 1 : 0, upper: 1,
          cost: warehouse.periodActivationCost * Double(block.count),
          chosen: choices.map { $0.isActive[slot] ? 1 : 0 },
          name: "active(\(warehouse.id)\(names.period(block.lowerBound)))")
        for t in block { index.periodColumn[w * periods + t] = column }
      }
    }
  }

  /// Periods are active only in activated warehouses, and no more of those than may be.
  mutating func addActivationRules() {
    guard choices == nil else { return }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      guard let activation = index.activationColumn[w] else { continue }
      for (t, column) in periodColumns(ofWarehouse: w) {
        let row = model.addRow(upper: 0, name: "active_in(\(warehouse.id)\(names.period(t)))")
        model.addTerm(row: row, column: column, coefficient: 1)
        model.addTerm(row: row, column: activation, coefficient: -1)
      }
    }
    if let most = scenario.rules.mostActivated {
      let row = model.addRow(upper: Double(most), name: "most_activated")
      for column in index.activationColumn {
        if let column { model.addTerm(row: row, column: column, coefficient: 1) }
      }
      index.mostActivatedRow = row
    }
    for (o, owner) in scenario.owners.enumerated() {
      guard let most = owner.mostWarehouses else {
        index.ownerActivationRow.append(nil)
        continue
      }
      let row = model.addRow(upper: Double(most), name: "most_activated(\(owner.id))")
      for (w, warehouse) in scenario.warehouses.enumerated() where warehouse.owner == o {
        if let column = index.activationColumn[w] { model.addTerm(row: row, column: column, coefficient: 1) }
      }
      index.ownerActivationRow.append(row)
    }
  }

  /// The distinct period columns of a warehouse with the first period of each.
  private func periodColumns(ofWarehouse w: Int) -> [(Int, Int)] {
    guard !index.periodColumn.isEmpty else { return [] }
    var result: [(Int, Int)] = []
    for t in 0..<scenario.periods.count {
      guard let column = index.periodColumn[w * scenario.periods.count + t], result.last?.1 != column else {
        continue
      }
      result.append((t, column))
    }
    return result
  }
}
