// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Bounds nodes by column generation, and branches on whether a consumer and a supplier have a contract.
///
/// The bound of a node is what all consumers gain at prices of the suppliers' output, each by the best of the sets that
/// the node leaves it, and what the output is worth at these prices: valid at any prices, found by going through all
/// sets. Sets that are not looked at again keep the tangent that bounded them last, which holds at all prices.
/// (Branch-and-price: Barnhart and others, Operations Research 46 (1998), DOI 10.1287/opre.46.3.316.)
final class PortfolioNodeSolver: @unchecked Sendable {
  let sets: PortfolioSets
  let settling: SettledSets
  let mustStop: @Sendable () -> Bool
  let size: Double
  var looks: [PortfolioLook]
  var master: ColumnMaster
  /// What the sets of all consumers gain at the most that were settled.
  var settled: [[Int32]: Double] = [:]
  /// Highest gain of each set at the moment, and the round in which it was looked at.
  let store: UnsafeMutablePointer<ShareTangent>
  var height: [Double]
  var stamp: [Int]
  var clock = 0

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
  struct Work {
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

  func result(_ work: Work) -> PortfolioNodeResult {
    PortfolioNodeResult(bound: work.bound, plan: work.plan)
  }

  /// Gathers what the node leaves; false where no plan is left.
  func prepare(_ work: inout Work, _ alive: [Bool]) -> Bool {
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

  struct Candidate {
    var set: Int
    var shares: SIMD4<Double>
    /// What they gain, suppliers' prices apart.
    var worth: Double
  }

  /// What the node's plans gain at the most at prices, each consumer's part of it, and the best shares met.
  func bound(_ work: inout Work, at price: [Double]) -> (Double, [Double], [Candidate]) {
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
  func add(_ candidates: [Candidate], _ solution: ColumnMaster.Solution?) -> Int {
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

  func isAllowed(_ work: Work) -> [Bool] {
    var allowed = [Bool](repeating: false, count: looks.count)
    for own in work.allowed { for set in own { allowed[set] = true } }
    return master.columns.map { allowed[$0.tag] }
  }

  func solveMaster(_ work: Work, _ allowed: [Bool], _ master: inout ColumnMaster)
    -> ColumnMaster.Solution
  {
    var solution = master.solve(
      penalty: 1e3, nothing: work.nothing.map { $0.map { $0 / size } }, allowed: allowed)
    solution.value *= size
    // The multipliers of the groups stay scaled, as the columns are.
    for i in solution.price.indices { solution.price[i] *= size }
    return solution
  }
}
