// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The bound that a plan's multipliers prove: for every demand the cheapest it can be served for under
/// them, added up. Written out lane by lane from the scenario, apart from the solver's own evaluation.
struct MultiplierProof {
  let bound: Double

  /// Nil where the proof does not fit the scenario.
  init?(_ scenario: LogisticsScenario, _ proof: LogisticsPlan.BoundProof) {
    let resources = scenario.resources.count
    let multipliers = proof.demandMultipliers.values
    let prices = proof.capacityPrices.values.map { max(0, $0) }
    guard multipliers.count == scenario.demands.count,
      proof.capacityPrices.values.count == scenario.warehouses.count * resources,
      proof.capacityPrices.values.allSatisfy(\.isFinite)
    else { return nil }
    var total = 0.0
    var sizes = 0.0
    var worth = [Double](repeating: 0, count: scenario.warehouses.count)
    for (d, demand) in scenario.demands.enumerated() {
      total += min(multipliers[d], demand.unservedPenalty ?? .infinity)
      sizes += abs(multipliers[d])
      for lane in scenario.lanes(ofDemand: d) {
        var price = lane.cost
        var fits = 1.0
        for r in 0..<resources where demand.quantity[r] > 0 {
          price += prices[lane.warehouse * resources + r] * demand.quantity[r]
          fits = min(fits, scenario.areas[lane.warehouse].capacity[r] / demand.quantity[r])
        }
        if price < multipliers[d] { worth[lane.warehouse] += (multipliers[d] - price) * fits }
      }
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      var rent = 0.0
      for r in 0..<resources { rent += prices[w * resources + r] * scenario.areas[w].capacity[r] }
      let net = warehouse.activationCost - rent - worth[w]
      total += warehouse.activationCost > 0 ? min(0, net) : net
      sizes += rent + worth[w]
    }
    guard total.isFinite, sizes.isFinite else { return nil }
    // However large the multipliers: what rounding may have added does not count as proved.
    bound = total - 1e-14 * sizes
  }
}
