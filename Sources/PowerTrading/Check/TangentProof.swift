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
  /// What a whole output is worth to each open pair; minus infinity where no share keeps the rules.
  private(set) var worth: [Double]
  /// The same for pairs that their price closes.
  private(set) var closedWorth: [(pair: PowerScenario.Pair, worth: Double)] = []
  /// The largest worth and cost of a kWh at the proof's multipliers, in size.
  private(set) var priceSize = 0.0
  /// What any contract of a pair adds whatever its share, negative for a cost, and the share it is spread over.
  private var once: [Double]
  private var spread: [Double]
  private var totals: [(output: Double, revenue: Double, size: Double)]
  /// Sizes of what was added up, with the proof's multipliers and with the scenario's prices alone.
  private var sizes = (proof: 0.0, scenario: 0.0)

  /// Nil where the proof does not fit the scenario.
  init?(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof) {
    guard proof.referenceShares.values.count == scenario.pairs.count,
      proof.re100Multipliers.values.count == scenario.consumers.count,
      proof.contractCountMultipliers.values.count == scenario.consumers.count,
      let slopes = Self.slopes(
        scenario, proof.kinkConsumers, proof.kinkIntervals, proof.kinkFractions),
      let partners = Self.partners(scenario, proof)
    else { return nil }
    once = Array(repeating: 0, count: scenario.pairs.count)
    spread = scenario.pairs.map(\.largestShare)
    worth = Array(repeating: 0, count: scenario.pairs.count)
    totals = Array(repeating: (0, 0, 0), count: scenario.suppliers.count)
    addCosts(scenario)
    for j in scenario.consumers.indices {
      addTarget(scenario, j, rho: max(0, proof.re100Multipliers.values[j]))
      addContractRules(scenario, j, kappa: max(0, proof.contractCountMultipliers.values[j]))
    }
    let reference = proof.referenceShares.values
    let closed = Dictionary(grouping: scenario.rejectedPairs.indices) { scenario.rejectedPairs[$0].consumer }
    let parts = parallelMap(count: scenario.consumers.count, threads: MeterLedger.threads) { j in
      Self.intervals(
        scenario, j, rho: max(0, proof.re100Multipliers.values[j]), reference: reference,
        slopes: slopes[j], partners: partners[j], closed: closed[j] ?? [])
    }
    for (j, part) in parts.enumerated() {
      constant += part.constant
      sizes.proof += part.proofSize
      sizes.scenario += part.scenarioSize
      for (k, p) in scenario.pairs(ofConsumer: j).enumerated() { worth[p] += part.worth[k] }
      priceSize = max(priceSize, part.priceSize)
      for (pair, energyWorth) in part.closed {
        // A fixed cost is spread over all that the supplier may sell.
        let largest = scenario.suppliers[pair.supplier].largestShareForSale
        let limit = scenario.consumers[j].largestContractCount
        let once = pair.fixedCost + (limit == nil ? 0 : max(0, proof.contractCountMultipliers.values[j]))
        if limit == 0 || pair.smallestShare > largest || (once > 0 && largest == 0) { continue }
        let own = totals[pair.supplier]
        closedWorth.append(
          (
            pair,
            energyWorth - own.revenue * pair.loss - own.output * pair.contractedFee
              - (once > 0 ? once / largest : 0)
          ))
      }
    }
    addBestShares(scenario)
    guard constant.isFinite, sizes.proof.isFinite, sizes.scenario.isFinite else { return nil }
    // However large the multipliers: what rounding may have taken away does not count as proved.
    bound = constant + 1e-14 * sizes.proof
    tolerance = 1e-9 * max(1, abs(constant)) + 2e-12 * sizes.scenario
  }

  /// Output of a supplier, kWh.
  func output(_ supplier: Int) -> Double { totals[supplier].output }

  /// By consumer and interval, the stated part of a further kWh that counts as taken.
  private static func slopes(
    _ scenario: PowerScenario, _ consumers: NumberList, _ intervals: NumberList, _ fractions: NumberList
  ) -> [[Int: Double]]? {
    let count = fractions.values.count
    guard consumers.values.count == count, intervals.values.count == count else { return nil }
    var slopes: [[Int: Double]] = Array(repeating: [:], count: scenario.consumers.count)
    for k in 0..<count {
      guard let j = Int(exactly: consumers.values[k]), scenario.consumers.indices.contains(j),
        let t = Int(exactly: intervals.values[k]), (0..<scenario.horizon.count).contains(t)
      else { return nil }
      slopes[j][t] = min(1, max(0, fractions.values[k]))
    }
    return slopes
  }

  /// A part of an interval of negative value that is taken off the value of another one.
  private struct Partner: Sendable {
    var interval: Int
    var other: Int
    var part: Double
  }

  /// By consumer; nil where they do not fit the scenario, or are more than the whole of an interval.
  private static func partners(_ scenario: PowerScenario, _ proof: PowerPlan.BoundProof) -> [[Partner]]? {
    var partners: [[Partner]] = Array(repeating: [], count: scenario.consumers.count)
    let consumers = proof.pairedConsumers?.values ?? []
    let intervals = proof.pairedIntervals?.values ?? []
    let others = proof.partnerIntervals?.values ?? []
    let parts = proof.pairedParts?.values ?? []
    guard intervals.count == consumers.count, others.count == consumers.count, parts.count == consumers.count
    else { return nil }
    let horizon = 0..<scenario.horizon.count
    var whole: [Int: Double] = [:]
    for k in consumers.indices {
      guard let j = Int(exactly: consumers[k]), scenario.consumers.indices.contains(j),
        let t = Int(exactly: intervals[k]), horizon.contains(t),
        let other = Int(exactly: others[k]), horizon.contains(other),
        scenario.consumers[j].load[other] > 0, parts[k] >= 0
      else { return nil }
      let sum = (whole[j * horizon.count + t] ?? 0) + parts[k]
      if !(sum <= 1 + 1e-6) { return nil }
      whole[j * horizon.count + t] = sum
      partners[j].append(Partner(interval: t, other: other, part: min(1, parts[k])))
    }
    return partners
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
      let fixed = pair.fixedCost + (limit == nil ? 0 : kappa)
      // Without rules on contracts every share within the limit may be used, and nothing is spread.
      let isPlain =
        fixed == 0 && limit == nil && pair.smallestShare == 0
      let useful = isPlain ? pair.largestShare : Self.usefulShare(scenario, pair)
      if limit == 0 || pair.smallestShare > pair.largestShare || useful == 0 {
        // No share keeps the rules, or none brings anything: the pair adds nothing.
        worth[p] = -.infinity
        continue
      }
      spread[p] = useful
      once[p] -= fixed
      sizes.proof += abs(once[p]) / useful
    }
  }

  /// Per supplier: contracts in force as they are, then the pairs that add most per unit of share, each up to its
  /// largest share, what a contract costs once in proportion to it.
  private mutating func addBestShares(_ scenario: PowerScenario) {
    var left = scenario.suppliers.map(\.largestShareForSale)
    var free: [(worth: Double, pair: Int)] = []
    for (p, pair) in scenario.pairs.enumerated() {
      if pair.isFrozen {
        constant += pair.largestShare * worth[p] + once[p]
        left[pair.supplier] -= pair.largestShare
      } else if worth[p] > -.infinity {
        worth[p] += once[p] / spread[p]
        free.append((worth[p], p))
      }
    }
    free.sort { ($0.worth, $1.pair) > ($1.worth, $0.pair) }
    for (worth, p) in free where worth > 0 {
      let supplier = scenario.pairs[p].supplier
      let share = max(0, min(left[supplier], scenario.pairs[p].largestShare))
      constant += share * worth
      left[supplier] -= share
    }
  }

  /// A contract that fills every load by itself gains nothing by a larger share, unless contracted energy
  /// earns more than it costs. A fixed cost may therefore be spread over this share.
  ///
  /// A scenario with rules beyond those of `StructureLimits` has proofs of another kind, see `OfferTangents`.
  private static func usefulShare(_ scenario: PowerScenario, _ pair: PowerScenario.Pair) -> Double {
    var cost = 0.0
    var filling = pair.smallestShare
    for (t, atPlant) in scenario.profile(pair).enumerated() where atPlant > 0 {
      cost += atPlant * (scenario.marketPrice[t] * pair.loss + pair.contractedFee)
      filling = max(filling, scenario.consumers[pair.consumer].load[t] / (atPlant * (1 - pair.loss)))
    }
    return cost < 0 ? pair.largestShare : min(filling, pair.largestShare)
  }

  /// Losses and fees on the whole output of each pair.
  private mutating func addCosts(_ scenario: PowerScenario) {
    for (i, supplier) in scenario.suppliers.enumerated() {
      totals[i] = Self.totals(scenario, supplier.generation)
    }
    for (p, pair) in scenario.pairs.enumerated() {
      let own = pair.form == .baseload ? Self.totals(scenario, scenario.profile(pair)) : totals[pair.supplier]
      worth[p] -= own.revenue * pair.loss + own.output * pair.contractedFee
      let size = own.size * pair.loss + own.output * abs(pair.contractedFee)
      sizes.proof += size
      sizes.scenario += size
    }
  }

  private static func totals(
    _ scenario: PowerScenario, _ profile: [Double]
  ) -> (output: Double, revenue: Double, size: Double) {
    var (output, revenue, size) = (0.0, 0.0, 0.0)
    for (t, atPlant) in profile.enumerated() {
      output += atPlant
      revenue += atPlant * scenario.marketPrice[t]
      size += atPlant * abs(scenario.marketPrice[t])
    }
    return (output, revenue, size)
  }

  /// What a consumer's intervals add.
  private struct Part: Sendable {
    var constant = 0.0
    var proofSize = 0.0
    var scenarioSize = 0.0
    var worth: [Double] = []
    var closed: [(pair: PowerScenario.Pair, worth: Double)] = []
    var priceSize = 0.0
  }

  private static func intervals(
    _ scenario: PowerScenario, _ j: Int, rho: Double, reference: [Double], slopes: [Int: Double],
    partners: [Partner], closed: [Int]
  ) -> Part {
    let consumer = scenario.consumers[j]
    let pairs = scenario.pairs(ofConsumer: j)
    let count = scenario.horizon.count
    var offered = [Double](repeating: 0, count: count)
    var possible = offered
    for p in pairs {
      let pair = scenario.pairs[p]
      let generation = scenario.profile(pair)
      if reference[p] != 0 {
        MeterLedger.addArriving(generation, reference[p], 1 - pair.loss, to: &offered)
      }
      MeterLedger.addArriving(generation, pair.largestShare, 1 - pair.loss, to: &possible)
    }
    var part = Part()
    // Parts of negative values that stand elsewhere: what is left of them, and of the values that absorb them.
    var rest: [Int: Double] = [:]
    var absorbed: [Int: Double] = [:]
    var more = [Double](repeating: 0, count: pairs.count)
    // Generation of the partners over that of the interval itself, for all partners of an interval together.
    var excess = more
    for (index, partner) in partners.enumerated() {
      let (t, other) = (partner.interval, partner.other)
      let loss = max(0, scenario.marketPrice[t] + consumer.supplyFee - consumer.retailPrice[t])
      let scale = consumer.load[t] / consumer.load[other]
      rest[t, default: 1] -= partner.part
      absorbed[other, default: 0] += partner.part * loss * scale
      let isLast = index + 1 == partners.count || partners[index + 1].interval != t
      for (k, p) in pairs.enumerated() {
        let generation = scenario.profile(scenario.pairs[p])
        excess[k] += partner.part * loss * (scale * generation[other] - generation[t])
        if isLast {
          more[k] += max(0, excess[k])
          excess[k] = 0
        }
      }
    }
    // From here on: what a further kWh is worth in each interval.
    var weight = offered
    for t in 0..<count {
      weight[t] = 0
      if consumer.load[t] == 0 { continue }
      if possible[t] == 0 {
        // Nothing for the bound; a closed pair would find the whole load.
        weight[t] =
          (slopes[t] ?? 1) * (consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t] + rho)
        continue
      }
      let price = consumer.retailPrice[t] - consumer.supplyFee - scenario.marketPrice[t]
      let value = max(0, max(0, price) - (absorbed[t] ?? 0)) + rho
      let fraction = (slopes.isEmpty ? nil : slopes[t]) ?? (offered[t] <= consumer.load[t] ? 1 : 0)
      part.constant += (1 - fraction) * value * consumer.load[t]
      part.proofSize += (value + abs(price)) * (consumer.load[t] + possible[t])
      part.scenarioSize += abs(price) * min(consumer.load[t], possible[t])
      weight[t] = fraction * value
      // Convex there: its chord over all that can be offered lies above it.
      if price < 0 { weight[t] += max(0, rest[t] ?? 1) * price * min(1, consumer.load[t] / possible[t]) }
    }
    part.worth = pairs.enumerated().map { k, p in
      let pair = scenario.pairs[p]
      let profile = scenario.profile(pair)
      return (1 - pair.loss) * (product(weight, profile) + more[k])
    }
    for k in closed {
      guard let pair = scenario.rejectedPairs[k].pair else { continue }
      let worth = product(weight, scenario.suppliers[pair.supplier].generation)
      part.closed.append((pair, (1 - pair.loss) * worth))
    }
    for t in 0..<count { part.priceSize = max(part.priceSize, abs(weight[t]), abs(scenario.marketPrice[t])) }
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
