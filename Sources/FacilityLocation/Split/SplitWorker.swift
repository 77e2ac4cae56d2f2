// SPDX-License-Identifier: GPL-3.0-or-later

/// One thread's share of the search: it expands nodes, and looks for solutions near them.
final class SplitWorker: @unchecked Sendable {
  let model: SplitModel
  let evaluator: LagrangianEvaluator
  let ascent: DualAscent
  let search: OpenSetSearch
  private let fixing: FlatBuffer<Int8>
  private var expanded = 0
  /// How much of the gap a child is thought to close at the least.
  private let longest = 0.08

  /// What became of a node.
  struct Expansion: Sendable {
    var children: [SplitNode] = []
    /// Least bound of what was cut off.
    var prunedBound = Double.infinity
    var candidate: OpenSetSearch.Candidate?
    var observations: [BranchingCosts.Observation] = []
    var nodes = 0
    /// Whether the clock stopped it: the node is to be kept.
    var isUnfinished = false
  }

  init(_ model: SplitModel, _ order: ArcOrder) {
    self.model = model
    evaluator = LagrangianEvaluator(model, order)
    ascent = DualAscent(evaluator)
    search = OpenSetSearch(model)
    fixing = FlatBuffer(model.facilityCount, repeating: Fixing.free)
  }

  /// Branches on a facility, and bounds both children.
  func expand(
    _ node: SplitNode, incumbent: Double, cutoff: Double, costs: BranchingCosts, isStopped: () -> Bool
  ) -> Expansion {
    var result = Expansion()
    expanded += 1
    // Dives from the nodes 8, 16, 32 and so on, and each hundredth.
    if expanded >= 8, expanded & (expanded - 1) == 0 || expanded % 100 == 0,
      let found = dive(node, incumbent: incumbent, cutoff: cutoff, trials: 20, isStopped)
    {
      offer(found, &result)
    }
    guard let facility = choose(node, incumbent, cutoff, costs, &result, isStopped) else {
      if isStopped() {
        result.isUnfinished = true
        return result
      }
      leaf(node, &result, isStopped)
      return result
    }
    for isOpening in [false, true] {
      if isStopped() {
        result.isUnfinished = true
        return result
      }
      let gained = child(
        node, facility, isOpening, incumbent, min(cutoff, result.candidate?.value ?? .infinity), 50,
        costs.gain(facility, isOpening: isOpening)
          * abs((isOpening ? 1 : 0) - Double(node.openness[facility])),
        &result,
        isStopped)
      let moved = isOpening ? 1 - Double(node.openness[facility]) : Double(node.openness[facility])
      if moved > 0.02, let gained {
        result.observations.append(
          .init(facility: facility, isOpening: isOpening, gainPerUnit: gained / moved))
      }
    }
    return result
  }

  /// The facility to branch on: among the most promising by what is known, those seen seldom are tried out.
  private func choose(
    _ node: SplitNode, _ incumbent: Double, _ cutoff: Double, _ costs: BranchingCosts,
    _ result: inout Expansion, _ isStopped: () -> Bool
  ) -> Int? {
    var ranked: [(score: Double, facility: Int)] = []
    for i in 0..<model.facilityCount where node.fixing[i] == Fixing.free {
      let open = Double(node.openness[i])
      let down = max(1e-6, costs.gain(i, isOpening: false) * open)
      let up = max(1e-6, costs.gain(i, isOpening: true) * (1 - open))
      ranked.append((down * up * (0.01 + min(open, 1 - open)), i))
    }
    ranked.sort { $0.score > $1.score || ($0.score == $1.score && $0.facility < $1.facility) }
    guard let first = ranked.first else { return nil }
    var best = first.facility
    var bestScore = -1.0
    for (rank, entry) in ranked.prefix(6).enumerated() {
      let open = Double(node.openness[entry.facility])
      if open < 0.02 || open > 0.98 { break }
      var down = costs.gain(entry.facility, isOpening: false) * open
      var up = costs.gain(entry.facility, isOpening: true) * (1 - open)
      if costs.experience(entry.facility) < 2 {
        var trial = Expansion()
        for isOpening in [false, true] {
          guard
            let gained = child(
              node, entry.facility, isOpening, incumbent, cutoff, 8, isOpening ? up : down, &trial, isStopped,
              isTrial: true)
          else { continue }
          if isOpening { up = gained } else { down = gained }
          result.observations.append(
            .init(
              facility: entry.facility, isOpening: isOpening,
              gainPerUnit: gained / (isOpening ? 1 - open : open)))
        }
        if isStopped() { return nil }
      } else if rank > 3 {
        continue
      }
      let reach = max(1e-9, cutoff - node.bound)
      let score = max(1e-9, min(down, reach)) * max(1e-9, min(up, reach))
      if score > bestScore {
        bestScore = score
        best = entry.facility
      }
    }
    return best
  }

  /// Bounds a child, and keeps it unless it is cut off; gives what the bound gained.
  private func child(
    _ node: SplitNode, _ facility: Int, _ isOpening: Bool, _ incumbent: Double, _ cutoff: Double,
    _ iterations: Int, _ expected: Double, _ result: inout Expansion, _ isStopped: () -> Bool,
    isTrial: Bool = false
  ) -> Double? {
    let facilities = model.facilityCount
    for i in 0..<facilities { fixing.pointer[i] = node.fixing[i] }
    fixing.pointer[facility] = isOpening ? Fixing.open : Fixing.closed
    for j in 0..<model.customerCount { ascent.center.pointer[j] = Double(node.multiplier[j]) }
    // Steps as long as the whole gap overshoot where a child cannot close it.
    let gap = incumbent < .infinity ? incumbent - node.bound : 0.02 * abs(node.bound) + 1e-6
    let target = node.bound + min(gap, max(longest * gap, 4 * expected))
    ascent.run(
      fixing.pointer,
      pace: .init(
        iterations: iterations, factor: 0.15, patience: 3, tolerance: 0.02, window: 12, weight: 0.3),
      cutoff: cutoff, target: target, isStopped: isStopped)
    let bound = max(node.bound, ascent.bound)
    if !isTrial { result.nodes += 1 }
    if isTrial { return min(bound, cutoff) - node.bound }
    if bound >= cutoff {
      result.prunedBound = min(result.prunedBound, bound)
      return min(bound, cutoff) - node.bound
    }
    let free = probe(fixing.pointer, cutoff, &result)
    let made = SplitNode(
      bound: bound, fixing: (0..<facilities).map { fixing.pointer[$0] },
      multiplier: (0..<model.customerCount).map { Float(ascent.center.pointer[$0]) },
      openness: (0..<facilities).map { Float(ascent.meanOpenness.pointer[$0]) })
    if free == 0 {
      leaf(made, &result, isStopped)
    } else {
      result.children.append(made)
      round(made, incumbent, &result, isStopped)
    }
    return bound - node.bound
  }

  /// Fixes the facilities of `fixing` that the bound of the last ascent decides; gives how many are left.
  func probe(_ fixing: UnsafeMutablePointer<Int8>, _ cutoff: Double, _ result: inout Expansion) -> Int {
    var free = 0
    let reduced = ascent.reducedValue.pointer
    for i in 0..<model.facilityCount where fixing[i] == Fixing.free {
      let other = ascent.relaxedBound + 1.5 * abs(reduced[i])
      if other >= cutoff {
        result.prunedBound = min(result.prunedBound, other)
        fixing[i] = reduced[i] > 0 ? Fixing.closed : Fixing.open
      } else {
        free += 1
      }
    }
    return free
  }

  /// Solves a node without free facilities.
  private func leaf(_ node: SplitNode, _ result: inout Expansion, _ isStopped: () -> Bool) {
    var isOpen = node.fixing.map { $0 == Fixing.open }
    let value = search.evaluate(&isOpen, isStopped)
    if value == .infinity && isStopped() {
      result.isUnfinished = true
      return
    }
    // Facilities that had to be open and serve nothing are left out: never dearer than with them.
    offer(.init(value: value, isOpen: isOpen), &result)
    result.prunedBound = min(result.prunedBound, max(value, node.bound))
  }

  /// Tries the set that the fractional solution suggests.
  private func round(
    _ node: SplitNode, _ incumbent: Double, _ result: inout Expansion, _ isStopped: () -> Bool
  ) {
    var isOpen = node.fixing.map { $0 == Fixing.open }
    var held = 0.0
    for i in 0..<model.facilityCount {
      if node.fixing[i] == Fixing.free && node.openness[i] > 0.5 { isOpen[i] = true }
      if isOpen[i] { held += model.capacity[i] }
    }
    guard held >= model.totalDemand * (1 - 1e-9), search.isNew(isOpen) else { return }
    let value = search.evaluate(&isOpen, isStopped)
    guard value < .infinity else { return }
    var candidate = OpenSetSearch.Candidate(value: value, isOpen: isOpen)
    if value < incumbent + 0.15 * (incumbent - node.bound) {
      candidate = search.improve(
        candidate, evaluator, isUsable: { node.fixing[$0] != Fixing.closed }, trials: 8, isStopped)
    }
    offer(candidate, &result)
  }

  private func offer(_ candidate: OpenSetSearch.Candidate, _ result: inout Expansion) {
    if candidate.value < result.candidate?.value ?? .infinity { result.candidate = candidate }
  }

  /// Fixes step by step what the averaged solution decides, and what it decides most clearly where it decides
  /// nothing, ascending a little after each step; then improves the set it ends with.
  func dive(
    _ node: SplitNode, incumbent: Double, cutoff: Double, trials: Int, _ isStopped: () -> Bool
  ) -> OpenSetSearch.Candidate? {
    let facilities = model.facilityCount
    for i in 0..<facilities { fixing.pointer[i] = node.fixing[i] }
    for j in 0..<model.customerCount { ascent.center.pointer[j] = Double(node.multiplier[j]) }
    var mean = node.openness.map { Double($0) }
    var reachable = 0.0
    for i in 0..<facilities where fixing.pointer[i] != Fixing.closed { reachable += model.capacity[i] }
    let target = incumbent < .infinity ? incumbent : node.bound * 1.02 + 1e-6
    while !isStopped() {
      var free = 0
      var fixed = 0
      var clearest = -1
      for i in 0..<facilities where fixing.pointer[i] == Fixing.free {
        if mean[i] < 0.05, reachable - model.capacity[i] >= model.totalDemand {
          fixing.pointer[i] = Fixing.closed
          reachable -= model.capacity[i]
          fixed += 1
        } else if mean[i] > 0.95 {
          fixing.pointer[i] = Fixing.open
          fixed += 1
        } else {
          free += 1
          if clearest < 0 || mean[i] > mean[clearest] { clearest = i }
        }
      }
      if free == 0 { break }
      if fixed == 0 { fixing.pointer[clearest] = Fixing.open }
      ascent.run(
        fixing.pointer,
        pace: .init(iterations: 20, factor: 0.15, patience: 3, tolerance: 0, window: 20, weight: 0.3),
        cutoff: cutoff, target: target, isStopped: isStopped)
      if ascent.bound >= cutoff { return nil }
      for i in 0..<facilities { mean[i] = ascent.meanOpenness.pointer[i] }
    }
    var isOpen = (0..<facilities).map { fixing.pointer[$0] == Fixing.open }
    guard !isStopped(), search.isNew(isOpen) else { return nil }
    let value = search.evaluate(&isOpen, isStopped)
    guard value < .infinity else { return nil }
    return search.improve(
      .init(value: value, isOpen: isOpen), evaluator, isUsable: { node.fixing[$0] != Fixing.closed },
      trials: trials, isStopped)
  }

  /// Looks for solutions around the averaged solution of the last ascent.
  func heuristic(incumbent: Double, trials: Int, _ isStopped: () -> Bool) -> OpenSetSearch.Candidate? {
    let mean = ascent.meanOpenness.pointer
    let reduced = ascent.reducedValue.pointer
    let preference = (0..<model.facilityCount).sorted {
      (-mean[$0], reduced[$0], $0) < (-mean[$1], reduced[$1], $1)
    }
    let wanted = preference.count { mean[$0] > 0.5 }
    guard let start = search.fill(preference, wanted: wanted, isStopped) else { return nil }
    return search.improve(start, evaluator, isUsable: { _ in true }, trials: trials, isStopped)
  }
}
