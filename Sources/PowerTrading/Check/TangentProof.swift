// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The bound that a plan's proof gives: per supplier the most it can add under the tangents, added up.
/// Written out interval by interval from the scenario, apart from the solver's own evaluation.
struct TangentProof {
  private(set) var bound = 0.0
  /// How far another order of adding up may be from it; depends on the scenario alone.
  private(set) var tolerance = 0.0

  private var constant = 0.0
  private var worth: [Double]
  /// Sizes of what was added up, with the proof's multipliers and with the scenario's prices alone.
  private var sizes = (proof: 0.0, scenario: 0.0)

  /// Nil where the proof does not fit the scenario.
  init?(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof) {
    guard proof.referenceShares.values.count == scenario.pairs.count,
      proof.re100Multipliers.values.count == scenario.consumers.count,
      proof.contractCountMultipliers.values.count == scenario.consumers.count,
      let slopes = Self.slopes(scenario, proof)
    else { return nil }
    worth = Array(repeating: 0, count: scenario.pairs.count)
    for j in scenario.consumers.indices {
      addTarget(scenario, j, rho: max(0, proof.re100Multipliers.values[j]))
      addContractRules(scenario, j, kappa: max(0, proof.contractCountMultipliers.values[j]))
      addIntervals(
        scenario, j, rho: max(0, proof.re100Multipliers.values[j]), reference: proof.referenceShares.values,
        slopes: slopes[j])
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      let best = scenario.pairs.indices.reduce(0) {
        scenario.pairs[$1].supplier == i ? max($0, worth[$1]) : $0
      }
      constant += best * supplier.largestShareForSale
    }
    guard constant.isFinite, sizes.proof.isFinite, sizes.scenario.isFinite else { return nil }
    // However large the multipliers: what rounding may have taken away does not count as proved.
    bound = constant + 1e-14 * sizes.proof
    tolerance = 1e-9 * max(1, abs(constant)) + 2e-12 * sizes.scenario
  }

  /// By consumer and interval, the stated part of a further kWh that counts as taken.
  private static func slopes(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof) -> [[Int: Double]]? {
    let count = proof.kinkFractions.values.count
    guard proof.kinkConsumers.values.count == count, proof.kinkIntervals.values.count == count else {
      return nil
    }
    var slopes: [[Int: Double]] = Array(repeating: [:], count: scenario.consumers.count)
    for k in 0..<count {
      guard let j = Int(exactly: proof.kinkConsumers.values[k]), scenario.consumers.indices.contains(j),
        let t = Int(exactly: proof.kinkIntervals.values[k]), (0..<scenario.horizon.count).contains(t)
      else { return nil }
      slopes[j][t] = min(1, max(0, proof.kinkFractions.values[k]))
    }
    return slopes
  }

  private mutating func addTarget(_ scenario: PowerScenario, _ j: Int, rho: Double) {
    let consumer = scenario.consumers[j]
    let required = consumer.minimumShare * consumer.totalLoad
    constant -= rho * required
    sizes.proof += rho * required
    if let price = consumer.shortfallPrice {
      constant += max(0, rho - price) * required
      sizes.scenario += price * required
    }
  }

  private mutating func addContractRules(_ scenario: PowerScenario, _ j: Int, kappa: Double) {
    let limit = scenario.consumers[j].largestContractCount
    if let limit { constant += kappa * Double(limit) }
    for p in scenario.pairs(ofConsumer: j) {
      let pair = scenario.pairs[p]
      let largest = scenario.suppliers[pair.supplier].largestShareForSale
      let fixed = pair.fixedCost + (limit == nil ? 0 : kappa)
      let useful = Self.usefulShare(scenario, pair)
      if limit == 0 || pair.smallestShare > largest || useful == 0 {
        // No share keeps the rules, or none brings anything: the pair adds nothing.
        worth[p] = -.infinity
      } else {
        worth[p] -= fixed / useful
        sizes.proof += fixed / useful
      }
    }
  }

  /// A contract that fills every load by itself gains nothing by a larger share, unless contracted energy
  /// earns more than it costs. A fixed cost may therefore be spread over this share.
  private static func usefulShare(_ scenario: PowerScenario, _ pair: PowerScenario.Pair) -> Double {
    let supplier = scenario.suppliers[pair.supplier]
    var cost = 0.0
    var filling = pair.smallestShare
    for (t, atPlant) in supplier.generation.enumerated() where atPlant > 0 {
      cost += atPlant * (scenario.marketPrice[t] * pair.loss + pair.contractedFee)
      filling = max(filling, scenario.consumers[pair.consumer].load[t] / (atPlant * (1 - pair.loss)))
    }
    return cost < 0 ? supplier.largestShareForSale : min(filling, supplier.largestShareForSale)
  }

  private mutating func addIntervals(
    _ scenario: PowerScenario, _ j: Int, rho: Double, reference: [Double], slopes: [Int: Double]
  ) {
    let consumer = scenario.consumers[j]
    let pairs = scenario.pairs(ofConsumer: j)
    for t in 0..<scenario.horizon.count {
      var offered = 0.0
      var possible = 0.0
      for p in pairs {
        let pair = scenario.pairs[p]
        let atPlant = scenario.suppliers[pair.supplier].generation[t]
        offered += reference[p] * atPlant * (1 - pair.loss)
        possible += atPlant * (1 - pair.loss)
        let cost = atPlant * (scenario.marketPrice[t] * pair.loss + pair.contractedFee)
        worth[p] -= cost
        sizes.proof += abs(cost)
        sizes.scenario += abs(cost)
      }
      if possible == 0 || consumer.load[t] == 0 { continue }
      let price = consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t]
      let value = price + rho
      let fraction = slopes[t] ?? (offered <= consumer.load[t] ? 1 : 0)
      constant += (1 - fraction) * value * consumer.load[t]
      sizes.proof += value * (consumer.load[t] + possible)
      sizes.scenario += price * min(consumer.load[t], possible)
      for p in pairs {
        let pair = scenario.pairs[p]
        worth[p] += fraction * value * scenario.suppliers[pair.supplier].generation[t] * (1 - pair.loss)
      }
    }
  }
}
