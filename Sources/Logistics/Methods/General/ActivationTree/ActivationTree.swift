// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Branch-and-bound on which warehouses are activated, in which periods, and which of the classes that exclude
/// each other they store, with the Lagrangian relaxation as the bound of each node; the nodes of the lowest
/// bound first.
///
/// What to decide is chosen by trying: a few candidates get some steps of ascent on both sides, and the one
/// that lifts both most is taken (strong branching: Achterberg, Koch and Martin 2005,
/// DOI 10.1016/j.orl.2004.04.002). Each node begins where the ascent of its parent stood (Lagrangian
/// branch-and-bound for facility location: Görtz and Klose 2012, DOI 10.1287/ijoc.1110.0468).
final class ActivationTree: @unchecked Sendable {
  /// Candidates tried at a node, and steps on each side.
  private static let candidates = 5
  private static let trialSteps = 30
  /// Steps at once of a node that seems to have no questions, and the lift below which it is settled.
  private static let settlingSteps = 200
  private static let settledLift = 2e-5
  /// Time for the program of one node, at most.
  private static let mostLeafSeconds = 1e4
  /// Steps of a new node, at most.
  private static let nodeSteps = 150
  /// Evaluations that a node takes, at most.
  static let evaluationsPerNode = 2 * (candidates * trialSteps + nodeSteps - trialSteps)
  /// What open nodes may keep in memory.
  private static let mostBytes = 400_000_000

  private let arrays: ScenarioArrays
  private let root: LagrangianAscent
  /// What decides nodes without questions; nil for none, which are closed at their bounds then.
  private let leafProgram: LeafProgram?
  /// Nodes that may be open; each keeps its prices.
  private let mostOpen: Int
  /// By bound, the lowest first.
  private var open: [ActivationNode] = []
  /// The least bound of the nodes that are closed: nothing is left to decide, they hold no plan that is wanted,
  /// or there was no room for them.
  private var leastClosed = Double.infinity
  /// The least cutoff so far: above it nothing is proved, for plans there were left out.
  private var leastCutoff = Double.infinity
  private(set) var nodeCount = 0

  /// - Parameters:
  ///   - root: an ascent of the whole scenario.
  ///   - bound: the best bound known.
  ///   - leafProgram: what decides nodes without questions.
  init(_ root: LagrangianAscent, bound: Double, leafProgram: LeafProgram? = nil) {
    arrays = root.arrays
    self.root = root
    self.leafProgram = leafProgram
    let node = ActivationNode(ActivationChoices(arrays), root, leastBound: bound)
    mostOpen = max(4, min(5_000, Self.mostBytes / (8 * (2 * node.prices.count + node.averageActive.count))))
    open = [node]
  }

  /// What the ascents under way take in memory, about: four a thread, four vectors each.
  static func bytes(of root: LagrangianAscent, threads: Int) -> Int { 16 * 8 * threads * root.best.count }

  /// A bound on every plan.
  var bound: Double { min(leastCutoff, leastClosed, open.first?.bound ?? .infinity) }
  /// Whether further nodes can raise the bound.
  var canRise: Bool {
    open.first.map { $0.bound < min(leastCutoff, leastClosed) && !$0.isTooLarge(leastCutoff) } ?? false
  }
  /// Whether nothing is left to be found out.
  var isDone: Bool { open.first.map { $0.bound >= min(leastCutoff, leastClosed) } ?? true }

  /// Works on the nodes of the lowest bounds, one a thread.
  ///
  /// - Parameters:
  ///   - cutoff: nodes at or above it hold no plan that is wanted.
  ///   - isOver: asked between steps.
  func step(cutoff: Double, threads: Int, isOver: @escaping @Sendable () -> Bool) -> Harvest {
    var harvest = Harvest()
    // Those whose programs are too large wait, while others are worked on.
    let places = Array(open.indices.filter { !open[$0].isTooLarge(cutoff) }.prefix(threads))
    let nodes = places.map { open[$0] }
    let count = nodes.count
    guard count > 0 else { return harvest }
    leastCutoff = min(leastCutoff, cutoff)
    let job = Job(tree: self, nodes: nodes, cutoff: cutoff, isOver: isOver)
    let found = parallelMap(count: count, threads: threads) { job.run($0) }
    var kept = open.indices.filter { !places.contains($0) }.map { open[$0] }
    for (node, outcome) in zip(nodes, found) {
      guard let outcome else {
        // What was cut short stays as it was.
        kept.append(node)
        continue
      }
      nodeCount += 1
      if let closed = outcome.closed { leastClosed = min(leastClosed, closed) }
      for (side, child) in outcome.children.enumerated() {
        if child.bound >= cutoff {
          leastClosed = min(leastClosed, child.bound)
        } else {
          var child = child
          child.number = 2 * nodeCount + side
          kept.append(child)
        }
      }
      if let lead = outcome.lead { harvest.leads.append(lead) }
      if let plan = outcome.plan { harvest.plans.append(plan) }
    }
    kept.sort { ($0.bound, $0.number) < ($1.bound, $1.number) }
    while kept.count > mostOpen {
      if let last = kept.popLast() { leastClosed = min(leastClosed, last.bound) }
    }
    open = kept
    return harvest
  }

  /// What a step came to, beside the bound.
  struct Harvest: Sendable {
    /// Averaged relaxed plans of the new nodes that are worth rounding.
    var leads: [Lead] = []
    /// By lane: plans of nodes without questions.
    var plans: [[Double]] = []
  }

  /// An averaged relaxed plan.
  struct Lead: Sendable {
    /// By lane.
    var share: [Double]
    var allowedLanes: [Bool]
  }

  private struct Outcome: Sendable {
    /// What is left of the node; none where it is closed.
    var children: [ActivationNode] = []
    /// The bound that it is closed at.
    var closed: Double?
    var lead: Lead?
    var plan: [Double]?
  }

  /// A node with one thing more decided.
  private struct Side {
    var choices: ActivationChoices
    var ascent: LagrangianAscent
  }

  /// What each thread does; nodes are read only.
  private struct Job: @unchecked Sendable {
    let tree: ActivationTree
    let nodes: [ActivationNode]
    let cutoff: Double
    let isOver: @Sendable () -> Bool

    /// Nil where time was over before both children were known.
    func run(_ index: Int) -> Outcome? {
      let node = nodes[index]
      if node.bound >= cutoff { return Outcome(children: [node]) }
      guard let sides = sides(of: node) else { return isOver() ? nil : settled(node) }
      var outcome = Outcome()
      var lead: (bound: Double, side: Side)?
      for side in sides {
        climb(side.ascent, ActivationTree.nodeSteps - ActivationTree.trialSteps)
        if isOver() { return nil }
        var child = ActivationNode(side.choices, side.ascent, leastBound: node.bound)
        if child.bound < cutoff {
          side.ascent.evaluateBest()
          child.decideByCost(side.ascent, cutoff: cutoff)
        }
        outcome.children.append(child)
        if child.bound < cutoff, child.bound < lead?.bound ?? .infinity { lead = (child.bound, side) }
      }
      if let (_, side) = lead {
        outcome.lead = Lead(
          share: side.ascent.averageShareByLane, allowedLanes: side.choices.allowedLanes(tree.arrays))
      }
      return outcome
    }

    /// A node that has no questions, as far as its averages tell: they are made better, and where it has none
    /// still, its program is solved. Nil where there is no time.
    private func settled(_ node: ActivationNode) -> Outcome? {
      let ascent = tree.ascent(from: node, node.choices)
      var before: Double
      repeat {
        before = ascent.bound
        climb(ascent, ActivationTree.settlingSteps)
        if isOver() { return nil }
      } while ascent.safeBound < cutoff
        && (!before.isFinite || ascent.bound - before > ActivationTree.settledLift * abs(ascent.bound))
      var next = ActivationNode(node.choices, ascent, leastBound: node.bound)
      next.isSettled = true
      next.leafSeconds = node.leafSeconds
      if next.bound >= cutoff { return Outcome(closed: next.bound) }
      ascent.evaluateBest()
      next.decideByCost(ascent, cutoff: cutoff)
      if !next.questions(tree.arrays, most: 1).isEmpty { return Outcome(children: [next]) }
      guard let program = tree.leafProgram else { return Outcome(closed: next.bound) }
      guard
        let leaf = program.solve(next.choices, ascent, cutoff: cutoff, seconds: next.leafSeconds)
      else { return Outcome(children: [next]) }
      next.bound = max(next.bound, leaf.bound)
      next.cutoffOfLarge = leaf.isTooLarge ? cutoff : nil
      if !leaf.isTooLarge { next.leafSeconds = min(2 * next.leafSeconds, ActivationTree.mostLeafSeconds) }
      let isClosed = leaf.isSolved || next.bound >= cutoff
      return Outcome(
        children: isClosed ? [] : [next], closed: isClosed ? next.bound : nil, plan: leaf.shares)
    }

    /// Both sides of what lifts the bound most, after some steps; nil where nothing is left to decide, or no
    /// time.
    private func sides(of node: ActivationNode) -> [Side]? {
      var best: (score: Double, sides: [Side])?
      for question in node.questions(tree.arrays, most: ActivationTree.candidates) {
        var sides: [Side] = []
        var score = 1.0
        for answer in [true, false] {
          let choices = node.choices.deciding(question, answer)
          let ascent = tree.ascent(from: node, choices)
          climb(ascent, ActivationTree.trialSteps)
          if isOver() { return nil }
          score *= max(1e-6 * abs(node.bound), min(cutoff, ascent.bound) - node.bound)
          sides.append(Side(choices: choices, ascent: ascent))
        }
        if score > best?.score ?? -1 { best = (score, sides) }
        // Nothing is better than two sides without a plan that is wanted.
        if sides.allSatisfy({ $0.ascent.safeBound >= cutoff }) { break }
      }
      return best?.sides
    }

    private func climb(_ ascent: LagrangianAscent, _ steps: Int) {
      for _ in 0..<steps {
        if ascent.safeBound >= cutoff || isOver() { return }
        ascent.step(target: max(cutoff, ascent.bound + 1e-6 * abs(ascent.bound)))
      }
    }
  }

  private func ascent(from node: ActivationNode, _ choices: ActivationChoices) -> LagrangianAscent {
    let ascent = LagrangianAscent(continuing: root, at: node.prices, average: node.average)
    choices.apply(to: ascent)
    ascent.quicken()
    return ascent
  }
}
