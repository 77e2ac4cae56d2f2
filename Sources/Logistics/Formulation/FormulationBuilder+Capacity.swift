// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Capacities of areas and totals of warehouses by resource and period, and the strong rows
/// `x_l <= m_l y_w` or, where periods are paid for, `x_l <= m_l z_wt`.
extension FormulationBuilder {
  mutating func addCapacityRows() {
    index.firstCapacityRow = model.rowCount
    var loads = SlotLoads(scenario, places: scenario.areas.count) { $0.area }
    for (k, area) in scenario.areas.enumerated() {
      let warehouse = scenario.warehouses[area.warehouse]
      let place = area.id.map { "\(warehouse.id),\($0)" } ?? warehouse.id
      addRows(area.capacity, warehouse: area.warehouse, place: k, &loads, name: "capacity(\(place)")
    }
    bindsCapacity = loads.binds
  }

  mutating func addTotalRows() {
    guard scenario.warehouses.contains(where: { $0.totalCapacity != nil }) else { return }
    index.firstTotalRow = model.rowCount
    var loads = SlotLoads(scenario, places: scenario.warehouses.count) { $0.warehouse }
    let unlimited = [Double](repeating: .infinity, count: scenario.slotCount)
    for (w, warehouse) in scenario.warehouses.enumerated() {
      addRows(
        warehouse.totalCapacity ?? unlimited, warehouse: w, place: w, &loads, name: "total(\(warehouse.id)")
    }
    bindsTotal = loads.binds
  }

  /// A row for each slot of a place; one without a bound where its lanes together cannot fill it, so that
  /// a number that stands for plenty does not reach the arithmetic.
  private mutating func addRows(
    _ capacity: [Double], warehouse w: Int, place: Int, _ loads: inout SlotLoads, name: String
  ) {
    let periods = scenario.periods.count
    for (r, resource) in scenario.resources.enumerated() {
      for t in 0..<periods {
        let slot = r * periods + t
        let gate = gate(ofWarehouse: w, period: t)
        let canBind = loads.largest[place * scenario.slotCount + slot] > capacity[slot]
        var upper = Double.infinity
        if canBind, choices.map({ $0.isStocked(w, t) }) ?? true {
          upper = gate == nil || choices != nil ? capacity[slot] : 0
        }
        let row = model.addRow(upper: upper, name: "\(name),\(resource.rawValue)\(names.period(t)))")
        loads.binds[place * scenario.slotCount + slot] = canBind
        if canBind, choices == nil, let gate {
          model.addTerm(row: row, column: gate, coefficient: -capacity[slot])
        }
      }
    }
  }

  /// The column that space in a warehouse and period needs at 1; nil where it is always there.
  func gate(ofWarehouse w: Int, period t: Int) -> Int? {
    let period = index.periodColumn.isEmpty ? nil : index.periodColumn[w * scenario.periods.count + t]
    return period ?? index.activationColumn[w]
  }

  /// Loads in the capacity rows, and the strong rows, lane by lane.
  mutating func addLaneTerms() {
    let periods = scenario.periods.count
    let isTimeless = periods == 1
    for (l, lane) in scenario.lanes.enumerated() {
      let demand = scenario.demands[lane.demand]
      let column = index.firstLaneColumn + l
      for (r, quantity) in demand.quantity.enumerated() where quantity != 0 {
        for t in demand.stay {
          let slot = r * periods + t
          let area = lane.area * scenario.slotCount + slot
          // Over time most rows cannot bind; without time all get their terms.
          if isTimeless || bindsCapacity[area] {
            model.addTerm(row: index.firstCapacityRow + area, column: column, coefficient: quantity)
          }
          let total = lane.warehouse * scenario.slotCount + slot
          if let first = index.firstTotalRow, bindsTotal[total] {
            model.addTerm(row: first + total, column: column, coefficient: quantity)
          }
        }
      }
      guard choices == nil else { continue }
      var last: Int?
      for t in demand.stay {
        guard let gate = gate(ofWarehouse: lane.warehouse, period: t), gate != last else { continue }
        last = gate
        let row = model.addRow(upper: 0, name: "open(\(names.lane(lane))\(names.period(t)))")
        model.addTerm(row: row, column: column, coefficient: 1)
        model.addTerm(row: row, column: gate, coefficient: -largestShare[l])
        index.strongRows.append(row)
      }
    }
  }
}

/// What all lanes of each place together could bring, by slot, and which slots that could overfill.
struct SlotLoads {
  /// By place and slot.
  var largest: [Double]
  /// By place and slot; set by the builder.
  var binds: [Bool]

  init(
    _ scenario: LogisticsScenario, places: Int, place: (LogisticsScenario.Lane) -> Int
  ) {
    largest = Array(repeating: 0, count: places * scenario.slotCount)
    binds = Array(repeating: false, count: largest.count)
    for lane in scenario.lanes {
      let demand = scenario.demands[lane.demand]
      let base = place(lane) * scenario.slotCount
      for (r, quantity) in demand.quantity.enumerated() where quantity != 0 {
        for t in demand.stay { largest[base + r * scenario.periods.count + t] += quantity }
      }
    }
  }
}
