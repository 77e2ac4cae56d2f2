// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// A node of the tree: what is decided, the bound on every plan that keeps to it, and where the ascent stands.
struct ActivationNode: Sendable {
  var choices: ActivationChoices
  var bound: Double
  /// The best multipliers, and the averaged subgradient.
  var prices: [Double]
  var average: [Double]
  /// By warehouse and period: how active it is on the average of the relaxed plans.
  var averageActive: [Double]
  /// By warehouse and class: the largest share of a demand that it stores on the average.
  var averageStored: [Double]
  /// Whether its ascent went on until it hardly moved, so that its averages can be trusted to tell more.
  var isSettled = false
  /// Time for its program, where no questions are left.
  var leafSeconds = 0.5
  /// The cutoff with which its program was too large; nil where it was not.
  var cutoffOfLarge: Double?
  /// Order of making, so that nodes of the same bound are told apart.
  var number = 0

  init(_ choices: ActivationChoices, _ ascent: LagrangianAscent, leastBound: Double) {
    self.choices = choices
    bound = max(leastBound, ascent.safeBound)
    prices = ascent.best
    average = ascent.volume.average
    averageActive = Array(
      UnsafeBufferPointer(
        start: ascent.averageActive, count: ascent.arrays.warehouseCount * ascent.arrays.periodCount))
    averageStored =
      ascent.arrays.hasIncompatible
      ? (0..<ascent.arrays.warehouseCount).flatMap { ascent.averageOfClasses($0) } : []
  }

  /// Whether its program was too large, and the cutoff has not fallen by much since.
  func isTooLarge(_ cutoff: Double) -> Bool {
    cutoffOfLarge.map { cutoff - bound > 0.9 * ($0 - bound) } ?? false
  }

  /// Decides what the bound alone does: a warehouse whose activation adds so much to it that no plan below the
  /// cutoff is left is idle, one that takes so much away is activated (reduced cost fixing).
  ///
  /// - Parameter ascent: evaluated at its best multipliers.
  mutating func decideByCost(_ ascent: LagrangianAscent, cutoff: Double) {
    let arrays = ascent.arrays
    for w in 0..<arrays.warehouseCount where arrays.countsActivation[w] {
      guard choices.activation(of: w) == ActivationChoices.free else { continue }
      let value = ascent.evaluator.warehouseValue[w]
      if ascent.safeBound + value >= cutoff {
        choices = choices.deciding(.activation(of: w), false)
      } else if ascent.safeBound - value >= cutoff {
        choices = choices.deciding(.activation(of: w), true)
      }
    }
  }

  /// What averages must be away from 0 and 1 to count as open.
  private static let leastOpen = 0.02
  private static let leastOpenOfSettled = 0.004

  /// What is open between active and not, the most telling first.
  func questions(_ arrays: ScenarioArrays, most: Int) -> [ActivationChoices.Question] {
    let periods = arrays.periodCount
    let leastOpen = isSettled ? Self.leastOpenOfSettled : Self.leastOpen
    var found: [(score: Double, question: ActivationChoices.Question)] = []
    for w in 0..<arrays.warehouseCount where arrays.countsActivation[w] {
      let activation = choices.activation(of: w)
      if activation == ActivationChoices.idle { continue }
      let parts = averageActive[w * periods..<(w + 1) * periods]
      if activation == ActivationChoices.free {
        let most = parts.max() ?? 0
        let open = min(most, 1 - most)
        let worth = arrays.activationCost[w] + arrays.periodCost[w] * parts.reduce(0, +)
        if open > leastOpen { found.append((open * max(worth, 1e-9), .activation(of: w))) }
      }
      if let asked = storage(of: w, arrays) { found.append(asked) }
      guard arrays.periodCost[w] > 0, activation == ActivationChoices.active else { continue }
      var best: (score: Double, period: Int)?
      for t in 0..<periods where choices.period(t, of: w) == ActivationChoices.free {
        let part = parts[parts.startIndex + t]
        let open = min(part, 1 - part)
        guard open > 1.5 * leastOpen else { continue }
        // Periods that are alike are decided together, or nearly.
        let alike = parts.count { abs($0 - part) < 0.1 }
        let score = open * arrays.periodCost[w] * Double(alike)
        if score > best?.score ?? 0 { best = (score, t) }
      }
      if let best { found.append((best.score, .period(best.period, of: w))) }
    }
    return found.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .prefix(most).map(\.element.question)
  }

  /// Which of the classes that exclude each other a warehouse stores, where the average has them together.
  private func storage(
    of w: Int, _ arrays: ScenarioArrays
  ) -> (score: Double, question: ActivationChoices.Question)? {
    guard arrays.hasIncompatible else { return nil }
    let classes = arrays.classCount
    let worth = arrays.activationCost[w] + arrays.periodCost[w] * Double(arrays.periodCount)
    var best: (score: Double, question: ActivationChoices.Question)?
    for kind in 0..<classes where !choices.isExcluded(kind, of: w) {
      let others = (0..<classes).filter {
        arrays.isIncompatible[kind * classes + $0] && !choices.isExcluded($0, of: w)
      }
      let other = others.reduce(0) { max($0, averageStored[w * classes + $1]) }
      let open = min(averageStored[w * classes + kind], other)
      guard open > (isSettled ? Self.leastOpenOfSettled : Self.leastOpen) else { continue }
      let score = open * max(worth, 1e-9)
      if score > best?.score ?? 0 { best = (score, .storage(of: w, class: kind, against: others)) }
    }
    return best
  }
}
