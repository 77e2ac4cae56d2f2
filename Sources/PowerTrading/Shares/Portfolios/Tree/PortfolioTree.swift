// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Best-first branch-and-bound over the contracts of all consumers, for markets whose sets of contracts can all be
/// looked at.
///
/// Nodes are bounded several at a time, each worker with tangents and columns of its own; what they find is taken over
/// in the order of the nodes, so that the tree does not depend on the clock but for its end.
struct PortfolioTree {
  private let sets: PortfolioSets
  private let solvers: [PortfolioNodeSolver]
  private let settling: SettledSets
  private let control: ShareSolver.Control
  private var open: [PortfolioNode] = []
  private var alive: [Bool]
  /// Bound of the nodes that are done with.
  private var closed = -Double.infinity
  private var number = 0
  private(set) var gain: Double
  private(set) var shares: [Double]?
  private(set) var bound: Double

  /// Gap below which double precision tells no plans apart, relative to the gain.
  static let precision = 1e-9
  /// Nodes that a worker bounds before what is found is taken over.
  private static let nodesPerTurn = 4
  /// Rounds of column generation of the first node, and of every other one.
  private static let firstRounds = 120
  private static let rounds = 16

  /// Nil where there are too many sets.
  ///
  /// - Parameters:
  ///   - price: first prices of the suppliers' output.
  ///   - gain: of the best plan known.
  ///   - bound: that holds for all plans.
  init?(
    _ problem: ShareProblem, sunk: ShareProblem, price: [Double], gain: Double, bound: Double,
    control: ShareSolver.Control
  ) {
    guard let sets = PortfolioSets(problem) else { return nil }
    self.sets = sets
    self.control = control
    self.gain = gain
    self.bound = bound
    alive = Array(repeating: true, count: sets.looks.count)
    let (deadline, cancellation) = (control.deadline, control.cancellation)
    let mustStop: @Sendable () -> Bool = {
      if cancellation?.isCancelled == true { return true }
      return deadline.map { ContinuousClock.now >= $0 } ?? false
    }
    settling = SettledSets(problem, sunk: sunk, control: control)
    let settling = settling
    let size = max(1e-9, abs(bound) + sets.consumers.reduce(0) { $0 - $1.nothing })
    solvers = (0..<max(1, control.threads)).map { _ in
      PortfolioNodeSolver(sets, settling: settling, size: size, mustStop: mustStop)
    }
    let none = [UInt64](repeating: 0, count: problem.consumerCount)
    open = [
      PortfolioNode(required: none, forbidden: none, bound: bound, price: price.map { max(0, $0) })
    ]
  }

  private var tolerance: Double {
    max(Self.precision, 0.4 * control.gap) * max(1e-9, gain.isFinite ? abs(gain) : abs(bound))
  }
  private var cutoff: Double { gain + tolerance }

  /// Searches until the gap is proved or the time is over; true if all nodes are done with.
  ///
  /// - Parameter onPlan: told of better plans and bounds.
  mutating func search(onPlan: (PortfolioTree) -> Void) -> Bool {
    var (turn, isFirst, lastFixed) = (0, true, gain)
    var root: PortfolioNode?
    while !open.isEmpty, control.stop == nil {
      let most = isFirst ? 1 : solvers.count * Self.nodesPerTurn
      var taken: [PortfolioNode] = []
      while taken.count < most, let node = pop() {
        if node.bound <= cutoff { closed = max(closed, node.bound) } else { taken.append(node) }
      }
      if taken.isEmpty { break }
      let (solvers, cutoff, alive, tolerance) = (solvers, cutoff, alive, tolerance)
      let (nodes, rounds) = (taken, isFirst ? Self.firstRounds : Self.rounds)
      let found = parallelMap(count: solvers.count, threads: solvers.count) { worker in
        stride(from: worker, to: nodes.count, by: solvers.count).map { index in
          solvers[worker].solve(
            nodes[index], cutoff: cutoff, alive: alive, rounds: rounds, tolerance: tolerance)
        }
      }
      let oldGain = gain
      for index in nodes.indices {
        let result = found[index % solvers.count][index / solvers.count]
        if let plan = result.plan, plan.gain > gain || shares == nil && plan.gain >= gain {
          (gain, shares) = (plan.gain, plan.shares)
        }
        if result.children.isEmpty {
          // Broken off by the clock, a node stays open.
          if control.stop != nil && result.bound > cutoff {
            var node = nodes[index]
            node.bound = min(node.bound, result.bound)
            push(node)
          } else {
            closed = max(closed, min(result.bound, nodes[index].bound))
          }
        }
        for var child in result.children {
          number += 1
          child.number = number
          child.bound = min(child.bound, nodes[index].bound)
          push(child)
        }
        if isFirst, let child = result.children.first {
          root = nodes[index]
          root?.bound = child.bound
          root?.price = child.price
        }
      }
      if control.stop == nil, let root, isFirst || gain > lastFixed + 1e-9 * abs(gain) {
        lastFixed = gain
        self.alive = solvers[0].deadSets(root, cutoff: self.cutoff, alive: self.alive).alive
      }
      let highest = open.reduce(closed) { max($0, $1.bound) }
      bound = min(bound, max(highest, gain))
      isFirst = false
      turn += 1
      if gain > oldGain || turn % 8 == 1 { onPlan(self) }
    }
    polish()
    let highest = open.reduce(closed) { max($0, $1.bound) }
    bound = min(bound, max(highest, gain))
    onPlan(self)
    return open.isEmpty
  }

  /// The last digits of the best plan's shares.
  private mutating func polish() {
    guard let known = shares, let plan = settling.settle(known.map { $0 > 0 }), plan.gain > gain else {
      return
    }
    (gain, shares) = (plan.gain, plan.shares)
  }

  // MARK: Open nodes, the highest bound on top

  private func precedes(_ a: PortfolioNode, _ b: PortfolioNode) -> Bool {
    a.bound != b.bound ? a.bound > b.bound : a.number > b.number
  }

  private mutating func push(_ node: PortfolioNode) {
    open.append(node)
    var place = open.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      if !precedes(open[place], open[parent]) { break }
      open.swapAt(place, parent)
      place = parent
    }
  }

  private mutating func pop() -> PortfolioNode? {
    guard let first = open.first else { return nil }
    let last = open.removeLast()
    if open.isEmpty { return first }
    open[0] = last
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < open.count && precedes(open[child], open[best]) {
        best = child
      }
      if best == place { break }
      open.swapAt(place, best)
      place = best
    }
    return first
  }
}
