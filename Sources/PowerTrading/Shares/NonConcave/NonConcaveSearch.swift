// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// Shares where supply is worth less than surplus in some intervals: from below by tangents of the convex part, from
/// above by concave majorants whose pairs of intervals follow the solutions. The bound holds at any moment.
struct NonConcaveSearch {
  private let problem: ShareProblem
  private let sunk: ShareProblem
  private let hours: NonConcaveHours
  private let control: ShareSolver.Control
  private let hasChoices: Bool
  private var outcome = ShareSolver.Outcome()
  /// Multiplier of each supplier's output under the last tangents.
  private var multiplier: [Double]

  /// - Parameters:
  ///   - problem: the scenario with the value of supply cut off at 0.
  ///   - hours: what the cut took away.
  init(_ problem: ShareProblem, _ hours: NonConcaveHours, hasChoices: Bool, control: ShareSolver.Control) {
    self.problem = problem
    self.hours = hours
    self.hasChoices = hasChoices
    self.control = control
    sunk = ShareProblem(sunk: problem)
    multiplier = Array(repeating: 0, count: problem.supplierCount)
  }

  /// Searches until the gap asked for is proved, the time is over, or the bound comes no closer.
  mutating func solve() -> ShareSolver.Outcome {
    let nothing = [Double](repeating: 0, count: problem.supplier.count)
    note(nothing)
    var near = climbed(from: nothing, steps: 2) ?? nothing
    // With the losses left out the suppliers' output is sold as far as it pays at all: most intervals are covered,
    // and what they lose is lost already. From there the tangents lead elsewhere.
    let covered = solved(problem)
    if covered.missesTargets {
      outcome = covered
      return outcome
    }
    if covered.bound < outcome.bound {
      take(covered, proof: covered.proof)
    }
    if let shares = covered.shares {
      note(shares)
      if let better = climbed(from: shares, steps: 4) { near = better }
    }
    if control.stop == nil, let best = outcome.shares { sift(best) }
    if let best = outcome.shares, outcome.gain > 0 { near = best }
    var rounds = 0
    var failures = 0
    while control.stop == nil {
      let (weights, problem, hours) = (near, problem, hours)
      let (deadline, cancellation) = (control.deadline, control.cancellation)
      let pairs = parallelMap(count: hours.consumers.count, threads: control.threads) { j in
        HourPair.find(
          problem, consumer: j, hours.consumers[j], near: weights,
          mustStop: {
            cancellation?.isCancelled == true || deadline.map { ContinuousClock.now >= $0 } == true
          })
      }
      if control.stop != nil { break }
      let found = solved(hours.majorant(problem, pairs, threads: control.threads))
      if found.missesTargets {
        outcome = found
        return outcome
      }
      rounds += 1
      outcome.rounds = rounds
      let before = outcome.relativeGap
      if found.bound < outcome.bound {
        take(found, proof: found.proof.map { with(pairs, $0) })
      }
      if isWithinGap || found.stop != nil { break }
      guard let shares = found.shares else { break }
      note(shares)
      // The tangents lead to nearly the same shares from anywhere: now and then is enough.
      if rounds % 4 == 1 { _ = climbed(from: shares, steps: 1) }
      if isWithinGap { break }
      failures = outcome.relativeGap > 0.98 * before ? failures + 1 : 0
      if failures >= 8 {
        outcome.isExhausted = true
        break
      }
      // The mean of the solutions so far: all suppliers that a majorant makes attractive count in the next one.
      let weight = 1 / Double(rounds + 1)
      for p in near.indices { near[p] += weight * (shares[p] - near[p]) }
    }
    outcome.stop = isWithinGap ? nil : control.stop
    return outcome
  }

  private var isWithinGap: Bool {
    outcome.shares != nil && outcome.bound - outcome.gain <= control.gap * max(abs(outcome.gain), 1e-9)
  }

  /// The best that a concave problem comes to, the rules on contracts kept.
  private func solved(_ concave: ShareProblem) -> ShareSolver.Outcome {
    var own = control
    // As close as the distance that is left makes worth while.
    own.gap = max(1e-7, 0.1 * control.gap, min(2e-3, 0.03 * outcome.relativeGap))
    own.onRound = nil
    var solver = ShareSolver(concave, control: own)
    let found = solver.solve()
    if !hasChoices { return found }
    if found.stop != nil || found.missesTargets {
      var stopped = found
      stopped.shares = nil
      return stopped
    }
    own.gap = max(1e-3, own.gap)
    var search = ContractSearch(concave, relaxation: found, control: own)
    return search.solve()
  }

  private mutating func take(_ found: ShareSolver.Outcome, proof: PowerPlan.BoundProof?) {
    outcome.bound = found.bound
    outcome.supplierMultiplier = found.supplierMultiplier
    outcome.worth = found.worth
    outcome.proof = proof
    control.onRound?(outcome.shares == nil ? nil : outcome.gain, outcome.bound)
  }

  /// Shares after a few steps upwards, each at the best of the tangents; nil where none were found.
  private mutating func climbed(from start: [Double], steps: Int) -> [Double]? {
    var shares = start
    var last = -Double.infinity
    var best: [Double]?
    for _ in 0..<steps {
      if control.stop != nil { break }
      let found = solved(hours.tangentProblem(problem, at: shares, threads: control.threads))
      guard let next = found.shares, let value = gain(next) else { break }
      note(next)
      multiplier = found.supplierMultiplier
      best = next
      shares = next
      if value <= last + 1e-5 * abs(last) { break }
      last = value
    }
    return best
  }

  /// Takes their contracts from consumers that gain less from them than their energy is worth to others, and climbs
  /// again: tangents never lead from intervals that are covered back to none.
  private mutating func sift(_ start: [Double]) {
    var shares = start
    for _ in 0..<4 where control.stop == nil {
      var isChanged = false
      for j in 0..<problem.consumerCount {
        let pairs = problem.pairs(j)
        guard pairs.contains(where: { shares[$0] > 0 }), let own = hours.gain(sunk, consumer: j, shares)
        else { continue }
        var without = shares
        for p in pairs { without[p] = 0 }
        guard let idle = hours.gain(sunk, consumer: j, without) else { continue }
        let asked = pairs.reduce(0) { $0 + shares[$1] * max(0, multiplier[problem.supplier[$1]]) }
        if own - asked < idle {
          shares = without
          isChanged = true
        }
      }
      if !isChanged { return }
      note(shares)
      guard let better = climbed(from: shares, steps: 2) else { return }
      shares = better
    }
  }

  private mutating func note(_ shares: [Double]) {
    guard let gain = gain(shares), gain > outcome.gain else { return }
    outcome.gain = gain
    outcome.shares = shares
    control.onRound?(gain, outcome.bound)
  }

  /// What shares gain in truth, shortfalls priced; nil where a hard target is missed.
  private func gain(_ shares: [Double]) -> Double? {
    let (sunk, hours) = (sunk, hours)
    let parts = parallelMap(count: problem.consumerCount, threads: control.threads) {
      hours.gain(sunk, consumer: $0, shares)
    }
    var gain = 0.0
    for part in parts {
      guard let part else { return nil }
      gain += part
    }
    return gain
  }

  /// The proof of a majorant's bound: its tangents and its pairs.
  private func with(_ pairs: [[HourPair]], _ proof: PowerPlan.BoundProof) -> PowerPlan.BoundProof {
    var proof = proof
    var (consumers, intervals, partners, parts): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for (j, own) in pairs.enumerated() {
      for pair in own {
        consumers.append(Double(j))
        intervals.append(Double(hours.consumers[j].intervals[pair.hour]))
        partners.append(Double(pair.partner))
        parts.append(pair.part)
      }
    }
    proof.pairedConsumers = NumberList(consumers)
    proof.pairedIntervals = NumberList(intervals)
    proof.partnerIntervals = NumberList(partners)
    proof.pairedParts = NumberList(parts)
    return proof
  }
}
