// SPDX-License-Identifier: GPL-3.0-or-later

/// The multipliers of a proof, held to the shape of the scenario: one number for each row that the
/// scenario has, none below 0 but those of the demands, and 0 wherever there is no row to price.
struct ProofPrices {
  /// By demand, of any sign.
  let demand: [Double]
  /// By area and slot.
  let area: [Double]
  /// By warehouse and slot.
  let total: [Double]
  /// By warehouse and resource.
  let utilisation: [Double]
  /// Of the number of activated warehouses.
  let activation: Double
  /// By owner.
  let ownerActivation: [Double]
  /// By owner and resource.
  let ownerShare: [Double]
  /// By group and resource.
  let group: [Double]
  /// Of the budget.
  let budget: Double
  /// Of the cap on carbon dioxide.
  let carbon: Double
  /// By warehouse, zone, period and resource; empty where no truck is priced.
  let truck: [Double]

  /// Nil where a list is neither empty nor of the scenario's shape, where a number is not finite, or where a
  /// rule is priced that the scenario does not have. Demands and areas must have their lists.
  init?(_ scenario: LogisticsScenario, _ given: Multipliers) {
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    let slots = resources * periods
    let warehouses = scenario.warehouses
    let owners = scenario.owners
    let rules = scenario.rules
    guard given.demand.count == scenario.demands.count, given.demand.allSatisfy(\.isFinite),
      given.area.count == scenario.areas.count * slots
    else { return nil }
    demand = given.demand

    let hasTotal = warehouses.contains { $0.totalCapacity != nil }
    let hasUtilisation = warehouses.contains { $0.smallestUtilisation.contains { $0 > 0 } }
    let zones = scenario.trucks?.zones.count ?? 0
    guard
      let area = Self.list(
        given.area, count: scenario.areas.count * slots,
        where: { scenario.areas[$0 / slots].capacity[$0 % slots].isFinite }),
      let total = Self.list(
        given.warehouse, count: hasTotal ? warehouses.count * slots : 0,
        where: { warehouses[$0 / slots].totalCapacity?[$0 % slots].isFinite ?? false }),
      let utilisation = Self.list(
        given.utilisation, count: hasUtilisation ? warehouses.count * resources : 0,
        where: { warehouses[$0 / resources].smallestUtilisation[$0 % resources] > 0 }),
      let ownerActivation = Self.list(
        given.ownerActivation, count: owners.count, where: { owners[$0].mostWarehouses != nil }),
      let ownerShare = Self.list(
        given.ownerShare, count: owners.count * resources,
        where: { owners[$0 / resources].largestShare[$0 % resources] < 1 }),
      let group = Self.list(
        given.group, count: scenario.groups.count * resources,
        where: { scenario.groups[$0 / resources].smallestServedShare[$0 % resources] > 0 }),
      let truck = Self.list(
        given.truck, count: warehouses.count * zones * slots,
        where: { scenario.trucks?.capacity[$0 % resources].isFinite ?? false }),
      let activation = Self.number(given.activation, exists: rules.mostActivated != nil),
      let budget = Self.number(given.budget, exists: rules.budget != nil),
      let carbon = Self.number(given.carbon, exists: rules.carbonCap != nil)
    else { return nil }
    self.area = area
    self.total = total.isEmpty ? Array(repeating: 0, count: warehouses.count * slots) : total
    self.utilisation =
      utilisation.isEmpty ? Array(repeating: 0, count: warehouses.count * resources) : utilisation
    self.ownerActivation = ownerActivation
    self.ownerShare = ownerShare
    self.group = group
    self.truck = truck.contains { $0 > 0 } ? truck : []
    self.activation = activation
    self.budget = budget
    self.carbon = carbon
  }

  /// The list with what is below 0, or prices no row, set to 0; zeros for an empty one.
  private static func list(_ given: [Double], count: Int, where exists: (Int) -> Bool) -> [Double]? {
    if given.isEmpty { return Array(repeating: 0, count: count) }
    guard given.count == count, given.allSatisfy(\.isFinite) else { return nil }
    return given.indices.map { given[$0] > 0 && exists($0) ? given[$0] : 0 }
  }

  private static func number(_ given: Double, exists: Bool) -> Double? {
    guard given.isFinite, exists || given == 0 else { return nil }
    return max(0, given)
  }
}
