// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import FacilityLocation

@Suite("Lagrangian relaxation of the splittable problem")
struct LagrangianTests {
  @Test("agrees with the definition at multipliers near the reference and far from it", arguments: 0..<40)
  func definition(seed: Int) {
    let problem =
      seed % 2 == 0
      ? SplitCase(seed: UInt64(seed), facilities: 3...9, customers: 4...40).problem
      : SplitCase.plane(seed: UInt64(seed), facilities: 12, customers: 150, ratio: 3)
    let model = SplitModel(problem)
    guard !model.hasOrphan else { return }
    var random = SplitMix64(seed: UInt64(seed))
    let reference = (0..<model.customerCount).map { model.arcCost[model.arcStart[$0]] * 1.5 }
    let evaluator = LagrangianEvaluator(
      model, ArcOrder(model, reference: reference, isClosed: { _ in false }, threads: 1))
    evaluator.coverNodeLimit = 0
    let dearest = model.arcCost.max() ?? 1
    // In a row, for the evaluator remembers where each knapsack was full.
    for spread in [0, 0.02, 0.02, 0.1, 0.1, 0.5, 0.5, 0.02] {
      var v = reference.map { $0 + random.uniform(-0.3, 1) * spread * dearest }
      // One that rose far above all others.
      if spread > 0 { v[random.integer(0, v.count - 1)] += dearest }
      let fixing = (0..<model.facilityCount).map { _ in Int8([0, 0, 0, 1, 2][random.integer(0, 4)]) }
      _ = evaluator.evaluate(v, fixing)
      let expected = Self.relaxation(model, v, fixing)
      let tolerance = 1e-9 * max(abs(expected), zip(v, model.scale).reduce(0) { $0 + abs($1.0 * $1.1) })
      #expect(
        evaluator.relaxedBound == expected || abs(evaluator.relaxedBound - expected) <= tolerance,
        "spread \(spread): \(evaluator.relaxedBound), expected \(expected)")
    }
  }

  /// The relaxation with the continuous covering knapsack, in the plainest way.
  private static func relaxation(_ model: SplitModel, _ v: [Double], _ fixing: [Int8]) -> Double {
    var total = zip(v, model.scale).reduce(0) { $0 + $1.0 * $1.1 }
    var need = model.totalDemand * (1 - 1e-9)
    var offers: [(value: Double, size: Double)] = []
    for i in 0..<model.facilityCount where fixing[i] != Fixing.closed {
      var items: [(cost: Double, customer: Int)] = []
      for j in 0..<model.customerCount {
        for arc in model.arcStart[j]..<model.arcStart[j + 1] where Int(model.arcFacility[arc]) == i {
          items.append((model.arcCost[arc] - v[j], j))
        }
      }
      var value = model.fixedCost[i]
      var room = model.capacity[i]
      for item in items.sorted(by: { $0.cost < $1.cost }) where item.cost < 0 {
        if model.size[item.customer] == 0 { value += item.cost }
        let taken = min(room, model.size[item.customer])
        value += item.cost * taken
        room -= taken
      }
      if fixing[i] == Fixing.open || value < 0 {
        total += value
        need -= model.capacity[i]
      } else if model.capacity[i] > 0 {
        offers.append((value, model.capacity[i]))
      }
    }
    guard need > 1e-12 * model.totalDemand else { return total }
    for offer in offers.sorted(by: { $0.value * $1.size < $1.value * $0.size }) where need > 0 {
      let part = min(1, need / offer.size)
      total += part * offer.value
      need -= part * offer.size
    }
    return need > 1e-12 * model.totalDemand ? .infinity : total
  }

  @Test("what the bound decides about a facility, brute force confirms", arguments: 0..<40)
  func fixing(seed: Int) throws {
    let instance = SplitCase(seed: UInt64(5000 + seed), facilities: 4...7, customers: 4...9)
    guard let best = instance.bruteForceOptimum() else { return }
    let model = SplitModel(instance.problem)
    let start = (0..<model.customerCount).map { model.arcCost[model.arcStart[$0]] }
    let worker = SplitWorker(model, ArcOrder(model, reference: start, isClosed: { _ in false }, threads: 1))
    worker.ascent.center.pointer.update(from: start, count: start.count)
    let fixing = model.fixedCost.map { $0 == 0 ? Fixing.open : Fixing.free }
    for iterations in [5, 30, 200] {
      worker.ascent.run(
        fixing,
        pace: .init(iterations: iterations, factor: 1, patience: 7, tolerance: 0, window: 50),
        cutoff: .infinity, target: best, isStopped: { false })
      #expect(worker.ascent.bound <= best + 1e-9 * abs(best))
      for part in [0.1, 0.5, 0.9, 1] {
        let cutoff = worker.ascent.bound + part * (best - worker.ascent.bound)
        var decided = fixing
        var expansion = SplitWorker.Expansion()
        _ = worker.probe(&decided, cutoff, &expansion)
        for i in decided.indices where fixing[i] == Fixing.free && decided[i] != Fixing.free {
          let other = instance.bruteForceOptimum(forcing: (i, decided[i] == Fixing.closed)) ?? .infinity
          #expect(other >= cutoff - 1e-9 * abs(cutoff), "facility \(i): \(other) below \(cutoff)")
          #expect(other >= expansion.prunedBound - 1e-9 * abs(cutoff))
        }
      }
    }
  }
}
