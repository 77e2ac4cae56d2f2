// SPDX-License-Identifier: GPL-3.0-or-later

/// What the decomposition does not know, so that scenarios with it are solved by the direct method.
enum StructureLimits {
  /// The first rule that it does not know; nil where it knows all.
  static func reason(_ scenario: PowerScenario) -> String? {
    let suppliers = scenario.suppliers
    if scenario.zoneRules != nil { return "rules on all contracts of a zone together" }
    if scenario.consumers.contains(where: { $0.topUp != nil }) { return "members that are served in full" }
    if scenario.pairs.contains(where: { $0.lotShare > 0 }) { return "whole lots" }
    if scenario.pairs.contains(where: \.isFrozen) { return "contracts in force" }
    if scenario.pairs.contains(where: { $0.guarantee != nil }) { return "guaranteed supply with a price" }
    if scenario.pairs.contains(where: { $0.largestShare < suppliers[$0.supplier].largestShareForSale }) {
      return "a largest share or volume of a contract"
    }
    if suppliers.contains(where: { $0.largestContractCount != nil }) {
      return "a largest number of contracts of a supplier"
    }
    if scenario.consumers.indices.contains(where: { scenario.hasUncountedPairs(consumer: $0) }) {
      return "targets towards which not all sources count"
    }
    if scenario.consumers.indices.contains(where: { scenario.hasFeeSpread(consumer: $0) }) {
      return "fees on supplied energy that differ within a consumer"
    }
    return nil
  }
}
