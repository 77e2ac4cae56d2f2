// SPDX-License-Identifier: GPL-3.0-or-later

/// Multipliers of the rows that the Lagrangian relaxation of a scenario drops; see `LagrangianBound`.
/// Lists for rows that the scenario does not have are empty. All but those of the demands are at least 0.
struct Multipliers: Equatable, Sendable {
  /// By demand: the price of serving it, of any sign.
  var demand: [Double] = []
  /// By area and slot (resource and period): the price of its capacity.
  var area: [Double] = []
  /// By warehouse and slot: the price of its total capacity; empty where no warehouse has one.
  var warehouse: [Double] = []
  /// By warehouse and resource: the price of its smallest utilisation; empty where there is none.
  var utilisation: [Double] = []
  /// The price of activating one more warehouse, where their number is limited; 0 otherwise.
  var activation = 0.0
  /// By owner: the price of activating one more of its warehouses; empty where there are no owners.
  var ownerActivation: [Double] = []
  /// By owner and resource: the price of its share of the volume; empty where there are no owners.
  var ownerShare: [Double] = []
  /// By group and resource: the price of its guaranteed share; empty where there are no groups.
  var group: [Double] = []
  /// The price of the budget, in currency per currency.
  var budget = 0.0
  /// The price of the carbon cap, in currency per kg.
  var carbon = 0.0
  /// By warehouse, zone, period and resource: the price of a truck's space; empty where there are none.
  var truck: [Double] = []
}
