// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The strong formulation of the (single- or multi-source) capacitated facility location problem
/// with several resources and priced unserved demand:
///
///     minimise   sum_w f_w y_w + sum_l c_l x_l + sum_d p_d u_d
///     subject to sum_{l of d} x_l + u_d = 1                    each demand d
///                sum_{l into w} q_dr x_l <= capacity_wr y_w    each warehouse w, resource r that can bind
///                x_l <= m_l y_w                                each lane l into w with a choice of y_w
///
/// with shares x, activations y in {0, 1} (fixed at 1 where activation is free), u_d only where the
/// demand may stay unserved, x binary for single-source demands, and m_l the largest share the
/// warehouse can hold. A capacity that all its lanes together cannot fill gets a row without a bound, so
/// that a number standing for "plenty" does not reach the arithmetic. The last rows are implied for integral y, and make the relaxation as strong as
/// it gets without cuts (Cornuejols, Sridharan and Thizy 1991, DOI 10.1016/0377-2217(91)90261-S,
/// compare the relaxations).
struct StrongFormulation {
  let model: LinearModel
  /// Column of each warehouse's activation; nil where it is free and therefore always on.
  let activationColumn: [Int?]
  /// Column of each lane's share.
  let firstLaneColumn: Int
  /// Column of each demand's unserved share; nil where it must be served.
  let unservedColumn: [Int?]
  /// Row of warehouse w and resource r is `firstCapacityRow + w * resources + r`; the rows of the
  /// demands come first.
  let firstCapacityRow: Int

  init(_ scenario: LogisticsScenario, keepsNames: Bool = false) {
    let resources = scenario.resources.count
    var model = LinearModel(sense: .minimize, keepsNames: keepsNames)
    model.reserve(
      rows: scenario.demands.count + scenario.warehouses.count * resources + scenario.lanes.count,
      columns: scenario.warehouses.count + scenario.lanes.count + scenario.demands.count,
      terms: scenario.lanes.count * (3 + resources) + scenario.demands.count)

    var activation: [Int?] = []
    for warehouse in scenario.warehouses {
      if warehouse.activationCost == 0 {
        activation.append(nil)
      } else {
        activation.append(
          model.addColumn(
            upper: 1, cost: warehouse.activationCost, kind: .integer, name: "activated(\(warehouse.id))"))
      }
    }
    firstLaneColumn = model.columnCount
    for lane in scenario.lanes {
      let demand = scenario.demands[lane.demand]
      // Capacities are left to their rows, whose multipliers are the shadow prices.
      model.addColumn(
        upper: 1, cost: lane.cost,
        kind: demand.isSingleSource ? .integer : .continuous,
        name: "share(\(demand.id),\(scenario.warehouses[lane.warehouse].id))")
    }
    var unserved: [Int?] = []
    for demand in scenario.demands {
      unserved.append(
        demand.unservedPenalty.map { model.addColumn(upper: 1, cost: $0, name: "unserved(\(demand.id))") })
    }

    for (d, demand) in scenario.demands.enumerated() {
      let row = model.addRow(lower: 1, upper: 1, name: "serve(\(demand.id))")
      for lane in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
        model.addTerm(row: row, column: firstLaneColumn + lane, coefficient: 1)
      }
      if let column = unserved[d] { model.addTerm(row: row, column: column, coefficient: 1) }
    }
    firstCapacityRow = model.rowCount
    let largestLoad = Self.largestLoads(scenario)
    for (w, warehouse) in scenario.warehouses.enumerated() {
      for (r, resource) in scenario.resources.enumerated() {
        let canBind = largestLoad[w * resources + r] > scenario.areas[w].capacity[r]
        let row = model.addRow(
          upper: !canBind ? .infinity : activation[w] == nil ? scenario.areas[w].capacity[r] : 0,
          name: "capacity(\(warehouse.id),\(resource.rawValue))")
        if canBind, let column = activation[w] {
          model.addTerm(row: row, column: column, coefficient: -scenario.areas[w].capacity[r])
        }
      }
    }
    for (index, lane) in scenario.lanes.enumerated() {
      for r in 0..<resources where scenario.demands[lane.demand].quantity[r] != 0 {
        model.addTerm(
          row: firstCapacityRow + lane.warehouse * resources + r, column: firstLaneColumn + index,
          coefficient: scenario.demands[lane.demand].quantity[r])
      }
      guard let column = activation[lane.warehouse] else { continue }
      let row = model.addRow(
        upper: 0,
        name: "open(\(scenario.demands[lane.demand].id),\(scenario.warehouses[lane.warehouse].id))")
      model.addTerm(row: row, column: firstLaneColumn + index, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: -scenario.largestShare(of: lane))
    }
    self.model = model
    activationColumn = activation
    unservedColumn = unserved
  }

  /// What all lanes of a warehouse together could bring of each resource, warehouse by warehouse.
  private static func largestLoads(_ scenario: LogisticsScenario) -> [Double] {
    let resources = scenario.resources.count
    var load = [Double](repeating: 0, count: scenario.warehouses.count * resources)
    for lane in scenario.lanes {
      for r in 0..<resources {
        load[lane.warehouse * resources + r] += scenario.demands[lane.demand].quantity[r]
      }
    }
    return load
  }
}
