// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Classes s that a warehouse stores, where it could store two that must not share it:
///
///     x_l <= m_l s_{w,class of d},   s_wa + s_wb <= y_w
extension FormulationBuilder {
  mutating func addExclusions() {
    let pairs = scenario.rules.incompatibleClasses.filter { $0.0 != $0.1 }
    guard !pairs.isEmpty else { return }
    var lanes: [Int: [Int]] = [:]
    for (l, lane) in scenario.lanes.enumerated() {
      guard let stored = scenario.demands[lane.demand].storageClass else { continue }
      lanes[lane.warehouse * scenario.storageClasses.count + stored, default: []].append(l)
    }
    for w in scenario.warehouses.indices {
      let base = w * scenario.storageClasses.count
      var columns: [Int: Int] = [:]
      for (first, second) in pairs where lanes[base + first] != nil && lanes[base + second] != nil {
        for stored in [first, second] where columns[stored] == nil {
          columns[stored] = addStoredClass(stored, warehouse: w, lanes: lanes[base + stored] ?? [])
        }
        guard choices == nil, let one = columns[first], let other = columns[second] else { continue }
        let row = model.addRow(
          upper: index.activationColumn[w] == nil ? 1 : 0,
          name:
            "apart(\(scenario.warehouses[w].id),\(scenario.storageClasses[first]),\(scenario.storageClasses[second]))"
        )
        model.addTerm(row: row, column: one, coefficient: 1)
        model.addTerm(row: row, column: other, coefficient: 1)
        if let activation = index.activationColumn[w] {
          model.addTerm(row: row, column: activation, coefficient: -1)
        }
        index.exclusionRow.append((w, (first, second), row))
      }
    }
  }

  private mutating func addStoredClass(_ stored: Int, warehouse w: Int, lanes: [Int]) -> Int {
    let name = "\(scenario.warehouses[w].id),\(scenario.storageClasses[stored])"
    let column = model.addChoice(
      upper: 1, cost: 0, chosen: choices.map { $0.stores(stored, w) ? 1 : 0 }, name: "stores(\(name))")
    index.storedClasses.append(.init(warehouse: w, storageClass: stored, column: column))
    guard choices == nil else { return column }
    for l in lanes {
      let row = model.addRow(upper: 0, name: "stored(\(names.lane(scenario.lanes[l])))")
      model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: -largestShare[l])
    }
    return column
  }
}
