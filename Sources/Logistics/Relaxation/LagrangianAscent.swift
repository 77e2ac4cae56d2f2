// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Raises the Lagrangian bound of a scenario, step by step, and averages the relaxed plans on the way.
final class LagrangianAscent {
  let arrays: ScenarioArrays
  let evaluator: RelaxationEvaluator
  /// The averaged share of each lane, in the order of `arrays.warehouseLane`.
  let averageShare: UnsafeMutablePointer<Double>
  /// By warehouse and period: how active it is on the average.
  let averageActive: UnsafeMutablePointer<Double>
  /// By mode: how often it is chosen on the average; by mode and period, how active the warehouse is in it.
  private(set) var averageMode: [Double]
  private(set) var averageModePeriod: [Double]
  private(set) var volume: VolumeAscent
  private(set) var chargesFirstTrips: Bool

  var layout: MultiplierLayout { evaluator.layout }
  /// The best bound so far, as this evaluation has it.
  var bound: Double { volume.bestBound }
  /// The same without the last digits, which prove nothing: it is a sum of many terms.
  var safeBound: Double { bound.isFinite ? bound - 1e-9 * abs(bound) : bound }
  /// The multipliers it was found at; those beyond `layout.count` are the prices of further modes.
  var best: [Double] { volume.best }

  /// - Parameter known: multipliers to begin with; empty for none.
  convenience init(_ arrays: ScenarioArrays, threads: Int, start known: [Double] = []) {
    let evaluator = RelaxationEvaluator(arrays, threads: threads)
    let layout = evaluator.layout
    var start = [Double](repeating: 0, count: layout.count)
    for d in 0..<arrays.demandCount {
      let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      let cheapest = lanes.reduce(Double.infinity) { min($0, arrays.laneCost[$1]) }
      start[d] = min(arrays.penalty[d], cheapest)
      if !start[d].isFinite { start[d] = 0 }
    }
    if known.count == start.count { start = known }
    let volume = VolumeAscent(
      start: start, scale: layout.scale,
      isLive: layout.isLive.indices.map { layout.isLive[$0] && $0 < layout.firstTrip },
      isFree: (0..<layout.count).map { $0 < arrays.demandCount })
    self.init(evaluator, volume, chargesFirstTrips: false)
  }

  /// An ascent with the modes of another, from a point and an averaged subgradient of its own.
  convenience init(continuing other: LagrangianAscent, at prices: [Double], average: [Double]) {
    self.init(
      RelaxationEvaluator(continuing: other.evaluator), other.volume.begun(at: prices, average: average),
      chargesFirstTrips: other.chargesFirstTrips)
  }

  private init(_ evaluator: RelaxationEvaluator, _ volume: VolumeAscent, chargesFirstTrips: Bool) {
    self.evaluator = evaluator
    self.volume = volume
    self.chargesFirstTrips = chargesFirstTrips
    arrays = evaluator.arrays
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      return pointer
    }
    averageShare = zeros(arrays.laneCount)
    averageActive = zeros(arrays.warehouseCount * arrays.periodCount)
    averageMode = [Double](repeating: 0, count: evaluator.modes.count)
    averageModePeriod = [Double](repeating: 0, count: evaluator.modes.count * arrays.periodCount)
  }

  deinit {
    averageShare.deallocate()
    averageActive.deallocate()
  }

  /// The averaged share of each lane, in the order of the lanes.
  var averageShareByLane: [Double] { arrays.byLane(averageShare) }

  /// Evaluates once more at the best multipliers, for what the evaluator knows there.
  func evaluateBest() {
    volume.best.withUnsafeBufferPointer { buffer in
      if let vector = buffer.baseAddress { _ = evaluator.evaluate(vector) }
    }
  }

  /// Longer steps and more forgetful averages, for modes that were just divided.
  func quicken() { volume.quicken(stepLength: 0.02, largestWeight: 0.05) }

  /// From here on a part of a trip's price may be paid as soon as its pair is served at all.
  func chargeFirstTrips() {
    guard !chargesFirstTrips, arrays.pairCount > 0 else { return }
    chargesFirstTrips = true
    volume.release((layout.firstTrip..<layout.count).filter { layout.isLive[$0] })
  }

  /// Prices of space by area and slot, and by warehouse and slot, each the mean of its modes' prices.
  func spacePrices() -> (area: [Double], total: [Double]) {
    let slots = arrays.slotCount
    var area = [Double](repeating: 0, count: arrays.areaCount * slots)
    var total = [Double](repeating: 0, count: arrays.hasTotals ? arrays.warehouseCount * slots : 0)
    let vector = volume.best
    for w in 0..<arrays.warehouseCount {
      let modes = evaluator.modes.modes[w]
      let sum = modes.reduce(0) { $0 + averageMode[$1.id] }
      let first = Int(arrays.areaStart[w]) * slots
      let count = Int(arrays.areaStart[w + 1]) * slots - first
      for mode in modes {
        let weight = sum > 1e-9 ? averageMode[mode.id] / sum : 1 / Double(modes.count)
        for slot in 0..<count { area[first + slot] += weight * vector[mode.areaPlace + slot] }
        guard arrays.hasTotals else { continue }
        for slot in 0..<slots { total[w * slots + slot] += weight * vector[mode.totalPlace + slot] }
      }
    }
    return (area, total)
  }

  /// One step towards a target; the value at the new multipliers.
  @discardableResult
  func step(target: Double) -> Double {
    let (arrays, evaluator, layout) = (arrays, evaluator, evaluator.layout)
    let (averageShare, averageActive) = (averageShare, averageActive)
    let chargesFirstTrips = chargesFirstTrips
    return averageMode.withUnsafeMutableBufferPointer { mode in
      averageModePeriod.withUnsafeMutableBufferPointer { modePeriod in
        volume.step(
          target: target, gradient: UnsafePointer(evaluator.gradient), evaluate: evaluator.evaluate,
          project: { TruckPrices.project($0, arrays, layout, chargesFirstTrips: chargesFirstTrips) },
          blend: { weight in
            guard weight > 0 else { return }
            func mix(_ average: UnsafeMutablePointer<Double>?, _ newest: UnsafePointer<Double>, _ count: Int)
            {
              guard let average else { return }
              for i in 0..<count { average[i] += weight * (newest[i] - average[i]) }
            }
            mix(averageShare, evaluator.share, arrays.laneCount)
            mix(averageActive, evaluator.activePeriod, arrays.warehouseCount * arrays.periodCount)
            mix(mode.baseAddress, evaluator.modeActive, mode.count)
            mix(modePeriod.baseAddress, evaluator.modePeriod, modePeriod.count)
          })
      }
    }
  }

  /// Divides the modes in which the averaged plan is least like a plan: active in a period, or storing
  /// goods of classes that exclude each other, in parts.
  ///
  /// - Parameters:
  ///   - most: how many modes may be divided.
  ///   - mostModes: how many modes one warehouse may have.
  /// - Returns: how many were.
  func divideModes(most: Int, mostModes: Int) -> Int {
    var wishes: [(score: Double, mode: WarehouseMode, division: ModeTable.Division)] = []
    for w in 0..<arrays.warehouseCount where arrays.countsActivation[w] {
      let modes = evaluator.modes.modes[w]
      guard modes.count < mostModes else { continue }
      let stored = averageOfClasses(w)
      var best: (score: Double, mode: WarehouseMode, division: ModeTable.Division)?
      for mode in modes {
        guard let (score, division) = division(of: mode, stored), score > best?.score ?? 0 else { continue }
        best = (score, mode, division)
      }
      if let best { wishes.append(best) }
    }
    wishes.sort { ($1.score, $0.mode.id) < ($0.score, $1.mode.id) }
    let chosen = wishes.prefix(most)
    guard !chosen.isEmpty else { return 0 }
    let modeCount = evaluator.modes.count
    let origins = evaluator.divide(chosen.map { ($0.mode, $0.division) })
    volume.append(copiesOf: origins)
    // What was in a mode is taken to be in its parts, half in each, until the average knows better.
    let periods = arrays.periodCount
    averageMode += [Double](repeating: 0, count: evaluator.modes.count - modeCount)
    averageModePeriod += [Double](repeating: 0, count: (evaluator.modes.count - modeCount) * periods)
    for (place, wish) in chosen.enumerated() {
      let (old, new) = (wish.mode.id, modeCount + place)
      averageMode[old] /= 2
      averageMode[new] = averageMode[old]
      for t in 0..<periods {
        averageModePeriod[old * periods + t] /= 2
        averageModePeriod[new * periods + t] = averageModePeriod[old * periods + t]
      }
    }
    return chosen.count
  }

  /// By class: the largest averaged share of it in a warehouse.
  func averageOfClasses(_ w: Int) -> [Double] {
    var stored = [Double](repeating: 0, count: arrays.classCount)
    guard arrays.hasIncompatible else { return stored }
    for position in Int(arrays.warehouseStart[w])..<Int(arrays.warehouseStart[w + 1]) {
      let kind = Int(arrays.storageClass[Int(arrays.laneDemand[Int(arrays.warehouseLane[position])])])
      if kind >= 0 { stored[kind] = max(stored[kind], averageShare[position]) }
    }
    return stored
  }

  /// The best division of a mode, and what it may be worth.
  private func division(
    of mode: WarehouseMode, _ stored: [Double]
  ) -> (Double, ModeTable.Division)? {
    let periods = arrays.periodCount
    let weight = averageMode[mode.id]
    guard weight > 0.02 else { return nil }
    let w = mode.warehouse
    let worth = arrays.activationCost[w] + arrays.periodCost[w] * Double(periods)
    var best: (Double, ModeTable.Division)?
    if arrays.hasIncompatible {
      for first in 0..<arrays.classCount where !mode.isExcluded[first] && stored[first] > 0.02 {
        for second in first + 1..<max(first + 1, arrays.classCount)
        where !mode.isExcluded[second] && stored[second] > 0.02
          && arrays.isIncompatible[first * arrays.classCount + second]
        {
          let score = worth * weight * min(stored[first], stored[second])
          if score > best?.0 ?? 0 { best = (score, .classes(first, second)) }
        }
      }
    }
    guard arrays.periodCost[w] > 0 else { return best }
    for t in 0..<periods where mode.periodRule[t] == WarehouseMode.PeriodRule.free {
      let part = averageModePeriod[mode.id * periods + t] / weight
      let open = min(part, 1 - part)
      guard open > 0.03 else { continue }
      // How many periods around are alike: they are decided together.
      var alike = 0
      for other in 0..<periods
      where abs(averageModePeriod[mode.id * periods + other] / weight - part) < 0.1 { alike += 1 }
      let score = weight * open * arrays.periodCost[w] * Double(alike)
      if score > best?.0 ?? 0 { best = (score, .period(t)) }
    }
    return best
  }
}
