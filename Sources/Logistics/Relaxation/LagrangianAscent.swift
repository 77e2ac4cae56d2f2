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
  private(set) var volume: VolumeAscent

  var layout: MultiplierLayout { evaluator.layout }
  /// The best bound so far, as this evaluation has it.
  var bound: Double { volume.bestBound }
  /// The multipliers it was found at.
  var best: [Double] { volume.best }

  init(_ arrays: ScenarioArrays, threads: Int) {
    self.arrays = arrays
    evaluator = RelaxationEvaluator(arrays, threads: threads)
    let layout = evaluator.layout
    averageShare = .allocate(capacity: max(1, arrays.laneCount))
    averageShare.initialize(repeating: 0, count: max(1, arrays.laneCount))
    averageActive = .allocate(capacity: max(1, arrays.warehouseCount * arrays.periodCount))
    averageActive.initialize(repeating: 0, count: max(1, arrays.warehouseCount * arrays.periodCount))
    var start = [Double](repeating: 0, count: layout.count)
    for d in 0..<arrays.demandCount {
      let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      let cheapest = lanes.reduce(Double.infinity) { min($0, arrays.laneCost[$1]) }
      start[d] = min(arrays.penalty[d], cheapest)
      if !start[d].isFinite { start[d] = 0 }
    }
    volume = VolumeAscent(
      start: start, scale: layout.scale, isLive: layout.isLive,
      isFree: (0..<layout.count).map { $0 < arrays.demandCount })
  }

  deinit {
    averageShare.deallocate()
    averageActive.deallocate()
  }

  /// One step towards a target; the value at the new multipliers.
  @discardableResult
  func step(target: Double) -> Double {
    let (arrays, evaluator, layout) = (arrays, evaluator, evaluator.layout)
    let (averageShare, averageActive) = (averageShare, averageActive)
    return volume.step(
      target: target, gradient: UnsafePointer(evaluator.gradient), evaluate: evaluator.evaluate,
      project: { TruckPrices.project($0, arrays, layout) },
      blend: { weight in
        guard weight > 0 else { return }
        let share = evaluator.share
        for i in 0..<arrays.laneCount { averageShare[i] += weight * (share[i] - averageShare[i]) }
        let active = evaluator.activePeriod
        for i in 0..<arrays.warehouseCount * arrays.periodCount {
          averageActive[i] += weight * (active[i] - averageActive[i])
        }
      })
  }
}

/// Keeps the prices of trucks' space where a trip earns exactly what it costs: more would make the bound
/// fall without end, and less gives some of it away.
enum TruckPrices {
  static func project(
    _ vector: UnsafeMutablePointer<Double>, _ arrays: ScenarioArrays, _ layout: MultiplierLayout
  ) {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    let limited = (0..<resources).filter { arrays.truckCapacity[$0].isFinite }
    guard arrays.pairCount > 0, !limited.isEmpty else { return }
    let (money, carbon) = (1 + vector[layout.budget], vector[layout.carbon])
    for p in 0..<arrays.pairCount {
      let price = money * arrays.tripCost[p] + carbon * arrays.tripCarbon[p]
      let base = vector + layout.truck + p * arrays.slotCount
      for t in 0..<periods {
        if price <= 0 {
          for r in limited { base[r * periods + t] = 0 }
          continue
        }
        // Onto the simplex of parts of the price, by raising or lowering all parts that are above 0.
        var count = limited.count
        var shift = 0.0
        for _ in 0..<limited.count {
          var sum = 0.0
          count = 0
          for r in limited {
            let part = base[r * periods + t] * arrays.truckCapacity[r] / price
            if part + shift > 0 || shift == 0 && part >= 0 {
              sum += part
              count += 1
            }
          }
          guard count > 0 else { break }
          let next = (1 - sum) / Double(count)
          if abs(next - shift) < 1e-15 { break }
          shift = next
        }
        for r in limited {
          let part = max(0, base[r * periods + t] * arrays.truckCapacity[r] / price + shift)
          base[r * periods + t] = part * price / arrays.truckCapacity[r] * (1 - 1e-13)
        }
      }
    }
  }
}
