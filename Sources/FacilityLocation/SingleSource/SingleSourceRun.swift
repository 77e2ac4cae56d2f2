// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// One solve from start to end.
struct SingleSourceRun {
  private let problem: LocationProblem
  private let control: LocationControl
  private let data: SingleSourceData
  /// The data with the arcs that still matter; what nodes speak of.
  private var core: SingleSourceData
  private let clock: SearchClock
  private let threads: Int
  private var workers: [NodeWorker]
  /// Works on the incumbent all along.
  private let improver: AssignmentSearch
  /// How open each facility is on average at the root.
  private var openness: [Double] = []
  private var incumbent: Assignment?
  private var queue = NodeQueue()
  private var nodeCount = 0
  private var pseudoCosts: PseudoCosts
  /// Lowest bound among the nodes that were given up because they reached the cutoff.
  private var givenUp = Double.infinity
  private var rootMultipliers: [Float] = []
  private var rootBound = -Double.infinity
  /// Distance of cutoff and root bound when arcs were last dropped.
  private var shrunkGap = Double.infinity
  private var lastReport: ContinuousClock.Instant?
  private var reported: LocationProgress?

  init(_ problem: LocationProblem, _ control: LocationControl) {
    self.problem = problem
    self.control = control
    let data = SingleSourceData(problem)
    self.data = data
    core = data
    clock = SearchClock(deadline: control.deadline, cancellation: control.cancellation)
    let threads = max(1, control.threads)
    self.threads = threads
    workers = [NodeWorker(data, seed: control.seed)]
    pseudoCosts = PseudoCosts(facilityCount: data.facilityCount)
    improver = AssignmentSearch(data, seed: control.seed &+ 1)
  }

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
  private var cutoff: Double {
    guard let incumbent else { return .infinity }
    let value = incumbent.cost
    let wanted = value - 0.9 * control.relativeGap * max(abs(value), 1e-9)
    guard data.valueStep > 0, abs(value) < 1e8 * data.valueStep else { return wanted - 1e-9 * abs(value) }
    return min(wanted, value - 0.99 * data.valueStep + 1e-10 * abs(value))
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

  private mutating func take(_ found: Assignment?) {
    guard let found, found.cost < incumbent?.cost ?? .infinity else { return }
    incumbent = found
  }

  private mutating func report(always: Bool = false) {
    guard let onProgress = control.onProgress else { return }
    let now = ContinuousClock.now
    if !always, let lastReport, now - lastReport < .milliseconds(100) { return }
    let progress = LocationProgress(incumbent: incumbent?.cost, bound: bound, nodeCount: nodeCount)
    if let reported, reported.incumbent == progress.incumbent, reported.bound == progress.bound { return }
    lastReport = now
    reported = progress
    onProgress(progress)
  }

  // MARK: Root

  private mutating func climbRoot() {
    var node = SearchNode(data)
    let worker = workers[0]
    let model = worker.model
    let ascent = worker.ascent
    nodeCount = 1
    guard model.load(&node) else { return }
    if model.customerCount == 0 {
      take(Assignment(model.assigned, in: data))
      return
    }
    node.multiplier = firstMultipliers()
    worker.search.begin(seed: control.seed)
    worker.setPoint(node)
    ascent.start(step: 1)
    worker.repair()
    take(worker.search.best)
    var checked = ascent.bound
    for k in 1...Effort.root {
      if clock.isOver || ascent.bound >= cutoff { break }
      let goal =
        incumbent.map { min($0.cost, 1.05 * ascent.bound + 1e-6 * abs($0.cost)) }
        ?? ascent.bound + 0.05 * abs(ascent.bound) + 1
      if !ascent.advance(target: max(goal, ascent.bound + 1e-4 * abs(ascent.bound))) { break }
      if k % 20 == 0 {
        worker.repair()
        take(worker.search.best)
        node.bound = max(node.bound, ascent.bound)
      }
      if k % 60 == 0 {
        if ascent.bound - checked < 1e-5 * abs(ascent.bound) && k > 200 { break }
        checked = ascent.bound
      }
    }
    node.bound = max(node.bound, ascent.bound)
    node.multiplier = worker.multipliers(node)
    rootMultipliers = node.multiplier
    rootBound = node.bound
    queue.push(node)
    openness = [Double](repeating: 0, count: data.facilityCount)
    for i in 0..<data.facilityCount where node.state[i] == FacilityState.open { openness[i] = 1 }
    for i in 0..<model.facilityCount { openness[Int(model.facility[i])] = ascent.averageOpen(i) }
    report()
    if node.bound < cutoff, !clock.isOver {
      let fromScratch = [Int32](repeating: -1, count: data.customerCount)
      let noneOpen = [Bool](repeating: false, count: data.facilityCount)
      improver.start(wish: fromScratch, isOpen: noneOpen)
      let arcs = data.arcCost.count
      let rounds = arcs > 20_000 ? arcs / 5 : max(500, arcs / 20)
      improver.improve(rounds: rounds, warmth: 0.003, openness: openness, clock: clock)
      take(improver.best)
      if let incumbent { improver.offer(incumbent) }
      improver.restart()
      improver.improve(rounds: rounds, warmth: 0.001, openness: openness, clock: clock)
      take(improver.best)
      report()
      alternate(rounds: rounds)
    }
    shrink()
    report()
  }

  /// Dives from the root and works on what they find by turns; longer on large problems, whose tree is
  /// slow as long as the incumbent is far off.
  private mutating func alternate(rounds: Int) {
    let turns = data.arcCost.count > 20_000 ? 16 : 3
    var idle = 0
    for turn in 0..<turns {
      guard !clock.isOver, let root = queue.pop() else { return }
      queue.push(root)
      let goal = cutoff
      guard root.bound < goal, idle < 5 else { return }
      if turn >= 3, let incumbent, incumbent.cost - root.bound < 1e-3 * abs(incumbent.cost) { return }
      let former = incumbent?.cost
      take(workers[0].dive(root, cutoff: goal, seed: control.seed &+ UInt64(turn), clock: clock))
      if turn >= 2, let incumbent {
        improver.offer(incumbent)
        improver.restart()
        improver.improve(
          rounds: rounds, warmth: turn % 2 == 0 ? 0.001 : 0.003, openness: openness, clock: clock)
        take(improver.best)
      }
      idle = incumbent?.cost == former ? idle + 1 : 0
      shrink()
      report()
    }
  }

  /// Draws the root's conclusions from the incumbent, and goes on without the arcs that cannot matter.
  ///
  /// Run again whenever the incumbent has come much nearer to the root's bound.
  private mutating func shrink() {
    guard incumbent != nil, !rootMultipliers.isEmpty, !clock.isOver, !queue.isEmpty else { return }
    let goal = cutoff
    guard goal - rootBound < 0.85 * shrunkGap else { return }
    shrunkGap = goal - rootBound
    let worker = workers[0]
    var node = SearchNode(core)
    node.multiplier = rootMultipliers
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
    workers = [NodeWorker(core, seed: control.seed)]
  }

  /// The second cheapest arc of each customer, with a part of its facility's fixed cost.
  private func firstMultipliers() -> [Float] {
    (0..<data.customerCount).map { j in
      let list = data.byCost[data.listStart[j]..<data.listStart[j + 1]]
      let priced = list.prefix(12).map { arc -> Double in
        let i = Int(data.arcFacility[Int(arc)])
        let part = data.capacity[i] > 0 ? data.demand[j] / data.capacity[i] : 0
        return data.arcCost[Int(arc)] + data.fixedCost[i] * part
      }
      .sorted()
      return Float(priced.count > 1 ? priced[1] : priced.first ?? 0)
    }
  }

  // MARK: Tree

  private mutating func searchTree() {
    var round: UInt64 = 0
    while !queue.isEmpty && !clock.isOver {
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
      while workers.count < threads {
        workers.append(NodeWorker(core, seed: control.seed))
      }
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
    let dives = round < 20 || round % 4 == 0
    let parts = parallelMap(count: used, threads: used) { worker -> [(Int, NodeResult)] in
      var done: [(Int, NodeResult)] = []
      while true {
        let task = nextTask.next()
        if task > batch.count + 1 { return done }
        if task == 1 {
          guard dives else { continue }
          let found = workers[worker].dive(
            batch[0], cutoff: cutoff, seed: seed &+ round &* 1024, clock: clock)
          done.append((0, NodeResult(bound: .infinity, found: found)))
          continue
        }
        if task == 0 {
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
