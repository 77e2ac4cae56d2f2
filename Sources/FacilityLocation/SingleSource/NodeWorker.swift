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
  private let nodeStep: Double
  /// Whether dives hand the rest over to a tree of its own.
  let handsOver: Bool
  private let probe: LagrangianAscent
  private var lessons: [(branching: FacilityBranching, bound: Double)] = []

  /// - Parameters:
  ///   - data: whose nodes it will look at.
  ///   - cuts: that the relaxation prices.
  ///   - seed: of what is drawn.
  ///   - handsOver: whether dives hand the rest over to a tree of its own.
  ///   - nodeStep: first step of an ascent without cuts.
  init(
    _ data: SingleSourceData, cuts: SubsetRowCuts = SubsetRowCuts(), seed: UInt64, handsOver: Bool = false,
    nodeStep: Double = Effort.nodeStep
  ) {
    self.handsOver = handsOver
    self.nodeStep = nodeStep
    self.data = data
    model = LagrangianModel(data)
    model.cuts = cuts
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
    var evaluations = hasCuts ? Effort.nodeWithCuts : Effort.node
    for round in 0..<3 {
      guard model.load(&node) else { return NodeResult(bound: .infinity) }
      if model.customerCount == 0 {
        let found = Assignment(model.assigned, in: data)
        return NodeResult(bound: found?.cost ?? .infinity, found: found)
      }
      setPoint(node)
      ascent.start(step: firstStep)
      climb(evaluations, cutoff: cutoff, clock: clock)
      node.bound = max(node.bound, ascent.bound)
      keepMultipliers(&node)
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
      evaluations /= 2
    }
    let children = branch(&node, cutoff: cutoff, pseudoCosts: pseudoCosts, clock: clock)
    return NodeResult(
      children: children, bound: children.isEmpty ? .infinity : node.bound, found: search.best)
  }

  private var hasCuts: Bool { model.cuts.count > 0 }
  /// First step of an ascent from a node's multipliers.
  var firstStep: Double { hasCuts ? Effort.nodeStepWithCuts : nodeStep }

  /// How open each facility of the data is in the average solution of the loaded node.
  func openness(_ node: SearchNode) -> [Double] {
    var all = node.state.map { $0 == FacilityState.open ? 1.0 : 0 }
    for i in 0..<model.facilityCount { all[Int(model.facility[i])] = ascent.averageOpen(i) }
    return all
  }

  /// Puts the node's multipliers where the ascent starts.
  func setPoint(_ node: SearchNode) {
    for (k, j) in model.customer.enumerated() { ascent.point[k] = Double(node.multiplier[Int(j)]) }
    for c in 0..<model.cutCount {
      let cut = Int(model.cutSource[c])
      ascent.point[model.customerCount + c] =
        cut < node.cutMultiplier.count ? Double(node.cutMultiplier[cut]) : 0
    }
  }

  /// Keeps the ascent's best multipliers in the node.
  func keepMultipliers(_ node: inout SearchNode) {
    node.multiplier = multipliers(node)
    guard model.cuts.count > 0 else { return }
    node.cutMultiplier = [Float](repeating: 0, count: model.cuts.count)
    for c in 0..<model.cutCount {
      node.cutMultiplier[Int(model.cutSource[c])] = Float(ascent.best[model.customerCount + c])
    }
  }

  /// The node's multipliers with the ascent's best.
  private func multipliers(_ node: SearchNode) -> [Float] {
    var all = node.multiplier
    if all.isEmpty { all = [Float](repeating: 0, count: data.customerCount) }
    for (k, j) in model.customer.enumerated() { all[Int(j)] = Float(ascent.best[k]) }
    return all
  }

  /// Raises the bound until it reaches the cutoff, has no hope to, or the evaluations are used up.
  func climb(_ evaluations: Int, cutoff: Double, clock: SearchClock) {
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
    probe.point.update(from: ascent.best, count: model.multiplierCount)
    probe.start(step: firstStep)
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
