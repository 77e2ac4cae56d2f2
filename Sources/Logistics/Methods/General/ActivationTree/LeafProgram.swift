// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// What a node without questions leaves, for branch-and-cut: the strong formulation with all that is decided,
/// less what reduced costs exclude.
///
/// The tree's relaxation knows nothing of pairs, smallest shares and single sources, and its averages tell
/// only nearly what is open; here all of that is decided. With most activations fixed, few rows are left.
struct LeafProgram: Sendable {
  /// What the root takes for each row, about: with less time it comes to nothing, and by so much GLPK, which
  /// looks at its clock between nodes, may end too late.
  private static let rootSecondsPerRow = 1e-3

  let program: StrongProgram
  /// Up to so many rows it is solved.
  let mostRows: Int
  /// It counts as solved at this relative gap.
  let gap: Double
  let cancellation: Cancellation
  /// When the run is over; nil for never.
  let deadline: ContinuousClock.Instant?

  /// What branch-and-cut came to.
  struct Outcome: Sendable {
    /// By lane: the best plan it found; nil without one.
    var shares: [Double]?
    /// A bound on every plan of the node that is below the cutoff.
    var bound: Double
    /// Whether the node is closed at that bound.
    var isSolved: Bool
    /// Whether it is too much for branch-and-cut: too many rows are left, or it broke down.
    var isTooLarge = false
  }

  /// Branch-and-cut on all plans that keep to the choices and cost less than the cutoff.
  ///
  /// - Parameters:
  ///   - ascent: held to the choices, evaluated at its best multipliers.
  ///   - seconds: its time limit.
  /// - Returns: nil where no time is left.
  func solve(
    _ choices: ActivationChoices, _ ascent: LagrangianAscent, cutoff: Double, seconds: Double
  ) -> Outcome? {
    guard let bounded = bounded(choices, ascent, cutoff: cutoff) else {
      return Outcome(shares: nil, bound: .infinity, isSolved: true)
    }
    guard bounded.model.rowCount <= mostRows else {
      return Outcome(shares: nil, bound: -.infinity, isSolved: false, isTooLarge: true)
    }
    let rootSeconds =
      Self.rootSecondsPerRow * (Double(bounded.model.rowCount) + 0.1 * Double(bounded.lazyRows.count))
    let left = deadline.map { ($0 - ContinuousClock.now) / .seconds(1) - rootSeconds } ?? .infinity
    if left < max(GeneralSolve.leastForNeighbourhoods, rootSeconds) { return nil }
    var control = SolveControl()
    control.relativeGap = gap
    control.timeLimit = .seconds(min(max(seconds, rootSeconds), left))
    // It ends where its bound is at the cutoff.
    let (outer, enough) = (cancellation, Cancellation())
    control.cancellation = enough
    control.onProgress = { progress in
      if outer.isCancelled || progress.bound + bounded.offset >= cutoff { enough.cancel() }
    }
    let lazyRows = bounded.lazyRows
    let solution = try? LinearProgramming.solve(
      bounded.model, control: control,
      generateRows: lazyRows.count == 0 ? nil : { lazyRows.addViolated(at: $0, to: &$1) })
    let brokeDown = Outcome(shares: nil, bound: -.infinity, isSolved: false, isTooLarge: true)
    guard let solution else { return brokeDown }
    switch solution.termination {
    case .failed, .unbounded, .infeasibleOrUnbounded: return brokeDown
    case .infeasible: return Outcome(shares: nil, bound: .infinity, isSolved: true)
    case .optimal, .withinGap, .stopped, .stoppedWithoutSolution: break
    }
    let bound = solution.bound + bounded.offset
    let isSolved =
      solution.termination == .optimal || solution.termination == .withinGap || bound >= cutoff
    guard solution.termination.hasSolution else {
      return Outcome(shares: nil, bound: bound, isSolved: isSolved)
    }
    let first = program.formulation.index.firstLaneColumn
    var shares = [Double](repeating: 0, count: ascent.arrays.laneCount)
    for l in shares.indices { shares[l] = lowerOfFixed(first + l) }
    for (place, column) in bounded.columns.enumerated() {
      let lane = column - first
      if lane >= 0, lane < shares.count { shares[lane] = solution.primal[place] }
    }
    return Outcome(shares: shares, bound: bound, isSolved: isSolved)
  }

  /// A lane that is not free is kept at its lower bound: nothing, or what is frozen.
  private func lowerOfFixed(_ column: Int) -> Double { program.formulation.model.columnLower[column] }

  private func bounded(
    _ choices: ActivationChoices, _ ascent: LagrangianAscent, cutoff: Double
  ) -> RestrictedModel.Bounded? {
    let (arrays, index) = (ascent.arrays, program.formulation.index)
    let fixing = ReducedCostFixing(ascent, cutoff: cutoff)
    var (lower, upper) = (program.formulation.model.columnLower, program.formulation.model.columnUpper)
    func decide(_ column: Int?, _ rule: Int8) {
      guard let column else { return }
      if rule == ActivationChoices.active { lower[column] = max(lower[column], 1) }
      if rule == ActivationChoices.idle { upper[column] = min(upper[column], 0) }
    }
    for w in 0..<arrays.warehouseCount {
      let activation = choices.activation(of: w)
      decide(index.activationColumn[w], activation)
      if activation == ActivationChoices.free, fixing.isActivated(w) {
        decide(index.activationColumn[w], ActivationChoices.active)
      }
      guard !index.periodColumn.isEmpty else { continue }
      for t in 0..<arrays.periodCount {
        let column = index.periodColumn[w * arrays.periodCount + t]
        decide(column, choices.period(t, of: w))
        if activation == ActivationChoices.idle { decide(column, ActivationChoices.idle) }
      }
    }
    let allowed = choices.allowedLanes(arrays)
    for l in 0..<arrays.laneCount {
      let column = index.firstLaneColumn + l
      if !allowed[l] {
        upper[column] = min(upper[column], 0)
      } else if arrays.laneExisting[l] == 0 {
        let isDecided = choices.activation(of: Int(arrays.laneWarehouse[l])) == ActivationChoices.active
        upper[column] = min(upper[column], fixing.mostShare(ofLane: l, isDecided: isDecided))
      }
    }
    return program.restricted.bounded(lower: lower, upper: upper)
  }
}
