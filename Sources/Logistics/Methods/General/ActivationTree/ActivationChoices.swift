// SPDX-License-Identifier: GPL-3.0-or-later

/// What a node of the tree has decided: which warehouses are activated, in which periods they are active, and
/// which classes of goods they do not store.
struct ActivationChoices: Sendable {
  static let free = WarehouseMode.PeriodRule.free
  static let active = WarehouseMode.PeriodRule.active
  static let idle = WarehouseMode.PeriodRule.idle

  /// What is decided of a warehouse: whether it is activated, by period whether it is active, and by class
  /// whether it stores none of it.
  private struct Decision {
    var activation: Int8
    var periods: [Int8]
    var excluded: [Bool]
  }

  /// By warehouse that anything is decided of.
  private var decided: [Int: Decision] = [:]
  private let undecided: Decision

  init(_ arrays: ScenarioArrays) {
    undecided = Decision(
      activation: Self.free, periods: Array(repeating: Self.free, count: arrays.periodCount),
      excluded: Array(repeating: false, count: arrays.classCount))
  }

  /// One thing to decide.
  enum Question {
    case activation(of: Int)
    case period(Int, of: Int)
    /// Whether goods of a class may be stored, which those of some others then must not.
    case storage(of: Int, class: Int, against: [Int])
  }

  func activation(of w: Int) -> Int8 { decided[w]?.activation ?? Self.free }
  func period(_ t: Int, of w: Int) -> Int8 { decided[w]?.periods[t] ?? Self.free }
  func isExcluded(_ kind: Int, of w: Int) -> Bool { decided[w]?.excluded[kind] ?? false }

  /// The choices with one more; a warehouse that is active in a period is activated.
  func deciding(_ question: Question, _ answer: Bool) -> ActivationChoices {
    var next = self
    let rule = answer ? Self.active : Self.idle
    switch question {
    case .activation(let w):
      next.decided[w, default: undecided].activation = rule
    case .period(let t, let w):
      next.decided[w, default: undecided].periods[t] = rule
      if answer { next.decided[w, default: undecided].activation = rule }
    case .storage(let w, let kind, let others):
      for excluded in answer ? others : [kind] {
        next.decided[w, default: undecided].excluded[excluded] = true
      }
    }
    return next
  }

  /// Holds an ascent to the choices.
  func apply(to ascent: LagrangianAscent) {
    for (w, known) in decided {
      ascent.evaluator.decide(
        w, activation: known.activation, periods: known.periods, excluded: known.excluded)
    }
  }

  /// By lane: whether the choices let it be used.
  func allowedLanes(_ arrays: ScenarioArrays) -> [Bool] {
    (0..<arrays.laneCount).map { l in
      guard let known = decided[Int(arrays.laneWarehouse[l])] else { return true }
      let d = Int(arrays.laneDemand[l])
      let kind = Int(arrays.storageClass[d])
      if known.activation == Self.idle || kind >= 0 && known.excluded[kind] { return false }
      return (Int(arrays.first[d])..<Int(arrays.end[d])).allSatisfy { known.periods[$0] != Self.idle }
    }
  }
}
