// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange

/// What a whole output is worth to each pair at a proof's multipliers, costs taken off: the terms of
/// `SupplyBound`, pair by pair, also for pairs that their price closes.
struct PairValues {
  /// By open pair; minus infinity where no share keeps the rules.
  private(set) var open: [Double]
  /// By closed pair; nil for those that are closed for another reason than their price.
  private(set) var rejected: [Double?]
  /// The best of each supplier's open pairs, at least 0.
  private(set) var best: [Double]
  /// Output of each supplier, kWh.
  let output: [Double]

  init(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof, threads: Int) {
    output = scenario.suppliers.map { $0.generation.reduce(0, +) }
    let revenue = scenario.suppliers.map { supplier in
      zip(supplier.generation, scenario.marketPrice).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var stated: [[Int: Double]] = Array(repeating: [:], count: scenario.consumers.count)
    for (index, fraction) in proof.kinkFractions.values.enumerated() {
      stated[Int(proof.kinkConsumers.values[index])][Int(proof.kinkIntervals.values[index])] =
        min(1, max(0, fraction))
    }
    let closed = Dictionary(grouping: scenario.rejectedPairs.indices) { scenario.rejectedPairs[$0].consumer }
    let costs = zip(output, revenue).map { (output: $0, revenue: $1) }
    let found = parallelMap(count: scenario.consumers.count, threads: threads) { [stated] j in
      let weight = Self.weights(scenario, proof, j, stated[j])
      func value(_ pair: PowerScenario.Pair, useful: () -> Double) -> Double {
        Self.value(scenario, proof, pair, weight, costs[pair.supplier], useful: useful)
      }
      return (
        open: scenario.pairs(ofConsumer: j).map { p in
          value(scenario.pairs[p]) { PairCost.largestUsefulShare(scenario, pair: p) }
        },
        // A closed pair's useful share is not bounded by the load: its fixed cost counts at the least.
        rejected: (closed[j] ?? []).map { k in
          scenario.rejectedPairs[k].pair.map { pair in
            value(pair) { scenario.suppliers[pair.supplier].largestShareForSale }
          }
        }
      )
    }
    open = found.flatMap(\.open)
    rejected = Array(repeating: nil, count: scenario.rejectedPairs.count)
    for (j, own) in found.enumerated() {
      for (place, k) in (closed[j] ?? []).enumerated() { rejected[k] = own.rejected[place] }
    }
    best = Array(repeating: 0, count: scenario.suppliers.count)
    for (p, pair) in scenario.pairs.enumerated() { best[pair.supplier] = max(best[pair.supplier], open[p]) }
  }

  /// What a further arriving kWh is worth in each interval.
  private static func weights(
    _ scenario: PowerScenario, _ proof: PowerPlan.BoundProof, _ j: Int, _ stated: [Int: Double]
  ) -> [Double] {
    let consumer = scenario.consumers[j]
    let rho = max(0, proof.re100Multipliers.values[j])
    var weight = Settlement.offered(scenario, consumer: j, shares: proof.referenceShares.values)
    for t in weight.indices {
      let usual = SupplyBound.defaultFraction(offered: weight[t], load: consumer.load[t])
      let fraction = consumer.load[t] > 0 ? stated[t] ?? usual : 0
      weight[t] = fraction * (scenario.supplyValue(consumer: j, interval: t) + rho)
    }
    return weight
  }

  private static func value(
    _ scenario: PowerScenario, _ proof: PowerPlan.BoundProof, _ pair: PowerScenario.Pair, _ weight: [Double],
    _ cost: (output: Double, revenue: Double), useful: () -> Double
  ) -> Double {
    let supplier = scenario.suppliers[pair.supplier]
    let limit = scenario.consumers[pair.consumer].largestContractCount
    if limit == 0 || pair.smallestShare > supplier.largestShareForSale { return -.infinity }
    var value = -pair.loss * cost.revenue - pair.contractedFee * cost.output
    let once =
      pair.fixedCost + (limit == nil ? 0 : max(0, proof.contractCountMultipliers.values[pair.consumer]))
    if once > 0 {
      let share = useful()
      if share == 0 { return -.infinity }
      value -= once / share
    }
    let worth = weight.withUnsafeBufferPointer { weight in
      supplier.generation.withUnsafeBufferPointer { generation in
        guard let first = weight.baseAddress, let second = generation.baseAddress else { return 0.0 }
        return DenseKernels.dot(first, second, count: min(weight.count, generation.count))
      }
    }
    return value + (1 - pair.loss) * worth
  }
}
