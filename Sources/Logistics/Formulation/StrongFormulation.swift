// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The strong formulation of a scenario: capacitated facility location with several resources, periods and
/// areas, priced unserved demand, and the rules of a market.
///
/// With shares x_l of demands on lanes l (demand d, area k of warehouse w), unserved shares u_d, activations
/// y_w, active periods z_wt, trips n_wzt and given-up shares e_l,
///
///     minimise   sum_w f_w y_w + sum_wt g_w z_wt + sum_l (c_l + P carbon_l) x_l
///                + sum_wzt (trip_wz + P carbon_wz) n_wzt + sum_l C_d e_l + sum_d p_d u_d + sum_d C_d stranded_d
///     subject to sum_{l of d} x_l + u_d = 1                             each demand d
///                sum_{l into k, d stays in t} q_dr x_l <= capacity_krt G_wt  each area k, resource r, period t
///                sum_{l into w, d stays in t} q_dr x_l <= total_wrt G_wt     each warehouse w with a total
///                x_l <= m_l G_wt                                        each lane l and period t of its stay
///                z_wt <= y_w
///
/// where the gate G_wt is z_wt where the warehouse charges by period, else y_w where anything depends on
/// its activation, else 1; u_d is there only where the demand may stay unserved; m_l is the largest share
/// that fits. The third group of rows is implied for integral gates, and makes the relaxation as strong as
/// it gets without cuts (Cornuejols, Sridharan and Thizy 1991, DOI 10.1016/0377-2217(91)90261-S, compare
/// the relaxations for one resource and period). A capacity that all its lanes together cannot fill gets a
/// row without a bound, so that a number standing for "plenty" does not reach the arithmetic.
///
/// The rules, each in a file of its own:
///
///     sum_w y_w <= p,   sum_{w of o} y_w <= p_o
///     sum_{l into w} v_dr x_l >= rho_wr (sum_t capacity_wrt) y_w        with v_dr = q_dr |stay of d|
///     sum_{l into o} v_dr x_l <= sigma_or sum_l v_dr x_l                each owner o
///     sum_{l of g} v_dr x_l >= S_gr sum_{d in g} v_dr                   each group g
///     sum_{l into w, d of z, d stays in t} delivery_dr x_l <= truck_r n_wzt
///     x_l + e_l >= s0_l                                                 each share s0 of an existing plan
///     carbon of lanes and trips <= cap,   everything but penalties <= budget
///
/// and with the binaries of `FormulationBuilder+Pairs` and `+Classes` the number of warehouses of a demand,
/// smallest shares and incompatible classes. x is binary for single-source demands.
struct StrongFormulation {
  let model: LinearModel
  /// Where its columns and rows are.
  let index: FormulationIndex

  /// The formulation of a scenario.
  ///
  /// - Parameters:
  ///   - choices: integral choices to be fixed: the linear program that is left has no strong rows, for a
  ///     lane is then open or closed.
  ///   - isForProof: whether to leave out what `LagrangianBound` does not know: pairs, classes, the strong rows
  ///     of trips, and that periods which see the same lanes are active together. The multipliers of this
  ///     relaxation are the best for that bound.
  ///   - keepsNames: whether rows and columns are named.
  init(
    _ scenario: LogisticsScenario, choices: IntegralChoices? = nil, isForProof: Bool = false,
    keepsNames: Bool = false
  ) {
    var builder = FormulationBuilder(
      scenario, choices: choices, isForProof: isForProof, keepsNames: keepsNames)
    builder.build()
    model = builder.model
    index = builder.index
  }
}
