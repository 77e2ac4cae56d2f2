// SPDX-License-Identifier: GPL-3.0-or-later

/// A lower bound on the cost of every plan, from any multipliers.
///
/// Of the strong formulation the rows that tie warehouses or lanes together are dropped, each violation at
/// the price of its multiplier (Geoffrion 1974, DOI 10.1007/BFb0120690, for the principle). What is left is
/// a small problem for each warehouse, and a number for each demand and for each truck. With
/// B = 1 + beta and the carbon price P, all of a demand d on lane l (area k of warehouse w, owner o) has the
/// reduced cost
///
///     rc_l = B (c_l + P carbon_l) + kappa carbon_l - u_d + sum_{t in stay, r} q_dr (a_krt + W_wrt)
///            + sum_r v_dr (om_or - sum_o' om_o'r sigma_o'r - eta_wr - g_{group of d, r})
///            + sum_{t in stay, r} tau_{w, zone of d, t, r} delivery_dr
///
/// with v_dr = q_dr |stay of d|. A lane adds the least of rc_l x over the shares x it can have; one with a
/// share s0 in an existing plan the least of rc_l x + B C_d (max(0, s0 - x) - s0), and a frozen one that at
/// x = s0. A warehouse that is activated and active in the periods T adds
///
///     F_w + sum_{t in T} (B g_w - rents of t) + sum of its lanes with the stay inside T
///     F_w = B f_w + pi + po_o + sum_r eta_wr rho_wr sum_t capacity_wrt
///
/// where the rents of a period are a capacity + W total of its slots. It takes the best T, or all periods
/// where a period costs nothing, and nothing at all where that is better and its activation is counted.
///
///     bound = sum_d u_d + sum_d min(0, p_d - u_d) + sum_d B C_d (stranded_d + existing shares of d)
///             - pi p - sum_o po_o p_o + sum_gr g_gr S_gr sum_{d in g} v_dr - beta budget - kappa cap
///             + sum_w warehouse w + sum_wzt min(0, trip) N_wzt
///     trip  = B (trip cost + P carbon) + kappa carbon - sum_r tau truck_r,
///
/// N being the most trips that can be needed. It holds for any multipliers and costs one pass over the lanes
/// and their stays, so a plan that carries its multipliers can be believed without a solver. At the best
/// multipliers it equals the linear relaxation of the strong formulation without the rows for pairs, classes,
/// smallest shares and single trips; for a scenario without integral choices, its optimum.
enum LagrangianBound {
  /// - Parameter multipliers: negative ones count as 0, but for the demands'.
  static func value(_ scenario: LogisticsScenario, _ multipliers: Multipliers) -> Double {
    LagrangianTerms(scenario, multipliers).bound
  }
}
