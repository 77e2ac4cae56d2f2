// SPDX-License-Identifier: GPL-3.0-or-later

/// A lower bound on the cost of every plan, from any multipliers.
///
/// Relaxing the demand rows with multipliers u and the capacity rows with prices w >= 0 leaves one
/// trivial problem per warehouse: with the reduced cost `c_l + sum_r w_r q_dr - u_d` of each lane,
///
///     bound = sum_d u_d + sum_d min(0, p_d - u_d)
///           + sum_w min over y in {0,1} of y (f_w - sum_r w_wr capacity_wr + sum_l m_l min(0, reduced cost_l))
///
/// (Geoffrion 1974, DOI 10.1007/BFb0120690, for the principle; m_l as in the strong formulation). It
/// holds for any multipliers and costs one pass over the lanes, so a plan that carries its multipliers
/// can be believed without a solver. At the optimal multipliers it equals the strong relaxation.
enum LagrangianBound {
  /// - Parameters:
  ///   - demandMultipliers: one for each demand.
  ///   - capacityPrices: warehouse by warehouse, one for each resource; negative ones count as 0.
  static func value(
    _ scenario: LogisticsScenario, demandMultipliers: [Double], capacityPrices: [Double]
  ) -> Double {
    let resources = scenario.resources.count
    var gain = scenario.warehouses.indices.map { w in
      (0..<resources).reduce(scenario.warehouses[w].activationCost) { sum, r in
        sum - max(0, capacityPrices[w * resources + r]) * scenario.areas[w].capacity[r]
      }
    }
    for lane in scenario.lanes {
      var reducedCost = lane.cost - demandMultipliers[lane.demand]
      for r in 0..<resources {
        reducedCost +=
          max(0, capacityPrices[lane.warehouse * resources + r]) * scenario.demands[lane.demand].quantity[r]
      }
      if reducedCost < 0 { gain[lane.warehouse] += scenario.largestShare(of: lane) * reducedCost }
    }
    var bound = 0.0
    for (d, demand) in scenario.demands.enumerated() {
      bound += demandMultipliers[d]
      if let penalty = demand.unservedPenalty { bound += min(0, penalty - demandMultipliers[d]) }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      // Activation that costs nothing is always on.
      bound += warehouse.activationCost == 0 ? gain[w] : min(0, gain[w])
    }
    return bound
  }
}
