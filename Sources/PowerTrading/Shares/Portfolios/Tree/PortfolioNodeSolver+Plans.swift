// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Plans from the master program of a node.
extension PortfolioNodeSolver {
  /// Parts of each set in a program.
  func parts(_ solution: ColumnMaster.Solution) -> [Int: Double] {
    var parts: [Int: Double] = [:]
    for (column, part) in solution.parts { parts[column.tag, default: 0] += part }
    return parts
  }

  func isWhole(_ solution: ColumnMaster.Solution, _ work: Work) -> Bool {
    solution.isFeasible && parts(solution).allSatisfy { $0.value > 1 - 1e-5 || $0.value < 1e-5 }
  }

  /// Settles the sets that have the largest part of each consumer, unless that cannot pay.
  func note(_ solution: ColumnMaster.Solution, _ work: inout Work) -> Bool {
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
  func settle(_ chosen: [Int32], _ work: Work) -> SettledSets.Plan? {
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
  func plan(_ chosen: [Int32], _ solution: ColumnMaster.Solution, _ work: Work) -> SettledSets.Plan {
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
}
