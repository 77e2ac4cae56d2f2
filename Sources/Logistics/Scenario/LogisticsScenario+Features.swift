// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario {
  /// Whether no choice is integral: nothing to activate or to limit in number, nothing single-source, no
  /// smallest share, no incompatible classes, no trips.
  public var isLinear: Bool {
    !hasActivation && trucks == nil && rules.incompatibleClasses.isEmpty
      && demands.allSatisfy { !$0.isSingleSource && $0.mostWarehouses == nil && $0.smallestShare == 0 }
  }

  /// Whether it matters which warehouses are activated.
  public var hasActivation: Bool {
    rules.mostActivated != nil || owners.contains { $0.mostWarehouses != nil }
      || warehouses.contains {
        $0.activationCost > 0 || $0.periodActivationCost > 0 || $0.smallestUtilisation.contains { $0 > 0 }
      }
  }

  /// Whether this is the classic problem: activation costs, capacities and demands in one period, one area
  /// a warehouse, and no rule besides.
  public var isClassic: Bool {
    periods.count == 1 && areas.count == warehouses.count && trucks == nil && existing.isEmpty
      && owners.allSatisfy { $0.mostWarehouses == nil && $0.largestShare.allSatisfy { $0 >= 1 } }
      && groups.allSatisfy { $0.smallestServedShare.allSatisfy { $0 == 0 } }
      && rules.mostActivated == nil && rules.budget == nil && rules.carbonCap == nil && rules.carbonPrice == 0
      && rules.incompatibleClasses.isEmpty
      && warehouses.allSatisfy { warehouse in
        warehouse.totalCapacity == nil && warehouse.periodActivationCost == 0
          && warehouse.smallestUtilisation.allSatisfy { $0 == 0 }
      }
      && demands.allSatisfy {
        $0.mostWarehouses == nil && $0.smallestShare == 0 && $0.strandedShare == 0
      }
  }
}
