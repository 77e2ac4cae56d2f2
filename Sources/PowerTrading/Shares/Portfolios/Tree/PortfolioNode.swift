// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// A part of all plans: contracts that each consumer must have, and must not.
struct PortfolioNode: Sendable {
  /// Pairs of each consumer as bits.
  var required: [UInt64]
  var forbidden: [UInt64]
  /// What no plan of the node gains more than.
  var bound: Double
  /// Prices of the suppliers' output that proved it, to start from.
  var price: [Double]
  /// Nodes are told apart by their turn.
  var number = 0

  @inline(__always)
  func allows(_ mask: UInt64, _ j: Int) -> Bool {
    mask & forbidden[j] == 0 && mask & required[j] == required[j]
  }
}

/// What looking at a node came to.
struct PortfolioNodeResult: Sendable {
  var bound: Double
  /// The node's parts; none where it is done with.
  var children: [PortfolioNode] = []
  /// The best plan met on the way.
  var plan: SettledSets.Plan?
}

/// The best shares of given sets of contracts, one for each consumer.
struct SettledSets: Sendable {
  struct Plan: Sendable {
    var shares: [Double]
    var gain: Double
    /// What no shares of these sets gain more than.
    var bound: Double
    /// Prices of the suppliers' output that go with them.
    var price: [Double]
  }

  let problem: ShareProblem
  private let sunk: ShareProblem
  let gap: Double
  let deadline: ContinuousClock.Instant?
  let cancellation: Cancellation?

  init(_ problem: ShareProblem, sunk: ShareProblem, control: ShareSolver.Control) {
    self.problem = problem
    self.sunk = sunk
    gap = min(1e-8, 0.01 * control.gap)
    deadline = control.deadline
    cancellation = control.cancellation
  }

  /// Nil where no shares keep the rules, or the time is over.
  func settle(_ set: [Bool]) -> Plan? {
    let control = ShareSolver.Control(
      gap: gap, threads: 1, deadline: deadline, cancellation: cancellation, onRound: nil)
    let floor = set.indices.map { set[$0] ? problem.smallest[$0] : 0 }
    var solver = ShareSolver(sunk, control: control, allowed: set, floor: floor)
    let found = solver.solve()
    guard let shares = found.shares, !found.missesTargets else { return nil }
    let fixed = set.indices.reduce(0) { set[$1] ? $0 + problem.fixedCost[$1] : $0 }
    return Plan(
      shares: shares, gain: found.gain - fixed, bound: found.bound - fixed, price: found.supplierMultiplier)
  }
}
