// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// A scenario as the passes over suppliers and intervals want it: flat rows of numbers.
///
/// A consumer's gain is a concave function of the shares of its few pairs,
///
///     gain_j(s) = sum_t value_jt min(load_jt, sum_p arrival_p generation_pt s_p) - sum_p cost_p s_p
///
/// known with its slope after one pass over its pairs and the intervals. Fixed costs count in proportion to the
/// share, over the largest share that a best plan needs.
final class ShareProblem: @unchecked Sendable {
  let intervals: Int
  let supplierCount: Int
  let consumerCount: Int
  /// Largest share for sale of each supplier.
  let largest: [Double]
  /// Pairs of consumer j are `pairStart[j] ..< pairStart[j + 1]`.
  let pairStart: [Int]
  /// Supplier of each pair.
  let supplier: [Int]
  /// Row of the energy under contract of each pair.
  let profile: [Int]
  /// How many such rows there are.
  let rowCount: Int
  /// What arrives of a unit at the plant.
  let arrival: [Double]
  /// Losses and fees on the whole output.
  let plainCost: [Double]
  /// The same and the fixed cost spread, or the same alone: what the passes take off.
  let cost: [Double]
  /// Smallest share and fixed cost of a contract of each pair.
  let smallest: [Double]
  let fixedCost: [Double]
  /// The largest share that a best plan needs; 0 for a pair that no plan uses.
  let useful: [Double]
  /// Energy that each consumer must be supplied with; 0 for none.
  let required: [Double]
  /// Price of a kWh missing from it; nil for a hard target.
  let shortfallPrice: [Double?]
  /// The most contracts of each consumer; nil for any number.
  let largestCount: [Int?]
  /// Load of each consumer over the horizon.
  let totalLoad: [Double]
  /// The highest value of supply of all consumers and intervals.
  let highestValue: Double

  private let storage: ShareRows

  init(_ scenario: PowerScenario, threads: Int) {
    let intervals = scenario.horizon.count
    self.intervals = intervals
    supplierCount = scenario.suppliers.count
    consumerCount = scenario.consumers.count
    largest = scenario.suppliers.map(\.largestShareForSale)
    pairStart = scenario.pairStart
    supplier = scenario.pairs.map(\.supplier)
    arrival = scenario.pairs.map { 1 - $0.loss }
    required = scenario.consumers.map(\.requiredEnergy)
    shortfallPrice = scenario.consumers.map(\.shortfallPrice)
    largestCount = scenario.consumers.map(\.largestContractCount)
    totalLoad = scenario.consumers.map(\.totalLoad)
    smallest = scenario.pairs.map(\.smallestShare)
    fixedCost = scenario.pairs.map(\.fixedCost)
    // A row for each supplier's output, and one for each flat profile that a contract may have.
    var rows = scenario.suppliers.map(\.generation)
    var flatRow: [Int: Int] = [:]
    for pair in scenario.pairs where pair.form == .baseload && flatRow[pair.supplier] == nil {
      flatRow[pair.supplier] = rows.count
      rows.append(scenario.profile(pair))
    }
    profile = scenario.pairs.map { $0.form == .baseload ? flatRow[$0.supplier] ?? $0.supplier : $0.supplier }
    let profile = profile
    let allRows = rows
    rowCount = rows.count
    let values = ValueRows(scenario, threads: threads)
    storage = ShareRows(rowCount: rowCount, intervals: intervals, values)
    let storage = storage
    let market = scenario.marketPrice
    let outputs = parallelMap(count: allRows.count, threads: threads) { i -> SIMD2<Double> in
      let row = storage.generation(i)
      row.initialize(from: allRows[i], count: intervals)
      return market.withUnsafeBufferPointer { market in
        guard let market = market.baseAddress else { return .zero }
        return SIMD2(
          DenseKernels.dot(row, market, count: intervals), DenseKernels.sum(row, count: intervals))
      }
    }
    _ = parallelMap(count: scenario.consumers.count, threads: threads) { j -> Void in
      storage.load(j).initialize(from: scenario.consumers[j].load, count: intervals)
    }
    let highest = parallelMap(count: values.consumers.count, threads: threads) { row -> Double in
      let consumer = scenario.consumers[values.consumers[row]]
      let (load, value) = (consumer.load, storage.value(values.consumers[row]))
      var highest = 0.0
      consumer.retailPrice.withUnsafeBufferPointer { retail in
        market.withUnsafeBufferPointer { market in
          for t in 0..<intervals {
            // Where nothing is used nothing is worth anything; values below 0 are `NonConcaveHours`.
            let worth = load[t] > 0 ? max(0, retail[t] - consumer.supplyFee - market[t]) : 0
            (value + t).initialize(to: worth)
            highest = max(highest, worth)
          }
        }
      }
      return highest
    }
    highestValue = highest.reduce(0, max)
    useful = Self.useful(scenario, threads: threads)
    let useful = useful
    plainCost = scenario.pairs.enumerated().map { p, pair in
      pair.loss * outputs[profile[p]][0] + pair.contractedFee * outputs[profile[p]][1]
    }
    let plain = plainCost
    cost = scenario.pairs.indices.map { p in
      let fixed = scenario.pairs[p].fixedCost
      return fixed > 0 && useful[p] > 0 ? plain[p] + fixed / useful[p] : plain[p]
    }
  }

  /// The same problem where fixed costs are paid already.
  init(sunk problem: ShareProblem) {
    intervals = problem.intervals
    supplierCount = problem.supplierCount
    consumerCount = problem.consumerCount
    largest = problem.largest
    pairStart = problem.pairStart
    supplier = problem.supplier
    profile = problem.profile
    rowCount = problem.rowCount
    arrival = problem.arrival
    plainCost = problem.plainCost
    cost = problem.plainCost
    smallest = problem.smallest
    fixedCost = problem.fixedCost
    useful = problem.useful
    required = problem.required
    shortfallPrice = problem.shortfallPrice
    largestCount = problem.largestCount.map { _ in nil }
    totalLoad = problem.totalLoad
    highestValue = problem.highestValue
    storage = problem.storage
  }

  /// The same problem with other costs and, for some consumers, other values of supply, at least 0.
  init(_ problem: ShareProblem, addedCost: [Double], value: [[Double]?]) {
    intervals = problem.intervals
    supplierCount = problem.supplierCount
    consumerCount = problem.consumerCount
    largest = problem.largest
    pairStart = problem.pairStart
    supplier = problem.supplier
    profile = problem.profile
    rowCount = problem.rowCount
    arrival = problem.arrival
    plainCost = zip(problem.plainCost, addedCost).map { $0 + $1 }
    cost = zip(problem.cost, addedCost).map { $0 + $1 }
    smallest = problem.smallest
    fixedCost = problem.fixedCost
    useful = problem.useful
    required = problem.required
    shortfallPrice = problem.shortfallPrice
    largestCount = problem.largestCount
    totalLoad = problem.totalLoad
    highestValue = problem.highestValue
    if value.allSatisfy({ $0 == nil }) {
      storage = problem.storage
      return
    }
    storage = ShareRows(problem.storage, intervals: intervals, ownValues: value)
  }

  /// A row of energy under contract by interval: the generation of a supplier, or its flat profile.
  func generation(_ i: Int) -> UnsafePointer<Double> { UnsafePointer(storage.generation(i)) }
  /// Load of a consumer by interval.
  func load(_ j: Int) -> UnsafePointer<Double> { UnsafePointer(storage.load(j)) }
  /// Value of supplied over surplus energy of a consumer by interval, cut off at 0.
  func value(_ j: Int) -> UnsafePointer<Double> { UnsafePointer(storage.value(j)) }
  /// The pairs of a consumer.
  func pairs(_ j: Int) -> Range<Int> { pairStart[j]..<pairStart[j + 1] }

  private static func useful(_ scenario: PowerScenario, threads: Int) -> [Double] {
    let isNeeded = scenario.hasContractChoices
    return parallelMap(count: scenario.pairs.count, threads: threads) { p in
      let pair = scenario.pairs[p]
      let largest = scenario.suppliers[pair.supplier].largestShareForSale
      if pair.smallestShare > largest || scenario.consumers[pair.consumer].largestContractCount == 0 {
        return 0
      }
      return isNeeded ? PairCost.largestUsefulShare(scenario, pair: p) : largest
    }
  }
}
