// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension LogisticsPlan {
  /// Multipliers from which `check` proves a bound; see `LagrangianBound`. Lists in which every number is 0
  /// are left out, but for the first two.
  public struct BoundProof: Codable, Sendable {
    /// One for each demand, in the order of the scenario: the price of serving it.
    public var demandMultipliers: NumberList
    /// Area by area, one for each resource in use and there for each period: the price of its capacity, at
    /// least 0.
    public var capacityPrices: NumberList
    /// The same for the totals of warehouses.
    public var totalPrices: NumberList?
    /// Warehouse by warehouse, one for each resource: the price of its smallest utilisation.
    public var utilisationPrices: NumberList?
    /// The price of activating one more warehouse, where their number is limited.
    public var activationPrice: Double?
    /// By owner: the price of activating one more of its warehouses.
    public var ownerActivationPrices: NumberList?
    /// Owner by owner, one for each resource: the price of its share of the volume.
    public var ownerSharePrices: NumberList?
    /// Group by group, one for each resource: the price of its guaranteed share.
    public var groupPrices: NumberList?
    /// The price of the budget, in currency per currency.
    public var budgetPrice: Double?
    /// The price of the cap on carbon dioxide.
    public var carbonPrice: Double?
    /// By warehouse, zone, period and resource: the price of a truck's space.
    public var truckPrices: NumberList?

    /// Multipliers of the rows that every scenario has.
    public init(demandMultipliers: NumberList, capacityPrices: NumberList) {
      self.demandMultipliers = demandMultipliers
      self.capacityPrices = capacityPrices
    }

    /// The multipliers as lists.
    init(_ multipliers: Multipliers) {
      func list(_ values: [Double]) -> NumberList? { values.contains { $0 != 0 } ? NumberList(values) : nil }
      demandMultipliers = NumberList(multipliers.demand)
      capacityPrices = NumberList(multipliers.area)
      totalPrices = list(multipliers.warehouse)
      utilisationPrices = list(multipliers.utilisation)
      activationPrice = multipliers.activation == 0 ? nil : multipliers.activation
      ownerActivationPrices = list(multipliers.ownerActivation)
      ownerSharePrices = list(multipliers.ownerShare)
      groupPrices = list(multipliers.group)
      budgetPrice = multipliers.budget == 0 ? nil : multipliers.budget
      carbonPrice = multipliers.carbon == 0 ? nil : multipliers.carbon
      truckPrices = list(multipliers.truck)
    }

    /// The lists as multipliers.
    var multipliers: Multipliers {
      Multipliers(
        demand: demandMultipliers.values, area: capacityPrices.values,
        warehouse: totalPrices?.values ?? [], utilisation: utilisationPrices?.values ?? [],
        activation: activationPrice ?? 0, ownerActivation: ownerActivationPrices?.values ?? [],
        ownerShare: ownerSharePrices?.values ?? [], group: groupPrices?.values ?? [],
        budget: budgetPrice ?? 0, carbon: carbonPrice ?? 0, truck: truckPrices?.values ?? [])
    }

    enum CodingKeys: String, CodingKey {
      case demandMultipliers = "demand_multipliers_krw"
      case capacityPrices = "capacity_prices_krw"
      case totalPrices = "total_capacity_prices_krw"
      case utilisationPrices = "smallest_utilisation_prices_krw"
      case activationPrice = "activation_price_krw"
      case ownerActivationPrices = "owner_activation_prices_krw"
      case ownerSharePrices = "owner_share_prices_krw"
      case groupPrices = "group_prices_krw"
      case budgetPrice = "budget_price"
      case carbonPrice = "carbon_price_krw_per_kg"
      case truckPrices = "truck_prices_krw"
    }
  }
}
