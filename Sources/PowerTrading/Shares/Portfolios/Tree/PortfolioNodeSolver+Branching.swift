// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What no better plan can use, and the pairs that a node is parted by.
extension PortfolioNodeSolver {
  /// Narrows the node to what better plans may have: contracts that all sets left to a consumer have are required, those
  /// that none has forbidden; false where no better plan is left.
  func fix(_ work: inout Work) -> Bool {
    if work.parts.isEmpty { return true }
    let looks = looks
    return work.price.withUnsafeBufferPointer { prices in
      guard let price = prices.baseAddress else { return true }
      for j in work.allowed.indices {
        let least = work.cutoff - (work.bound - work.parts[j])
        var (union, common): (UInt64, UInt64) = (0, ~0)
        var isEmpty = true
        if let nothing = work.nothing[j], nothing > least { (common, isEmpty) = (0, false) }
        for set in work.allowed[j] where looks[set].bound(looks[set].prices(price)) > least {
          union |= looks[set].mask
          common &= looks[set].mask
          isEmpty = false
        }
        if isEmpty { return false }
        work.node.forbidden[j] |= ~union
        work.node.required[j] |= common
      }
      return true
    }
  }

  /// Sets that a plan of a node may have that gains more than `cutoff`: what a set gains at the most at the node's prices
  /// must make up for it with the most that the other consumers gain.
  func deadSets(_ node: PortfolioNode, cutoff: Double, alive: [Bool]) -> (alive: [Bool], bound: Double) {
    var work = Work(node: node, cutoff: cutoff, tolerance: 0, price: node.price)
    guard prepare(&work, alive) else { return (alive, node.bound) }
    work.tolerance = 1e-6 * size
    let (bound, parts, _) = bound(&work, at: node.price)
    var left = alive
    node.price.withUnsafeBufferPointer { prices in
      guard let price = prices.baseAddress else { return }
      for j in work.allowed.indices {
        let least = cutoff - (bound - parts[j])
        for set in work.allowed[j] {
          let own = looks[set].prices(price)
          if looks[set].bound(own) > least {
            _ = looks[set].search(
              sets.consumers[j], prices: own, cut: least, tolerance: 0.02 * (parts[j] - least),
              store: store + set * TangentMixture.activeCount)
          }
          if looks[set].bound(own) <= least { left[set] = false }
        }
      }
    }
    return (left, bound)
  }

  struct Branch {
    var consumer: Int
    var pair: Int
    var part: Double
  }

  /// Parts the node by one pair: the one whose two programs lose the most, of some.
  func branch(_ work: Work, _ solution: ColumnMaster.Solution) -> PortfolioNodeResult {
    var result = result(work)
    var candidates = candidates(work, solution)
    if candidates.isEmpty {
      // One set is left to each consumer: what its shares come to is all there is.
      return closed(work, solution)
    }
    if candidates.count > 1 {
      let isOpen = isAllowed(work)
      let most = max(1e-9 * size, min(size, work.bound - work.cutoff))
      var scores = [Double](repeating: 0, count: candidates.count)
      for (index, candidate) in candidates.enumerated() {
        scores[index] = 1
        for isRequired in [false, true] {
          var allowed = isOpen
          var nothing = work.nothing
          if isRequired { nothing[candidate.consumer] = nil }
          let bit: UInt64 = 1 << UInt64(candidate.pair)
          for (place, column) in master.columns.enumerated() where column.group == candidate.consumer {
            if (looks[column.tag].mask & bit != 0) != isRequired { allowed[place] = false }
          }
          var trial = master
          let own = trial.solve(
            penalty: 1e3, nothing: nothing.map { $0.map { $0 / size } }, allowed: allowed, pivots: 40)
          let loss = own.isFeasible ? max(0, solution.value - own.value * size) : most
          scores[index] *= max(1e-4 * most, min(loss, most))
        }
      }
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
      candidates = [candidates[best]]
    }
    let bit: UInt64 = 1 << UInt64(candidates[0].pair)
    var (without, with) = (work.node, work.node)
    without.forbidden[candidates[0].consumer] |= bit
    with.required[candidates[0].consumer] |= bit
    for var child in [without, with] {
      (child.bound, child.price) = (work.bound, work.price)
      result.children.append(child)
    }
    return result
  }

  /// Pairs to branch on: those that are neither in nor out, or else of sets that are not the only ones.
  func candidates(_ work: Work, _ solution: ColumnMaster.Solution) -> [Branch] {
    let problem = sets.problem
    var part = [Double](repeating: 0, count: problem.supplier.count)
    for (set, own) in parts(solution) {
      let j = sets.consumer[set]
      for k in 0..<4 where looks[set].members[k] >= 0 {
        part[problem.pairStart[j] + Int(looks[set].members[k])] += own
      }
    }
    var candidates: [Branch] = []
    for j in 0..<problem.consumerCount {
      let known = work.node.required[j] | work.node.forbidden[j]
      for (k, p) in problem.pairs(j).enumerated()
      where part[p] > 1e-4 && part[p] < 1 - 1e-4 && known & (1 << UInt64(k)) == 0 {
        candidates.append(Branch(consumer: j, pair: k, part: part[p]))
      }
    }
    candidates.sort { a, b in
      let (x, y) = (abs(a.part - 0.5), abs(b.part - 0.5))
      return x != y ? x < y : a.consumer != b.consumer ? a.consumer < b.consumer : a.pair < b.pair
    }
    if !candidates.isEmpty { return Array(candidates.prefix(6)) }
    for j in 0..<problem.consumerCount {
      let own = work.allowed[j].filter { work.node.allows(looks[$0].mask, j) }
      let masks = own.map { looks[$0].mask } + (work.node.required[j] == 0 ? [0] : [])
      guard let first = masks.first else { continue }
      let union = masks.reduce(0, |)
      let common = masks.reduce(first, &)
      for k in problem.pairs(j).indices.map({ $0 - problem.pairStart[j] }) {
        let bit: UInt64 = 1 << UInt64(k)
        if union & bit != 0 && common & bit == 0 {
          candidates.append(Branch(consumer: j, pair: k, part: part[problem.pairStart[j] + k]))
        }
      }
    }
    // First what the program has.
    candidates.sort { a, b in
      a.part != b.part
        ? a.part > b.part : a.consumer != b.consumer ? a.consumer < b.consumer : a.pair < b.pair
    }
    return Array(candidates.prefix(6))
  }

  func closed(_ work: Work, _ solution: ColumnMaster.Solution) -> PortfolioNodeResult {
    var result = result(work)
    var floor = [Double](repeating: 0, count: sets.problem.supplierCount)
    for j in work.allowed.indices {
      for (k, p) in sets.problem.pairs(j).enumerated() where work.node.required[j] & (1 << UInt64(k)) != 0 {
        floor[sets.problem.supplier[p]] += sets.problem.smallest[p]
      }
    }
    if floor.indices.contains(where: { floor[$0] > sets.problem.largest[$0] + 1e-12 }) {
      result.bound = -.infinity
      return result
    }
    let chosen = work.allowed.indices.map { j -> Int32 in
      work.allowed[j].first { work.node.allows(looks[$0].mask, j) }.map { Int32($0) } ?? -1
    }
    // Without the sets at hand the bound stays what it is.
    var set = [Bool](repeating: false, count: sets.problem.supplier.count)
    for (j, own) in chosen.enumerated() where own >= 0 {
      let look = looks[Int(own)]
      for k in 0..<4 where look.members[k] >= 0 {
        set[sets.problem.pairStart[j] + Int(look.members[k])] = true
      }
    }
    // Without the sets at hand the bound stays what it is.
    if let plan = settling.settle(set) {
      result.bound = min(result.bound, plan.bound)
      if plan.gain > result.plan?.gain ?? work.cutoff - work.tolerance { result.plan = plan }
    }
    return result
  }
}
