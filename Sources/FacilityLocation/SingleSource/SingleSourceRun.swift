// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// One solve from start to end.
struct SingleSourceRun {
  private let problem: LocationProblem
  let control: LocationControl
  let data: SingleSourceData
  /// The data with the arcs that still matter; what nodes speak of.
  var core: SingleSourceData
  let clock: SearchClock
  let threads: Int
  var workers: [NodeWorker]
  /// Works on the incumbent all along.
  let improver: AssignmentSearch
  /// How open each facility is on average at the root.
  var openness: [Double] = []
  var incumbent: Assignment?
  var queue = NodeQueue()
  var nodeCount = 0
  private var pseudoCosts: PseudoCosts
  /// Lowest bound among the nodes that were given up because they reached the cutoff.
  private var givenUp = Double.infinity
  var rootMultipliers: [Float] = []
  /// The root with the multipliers that prove the most, cuts' included.
  var rootPoint: SearchNode?
  var cuts = SubsetRowCuts()
  var rootBound = -Double.infinity
  /// Distance of cutoff and root bound when arcs were last dropped.
  var shrunkGap = Double.infinity
  private var lastReport: ContinuousClock.Instant?
  private var reported: LocationProgress?
  /// Nodes after which a cluster of a larger problem is given up; nil for a problem of its own.
  let nodeLimit: Int?
  /// First step of the ascent at a node without cuts.
  private let nodeStep: Double
  /// Only solutions below this are wanted from the start.
  private let below: Double
  /// Works on the incumbent by clusters of facilities; large problems only.
  let clusters: ClusterSearch?

  /// - Parameters:
  ///   - start: facility of each customer of a solution to beat, for a cluster of a larger problem.
  ///   - nodeLimit: nodes after which a part of a larger problem is given up.
  ///   - below: only solutions below this are wanted.
  ///   - largeArcCount: more arcs make a problem large.
  init(
    _ problem: LocationProblem, _ control: LocationControl, start: [Int32]? = nil, nodeLimit: Int? = nil,
    below: Double = .infinity, largeArcCount: Int = Effort.largeArcCount
  ) {
    self.below = below
    self.problem = problem
    self.control = control
    let data = SingleSourceData(problem)
    self.data = data
    core = data
    clock = SearchClock(deadline: control.deadline, cancellation: control.cancellation)
    let threads = max(1, control.threads)
    self.threads = threads
    let isLarge = nodeLimit == nil && data.arcCost.count > largeArcCount
    nodeStep = start == nil ? Effort.nodeStep : Effort.clusterNodeStep
    workers = [NodeWorker(data, seed: control.seed, handsOver: isLarge, nodeStep: nodeStep)]
    pseudoCosts = PseudoCosts(facilityCount: data.facilityCount)
    improver = AssignmentSearch(data, seed: control.seed &+ 1)
    self.nodeLimit = nodeLimit
    clusters =
      isLarge
      ? ClusterSearch(data, seed: control.seed &+ 2, clock: clock) : nil
    incumbent = start.flatMap { Assignment($0, in: data) }
  }

  /// A solution below the one to beat; nil where none was found within the nodes allowed.
  mutating func improvement() -> Assignment? {
    guard let first = incumbent else { return nil }
    climbRoot()
    searchTree()
    guard let incumbent, incumbent.cost < first.cost - 1e-9 * abs(first.cost) else { return nil }
    return incumbent
  }

  /// The best solution found within the nodes allowed, nil without one below what is wanted.
  mutating func best() -> Assignment? {
    climbRoot()
    searchTree()
    guard let incumbent, incumbent.cost < below else { return nil }
    return incumbent
  }

  /// Whether the tree was searched to its end.
  var isComplete: Bool { queue.isEmpty }

  mutating func outcome() -> LocationOutcome {
    if data.customerCount == 0 {
      let solution = Assignment([], in: data).map(solution(of:))
      return LocationOutcome(ending: .withinGap, solution: solution, bound: 0)
    }
    climbRoot()
    searchTree()
    return conclude()
  }

  // MARK: Cutoff and bound

  /// Only solutions below this are wanted.
  var cutoff: Double {
    guard let incumbent else { return below }
    let value = incumbent.cost
    let wanted = value - 0.9 * control.relativeGap * max(abs(value), 1e-9)
    guard data.valueStep > 0, abs(value) < 1e8 * data.valueStep else {
      return min(below, wanted - 1e-9 * abs(value))
    }
    return min(below, wanted, value - 0.99 * data.valueStep + 1e-10 * abs(value))
  }

  /// The bound proved so far.
  private var bound: Double {
    // What was concluded from a cutoff says nothing about solutions above it.
    var proved = min(queue.lowestBound, givenUp, cutoff)
    if proved.isFinite {
      // Rounding of a few thousand additions.
      proved -= 1e-11 * abs(proved)
      if data.valueStep > 0 {
        let steps = proved / data.valueStep
        if abs(steps) < 1e8 { proved = max(proved, (steps - 1e-3).rounded(.up) * data.valueStep) }
      }
    }
    return min(proved, incumbent?.cost ?? .infinity)
  }

  mutating func take(_ found: Assignment?) {
    guard let found, found.cost < incumbent?.cost ?? .infinity else { return }
    incumbent = found
  }

  mutating func report(always: Bool = false) {
    guard let onProgress = control.onProgress else { return }
    let now = ContinuousClock.now
    if !always, let lastReport, now - lastReport < .milliseconds(100) { return }
    let progress = LocationProgress(incumbent: incumbent?.cost, bound: bound, nodeCount: nodeCount)
    if let reported, reported.incumbent == progress.incumbent, reported.bound == progress.bound { return }
    lastReport = now
    reported = progress
    onProgress(progress)
  }

  // MARK: What the root decides

  /// Draws the root's conclusions from the incumbent, and goes on without the arcs that cannot matter.
  ///
  /// Run again whenever the incumbent has come much nearer to the root's bound.
  mutating func shrink() {
    guard cutoff.isFinite, !rootMultipliers.isEmpty, !clock.isOver, !queue.isEmpty else { return }
    let goal = cutoff
    guard goal - rootBound < 0.85 * shrunkGap else { return }
    shrunkGap = goal - rootBound
    let worker = workers[0]
    var node = SearchNode(core)
    node.multiplier = rootPoint?.multiplier ?? rootMultipliers
    node.cutMultiplier = rootPoint?.cutMultiplier ?? []
    for _ in 0..<3 {
      guard worker.model.load(&node), worker.model.customerCount > 0 else { return }
      worker.setPoint(node)
      worker.ascent.start(step: Effort.nodeStep)
      guard worker.ascent.bound < goal else { return }
      if worker.model.fix(&node, worker.ascent.point, cutoff: goal, arcs: true) == 0 { break }
    }
    let kept = (0..<core.arcCost.count).filter { !node.isRemoved($0) }
    guard kept.count * 10 <= core.arcCost.count * 9 else { return }
    core = SingleSourceData(core, without: node)
    var nodes: [SearchNode] = []
    while var node = queue.pop() {
      var moved = SearchNode(core)
      for (arc, former) in kept.enumerated() where node.isRemoved(former) { moved.remove(arc) }
      node.removed = moved.removed
      nodes.append(node)
    }
    for node in nodes { queue.push(node) }
    workers = [
      NodeWorker(core, cuts: cuts, seed: control.seed, handsOver: clusters != nil, nodeStep: nodeStep)
    ]
  }

  /// Sees to it that there are so many workers.
  mutating func hire(_ count: Int) {
    while workers.count < count {
      workers.append(
        NodeWorker(core, cuts: cuts, seed: control.seed, handsOver: clusters != nil, nodeStep: nodeStep))
    }
  }

  // MARK: Tree

  private mutating func searchTree() {
    var round: UInt64 = 0
    while !queue.isEmpty && !clock.isOver && nodeCount < nodeLimit ?? .max {
      let cutoff = cutoff
      var batch: [SearchNode] = []
      while batch.count < 4 * threads, let node = queue.pop() {
        if node.bound >= cutoff {
          givenUp = min(givenUp, node.bound)
          continue
        }
        batch.append(node)
      }
      if batch.isEmpty { break }
      hire(threads)
      let results = look(at: batch, cutoff: cutoff, round: round)
      round += 1
      nodeCount += batch.count
      for result in results { take(result.found) }
      take(improver.best)
      for result in results {
        for lesson in result.lessons { pseudoCosts.learn(lesson.branching, bound: lesson.bound) }
        if result.children.isEmpty { givenUp = min(givenUp, result.bound) }
        for child in result.children { queue.push(child) }
      }
      shrink()
      report()
    }
  }

  /// Whether clusters still have something to do: while the tree is far from done.
  private var wantsClusters: Bool {
    guard let clusters, !clusters.isExhausted, let incumbent else { return false }
    return incumbent.cost - bound > Effort.clusterGap * abs(incumbent.cost)
  }

  /// Looks at the nodes of a batch, and works on the incumbent beside them.
  ///
  /// Which thread takes what is left to chance; what comes of it is not.
  private func look(at batch: [SearchNode], cutoff: Double, round: UInt64) -> [NodeResult] {
    let used = min(threads, batch.count + 1)
    let workers = workers
    let improver = improver
    let clock = clock
    let seed = control.seed
    let openness = openness
    let best = incumbent
    let pseudoCosts = pseudoCosts
    let nextTask = TaskCounter()
    let arcCount = core.arcCost.count
    let nodeLimit = nodeLimit
    let hasCuts = cuts.count > 0
    let dives = hasCuts ? round % 2 == 0 : round < 20 || round % 4 == 0
    let reserve = diveReserve(Int(truncatingIfNeeded: round / 2))
    let clusters = wantsClusters && (hasCuts || round % 8 == 7) ? clusters : nil
    let parts = parallelMap(count: used, threads: used) { worker -> [(Int, NodeResult)] in
      var done: [(Int, NodeResult)] = []
      while true {
        let task = nextTask.next()
        if task > batch.count + 1 { return done }
        if task == 1 {
          guard dives else { continue }
          let found = workers[worker].dive(
            batch[0], cutoff: cutoff, reserve: reserve, seed: seed &+ round &* 1024, clock: clock)
          done.append((0, NodeResult(bound: .infinity, found: found)))
          continue
        }
        if task == 0 {
          if nodeLimit != nil { continue }
          if let clusters, let best {
            if let found = clusters.improve(best, openness: openness, batch: 2, threads: 1) {
              done.append((0, NodeResult(bound: .infinity, found: found)))
            }
            if hasCuts && round % 4 != 3 { continue }
          }
          if let best { improver.offer(best) }
          if round % 5 == 0 { improver.restart() }
          improver.improve(
            rounds: max(100, batch.count * arcCount / 250), warmth: round % 5 == 0 ? 0.002 : 0.0005,
            openness: openness, clock: clock)
          continue
        }
        let result = workers[worker].process(
          batch[task - 2], cutoff: cutoff, pseudoCosts: pseudoCosts,
          seed: seed &+ round &* 1024 &+ UInt64(task), clock: clock)
        done.append((task, result))
      }
    }
    return parts.joined().sorted { $0.0 < $1.0 }.map(\.1)
  }

  // MARK: The end

  private mutating func conclude() -> LocationOutcome {
    report(always: true)
    let proved = queue.isEmpty && incumbent == nil && givenUp == .infinity ? -Double.infinity : bound
    let ending: LocationOutcome.Ending
    if let incumbent {
      let gap = (incumbent.cost - proved) / max(abs(incumbent.cost), 1e-9)
      if gap <= control.relativeGap {
        ending = .withinGap
      } else if control.cancellation?.isCancelled ?? false {
        ending = .interrupt
      } else {
        ending = clock.isOver ? .deadline : .exhausted
      }
    } else if queue.isEmpty {
      ending = .infeasible
    } else {
      ending = control.cancellation?.isCancelled ?? false ? .interrupt : .deadline
    }
    return LocationOutcome(
      ending: ending, solution: incumbent.map(solution(of:)), bound: proved, rootProof: rootProof,
      nodeCount: nodeCount)
  }

  private var rootProof: LocationOutcome.RootProof? {
    guard !rootMultipliers.isEmpty else { return nil }
    return LocationOutcome.RootProof(multipliers: rootMultipliers.map(Double.init), data: data)
  }

  private func solution(of assignment: Assignment) -> LocationSolution {
    var isOpen = [Bool](repeating: false, count: problem.facilityCount)
    var share = [Double](repeating: 0, count: problem.arcCount)
    for j in 0..<problem.customerCount {
      isOpen[Int(assignment.facility[j])] = true
      for a in problem.arcStart[j]..<problem.arcStart[j + 1]
      where problem.arcFacility[a] == assignment.facility[j] { share[a] = 1 }
    }
    return LocationSolution(value: assignment.cost, isOpen: isOpen, share: share)
  }
}
