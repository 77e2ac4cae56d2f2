// SPDX-License-Identifier: GPL-3.0-or-later

/// A kind of rule that may stand in the way of every plan, in the order in which they are asked to give way:
/// what a platform can change most easily comes first.
enum MarketRule: String, CaseIterable {
  case budget
  case carbonCap = "carbon_cap"
  case mostActivated = "max_activated_warehouses"
  case ownerWarehouses = "owner_max_warehouses"
  case ownerShare = "owner_largest_share"
  case groupShare = "group_smallest_served_share"
  case utilisation = "smallest_utilisation"
  case frozen
  case classes = "incompatible_classes"
  case mostWarehouses = "max_warehouses"
  case smallestShare = "smallest_share"
  case singleSource = "single_source"
  case serve = "must_serve"

  /// Whether a scenario has such a rule.
  func isIn(_ scenario: LogisticsScenario) -> Bool {
    switch self {
    case .budget: scenario.rules.budget != nil
    case .carbonCap: scenario.rules.carbonCap != nil
    case .mostActivated: scenario.rules.mostActivated != nil
    case .ownerWarehouses: scenario.owners.contains { $0.mostWarehouses != nil }
    case .ownerShare: scenario.owners.contains { $0.largestShare.contains { $0 < 1 } }
    case .groupShare: scenario.groups.contains { $0.smallestServedShare.contains { $0 > 0 } }
    case .utilisation: scenario.warehouses.contains { $0.smallestUtilisation.contains { $0 > 0 } }
    case .frozen: scenario.existing.contains { $0.isFrozen }
    case .classes: !scenario.rules.incompatibleClasses.isEmpty
    case .mostWarehouses: scenario.demands.contains { $0.mostWarehouses != nil && !$0.isSingleSource }
    case .smallestShare: scenario.demands.contains { $0.smallestShare > 0 && !$0.isSingleSource }
    case .singleSource: scenario.demands.contains { $0.isSingleSource }
    case .serve: scenario.demands.contains { $0.unservedPenalty == nil }
    }
  }
}
