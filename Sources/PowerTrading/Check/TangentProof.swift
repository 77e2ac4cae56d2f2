// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange

/// The bound that a plan's proof gives: per supplier the most it can add under the tangents, added up.
/// Written out interval by interval from the scenario, apart from the solver's own evaluation.
struct TangentProof {
  private(set) var bound = 0.0
  /// How far another order of adding up may be from it; depends on the scenario alone.
  private(set) var tolerance = 0.0

  private var constant = 0.0
  private var worth: [Double]
  private var totals: [(output: Double, revenue: Double, size: Double)]
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
    totals = Array(repeating: (0, 0, 0), count: scenario.suppliers.count)
    for j in scenario.consumers.indices {
      addTarget(scenario, j, rho: max(0, proof.re100Multipliers.values[j]))
      addContractRules(scenario, j, kappa: max(0, proof.contractCountMultipliers.values[j]))
    }
    addCosts(scenario)
    let reference = proof.referenceShares.values
    let parts = parallelMap(count: scenario.consumers.count, threads: MeterLedger.threads) { j in
      Self.intervals(
        scenario, j, rho: max(0, proof.re100Multipliers.values[j]), reference: reference, slopes: slopes[j])
    }
    for (j, part) in parts.enumerated() {
      constant += part.constant
      sizes.proof += part.proofSize
      sizes.scenario += part.scenarioSize
      for (k, p) in scenario.pairs(ofConsumer: j).enumerated() { worth[p] += part.worth[k] }
    }
    var best = [Double](repeating: 0, count: scenario.suppliers.count)
    for (p, pair) in scenario.pairs.enumerated() { best[pair.supplier] = max(best[pair.supplier], worth[p]) }
    for (i, supplier) in scenario.suppliers.enumerated() {
      constant += best[i] * supplier.largestShareForSale
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
      // Without rules on contracts every share within the limit may be used, and nothing is spread.
      let isPlain = fixed == 0 && limit == nil && pair.smallestShare == 0
      let useful = isPlain ? largest : Self.usefulShare(scenario, pair)
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

  /// Losses and fees on the whole output of each pair.
  private mutating func addCosts(_ scenario: PowerScenario) {
    for (i, supplier) in scenario.suppliers.enumerated() {
      var (output, revenue, size) = (0.0, 0.0, 0.0)
      for (t, atPlant) in supplier.generation.enumerated() {
        output += atPlant
        revenue += atPlant * scenario.marketPrice[t]
        size += atPlant * abs(scenario.marketPrice[t])
      }
      totals[i] = (output, revenue, size)
    }
    for (p, pair) in scenario.pairs.enumerated() {
      let own = totals[pair.supplier]
      worth[p] -= own.revenue * pair.loss + own.output * pair.contractedFee
      let size = own.size * pair.loss + own.output * abs(pair.contractedFee)
      sizes.proof += size
      sizes.scenario += size
    }
  }

  /// What a consumer's intervals add.
  private struct Part: Sendable {
    var constant = 0.0
    var proofSize = 0.0
    var scenarioSize = 0.0
    var worth: [Double] = []
  }

  private static func intervals(
    _ scenario: PowerScenario, _ j: Int, rho: Double, reference: [Double], slopes: [Int: Double]
  ) -> Part {
    let consumer = scenario.consumers[j]
    let pairs = scenario.pairs(ofConsumer: j)
    let count = scenario.horizon.count
    var offered = [Double](repeating: 0, count: count)
    var possible = offered
    for p in pairs {
      let pair = scenario.pairs[p]
      let generation = scenario.suppliers[pair.supplier].generation
      if reference[p] != 0 {
        MeterLedger.addArriving(generation, reference[p], 1 - pair.loss, to: &offered)
      }
      MeterLedger.addArriving(generation, 1, 1 - pair.loss, to: &possible)
    }
    var part = Part()
    // From here on: what a further kWh is worth in each interval.
    var weight = offered
    for t in 0..<count {
      weight[t] = 0
      if possible[t] == 0 || consumer.load[t] == 0 { continue }
      let price = consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t]
      let value = price + rho
      let fraction = (slopes.isEmpty ? nil : slopes[t]) ?? (offered[t] <= consumer.load[t] ? 1 : 0)
      part.constant += (1 - fraction) * value * consumer.load[t]
      part.proofSize += value * (consumer.load[t] + possible[t])
      part.scenarioSize += price * min(consumer.load[t], possible[t])
      weight[t] = fraction * value
    }
    part.worth = pairs.map { p in
      let pair = scenario.pairs[p]
      return (1 - pair.loss) * product(weight, scenario.suppliers[pair.supplier].generation)
    }
    return part
  }

  /// Sum of the products of two series, in eight strands.
  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        var strands = SIMD8<Double>(repeating: 0)
        let count = min(first.count, second.count)
        var t = 0
        while t + 8 <= count {
          let place = t * MemoryLayout<Double>.stride
          strands +=
            UnsafeRawBufferPointer(first).loadUnaligned(fromByteOffset: place, as: SIMD8<Double>.self)
            * UnsafeRawBufferPointer(second).loadUnaligned(fromByteOffset: place, as: SIMD8<Double>.self)
          t += 8
        }
        var sum = 0.0
        for strand in strands.indices { sum += strands[strand] }
        while t < count {
          sum += first[t] * second[t]
          t += 1
        }
        return sum
      }
    }
  }
}
