// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Makes the relaxed plan integral step by step in all but the shares: fixes the choices of which the averaged
/// relaxed plan is nearly sure, and some of the others, lets the ascent follow, and begins anew until nothing
/// is left to fix.
///
/// First it decides which of two classes that exclude each other a warehouse stores, for these change the most;
/// then which warehouses are activated; then in which periods they are. What is left is a relaxed plan whose
/// fractions are shares alone. (Diving, as in the primal heuristics of branch-and-price: Sadykov, Vanderbeck,
/// Pessoa, Tahiri and Uchoa 2019, DOI 10.1287/ijoc.2018.0822.)
final class LagrangianDive {
  private static let free = WarehouseMode.PeriodRule.free
  private static let active = WarehouseMode.PeriodRule.active
  private static let idle = WarehouseMode.PeriodRule.idle
  /// Steps of the ascent after each round of fixing, and after the last.
  private static let stepsOfRound = 80
  private static let lastSteps = 600

  private let arrays: ScenarioArrays
  /// The ascent with what is fixed; its bound is none of the scenario's.
  let ascent: LagrangianAscent
  /// By warehouse, whether it is activated, and by period, whether it is active then.
  private var activation: [Int8]
  private var rules: [[Int8]]
  /// By warehouse and class: whether no goods of it are stored.
  private var isExcluded: [[Bool]]
  private var random: SplitMix64
  /// How much chance there is in the order in which warehouses are decided.
  private let noise: Double

  /// - Parameters:
  ///   - start: multipliers, as long as the layout of a single mode for each warehouse.
  ///   - noise: 0 for none; dives that differ in their seed are alike then.
  init(_ arrays: ScenarioArrays, start: [Double], noise: Double, seed: UInt64) {
    self.arrays = arrays
    self.noise = noise
    ascent = LagrangianAscent(arrays, threads: 1, start: start)
    let (warehouses, periods) = (arrays.warehouseCount, arrays.periodCount)
    activation = Array(repeating: Self.free, count: warehouses)
    rules = Array(repeating: Array(repeating: Self.free, count: periods), count: warehouses)
    isExcluded = Array(repeating: Array(repeating: false, count: arrays.classCount), count: warehouses)
    random = SplitMix64(seed: seed)
  }

  /// Dives until nothing is left to fix, or time is over.
  func run(isOver: () -> Bool) {
    climb(2 * Self.stepsOfRound, stretch: 0.01, isOver)
    while !isOver() {
      let isDone = fixClasses() && fixActivations() && fixPeriods()
      ascent.quicken()
      if isDone { break }
      climb(Self.stepsOfRound, stretch: 0.01, isOver)
    }
    climb(Self.lastSteps, stretch: 0.003, isOver)
  }

  /// By lane: whether what is fixed lets it be used.
  var allowedLanes: [Bool] {
    (0..<arrays.laneCount).map { l in
      let (d, w) = (Int(arrays.laneDemand[l]), Int(arrays.laneWarehouse[l]))
      let kind = Int(arrays.storageClass[d])
      if activation[w] == Self.idle || kind >= 0 && isExcluded[w][kind] { return false }
      return (Int(arrays.first[d])..<Int(arrays.end[d])).allSatisfy { rules[w][$0] != Self.idle }
    }
  }

  private func climb(_ steps: Int, stretch: Double, _ isOver: () -> Bool) {
    for _ in 0..<steps {
      if isOver() { return }
      ascent.step(target: ascent.bound + max(1e-9, stretch * abs(ascent.bound)))
    }
  }

  private func apply(_ w: Int) {
    ascent.evaluator.restrict(w, activation: activation[w], periods: rules[w], excluded: isExcluded[w])
  }

  /// Decides between classes that exclude each other, the clearest fifth of what is undecided; whether there
  /// was nothing to decide.
  private func fixClasses() -> Bool {
    guard arrays.hasIncompatible else { return true }
    let classes = arrays.classCount
    var open: [(part: Double, warehouse: Int, excluded: Int)] = []
    for w in 0..<arrays.warehouseCount where activation[w] != Self.idle {
      let stored = volumes(of: w)
      var clearest: (part: Double, excluded: Int)?
      for more in 0..<classes where !isExcluded[w][more] && stored[more] > 0 {
        for less in 0..<classes where !isExcluded[w][less] && stored[less] > 0 {
          guard arrays.isIncompatible[more * classes + less], (stored[less], less) < (stored[more], more)
          else { continue }
          let part = stored[less] / stored[more]
          if part < 0.03 {
            isExcluded[w][less] = true
          } else if part < clearest?.part ?? .infinity {
            clearest = (part, less)
          }
        }
      }
      if let clearest { open.append((clearest.part, w, clearest.excluded)) }
      apply(w)
    }
    open.sort { ($0.part, $0.warehouse) < ($1.part, $1.warehouse) }
    for choice in open.prefix(max(2, open.count / 5)) {
      isExcluded[choice.warehouse][choice.excluded] = true
      apply(choice.warehouse)
    }
    return open.isEmpty
  }

  /// Quantity of the first resource times periods that the averaged plan stores of each class.
  private func volumes(of w: Int) -> [Double] {
    var stored = [Double](repeating: 0, count: arrays.classCount)
    for position in Int(arrays.warehouseStart[w])..<Int(arrays.warehouseStart[w + 1]) {
      let d = Int(arrays.laneDemand[Int(arrays.warehouseLane[position])])
      let (kind, share) = (Int(arrays.storageClass[d]), ascent.averageShare[position])
      guard kind >= 0, share > 1e-3 else { continue }
      let stay = Double(arrays.end[d] - arrays.first[d])
      stored[kind] += share * arrays.quantity[d * arrays.resourceCount] * stay
    }
    return stored
  }

  /// Decides which warehouses are activated: where the average is nearly sure, the sixth that are active most,
  /// and a few that are active least; whether there was nothing to decide.
  private func fixActivations() -> Bool {
    var open: [(most: Double, rank: Double, warehouse: Int)] = []
    for w in 0..<arrays.warehouseCount where arrays.countsActivation[w] && activation[w] == Self.free {
      var most = 0.0
      for t in 0..<arrays.periodCount { most = max(most, ascent.averageActive[w * arrays.periodCount + t]) }
      if most > 0.95 {
        activation[w] = Self.active
      } else if most < 0.02 {
        activation[w] = Self.idle
      } else {
        open.append((most, most * (1 + noise * random.unit()), w))
        continue
      }
      apply(w)
    }
    guard !open.isEmpty else { return true }
    open.sort { ($1.rank, $0.warehouse) < ($0.rank, $1.warehouse) }
    let count = max(1, open.count / 6)
    for choice in open.prefix(count) {
      activation[choice.warehouse] = choice.most > 0.3 ? Self.active : Self.idle
      apply(choice.warehouse)
    }
    for choice in open.dropFirst(count).suffix(count / 2) where choice.most < 0.2 {
      activation[choice.warehouse] = Self.idle
      apply(choice.warehouse)
    }
    return false
  }

  /// Decides in which periods the activated warehouses are active, the surest quarter of what is undecided;
  /// whether there was nothing to decide.
  private func fixPeriods() -> Bool {
    let periods = arrays.periodCount
    var open: [(sure: Double, warehouse: Int, period: Int)] = []
    for w in 0..<arrays.warehouseCount where activation[w] != Self.idle && arrays.periodCost[w] > 0 {
      for t in 0..<periods where rules[w][t] == Self.free {
        let part = ascent.averageActive[w * periods + t]
        if part > 0.97 {
          rules[w][t] = Self.active
        } else if part < 0.03 {
          rules[w][t] = Self.idle
        } else {
          open.append((max(part, 1 - part), w, t))
        }
      }
      apply(w)
    }
    open.sort { ($1.sure, $0.warehouse, $0.period) < ($0.sure, $1.warehouse, $1.period) }
    for choice in open.prefix(max(20, open.count / 4)) {
      let part = ascent.averageActive[choice.warehouse * periods + choice.period]
      rules[choice.warehouse][choice.period] = part > 0.5 ? Self.active : Self.idle
      apply(choice.warehouse)
    }
    return open.isEmpty
  }
}
