// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Evaluates the Lagrangian relaxation of a scenario for one flat vector of multipliers after another,
/// without allocating: the bound, its subgradient, and the relaxed plan where the bound is attained.
///
/// The price of a stay is a difference of prefix sums over periods, so a lane costs O(resources). The best
/// set of active periods of a warehouse is found by a dynamic programme over runs of periods.
/// See `LagrangianBound` for the relaxation itself.
final class RelaxationEvaluator {
  let arrays: ScenarioArrays
  let layout: MultiplierLayout
  /// Share on each lane at the last evaluation, in the order of `arrays.warehouseLane`.
  let share: UnsafeMutablePointer<Double>
  /// Whether each warehouse is activated at the last evaluation, as 0 or 1.
  let active: UnsafeMutablePointer<Double>
  /// By warehouse and period: whether it is active then, as 0 or 1.
  let activePeriod: UnsafeMutablePointer<Double>
  /// Subgradient at the last evaluation: the violation of each relaxed row.
  private(set) var gradient: UnsafeMutablePointer<Double>
  /// Reduced cost of each lane at the last evaluation, the least of all modes, in the order of `arrays.warehouseLane`.
  let reducedCost: UnsafeMutablePointer<Double>
  /// What activating each warehouse at its best would change, at the last evaluation.
  let warehouseValue: UnsafeMutablePointer<Double>
  /// By mode: whether it is chosen at the last evaluation, as 0 or 1; by mode and period, whether the
  /// warehouse is active then in it.
  private(set) var modeActive: UnsafeMutablePointer<Double>
  private(set) var modePeriod: UnsafeMutablePointer<Double>
  /// The modes of each warehouse.
  private(set) var modes: ModeTable

  /// By warehouse, as a `WarehouseMode.PeriodRule`: whether it is activated, whatever that is worth.
  private let activationRule: UnsafeMutablePointer<Int8>

  private let chunks: [RelaxationChunk]
  private let price: UnsafeMutablePointer<Double>
  private let threads: Int

  convenience init(_ arrays: ScenarioArrays, threads: Int) {
    let layout = MultiplierLayout(arrays)
    self.init(arrays, layout, ModeTable(arrays, layout), threads: threads)
  }

  /// One with the modes of another, on one thread.
  convenience init(continuing other: RelaxationEvaluator) {
    self.init(other.arrays, other.layout, other.modes, threads: 1)
  }

  private init(_ arrays: ScenarioArrays, _ layout: MultiplierLayout, _ modes: ModeTable, threads: Int) {
    self.arrays = arrays
    self.layout = layout
    self.modes = modes
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      return pointer
    }
    share = zeros(arrays.laneCount)
    reducedCost = zeros(arrays.laneCount)
    active = zeros(arrays.warehouseCount)
    warehouseValue = zeros(arrays.warehouseCount)
    activePeriod = zeros(arrays.warehouseCount * arrays.periodCount)
    gradient = zeros(modes.vectorCount)
    modeActive = zeros(modes.count)
    modePeriod = zeros(modes.count * arrays.periodCount)
    activationRule = .allocate(capacity: max(1, arrays.warehouseCount))
    activationRule.initialize(repeating: WarehouseMode.PeriodRule.free, count: max(1, arrays.warehouseCount))
    price = zeros(arrays.demandCount)
    // Below some thousands of lanes, handing work to a second thread costs more than it saves.
    let parts = arrays.laneCount < 4000 ? 1 : max(1, threads)
    self.threads = parts
    var chunks: [RelaxationChunk] = []
    var from = 0
    for part in 0..<parts {
      let target = Int32(arrays.laneCount * (part + 1) / parts)
      var to = from
      while to < arrays.warehouseCount, part == parts - 1 || arrays.warehouseStart[to + 1] <= target {
        to += 1
      }
      chunks.append(RelaxationChunk(arrays, layout, warehouses: from..<to))
      from = to
    }
    self.chunks = chunks
  }

  deinit {
    for pointer in [
      share, active, activePeriod, gradient, price, reducedCost, warehouseValue, modeActive, modePeriod,
    ] { pointer.deallocate() }
    activationRule.deallocate()
  }

  /// Fixes choices of a warehouse, which is left a single mode: from then on the bound is one on plans that
  /// keep to them.
  ///
  /// - Parameters:
  ///   - activation: whether it is activated, as a `WarehouseMode.PeriodRule`.
  ///   - periods: the same for each period.
  ///   - excluded: by class, whether no goods of it are stored.
  func restrict(_ w: Int, activation: Int8, periods: [Int8], excluded: [Bool]) {
    modes.restrict(w, to: periods, excluded: excluded)
    activationRule[w] = activation
  }

  /// Fixes whether a warehouse is activated, in which periods it is active, and which classes it does not store,
  /// in all of its modes: from then on the bound is one on plans that keep to that.
  func decide(_ w: Int, activation: Int8, periods: [Int8], excluded: [Bool]) {
    modes.decide(w, periods: periods, excluded: excluded)
    activationRule[w] = activation
  }

  /// Reduced cost of each lane at the last evaluation, in the order of the lanes.
  var reducedCostByLane: [Double] { arrays.byLane(reducedCost) }

  /// Divides modes in two.
  ///
  /// - Returns: for each new place of the vector, the place whose price it begins with.
  func divide(_ divisions: [(WarehouseMode, ModeTable.Division)]) -> [Int32] {
    var origins: [Int32] = []
    for (mode, division) in divisions { origins += modes.divide(mode, by: division, arrays) }
    func enlarge(_ pointer: inout UnsafeMutablePointer<Double>, to count: Int) {
      pointer.deallocate()
      pointer = .allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
    }
    enlarge(&gradient, to: modes.vectorCount)
    enlarge(&modeActive, to: modes.count)
    enlarge(&modePeriod, to: modes.count * arrays.periodCount)
    return origins
  }

  /// The bound at the multipliers; fills the other members.
  func evaluate(_ vector: UnsafePointer<Double>) -> Double {
    let (arrays, layout) = (arrays, layout)
    let resources = arrays.resourceCount
    let common = CommonPrices(arrays, layout, vector)
    var bound = 0.0
    for d in 0..<arrays.demandCount {
      let u = vector[d]
      let stay = Double(arrays.end[d] - arrays.first[d])
      var value = u
      let g = Int(arrays.group[d])
      if g >= 0 {
        for r in 0..<resources {
          value += vector[layout.group + g * resources + r] * arrays.quantity[d * resources + r] * stay
        }
      }
      price[d] = value
      bound += min(u, arrays.penalty[d])
      gradient[d] = u > arrays.penalty[d] ? 0 : 1
    }
    let job = Job(evaluator: self, vector: vector, common: common)
    if chunks.count == 1 {
      job.run(0)
    } else {
      _ = parallelMap(count: chunks.count, threads: threads) { job.run($0) }
    }
    // Summed in the order of the chunks, so that the result does not depend on who was first.
    var totals = RelaxedTotals(resources: resources, owners: arrays.ownerCount, groups: arrays.groupCount)
    for chunk in chunks {
      bound += chunk.totals.bound
      totals.add(chunk.totals)
      for d in 0..<arrays.demandCount { gradient[d] -= chunk.served[d] }
    }
    bound += finish(vector, common, totals)
    return bound
  }

  /// The rows of the plan as a whole.
  private func finish(
    _ vector: UnsafePointer<Double>, _ common: CommonPrices, _ totals: RelaxedTotals
  ) -> Double {
    let resources = arrays.resourceCount
    var bound = 0.0
    // Change costs of the existing shares, as if all of them were given up; the lanes take back the rest.
    var changes = arrays.strandedCost
    if arrays.hasExisting {
      for l in 0..<arrays.laneCount where arrays.laneExisting[l] > 0 {
        changes += arrays.changeCost[Int(arrays.laneDemand[l])] * arrays.laneExisting[l]
      }
    }
    bound += common.money * changes
    if layout.isLive[layout.activation] {
      bound -= vector[layout.activation] * Double(arrays.mostActivated)
      gradient[layout.activation] = totals.activated - Double(arrays.mostActivated)
    }
    for o in 0..<arrays.ownerCount {
      if layout.isLive[layout.ownerActivation + o] {
        bound -= vector[layout.ownerActivation + o] * Double(arrays.ownerMost[o])
        gradient[layout.ownerActivation + o] = totals.ownerActivated[o] - Double(arrays.ownerMost[o])
      }
      for r in 0..<resources where layout.isLive[layout.ownerShare + o * resources + r] {
        gradient[layout.ownerShare + o * resources + r] =
          totals.ownerVolume[o * resources + r] - arrays.ownerLargestShare[o * resources + r]
          * totals.volume[r]
      }
    }
    for row in 0..<arrays.groupCount * resources where layout.isLive[layout.group + row] {
      bound += vector[layout.group + row] * arrays.groupSmallest[row]
      gradient[layout.group + row] = arrays.groupSmallest[row] - totals.groupVolume[row]
    }
    if layout.isLive[layout.budget] {
      bound -= vector[layout.budget] * arrays.budget
      gradient[layout.budget] = totals.cost + changes - arrays.budget
    }
    if layout.isLive[layout.carbon] {
      bound -= vector[layout.carbon] * arrays.carbonCap
      gradient[layout.carbon] = totals.carbon - arrays.carbonCap
    }
    return bound
  }

  /// One chunk's work; chunks write to places of their own.
  private struct Job: @unchecked Sendable {
    let evaluator: RelaxationEvaluator
    let vector: UnsafePointer<Double>
    let common: CommonPrices

    func run(_ index: Int) {
      evaluator.chunks[index].evaluate(
        vector, common, evaluator.modes, rule: evaluator.activationRule, price: evaluator.price,
        RelaxationResults(
          share: evaluator.share, active: evaluator.active, activePeriod: evaluator.activePeriod,
          gradient: evaluator.gradient, reducedCost: evaluator.reducedCost,
          warehouseValue: evaluator.warehouseValue, modeActive: evaluator.modeActive,
          modePeriod: evaluator.modePeriod))
    }
  }
}

/// Where the chunks leave what they find; the members are the evaluator's.
struct RelaxationResults {
  let share: UnsafeMutablePointer<Double>
  let active: UnsafeMutablePointer<Double>
  let activePeriod: UnsafeMutablePointer<Double>
  let gradient: UnsafeMutablePointer<Double>
  let reducedCost: UnsafeMutablePointer<Double>
  let warehouseValue: UnsafeMutablePointer<Double>
  let modeActive: UnsafeMutablePointer<Double>
  let modePeriod: UnsafeMutablePointer<Double>
}
