// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// What came of looking at a node.
struct NodeResult: Sendable {
  /// The parts to look at next; empty where the node is done with.
  var children: [SearchNode] = []
  /// No solution of the node costs less; infinite where it has none.
  var bound: Double
  /// The best assignment found on the way.
  var found: Assignment?
  /// What branchings, tried or made, did to the bound.
  var lessons: [(branching: FacilityBranching, bound: Double)] = []
  /// Whether the clock ended the work early; the node is then its own only child.
  var isCutShort = false
}

/// Looks at nodes: bound, conclusions, a solution, branching. One for each thread.
final class NodeWorker: @unchecked Sendable {
  let data: SingleSourceData
  let model: LagrangianModel
  let ascent: LagrangianAscent
  let search: AssignmentSearch
  private let probe: LagrangianAscent
  private var lessons: [(branching: FacilityBranching, bound: Double)] = []

  init(_ data: SingleSourceData, seed: UInt64) {
    self.data = data
    model = LagrangianModel(data)
    ascent = LagrangianAscent(model)
    probe = LagrangianAscent(model)
    search = AssignmentSearch(data, seed: seed)
  }

  /// Looks at a node of the tree.
  ///
  /// - Parameters:
  ///   - cutoff: only solutions below it are wanted.
  ///   - seed: of what is drawn on the way.
  func process(
    _ start: SearchNode, cutoff: Double, pseudoCosts: PseudoCosts, seed: UInt64, clock: SearchClock
  ) -> NodeResult {
    lessons.removeAll(keepingCapacity: true)
    var result = bounded(start, cutoff: cutoff, pseudoCosts: pseudoCosts, seed: seed, clock: clock)
    if !result.isCutShort, let branching = start.branching { lessons.append((branching, result.bound)) }
    result.lessons = lessons
    return result
  }

  private func bounded(
    _ start: SearchNode, cutoff: Double, pseudoCosts: PseudoCosts, seed: UInt64, clock: SearchClock
  ) -> NodeResult {
    var node = start
    search.begin(seed: seed)
    var evaluations = Effort.node
    for round in 0..<3 {
      guard model.load(&node) else { return NodeResult(bound: .infinity) }
      if model.customerCount == 0 {
        let found = Assignment(model.assigned, in: data)
        return NodeResult(bound: found?.cost ?? .infinity, found: found)
      }
      setPoint(node)
      ascent.start(step: Effort.nodeStep)
      climb(evaluations, cutoff: cutoff, clock: clock)
      node.bound = max(node.bound, ascent.bound)
      node.multiplier = multipliers(node)
      if node.bound >= cutoff { return NodeResult(bound: node.bound, found: search.best) }
      if clock.isOver {
        return NodeResult(children: [node], bound: node.bound, found: search.best, isCutShort: true)
      }
      if round == 0 {
        repair()
        search.improve(rounds: Effort.polish, warmth: 0.0005, openness: [], clock: clock)
      }
      _ = model.evaluate(ascent.best)
      let decisions = cutoff.isFinite ? model.fix(&node, ascent.best, cutoff: cutoff, arcs: true) : 0
      if decisions * 10 < model.itemStart[model.facilityCount] { break }
      evaluations = Effort.node / 2
    }
    let children = branch(&node, cutoff: cutoff, pseudoCosts: pseudoCosts, clock: clock)
    return NodeResult(
      children: children, bound: children.isEmpty ? .infinity : node.bound, found: search.best)
  }

  // MARK: Diving

  /// Looks for a solution below a node: opens and closes facilities as the average solution leans, a few
  /// at a time, until all are decided; then works on the assignment.
  ///
  /// - Returns: the best assignment found.
  func dive(_ start: SearchNode, cutoff: Double, seed: UInt64, clock: SearchClock) -> Assignment? {
    var random = SplitMix64(seed: seed)
    var node = start
    search.begin(seed: seed)
    for step in 0..<(2 * data.facilityCount + 2 * data.customerCount + 2) {
      guard !clock.isOver, model.load(&node) else { return search.best }
      if model.customerCount == 0 { return Assignment(model.assigned, in: data) ?? search.best }
      setPoint(node)
      ascent.start(step: Effort.nodeStep)
      climb(Effort.dive, cutoff: cutoff, clock: clock)
      if ascent.bound >= cutoff { return search.best }
      node.multiplier = multipliers(node)
      var decided = 0
      var next = -1
      var largest = -1.0
      for i in 0..<model.facilityCount {
        let owner = Int(model.facility[i])
        guard node.state[owner] == FacilityState.free else { continue }
        let open = ascent.averageOpen(i)
        if open > 0.95 || open < 0.02 {
          node.state[owner] = open > 0.5 ? FacilityState.open : FacilityState.closed
          decided += 1
        } else if open * (0.5 + random.unit()) > largest {
          largest = open * (0.5 + random.unit())
          next = owner
        }
      }
      if next >= 0 {
        node.state[next] = FacilityState.open
      } else if decided == 0 {
        if step & 1 == 0 || model.customerCount < 20 {
          repair()
          search.improve(rounds: Effort.polish, warmth: 0.0005, openness: [], clock: clock)
        }
        assignDecided(&node)
      }
    }
    return search.best
  }

  /// Assigns the customers that the average solution has made up its mind about, at least a tenth.
  private func assignDecided(_ node: inout SearchNode) {
    var top = [Double](repeating: -1, count: model.customerCount)
    var item = [Int](repeating: -1, count: model.customerCount)
    for k in 0..<model.itemStart[model.facilityCount] {
      let j = Int(model.itemCustomer[k])
      let share = ascent.averageShare(k)
      if share > top[j] {
        top[j] = share
        item[j] = k
      }
    }
    let order = top.indices.sorted { (top[$0], $1) > (top[$1], $0) }
    for (rank, j) in order.enumerated() where item[j] >= 0 {
      if rank * 10 >= model.customerCount && top[j] < 0.95 { break }
      let arc = Int(model.itemArc[item[j]])
      let customer = Int(data.arcCustomer[arc])
      for other in data.byCost[data.listStart[customer]..<data.listStart[customer + 1]]
      where Int(other) != arc { node.remove(Int(other)) }
    }
  }

  /// Puts the node's multipliers where the ascent starts.
  func setPoint(_ node: SearchNode) {
    for (k, j) in model.customer.enumerated() { ascent.point[k] = Double(node.multiplier[Int(j)]) }
  }

  /// The node's multipliers with the ascent's best.
  func multipliers(_ node: SearchNode) -> [Float] {
    var all = node.multiplier
    if all.isEmpty { all = [Float](repeating: 0, count: data.customerCount) }
    for (k, j) in model.customer.enumerated() { all[Int(j)] = Float(ascent.best[k]) }
    return all
  }

  /// Raises the bound until it reaches the cutoff, has no hope to, or the evaluations are used up.
  private func climb(_ evaluations: Int, cutoff: Double, clock: SearchClock) {
    let first = ascent.bound
    for k in 0..<evaluations {
      if ascent.bound >= cutoff || clock.isOver { return }
      let target = cutoff.isFinite ? cutoff : ascent.bound + 0.02 * abs(ascent.bound) + 1
      if !ascent.advance(target: target + 0.05 * (target - ascent.bound)) { return }
      if k == evaluations / 2, cutoff.isFinite, ascent.bound - first < 0.1 * (cutoff - first) { return }
    }
  }

  /// Makes a solution of the last relaxed one.
  func repair() {
    var wish = model.assigned
    var isOpen = [Bool](repeating: false, count: data.facilityCount)
    var price = [Double](repeating: .infinity, count: data.customerCount)
    for j in 0..<data.customerCount where wish[j] >= 0 { isOpen[Int(wish[j])] = true }
    for i in 0..<model.facilityCount where model.isChosen[i] {
      let owner = model.facility[i]
      isOpen[Int(owner)] = true
      for t in model.pickStart[i]..<model.pickStart[i + 1] {
        let item = Int(model.pick[t])
        let j = Int(data.arcCustomer[Int(model.itemArc[item])])
        if model.itemCost[item] < price[j] {
          price[j] = model.itemCost[item]
          wish[j] = owner
        }
      }
    }
    search.start(wish: wish, isOpen: isOpen)
  }

  // MARK: Branching

  /// Splits the node in two: a facility open or closed while the average solution is undecided about one,
  /// else a customer with one facility or without it. Empty where both halves reach the cutoff.
  private func branch(
    _ node: inout SearchNode, cutoff: Double, pseudoCosts: PseudoCosts, clock: SearchClock
  ) -> [SearchNode] {
    var candidates: [(facility: Int, open: Double)] = []
    for i in 0..<model.facilityCount where node.state[Int(model.facility[i])] == FacilityState.free {
      let open = ascent.averageOpen(i)
      if min(open, 1 - open) > 0.02 { candidates.append((i, open)) }
    }
    if candidates.isEmpty {
      if let split = branchOnCustomer(node, undecidedBy: 0.02) { return split }
      // Nothing is undecided on average: the facility of the smallest price for changing its mind.
      var least = Double.infinity
      var facility = -1
      for i in 0..<model.facilityCount where node.state[Int(model.facility[i])] == FacilityState.free {
        let price = abs(model.netCost[i] - model.coverPrice * model.capacity[i])
        if price < least {
          least = price
          facility = i
        }
      }
      if facility < 0 { return branchOnCustomer(node, undecidedBy: -1) ?? [] }
      return [true, false].map { child(of: node, facility, isOpen: $0, open: 0.5) }
    }
    candidates.sort { abs($0.open - 0.5) < abs($1.open - 0.5) }
    var best = candidates[0]
    var largest = -Double.infinity
    var probes = 0
    for (rank, candidate) in candidates.prefix(Effort.candidates).enumerated() {
      let owner = Int(model.facility[candidate.facility])
      var rise = [0.0, 0.0]
      let isKnown = [true, false].allSatisfy {
        pseudoCosts.count(owner, isOpen: $0) >= Effort.reliableCount
      }
      if !isKnown && probes < Effort.probes && !clock.isOver {
        probes += 1
        var isDead = [false, false]
        for side in 0...1 {
          let bound = probe(candidate.facility, isOpen: side == 1, cutoff: cutoff, clock: clock)
          rise[side] = max(0, bound - ascent.bound)
          isDead[side] = bound >= cutoff
          lessons.append(
            (
              FacilityBranching(
                facility: owner, isOpen: side == 1,
                change: side == 1 ? 1 - candidate.open : candidate.open, parentBound: ascent.bound), bound
            ))
        }
        if isDead[0] && isDead[1] { return [] }
        if isDead[0] || isDead[1] {
          // One side is done with: the other is the node itself, a little smaller.
          return [child(of: node, candidate.facility, isOpen: isDead[0], open: candidate.open)]
        }
      } else {
        for side in 0...1 {
          let change = side == 1 ? 1 - candidate.open : candidate.open
          rise[side] = (pseudoCosts.mean(owner, isOpen: side == 1) ?? 0) * change
        }
      }
      let score = max(rise[0], 1e-6) * max(rise[1], 1e-6) * (1 - 1e-9 * Double(rank))
      if score > largest {
        largest = score
        best = candidate
      }
    }
    return [true, false].map { child(of: node, best.facility, isOpen: $0, open: best.open) }
  }

  /// The bound after a few steps with a facility opened or closed.
  private func probe(_ facility: Int, isOpen: Bool, cutoff: Double, clock: SearchClock) -> Double {
    model.suppose(facility, isOpen: isOpen)
    probe.point.update(from: ascent.best, count: model.customerCount)
    probe.start(step: Effort.nodeStep)
    for _ in 0..<Effort.probeEvaluations where probe.bound < cutoff && !clock.isOver {
      let goal = cutoff.isFinite ? cutoff : probe.bound + 0.02 * abs(probe.bound) + 1
      if !probe.advance(target: goal) { break }
    }
    model.release(facility)
    return probe.bound
  }

  private func child(of node: SearchNode, _ facility: Int, isOpen: Bool, open: Double) -> SearchNode {
    var child = node
    let owner = Int(model.facility[facility])
    child.state[owner] = isOpen ? FacilityState.open : FacilityState.closed
    child.depth += 1
    child.branching = FacilityBranching(
      facility: owner, isOpen: isOpen, change: isOpen ? 1 - open : open, parentBound: node.bound)
    return child
  }

  private func branchOnCustomer(_ node: SearchNode, undecidedBy least: Double) -> [SearchNode]? {
    let n = model.customerCount
    var top = [Double](repeating: -1, count: n)
    var item = [Int](repeating: -1, count: n)
    for k in 0..<model.itemStart[model.facilityCount] where !node.isRemoved(Int(model.itemArc[k])) {
      let j = Int(model.itemCustomer[k])
      let share = ascent.averageShare(k)
      if share > top[j] {
        top[j] = share
        item[j] = k
      }
    }
    var chosen = -1
    var largest = -Double.infinity
    for j in 0..<n where item[j] >= 0 && 1 - top[j] > least {
      let score = min(1 - top[j], 0.5) * (model.itemDemand[item[j]] + 1e-9)
      if score > largest {
        largest = score
        chosen = j
      }
    }
    guard chosen >= 0 else { return nil }
    let arc = Int(model.itemArc[item[chosen]])
    let customer = Int(data.arcCustomer[arc])
    var with = node
    for other in data.byCost[data.listStart[customer]..<data.listStart[customer + 1]]
    where Int(other) != arc { with.remove(Int(other)) }
    with.depth += 1
    with.branching = nil
    var without = node
    without.remove(arc)
    without.depth += 1
    without.branching = nil
    return [with, without]
  }
}

/// How much work goes where.
enum Effort {
  /// Evaluations of the relaxation at a node of the tree.
  static let node = 50
  /// First step of the ascent at a node.
  static let nodeStep = 0.4
  /// Facilities that a branching chooses from.
  static let candidates = 8
  /// Of these, how many are tried at most.
  static let probes = 4
  /// Branchings after which a facility's pseudo-costs are believed.
  static let reliableCount = 3
  /// Evaluations of one trial.
  static let probeEvaluations = 15
  /// Evaluations at each step of a dive.
  static let dive = 20
  /// Rounds of local search on the solution made from a node.
  static let polish = 20
  /// Most evaluations at the root.
  static let root = 600
}
