// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Shares x, unserved shares u, and the rows in which they sum to 1.
extension FormulationBuilder {
  mutating func addLaneColumns() {
    index.firstLaneColumn = model.columnCount
    let frozen = scenario.frozenShare
    let price = scenario.rules.carbonPrice
    for (l, lane) in scenario.lanes.enumerated() {
      // Capacities are left to their rows, whose multipliers are the shadow prices.
      var bounds = (lower: 0.0, upper: 1.0)
      var kind: LinearModel.ColumnKind = isWhole(lane) ? .integer : .continuous
      if let share = frozen[l] {
        bounds = (share, share)
        // A frozen part of a demand that is all or nothing has no integer between its bounds: a row, which
        // no integer satisfies, says so.
        if kind == .integer && share != share.rounded() { bounds = (0, 1) }
      }
      if let choices {
        kind = .continuous
        if let whole = choices.share(ofWhole: l) {
          bounds = (whole, whole)
        } else if !choices.isOpen(l) {
          bounds = (min(bounds.lower, 0), 0)
        }
      }
      let column = model.addColumn(
        lower: bounds.lower, upper: bounds.upper, cost: lane.cost + price * lane.carbon, kind: kind,
        name: "share(\(names.lane(lane)))")
      if choices == nil, let share = frozen[l], bounds.lower != share {
        frozenInParts.append((column, share))
      }
    }
  }

  mutating func addUnservedColumns() {
    for demand in scenario.demands {
      index.unservedColumn.append(
        demand.unservedPenalty.map { model.addColumn(upper: 1, cost: $0, name: "unserved(\(demand.id))") })
    }
  }

  mutating func addDemandRows() {
    for (d, demand) in scenario.demands.enumerated() {
      let row = model.addRow(lower: 1, upper: 1, name: "serve(\(demand.id))")
      for lane in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
        model.addTerm(row: row, column: index.firstLaneColumn + lane, coefficient: 1)
      }
      if let column = index.unservedColumn[d] { model.addTerm(row: row, column: column, coefficient: 1) }
    }
  }
}
