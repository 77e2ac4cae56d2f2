// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Bounds nodes by column generation, and branches on whether a consumer and a supplier have a contract.
///
/// The bound of a node is what all consumers gain at prices of the suppliers' output, each by the best of the sets that
/// the node leaves it, and what the output is worth at these prices: valid at any prices, found by going through all
/// sets. Sets that are not looked at again keep the tangent that bounded them last, which holds at all prices.
/// (Branch-and-price: Barnhart and others, Operations Research 46 (1998), DOI 10.1287/opre.46.3.316.)
final class PortfolioNodeSolver: @unchecked Sendable {
  private let sets: PortfolioSets
  private let settling: SettledSets
  private let mustStop: @Sendable () -> Bool
  private let size: Double
  private var looks: [PortfolioLook]
  private var master: ColumnMaster
  /// What the sets of all consumers gain at the most that were settled.
  private var settled: [[Int32]: Double] = [:]
  /// Highest gain of each set at the moment, and the round in which it was looked at.
  private let store: UnsafeMutablePointer<ShareTangent>
  private var height: [Double]
  private var stamp: [Int]
  private var clock = 0

  /// - Parameter size: about what all plans gain, for scaling.
  init(
    _ sets: PortfolioSets, settling: SettledSets, size: Double, mustStop: @escaping @Sendable () -> Bool
  ) {
    self.sets = sets
    self.settling = settling
    self.size = size
    self.mustStop = mustStop
    looks = sets.looks
    height = Array(repeating: 0, count: sets.looks.count)
    stamp = Array(repeating: 0, count: sets.looks.count)
    master = ColumnMaster(limits: sets.problem.largest, groupCount: sets.problem.consumerCount)
    let room = max(1, sets.looks.count * TangentMixture.activeCount)
    store = .allocate(capacity: room)
    store.initialize(repeating: ShareTangent(constant: .infinity, slope: .zero), count: room)
  }

  deinit { store.deallocate() }

  /// A look at a node: its parameters, and what is known of it.
  private struct Work {
    var node: PortfolioNode
    var cutoff: Double
    var tolerance: Double
    /// Sets that the node leaves each consumer.
    var allowed: [[Int]] = []
    /// What no contract comes to; nil where there must be one.
    var nothing: [Double?] = []
    var bound = Double.infinity
    /// Prices and each consumer's gain at the best bound.
    var price: [Double]
    var parts: [Double] = []
    var plan: SettledSets.Plan?
  }

  /// Bounds a node and parts it, as far as needed.
  ///
  /// - Parameters:
  ///   - cutoff: nodes whose plans gain no more than this are of no interest.
  ///   - alive: sets that any better plan may have.
  ///   - rounds: of column generation, at the most.
  func solve(_ node: PortfolioNode, cutoff: Double, alive: [Bool], rounds: Int, tolerance: Double)
    -> PortfolioNodeResult
  {
    var work = Work(node: node, cutoff: cutoff, tolerance: tolerance, price: node.price)
    guard prepare(&work, alive) else { return PortfolioNodeResult(bound: -.infinity) }
    var solution: ColumnMaster.Solution?
    var (price, part, stale) = (node.price, 0.5, 0)
    let patience = max(8, rounds / 3)
    for round in 0..<rounds {
      let (bound, parts, columns) = bound(&work, at: price)
      if bound < work.bound {
        stale = bound < work.bound - 0.02 * max(0, work.bound - work.cutoff) ? 0 : stale + 1
        (work.bound, work.price, work.parts) = (bound, price, parts)
      } else {
        stale += 1
      }
      if work.bound <= work.cutoff || mustStop() { return result(work) }
      let added = add(columns, solution)
      let allowed = isAllowed(work)
      let own = solveMaster(work, allowed, &master)
      solution = own
      let lower = own.isFeasible ? own.value : -.infinity
      var left = work.bound - lower
      // Far from the end the program has too few columns for its prices to be worth much.
      part = added == 0 ? 1 : left > 0.03 * abs(work.bound) ? 0.15 : 0.5
      let enough = min(0.2 * (work.bound - work.cutoff), 1e-3 * abs(work.bound))
      let isEarly = rounds > 50 && round % 8 == 4
      if isEarly, note(own, &work), let plan = work.plan {
        price = plan.price
        continue
      }
      if left <= max(2 * tolerance, enough) || stale >= patience || round == rounds - 1 {
        if note(own, &work), let plan = work.plan {
          price = plan.price
          continue
        }
        left = work.bound - work.cutoff
        if left <= 0 { return result(work) }
        if !isWhole(own, work) || stale >= patience || work.bound - lower <= 2 * tolerance { break }
      }
      let next = zip(work.price, own.price).map { (1 - part) * $0 + part * $1 }
      if added == 0 && next == price { break }
      price = next
    }
    guard let solution, work.bound > work.cutoff else { return result(work) }
    if !fix(&work) {
      work.bound = min(work.bound, work.cutoff)
      return result(work)
    }
    return branch(work, solution)
  }

  private func result(_ work: Work) -> PortfolioNodeResult {
    PortfolioNodeResult(bound: work.bound, plan: work.plan)
  }

  /// Gathers what the node leaves; false where no plan is left.
  private func prepare(_ work: inout Work, _ alive: [Bool]) -> Bool {
    let problem = sets.problem
    var floor = [Double](repeating: 0, count: problem.supplierCount)
    for j in 0..<problem.consumerCount {
      let required = work.node.required[j]
      if required & work.node.forbidden[j] != 0 { return false }
      for (k, p) in problem.pairs(j).enumerated() where required & (1 << UInt64(k)) != 0 {
        floor[problem.supplier[p]] += problem.smallest[p]
      }
      let own = (sets.start[j]..<sets.start[j + 1]).filter {
        alive[$0] && work.node.allows(looks[$0].mask, j)
      }
      if own.isEmpty && required != 0 { return false }
      work.allowed.append(own)
      work.nothing.append(required == 0 ? sets.consumers[j].nothing : nil)
    }
    return !floor.indices.contains { floor[$0] > problem.largest[$0] + 1e-12 }
  }

  private struct Candidate {
    var set: Int
    var shares: SIMD4<Double>
    /// What they gain, suppliers' prices apart.
    var worth: Double
  }

  /// What the node's plans gain at the most at prices, each consumer's part of it, and the best shares met.
  private func bound(_ work: inout Work, at price: [Double]) -> (Double, [Double], [Candidate]) {
    clock += 1
    let problem = sets.problem
    var total = price.indices.reduce(0) { $0 + price[$1] * problem.largest[$1] }
    var parts = [Double](repeating: 0, count: problem.consumerCount)
    var candidates: [Candidate] = []
    let tolerance = max(
      work.tolerance / Double(2 * max(1, problem.consumerCount)),
      0.005 * min(work.bound - work.cutoff, 0.02 * size) / Double(max(1, problem.consumerCount)))
    price.withUnsafeBufferPointer { prices in
      looks.withUnsafeMutableBufferPointer { looks in
        height.withUnsafeMutableBufferPointer { height in
          guard let price = prices.baseAddress else { return }
          for j in 0..<problem.consumerCount {
            for set in work.allowed[j] { height[set] = looks[set].bound(looks[set].prices(price)) }
            var best = work.nothing[j] ?? -.infinity
            while true {
              var (top, highest) = (-1, -Double.infinity)
              for set in work.allowed[j] where height[set] > highest { (top, highest) = (set, height[set]) }
              if top < 0 || highest <= best || stamp[top] == clock {
                parts[j] = max(best, highest)
                break
              }
              stamp[top] = clock
              let prices = looks[top].prices(price)
              let found = looks[top].search(
                sets.consumers[j], prices: prices, cut: best, tolerance: tolerance,
                store: store + top * TangentMixture.activeCount)
              height[top] = found.bound
              candidates.append(
                Candidate(set: top, shares: found.shares, worth: found.gain + (prices * found.shares).sum()))
              best = max(best, found.gain)
            }
          }
        }
      }
    }
    for part in parts { total += part }
    return (total + 1e-13 * abs(total), parts, candidates)
  }

  /// Adds the candidates that pay in the last program; returns how many.
  private func add(_ candidates: [Candidate], _ solution: ColumnMaster.Solution?) -> Int {
    var added = 0
    for candidate in candidates {
      let look = looks[candidate.set]
      let j = sets.consumer[candidate.set]
      if let solution {
        var reduced = candidate.worth / size - solution.groupPrice[j]
        for k in 0..<4 where look.members[k] >= 0 {
          reduced -= candidate.shares[k] * solution.price[Int(look.suppliers[k])] / size
        }
        if reduced <= 1e-10 { continue }
      }
      added += 1
      master.add(
        ColumnMaster.Column(
          group: j, limits: look.suppliers, uses: candidate.shares, worth: candidate.worth / size,
          tag: candidate.set))
    }
    let most = 40 * sets.problem.consumerCount
    if master.columns.count > most, let solution {
      let reduced = master.columns.map { column in
        var reduced = column.worth - solution.groupPrice[column.group]
        for k in 0..<4 where column.uses[k] != 0 {
          reduced -= column.uses[k] * solution.price[Int(column.limits[k])] / size
        }
        return reduced
      }
      let limit = reduced.sorted(by: >)[most / 2]
      master.drop { index, _ in reduced[index] < limit }
    }
    return added
  }

  private func isAllowed(_ work: Work) -> [Bool] {
    var allowed = [Bool](repeating: false, count: looks.count)
    for own in work.allowed { for set in own { allowed[set] = true } }
    return master.columns.map { allowed[$0.tag] }
  }

  private func solveMaster(_ work: Work, _ allowed: [Bool], _ master: inout ColumnMaster)
    -> ColumnMaster.Solution
  {
    var solution = master.solve(
      penalty: 1e3, nothing: work.nothing.map { $0.map { $0 / size } }, allowed: allowed)
    solution.value *= size
    // The multipliers of the groups stay scaled, as the columns are.
    for i in solution.price.indices { solution.price[i] *= size }
    return solution
  }

  // MARK: Plans

  /// Parts of each set in a program.
  private func parts(_ solution: ColumnMaster.Solution) -> [Int: Double] {
    var parts: [Int: Double] = [:]
    for (column, part) in solution.parts { parts[column.tag, default: 0] += part }
    return parts
  }

  private func isWhole(_ solution: ColumnMaster.Solution, _ work: Work) -> Bool {
    solution.isFeasible && parts(solution).allSatisfy { $0.value > 1 - 1e-5 || $0.value < 1e-5 }
  }

  /// Settles the sets that have the largest part of each consumer, unless that cannot pay.
  private func note(_ solution: ColumnMaster.Solution, _ work: inout Work) -> Bool {
    if !solution.isFeasible { return false }
    var chosen = [Int32](repeating: -1, count: sets.problem.consumerCount)
    var largest = [Double](repeating: 0, count: chosen.count)
    var rest = [Double](repeating: 1, count: chosen.count)
    for (set, part) in parts(solution).sorted(by: { $0.key < $1.key }) {
      let j = sets.consumer[set]
      rest[j] -= part
      if part > largest[j] { (largest[j], chosen[j]) = (part, Int32(set)) }
    }
    for j in chosen.indices where rest[j] > largest[j] && work.nothing[j] != nil { chosen[j] = -1 }
    guard let plan = settle(chosen, work) else { return false }
    let isNew = plan.gain > work.plan?.gain ?? -.infinity
    if isNew { work.plan = plan }
    work.cutoff = max(work.cutoff, plan.gain + work.tolerance)
    return isNew
  }

  /// Good shares of one set for each consumer, by column generation; nil where they gain no more than what is known.
  ///
  /// The mean of a set's columns gains at least their mean gain.
  private func settle(_ chosen: [Int32], _ work: Work) -> SettledSets.Plan? {
    let known = max(work.cutoff - work.tolerance, work.plan?.gain ?? -.infinity)
    if let gain = settled[chosen], gain <= known { return nil }
    var own = Work(
      node: work.node, cutoff: known.isFinite ? known : work.bound - 0.05 * size,
      tolerance: work.tolerance, price: work.price)
    let problem = sets.problem
    var floor = [Double](repeating: 0, count: problem.supplierCount)
    for (j, set) in chosen.enumerated() {
      own.allowed.append(set < 0 ? [] : [Int(set)])
      own.nothing.append(set < 0 ? sets.consumers[j].nothing : nil)
      if set < 0 { continue }
      for k in 0..<4 where looks[Int(set)].members[k] >= 0 {
        floor[Int(looks[Int(set)].suppliers[k])] += looks[Int(set)].least[k]
      }
    }
    if floor.indices.contains(where: { floor[$0] > problem.largest[$0] }) { return nil }
    var price = work.price
    var solution: ColumnMaster.Solution?
    var plan: SettledSets.Plan?
    for _ in 0..<40 where !mustStop() {
      let (bound, _, columns) = bound(&own, at: price)
      if bound < own.bound { (own.bound, own.price) = (bound, price) }
      if own.bound <= known { break }
      let added = add(columns, solution)
      var trial = master
      let found = solveMaster(own, isAllowed(own), &trial)
      solution = found
      let left = found.isFeasible ? own.bound - found.value : .infinity
      if found.isFeasible && (left <= 0.5 * work.tolerance || added == 0 && price == found.price) {
        plan = self.plan(chosen, found, own)
        break
      }
      let part = added == 0 ? 1 : left > 0.03 * abs(own.bound) ? 0.2 : 0.6
      price = zip(own.price, found.price).map { (1 - part) * $0 + part * $1 }
    }
    if plan == nil, own.bound > known, let solution, solution.isFeasible {
      plan = self.plan(chosen, solution, own)
    }
    if settled.count > 50_000 { settled.removeAll() }
    settled[chosen] = plan?.gain ?? known
    return plan.flatMap { $0.gain > known ? $0 : nil }
  }

  /// The plan that the parts of a program's columns mean together.
  private func plan(_ chosen: [Int32], _ solution: ColumnMaster.Solution, _ work: Work) -> SettledSets.Plan {
    let problem = sets.problem
    var mean = [SIMD4<Double>](repeating: .zero, count: chosen.count)
    var total = [Double](repeating: 0, count: chosen.count)
    for (column, part) in solution.parts {
      mean[column.group] += part * column.uses
      total[column.group] += part
    }
    var (sold, floor) = (
      [Double](repeating: 0, count: problem.supplierCount),
      [Double](repeating: 0, count: problem.supplierCount)
    )
    for (j, set) in chosen.enumerated() where set >= 0 {
      let look = looks[Int(set)]
      mean[j] =
        total[j] > 0.5 ? pointwiseMin(pointwiseMax(mean[j] / total[j], look.least), look.most) : look.least
      for k in 0..<4 where look.members[k] >= 0 {
        sold[Int(look.suppliers[k])] += mean[j][k]
        floor[Int(look.suppliers[k])] += look.least[k]
      }
    }
    // What rounding sells beyond a limit is taken back above the smallest shares.
    let part = (0..<problem.supplierCount).map { i in
      sold[i] <= problem.largest[i]
        ? 1 : max(0, (problem.largest[i] - floor[i]) / max(1e-300, sold[i] - floor[i])) * (1 - 1e-14)
    }
    var plan = SettledSets.Plan(
      shares: Array(repeating: 0, count: problem.supplier.count), gain: 0, bound: work.bound,
      price: work.price)
    for (j, set) in chosen.enumerated() {
      if set < 0 {
        plan.gain += sets.consumers[j].nothing
        continue
      }
      let look = looks[Int(set)]
      for k in 0..<4 where look.members[k] >= 0 {
        mean[j][k] = look.least[k] + (mean[j][k] - look.least[k]) * part[Int(look.suppliers[k])]
        plan.shares[problem.pairStart[j] + Int(look.members[k])] = mean[j][k]
      }
      let consumer = sets.consumers[j]
      let sums = consumer.pass(look.members, shares: mean[j], added: 0, width: 1e-6)
      let missing = consumer.shortfallPrice * max(0, consumer.required - sums.energy)
      plan.gain += sums.worth - (look.cost * mean[j]).sum() - look.fixedCost - missing
    }
    return plan
  }

  // MARK: Branching

  /// Narrows the node to what better plans may have: contracts that all sets left to a consumer have are required, those
  /// that none has forbidden; false where no better plan is left.
  private func fix(_ work: inout Work) -> Bool {
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

  private struct Branch {
    var consumer: Int
    var pair: Int
    var part: Double
  }

  /// Parts the node by one pair: the one whose two programs lose the most, of some.
  private func branch(_ work: Work, _ solution: ColumnMaster.Solution) -> PortfolioNodeResult {
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
  private func candidates(_ work: Work, _ solution: ColumnMaster.Solution) -> [Branch] {
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

  private func closed(_ work: Work, _ solution: ColumnMaster.Solution) -> PortfolioNodeResult {
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
