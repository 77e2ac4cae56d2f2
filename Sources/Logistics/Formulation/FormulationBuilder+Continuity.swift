// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The existing plan: e is the part of an existing share s0 that is given up, at the demand's price,
///
///     x_l + e_l >= s0_l,   0 <= e_l <= s0_l,   e_l >= s0_l - min(s0_l, m_l) G_wt
///
/// The last rows are implied for integral gates, and make the relaxation as strong as the Lagrangian one.
/// What is stranded in places that are closed now costs the same, whatever is done.
extension FormulationBuilder {
  mutating func addLostColumns() {
    for entry in scenario.existing {
      let lane = scenario.lanes[entry.lane]
      let price = scenario.demands[lane.demand].changeCost
      guard price > 0, !entry.isFrozen else {
        index.lostColumn.append(nil)
        continue
      }
      index.lostColumn.append(
        model.addColumn(upper: entry.share, cost: price, name: "given_up(\(names.lane(lane)))"))
    }
    model.objectiveConstant = scenario.strandedCost
  }

  mutating func addLost() {
    for (entry, column) in zip(scenario.existing, index.lostColumn) {
      guard let column else { continue }
      let row = model.addRow(lower: entry.share, name: "kept(\(names.lane(scenario.lanes[entry.lane])))")
      model.addTerm(row: row, column: index.firstLaneColumn + entry.lane, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: 1)
      if choices == nil { addLostWhereClosed(entry, column) }
    }
    for (column, share) in frozenInParts {
      let row = model.addRow(lower: share, upper: share, name: "frozen(\(column))")
      model.addTerm(row: row, column: column, coefficient: 1)
    }
  }

  /// In a warehouse that is not active all of the share is given up, in a part of one no less than the rest.
  private mutating func addLostWhereClosed(_ entry: LogisticsScenario.ExistingShare, _ column: Int) {
    let lane = scenario.lanes[entry.lane]
    var last: Int?
    for t in scenario.demands[lane.demand].stay {
      guard let gate = gate(ofWarehouse: lane.warehouse, period: t), gate != last else { continue }
      last = gate
      let row = model.addRow(
        lower: entry.share, name: "given_up_if_closed(\(names.lane(lane))\(names.period(t)))")
      model.addTerm(row: row, column: column, coefficient: 1)
      model.addTerm(row: row, column: gate, coefficient: min(entry.share, largestShare[entry.lane]))
    }
  }
}

extension LogisticsScenario {
  /// What it costs that parts of demands must move, wherever they go.
  var strandedCost: Double { demands.reduce(0) { $0 + $1.changeCost * $1.strandedShare } }
}
