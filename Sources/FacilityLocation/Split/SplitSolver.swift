// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// The splittable problem, by branch and bound on the facilities with Lagrangian bounds, in the way of Goertz
/// and Klose 2012, DOI 10.1287/ijoc.1110.0468.
///
/// Nodes are taken from the tree in rounds, the same ones whatever the clock says, and expanded on all
/// threads: the same input, seed and number of threads give the same solution.
enum SplitSolver {
  static func solve(_ problem: LocationProblem, _ control: LocationControl) -> LocationOutcome {
    SplitSearch(problem, control).run()
  }
}

/// One solve.
final class SplitSearch {
  let problem: LocationProblem
  let control: LocationControl
  let model: SplitModel
  private var workers: [SplitWorker] = []
  private var incumbent: OpenSetSearch.Candidate?
  private var solution: LocationSolution?
  private var bound = -Double.infinity
  private var nodeCount = 0
  private var heap = SplitNodeHeap()
  private var prunedBound = Double.infinity
  private var rootProof: LocationOutcome.RootProof?
  private var lastReport: ContinuousClock.Instant?
  private var reported = (Double.nan, Double.nan)

  init(_ problem: LocationProblem, _ control: LocationControl) {
    self.problem = problem
    self.control = control
    model = SplitModel(problem)
  }

  private var value: Double { solution?.value ?? .infinity }
  /// Nodes with a bound of at least this hold nothing worth looking for.
  private var cutoff: Double {
    value < .infinity ? value - max(0.5 * control.relativeGap, 1e-10) * abs(value) : .infinity
  }

  private func isStopped() -> Bool { Self.isStopped(control.deadline, control.cancellation) }

  private static func isStopped(_ deadline: ContinuousClock.Instant?, _ cancellation: Cancellation?) -> Bool {
    if cancellation?.isCancelled == true { return true }
    if let deadline { return ContinuousClock.now >= deadline }
    return false
  }

  func run() -> LocationOutcome {
    if model.hasOrphan { return outcome(.infeasible) }
    if model.customerCount == 0 { return emptyOutcome() }
    let start = FlatBuffer<Double>(model.customerCount, repeating: 0)
    for j in 0..<model.customerCount { start.pointer[j] = model.arcCost[model.arcStart[j]] }
    let order = ArcOrder(model, reference: start.pointer, isClosed: { _ in false }, threads: control.threads)
    workers = [SplitWorker(model, order)]
    let root = workers[0]
    // Where every pair has an arc, capacity alone decides.
    let isComplete = model.arcCost.count == model.facilityCount * model.customerCount
    if !isComplete || model.totalDemand > 0 {
      let holds = model.capacity.reduce(0, +) >= model.totalDemand * (1 - 1e-9)
      if !holds { return outcome(.infeasible) }
      if !isComplete {
        switch root.search.isFeasible(isStopped) {
        case .some(false): return outcome(.infeasible)
        case .none: return outcome(stopReason)
        case .some(true): break
        }
      }
    }
    root.ascent.center.pointer.update(from: start.pointer, count: model.customerCount)
    guard let node = boundRoot(root) else { return finish() }
    heap.push(node)
    let rounds = ArcOrder(
      model, reference: root.ascent.center.pointer, isClosed: { node.fixing[$0] == Fixing.closed },
      threads: control.threads)
    root.evaluator.use(rounds)
    while workers.count < max(1, control.threads) { workers.append(SplitWorker(model, rounds)) }
    branch()
    return finish()
  }

  private func boundRoot(_ root: SplitWorker) -> SplitNode? {
    let fixing = FlatBuffer<Int8>(model.facilityCount, repeating: Fixing.free)
    for i in 0..<model.facilityCount where model.fixedCost[i] == 0 { fixing.pointer[i] = Fixing.open }
    let ascent = root.ascent
    var factor = 1.0
    for (phase, iterations) in [40, 60, 100, 400].enumerated() {
      let target = value < .infinity ? value : 0
      ascent.run(
        fixing.pointer,
        pace: .init(
          iterations: iterations, factor: factor, patience: 7, tolerance: 0.0005, window: 40, weight: 0.1),
        cutoff: cutoff, target: target, isStopped: isStopped)
      factor = 0.5
      raise(ascent.bound)
      if isStopped() { break }
      if bound < cutoff {
        // Where the gap is wide, better solutions save more than they cost.
        let isWide = value == .infinity || value - bound > 0.002 * abs(value)
        let trials = phase < 2 ? 10 : phase < 3 || !isWide ? 40 : max(40, model.facilityCount / 3)
        accept(root.heuristic(incumbent: value, trials: trials, isStopped), root)
      }
      report()
      if isStopped() || bound >= cutoff { break }
      if phase < 3 {
        root.evaluator.use(
          ArcOrder(
            model, reference: ascent.center.pointer, isClosed: { _ in false }, threads: control.threads))
      }
    }
    rootProof = RootProofFinder.find(problem, model, ascent.center.pointer, fixing.pointer, root.evaluator)
    if bound >= cutoff {
      prunedBound = min(prunedBound, bound)
      return nil
    }
    var expansion = SplitWorker.Expansion()
    _ = root.probe(fixing.pointer, cutoff, &expansion)
    prunedBound = min(prunedBound, expansion.prunedBound)
    let node = SplitNode(
      bound: bound, fixing: fixing.array, multiplier: ascent.center.array.map { Float($0) },
      openness: ascent.meanOpenness.array.map { Float($0) })
    if node.fixing.contains(Fixing.free), !isStopped() {
      accept(
        root.dive(
          node, incumbent: value, cutoff: cutoff, trials: max(40, model.facilityCount / 5), isStopped), root)
      report()
    }
    return node
  }

  private func branch() {
    var costs = BranchingCosts(facilities: model.facilityCount)
    var nextID = 1
    let (deadline, cancellation) = (control.deadline, control.cancellation)
    while let least = heap.least, !isStopped() {
      raise(min(least.bound, prunedBound))
      report()
      if least.bound >= cutoff {
        prunedBound = min(prunedBound, least.bound)
        heap = SplitNodeHeap()
        break
      }
      // The same batch for any speed of the machine.
      var batch: [SplitNode] = []
      let size = workers.count == 1 ? 1 : 4 * workers.count
      while batch.count < size, let node = heap.pop() {
        if node.bound >= cutoff { prunedBound = min(prunedBound, node.bound) } else { batch.append(node) }
      }
      let (value, cutoff, workers, nodes) = (self.value, self.cutoff, self.workers, batch)
      let known = costs
      let parts = parallelMap(count: min(workers.count, nodes.count), threads: workers.count) { slot in
        stride(from: slot, to: nodes.count, by: workers.count).map { index in
          workers[slot].expand(
            nodes[index], incumbent: value, cutoff: cutoff, costs: known,
            isStopped: { Self.isStopped(deadline, cancellation) })
        }
      }
      for index in nodes.indices {
        let expansion = parts[index % workers.count][index / workers.count]
        nodeCount += expansion.nodes
        accept(expansion.candidate, workers[index % workers.count])
        if expansion.isUnfinished {
          heap.push(nodes[index])
          continue
        }
        prunedBound = min(prunedBound, expansion.prunedBound)
        for observation in expansion.observations { costs.learn(observation) }
        for var child in expansion.children {
          child.id = nextID
          nextID += 1
          heap.push(child)
        }
      }
    }
    raise(min(heap.least?.bound ?? .infinity, prunedBound))
  }

  private func accept(_ candidate: OpenSetSearch.Candidate?, _ worker: SplitWorker) {
    guard let candidate, candidate.value < value - 1e-12 * abs(candidate.value) else { return }
    guard let found = worker.search.solution(candidate, problem), found.value < value else { return }
    incumbent = candidate
    solution = found
  }

  private func raise(_ candidate: Double) {
    let known = min(candidate, value)
    if known > bound { bound = known }
  }

  private func report() {
    guard let onProgress = control.onProgress, reported != (value, bound) else { return }
    let now = ContinuousClock.now
    if let lastReport, now - lastReport < .milliseconds(100), reported.0 == value { return }
    lastReport = now
    reported = (value, bound)
    onProgress(LocationProgress(incumbent: solution?.value, bound: bound, nodeCount: nodeCount))
  }

  private var stopReason: LocationOutcome.Ending {
    control.cancellation?.isCancelled == true ? .interrupt : .deadline
  }

  private func finish() -> LocationOutcome {
    raise(min(heap.least?.bound ?? .infinity, prunedBound))
    let gap = value < .infinity ? (value - bound) / max(abs(value), 1e-9) : .infinity
    if gap <= max(control.relativeGap, 1e-9) { return outcome(.withinGap) }
    if isStopped() { return outcome(stopReason) }
    return outcome(solution == nil && heap.isEmpty ? .infeasible : .exhausted)
  }

  private func outcome(_ ending: LocationOutcome.Ending) -> LocationOutcome {
    LocationOutcome(
      ending: ending, solution: solution, bound: ending == .infeasible ? .infinity : bound,
      rootProof: rootProof, nodeCount: nodeCount)
  }

  private func emptyOutcome() -> LocationOutcome {
    solution = LocationSolution(
      value: 0, isOpen: Array(repeating: false, count: problem.facilityCount), share: [])
    bound = 0
    return outcome(.withinGap)
  }
}
