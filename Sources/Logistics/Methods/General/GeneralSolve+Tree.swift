// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// Branch-and-bound on activations.
extension GeneralSolve {
  /// Part of the time left that the tree may take, and nodes that must find time in it: with fewer it comes to
  /// nothing.
  private static let treePart = 0.5
  private static let leastNodes = 20.0
  /// What the ascents of all threads may take in memory.
  private static let mostBytes = 1_000_000_000
  /// Nodes are closed at a little less than the gap that is asked for, so that rounding cannot keep a tree that
  /// is done from counting as done.
  private static let partOfGap = 0.99
  /// Iterations of ruin and recreate on what a node's plan is rounded to.
  private static let iterationsOfLead = 2_000

  /// Branches and searches neighbourhoods in turn, each time for longer, until the tree has nothing left: the
  /// better the plan, the less the tree has to look at.
  mutating func branchAndSearch(limit: Double) {
    guard beginTree(seconds: Self.treePart * min(clock.left, 600)), let tree else { return }
    defer { if tree.isDone, gap < Self.exhaustedGap { isExhausted = true } }
    let begin = clock.seconds
    var seconds = max(0.5, 0.02 * limit)
    while !isDone, !tree.isDone {
      branchOnActivations(seconds: seconds)
      // Without a limit it goes on as long as the bound can rise.
      if isDone || tree.isDone || !tree.canRise && clock.seconds - begin > limit { return }
      searchNeighbourhoods(until: clock.seconds + seconds)
      if clock.left <= Self.leastForNeighbourhoods { return }
      seconds *= 1.5
    }
  }

  /// Gives the tree its part of the time that is left.
  mutating func branchOnActivations() {
    let seconds = Self.treePart * min(clock.left, 600)
    if beginTree(seconds: seconds) { branchOnActivations(seconds: seconds) }
  }

  /// Begins a tree, if enough nodes find time and memory; whether there is one.
  private mutating func beginTree(seconds: Double) -> Bool {
    guard value.isFinite, !isDone,
      (0..<arrays.warehouseCount).contains(where: { arrays.countsActivation[$0] })
    else { return false }
    // It begins with one node, then two: the first ones keep one thread busy.
    let rounds = max(5, Self.leastNodes / Double(run.options.threads))
    guard ActivationTree.bytes(of: ascent, threads: run.options.threads) < Self.mostBytes,
      rounds * secondsPerNode() < seconds
    else { return false }
    tree = ActivationTree(ascent, bound: bound, leafProgram: leafProgram())
    return true
  }

  /// Raises the bound by deciding which warehouses are activated, and rounds what the nodes come to into plans.
  private mutating func branchOnActivations(seconds: Double) {
    guard let search, let tree else { return }
    let end = ContinuousClock.now + .seconds(min(seconds, clock.left))
    let cancellation = run.cancellation
    let isOver: @Sendable () -> Bool = { cancellation.isCancelled || ContinuousClock.now >= end }
    while !isDone, !isOver(), tree.canRise {
      let harvest = tree.step(
        cutoff: value - Self.partOfGap * run.options.gap * abs(value), threads: run.options.threads,
        isOver: isOver)
      bound = max(bound, min(value, tree.bound))
      for shares in harvest.plans { search.keep(ShareTable(scenario, raw: shares[...]).share) }
      if clock.isOver { break }
      let leads = harvest.leads
      let job = LeadJob(
        leads: leads, search: search,
        seed: UInt64(bitPattern: Int64(run.options.seed)) &+ UInt64(tree.nodeCount))
      for shares in parallelMap(count: leads.count, threads: run.options.threads, { job.run($0) }) {
        if let shares { search.keep(shares) }
      }
      report(.branchAndCut)
    }
    search.restart()
  }

  /// Branch-and-cut for nodes without questions, where the scenario is small enough for there to be any.
  private mutating func leafProgram() -> LeafProgram? {
    guard strongRowCount <= Self.mostRowsForDirect else { return nil }
    return LeafProgram(
      program: program, mostRows: Self.mostRowsForKernel, gap: run.options.gap,
      cancellation: run.cancellation,
      deadline: clock.left.isFinite ? ContinuousClock.now + .seconds(clock.left) : nil)
  }

  /// What a node takes on one thread, about.
  private func secondsPerNode() -> Double {
    let own = LagrangianAscent(continuing: ascent, at: ascent.best, average: ascent.volume.average)
    // What else runs on the machine can make an evaluation seem longer, not shorter.
    var evaluation = Double.infinity
    for _ in 0..<4 {
      let begin = ContinuousClock.now
      own.evaluateBest()
      evaluation = min(evaluation, (ContinuousClock.now - begin) / .seconds(1))
    }
    return 1.5 * evaluation * Double(ActivationTree.evaluationsPerNode)
  }

  /// Rounds the averaged plans of nodes.
  private struct LeadJob: @unchecked Sendable {
    let leads: [ActivationTree.Lead]
    let search: LocalSearch
    let seed: UInt64

    func run(_ index: Int) -> [Double]? {
      let own = LocalSearch(
        search.guide, search.arrays, search.rules, threads: 1, seed: seed &+ UInt64(index))
      own.round(following: leads[index].share, isAllowed: leads[index].allowedLanes)
      own.round(iterations: GeneralSolve.iterationsOfLead, temperature: 0)
      return own.best.isEmpty ? nil : own.best
    }
  }
}
