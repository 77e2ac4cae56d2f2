// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Pairs v of a demand and a warehouse, where a demand limits how many warehouses share it or how little
/// one of them takes:
///
///     s v_dw <= sum_{l of d into w} x_l <= M v_dw,   x_l <= m_l v_dw,   sum_w v_dw <= k
extension FormulationBuilder {
  mutating func addPairs() {
    for d in scenario.demands.indices {
      let lanes = scenario.lanesByWarehouse(ofDemand: d)
      guard scenario.countsPairs(ofDemand: d, warehouses: lanes.count) else { continue }
      let demand = scenario.demands[d]
      let first = index.pairs.count
      for (w, lanes) in lanes { addPair(d, w, lanes) }
      guard choices == nil, let most = demand.mostWarehouses, most < lanes.count else { continue }
      let row = model.addRow(upper: Double(most), name: "most_warehouses(\(demand.id))")
      for pair in index.pairs[first...] { model.addTerm(row: row, column: pair.column, coefficient: 1) }
      index.mostWarehousesRow.append((d, row))
    }
  }

  private mutating func addPair(_ d: Int, _ w: Int, _ lanes: [Int]) {
    let demand = scenario.demands[d]
    let name = "\(demand.id),\(scenario.warehouses[w].id)"
    let isUsed = choices.map { $0.usesPair(lanes) }
    let column = model.addChoice(upper: 1, cost: 0, chosen: isUsed.map { $0 ? 1 : 0 }, name: "used(\(name))")
    var pair = FormulationIndex.Pair(demand: d, warehouse: w, column: column)
    if demand.smallestShare > 0, isUsed ?? true {
      let row = model.addRow(
        lower: isUsed == true ? demand.smallestShare : 0, name: "smallest_share(\(name))")
      for l in lanes { model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: 1) }
      if isUsed == nil { model.addTerm(row: row, column: column, coefficient: -demand.smallestShare) }
      pair.smallestShareRow = row
    }
    index.pairs.append(pair)
    guard isUsed == nil else { return }
    for l in lanes {
      let row = model.addRow(upper: 0, name: "used_by(\(names.lane(scenario.lanes[l])))")
      model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: -largestShare[l])
    }
    let together = min(1, lanes.reduce(0) { $0 + largestShare[$1] })
    guard lanes.count > 1 else { return }
    let row = model.addRow(upper: 0, name: "used_by(\(name))")
    for l in lanes { model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: 1) }
    model.addTerm(row: row, column: column, coefficient: -together)
  }
}

extension LogisticsScenario {
  /// The lanes of a demand by warehouse, as indices.
  func lanesByWarehouse(ofDemand d: Int) -> [(warehouse: Int, lanes: [Int])] {
    var result: [(warehouse: Int, lanes: [Int])] = []
    for l in laneStart[d]..<laneStart[d + 1] {
      let w = lanes[l].warehouse
      if let last = result.lastIndex(where: { $0.warehouse == w }) {
        result[last].lanes.append(l)
      } else {
        result.append((w, [l]))
      }
    }
    return result
  }

  /// Whether it matters which warehouses a demand uses, of so many that it may.
  func countsPairs(ofDemand d: Int, warehouses count: Int) -> Bool {
    let demand = demands[d]
    if demand.isSingleSource { return false }
    return demand.smallestShare > 0 || demand.mostWarehouses.map { $0 < count } ?? false
  }
}
