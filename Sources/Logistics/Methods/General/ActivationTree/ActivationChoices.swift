// SPDX-License-Identifier: GPL-3.0-or-later

/// What a node of the tree has decided: which warehouses are activated, and in which periods they are active.
struct ActivationChoices: Sendable {
  static let free = WarehouseMode.PeriodRule.free
  static let active = WarehouseMode.PeriodRule.active
  static let idle = WarehouseMode.PeriodRule.idle

  /// By warehouse that anything is decided of: whether it is activated, and by period whether it is active.
  private var decided: [Int: (activation: Int8, periods: [Int8])] = [:]
  private let periodCount: Int

  init(periodCount: Int) { self.periodCount = periodCount }

  /// One thing to decide.
  enum Question {
    case activation(of: Int)
    case period(Int, of: Int)
  }

  func activation(of w: Int) -> Int8 { decided[w]?.activation ?? Self.free }
  func period(_ t: Int, of w: Int) -> Int8 { decided[w]?.periods[t] ?? Self.free }

  /// The choices with one more; a warehouse that is active in a period is activated.
  func deciding(_ question: Question, isActive: Bool) -> ActivationChoices {
    var next = self
    let rule = isActive ? Self.active : Self.idle
    switch question {
    case .activation(let w):
      var known = decided[w] ?? (Self.free, Array(repeating: Self.free, count: periodCount))
      known.activation = rule
      next.decided[w] = known
    case .period(let t, let w):
      var known = decided[w] ?? (Self.free, Array(repeating: Self.free, count: periodCount))
      known.periods[t] = rule
      if isActive { known.activation = rule }
      next.decided[w] = known
    }
    return next
  }

  /// Holds an ascent to the choices.
  func apply(to ascent: LagrangianAscent) {
    for (w, known) in decided {
      ascent.evaluator.decide(w, activation: known.activation, periods: known.periods)
    }
  }

  /// By lane: whether the choices let it be used.
  func allowedLanes(_ arrays: ScenarioArrays) -> [Bool] {
    (0..<arrays.laneCount).map { l in
      guard let known = decided[Int(arrays.laneWarehouse[l])] else { return true }
      if known.activation == Self.idle { return false }
      let d = Int(arrays.laneDemand[l])
      return (Int(arrays.first[d])..<Int(arrays.end[d])).allSatisfy { known.periods[$0] != Self.idle }
    }
  }
}
