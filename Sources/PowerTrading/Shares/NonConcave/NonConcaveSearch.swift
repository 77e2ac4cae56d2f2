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

  /// - Parameters:
  ///   - problem: the scenario with the value of supply cut off at 0.
  ///   - hours: what the cut took away.
  init(_ problem: ShareProblem, _ hours: NonConcaveHours, hasChoices: Bool, control: ShareSolver.Control) {
    self.problem = problem
    self.hours = hours
    self.hasChoices = hasChoices
    self.control = control
    sunk = ShareProblem(sunk: problem)
  }

  /// Searches until the gap asked for is proved, the time is over, or the bound comes no closer.
  mutating func solve() -> ShareSolver.Outcome {
    let nothing = [Double](repeating: 0, count: problem.supplier.count)
    note(nothing)
    var near = polished(from: nothing, steps: 2) ?? nothing
    var rounds = 0
    var failures = 0
    while control.stop == nil {
      let (weights, problem, hours) = (near, problem, hours)
      let pairs = parallelMap(count: hours.consumers.count, threads: control.threads) { j in
        HourPair.find(problem, consumer: j, hours.consumers[j], near: weights)
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
        outcome.bound = found.bound
        outcome.supplierMultiplier = found.supplierMultiplier
        outcome.worth = found.worth
        outcome.proof = found.proof.map { with(pairs, $0) }
        control.onRound?(outcome.shares == nil ? nil : outcome.gain, outcome.bound)
      }
      if isWithinGap || found.stop != nil { break }
      guard let shares = found.shares else { break }
      note(shares)
      // The tangents lead to nearly the same shares from anywhere: now and then is enough.
      if rounds % 4 == 1 { _ = polished(from: shares, steps: 1) }
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
    own.gap = max(1e-7, min(2e-3, 0.1 * control.gap))
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

  /// Shares after a few steps upwards, each at the best of the tangents; nil where none were found.
  private mutating func polished(from start: [Double], steps: Int) -> [Double]? {
    var shares = start
    var last = gain(start) ?? -.infinity
    var best: [Double]?
    for _ in 0..<steps {
      if control.stop != nil { break }
      let found = solved(hours.tangentProblem(problem, at: shares, threads: control.threads))
      guard let next = found.shares, let value = gain(next) else { break }
      note(next)
      best = next
      shares = next
      if value <= last + 1e-5 * abs(last) { break }
      last = value
    }
    return best
  }

  private mutating func note(_ shares: [Double]) {
    guard let gain = gain(shares), gain > outcome.gain else { return }
    outcome.gain = gain
    outcome.shares = shares
    control.onRound?(gain, outcome.bound)
  }

  /// What shares gain in truth, shortfalls priced; nil where a hard target is missed.
  private func gain(_ shares: [Double]) -> Double? {
    let (sunk, threads) = (sunk, control.threads)
    let parts = parallelMap(count: problem.consumerCount, threads: threads) {
      sunk.gain(consumer: $0, shares: shares)
    }
    var gain = -hours.loss(problem, shares: shares, threads: threads)
    for (j, part) in parts.enumerated() {
      gain += part.gain
      let missing = problem.required[j] - part.supplied
      if missing <= 1e-9 * problem.totalLoad[j] { continue }
      guard let price = problem.shortfallPrice[j] else { return nil }
      gain -= price * missing
    }
    for p in shares.indices where shares[p] > 0 { gain -= problem.fixedCost[p] }
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
