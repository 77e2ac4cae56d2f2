// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario.Demand {
  /// A demand of a file that validation has passed.
  init(
    _ demand: LogisticsScenarioFile.Demand, _ index: ScenarioIndex, _ file: LogisticsScenarioFile,
    closed: LogisticsScenario.ClosedPairs
  ) {
    let stay = index.stay(demand)
    let quantity = index.resources.map { demand.quantity[$0] ?? 0 }
    var penalty = demand.unservedPenalty
    if penalty == nil, let tier = index.tiers[demand.priority] {
      let rates = file.priorityTiers?[tier].unservedPenalty ?? ResourceAmounts()
      penalty = zip(index.resources, quantity).reduce(0) { sum, term in
        sum + (rates[term.0] ?? 0) * term.1 * Double(stay.count)
      }
    }
    var delivery: [Double] = []
    let zone = index.zones[demand.zone]
    if file.trucks != nil {
      delivery = zip(index.resources, quantity).map { resource, quantity in
        zone == nil ? 0 : demand.delivery[resource] ?? quantity / Double(stay.count)
      }
    }
    self.init(
      id: demand.id, quantity: quantity, stay: stay, isSingleSource: demand.singleSource ?? false,
      mostWarehouses: demand.maxWarehouses, smallestShare: demand.smallestShare ?? 0,
      unservedPenalty: penalty, storageClass: index.storageClasses[demand.storageClass],
      group: index.groups[demand.group], zone: zone, delivery: delivery,
      changeCost: demand.changeCost ?? file.existingPlan?.changeCost ?? 0, closed: closed)
  }
}
