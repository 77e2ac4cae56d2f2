// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// The best shares without yes-or-no decisions, by tangents and kept kinks.
///
/// Each round solves a small program in which the intervals near the balance of offer and load keep their
/// kink, and the others are linear; it is an outer approximation of the gain, so its multipliers give a bound
/// on every plan. The shares found are settled exactly in one pass, and intervals that came to lie on the other side
/// of their kink have it kept in the next round. Before the first round, samples of the intervals stand for all.
/// (Kelley's cutting planes, J. SIAM 8 (1960), DOI 10.1137/0108053, with one cut per interval instead of one for
/// their sum, and the far ones added up.)
struct ShareSolver {
  /// What a solve came to.
  struct Outcome {
    /// The best shares that keep every rule but those on contracts; nil where none were found.
    var shares: [Double]?
    /// Their gain, shortfalls priced.
    var gain = -Double.infinity
    /// A proven upper bound on the gain of every plan.
    var bound = Double.infinity
    /// What proves the bound.
    var proof: PowerPlan.BoundProof?
    /// Multiplier of each supplier's output.
    var supplierMultiplier: [Double] = []
    /// Worth of each pair's output under the best tangents.
    var worth: [Double] = []
    /// Why it ended early, if it did.
    var stop: Termination.Stop?
    /// Whether hard targets are missed however much that costs.
    var missesTargets = false
    /// Whether the search broke off for another reason than a limit.
    var isExhausted = false
    var rounds = 0

    /// Distance of bound and gain, relative to the gain.
    var relativeGap: Double {
      shares == nil ? .infinity : (bound - gain) / max(abs(gain), 1e-9)
    }
  }

  /// What the solve must keep to.
  struct Control {
    var gap: Double
    var threads: Int
    var deadline: ContinuousClock.Instant?
    var cancellation: Cancellation?
    /// Told of gain and bound after each round.
    var onRound: ((Double?, Double) -> Void)?

    /// What stops the solve now, if anything.
    var stop: Termination.Stop? {
      if cancellation?.isCancelled == true { return .interrupt }
      if let deadline, ContinuousClock.now >= deadline { return .time }
      return nil
    }
  }

  private let problem: ShareProblem
  private let control: Control
  /// Pairs whose shares may be above 0; nil for all.
  private let allowed: [Bool]?
  /// Shares that are given.
  private let floor: [Double]?
  private let tangents: [TangentStore]
  private var candidates: [[Int]]
  private var hardPrice: Double
  private var outcome = Outcome()

  /// More intervals than twice this are sampled at first.
  private static let firstSample = 256
  /// Kinks within this of the load, relative to it, are kept after the first sample.
  private static let firstWidth = 0.6
  /// The most kinks of a consumer in the second sample, near the balance and far from it.
  private static let nearSample = 512
  private static let farSample = 256
  /// Relative gap above which rounds have a sample of the intervals far from the balance too.
  private static let farGap = 2e-3
  /// Relative gap below which kinks are let go once, and the distance from the load, relative to it, beyond which.
  private static let droppingGap = 1e-2
  private static let droppingWidth = 0.1
  /// Candidates of a consumer in the first round, at the most.
  private static let firstCandidates = 64

  /// - Parameter allowed: pairs whose shares may be above 0; nil for all. The bound holds for all pairs only
  ///   where this is nil.
  init(_ problem: ShareProblem, control: Control, allowed: [Bool]? = nil, floor: [Double]? = nil) {
    self.problem = problem
    self.control = control
    self.allowed = allowed
    self.floor = floor
    tangents = (0..<problem.consumerCount).map { _ in TangentStore(intervals: problem.intervals) }
    hardPrice = 20 * max(problem.highestValue, 1e-3)
    candidates = (0..<problem.consumerCount).map { j in
      problem.pairs(j).filter { problem.useful[$0] > 0 && allowed?[$0] != false }
    }
  }

  /// Solves to the gap asked for, or as far as double precision goes.
  mutating func solve() -> Outcome {
    outcome.supplierMultiplier = Array(repeating: 0, count: problem.supplierCount)
    outcome.worth = Array(repeating: 0, count: problem.supplier.count)
    noteNothing()
    let isSmall = problem.intervals <= 2 * Self.firstSample
    if isSmall {
      for j in tangents.indices { tangents[j].keepAll(problem, j) }
    } else if !solveSamples() {
      return ended()
    }
    var tolerance =
      isSmall ? max(1e-10, min(1e-6, 0.1 * control.gap)) : max(1e-10, min(1e-5, 0.2 * control.gap))
    var width = 0.2
    var hasDropped = isSmall
    // Once a round changes nothing but precision, only that counts.
    var enoughFactor = 1.0
    while true {
      let enough = outcome.shares == nil ? 0 : enoughGap * abs(outcome.gain) * enoughFactor
      let isFar = !isSmall && outcome.relativeGap > Self.farGap
      let intervals = ShareBlocks.Intervals.kinks(near: .max, far: isFar ? Self.farSample : 0)
      guard let found = master(intervals, tolerance: tolerance, enough: enough) else { return ended() }
      outcome.rounds += 1
      let shares = cleaned(found)
      width = max(0.002, 0.2 * width)
      let snap = min(1e-6, 10 * tolerance)
      // The first rounds keep many kinks that the solution has left behind. They are let go once, so that rounds end:
      // from then on all stay that were kept.
      let drops = !hasDropped && outcome.relativeGap < Self.droppingGap
      let round = round(
        at: shares, here: false, width: drops ? max(width, Self.droppingWidth) : width, keepsKinks: !drops,
        snap: snap)
      hasDropped = hasDropped || drops
      note(shares, round, here: false, snap: snap)
      control.onRound?(outcome.shares == nil ? nil : outcome.gain, outcome.bound)
      let misses = missesHardTargets(round)
      let misplaced = round.parts.reduce(0) { $0 + $1.misplaced }
      if isWithinGap && !misses { break }
      if control.stop != nil { return ended() }
      let added = choose(found, round, margin: 0.03)
      if misplaced == 0 && added == 0 {
        if misses {
          if hardPrice > 1e7 * max(problem.highestValue, 1e-3) {
            outcome.missesTargets = true
            break
          }
          hardPrice *= 30
        } else {
          if tolerance <= 1e-11 || !found.isConverged { break }
          enoughFactor = 0
          tolerance = max(1e-11, tolerance * 1e-2)
        }
      } else {
        tolerance = max(1e-10, min(tolerance, 0.02 * min(1, outcome.relativeGap)))
      }
      if outcome.rounds > 100 { break }
      advance(to: round)
    }
    return ended()
  }

  /// First shares: from a sample of the intervals, then from the tangents at these shares and a denser sample near
  /// the balance of offer and load.
  private mutating func solveSamples() -> Bool {
    restrictCandidates()
    guard let first = master(.sample(Self.firstSample), tolerance: 5e-3) else { return false }
    _ = pass(cleaned(first), width: Self.firstWidth)
    choose(first, nil, margin: 0.15)
    let sample = ShareBlocks.Intervals.kinks(
      near: Self.nearSample, far: max(Self.farSample, problem.intervals / 32))
    guard let second = master(sample, tolerance: 1e-3) else { return false }
    let round = pass(cleaned(second), width: 0.2)
    choose(second, round, margin: 0.06)
    return true
  }

  /// Settles shares and takes the next tangents there.
  private mutating func pass(_ shares: [Double], width: Double) -> ShareRound {
    let round = round(at: shares, here: true, width: width, keepsKinks: false, snap: 0)
    note(shares, round, here: true, snap: 0)
    control.onRound?(outcome.shares == nil ? nil : outcome.gain, outcome.bound)
    advance(to: round)
    return round
  }

  private mutating func ended() -> Outcome {
    outcome.stop = isWithinGap ? nil : control.stop
    return outcome
  }

  private var isWithinGap: Bool {
    outcome.shares != nil
      && outcome.bound - outcome.gain <= control.gap * max(abs(outcome.gain), 1e-9)
  }

  /// Gap at which a round's program is solved well enough, relative to the gain: while the tangents are far off, more
  /// precision is lost with the next.
  private var enoughGap: Double {
    let known = outcome.relativeGap
    return max(0.4 * control.gap, known.isFinite ? min(0.01, known * (outcome.rounds == 0 ? 0.2 : 0.03)) : 0)
  }

  // MARK: Parts of a round

  private struct MasterSolution {
    /// Of all pairs.
    var shares: [Double]
    var multiplier: [Double]
    /// Of all pairs; infinite for those that were no candidates.
    var reducedCost: [Double]
    var isConverged: Bool
    var iterations: Int
  }

  /// Solves the program of the round; nil where it was stopped.
  private mutating func master(
    _ intervals: ShareBlocks.Intervals, tolerance: Double, enough: Double = 0
  ) -> MasterSolution? {
    let blocks = ShareBlocks(
      problem, candidates: candidates, tangents: tangents, floor: floor, intervals: intervals,
      hardPrice: hardPrice, threads: control.threads)
    let control = control
    let solution = blocks.program.solve(
      tolerance: tolerance, enough: enough, threads: control.threads, mustStop: { control.stop != nil })
    if control.stop != nil { return nil }
    outcome.supplierMultiplier = solution.rowMultiplier
    var shares = [Double](repeating: 0, count: problem.supplier.count)
    var reducedCost = [Double](repeating: .infinity, count: problem.supplier.count)
    for (index, block) in solution.blocks.enumerated() {
      for (column, p) in blocks.pairs[index].enumerated() {
        shares[p] = block.columns[column] + (floor?[p] ?? 0)
        reducedCost[p] = block.reducedCosts[column]
      }
      let store = tangents[blocks.consumer[index]]
      store.rho = block.targetMultiplier
      store.kappa = block.limitMultiplier
      if case .kinks(.max, _) = intervals {
        let ofKept = blocks.kinkOfKept[index].prefix(store.kept.count)
        store.fraction = ofKept.map { $0.map { block.fraction[$0] } ?? 0 }
      }
    }
    let active = Set(blocks.consumer)
    for (j, store) in tangents.enumerated() where !active.contains(j) {
      store.fraction = store.kept.map { _ in 1 }
      store.rho = problem.required[j] > 0 ? problem.shortfallPrice[j] ?? 0 : 0
    }
    return MasterSolution(
      shares: shares, multiplier: solution.rowMultiplier, reducedCost: reducedCost,
      isConverged: solution.isConverged, iterations: solution.iterationCount)
  }

  /// Drops shares that are nothing but the distance of an interior point from its bounds.
  private func cleaned(_ solution: MasterSolution) -> [Double] {
    var shares = solution.shares.map { $0 < 1e-7 ? 0 : $0 }
    var sold = [Double](repeating: 0, count: problem.supplierCount)
    for p in shares.indices { sold[problem.supplier[p]] += shares[p] }
    for p in shares.indices where sold[problem.supplier[p]] > problem.largest[problem.supplier[p]] {
      shares[p] *= problem.largest[problem.supplier[p]] / sold[problem.supplier[p]]
    }
    if let floor { for p in shares.indices where shares[p] > 0 { shares[p] = max(shares[p], floor[p]) } }
    return shares
  }

  private func round(at shares: [Double], here: Bool, width: Double, keepsKinks: Bool, snap: Double)
    -> ShareRound
  {
    ShareRound(
      problem, shares: shares, tangents: tangents,
      settings: .init(isTangentHere: here, width: width, keepsKinks: keepsKinks, snap: snap),
      threads: control.threads)
  }

  private func advance(to round: ShareRound) { for store in tangents { store.advance() } }

  /// No contracts: a plan wherever no target is hard.
  private mutating func noteNothing() {
    if floor?.contains(where: { $0 > 0 }) == true { return }
    var gain = 0.0
    for j in 0..<problem.consumerCount where problem.required[j] > 0 {
      guard let price = problem.shortfallPrice[j] else { return }
      gain -= price * problem.required[j]
    }
    outcome.shares = Array(repeating: 0, count: problem.supplier.count)
    outcome.gain = gain
  }

  private mutating func note(_ shares: [Double], _ round: ShareRound, here: Bool, snap: Double) {
    if let gain = gain(round), gain > outcome.gain {
      outcome.gain = gain
      outcome.shares = shares
    }
    if round.bound < outcome.bound {
      outcome.bound = round.bound
      outcome.worth = round.worth
      // The tangents move on with the next round: the proof is kept as it stands.
      outcome.proof = ShareProof.proof(
        problem, shares: shares, tangents: tangents, isTangentHere: here, snap: snap, threads: control.threads
      )
    }
  }

  /// The gain of a round's shares, shortfalls priced; nil where a hard target is missed.
  private func gain(_ round: ShareRound) -> Double? {
    var gain = 0.0
    for (j, part) in round.parts.enumerated() {
      gain += part.gain.gain
      let missing = problem.required[j] - part.gain.supplied
      if missing <= 1e-9 * problem.totalLoad[j] { continue }
      if let price = problem.shortfallPrice[j] { gain -= price * missing } else { return nil }
    }
    return gain
  }

  private func missesHardTargets(_ round: ShareRound) -> Bool {
    round.parts.indices.contains { j in
      problem.shortfallPrice[j] == nil
        && problem.required[j] - round.parts[j].gain.supplied > 1e-9 * problem.totalLoad[j]
    }
  }

  /// The first candidates of consumers with many pairs: those worth most by themselves.
  private mutating func restrictCandidates() {
    guard floor == nil, candidates.contains(where: { $0.count > Self.firstCandidates }) else { return }
    let nothing = [Double](repeating: 0, count: problem.supplier.count)
    let first = round(at: nothing, here: true, width: 0, keepsKinks: false, snap: 0)
    note(nothing, first, here: true, snap: 0)
    for j in candidates.indices where candidates[j].count > Self.firstCandidates {
      let sorted = candidates[j].sorted {
        first.worth[$0] != first.worth[$1] ? first.worth[$0] > first.worth[$1] : $0 < $1
      }
      candidates[j] = sorted.prefix(Self.firstCandidates).sorted()
    }
  }

  /// Whether a pair of the master is in use rather than only off its bound, as interior points are.
  private func isInUse(_ p: Int, _ found: MasterSolution) -> Bool {
    let i = problem.supplier[p]
    let size = abs(problem.cost[p]) + found.multiplier[i]
    return found.shares[p] > 0
      && (found.shares[p] / problem.largest[i] * size > found.reducedCost[p] || floor != nil)
  }

  /// Chooses the candidates of the next round: pairs in use, those that nearly pay in the master, and those
  /// that pay under the round's tangents. Returns how many of the last were no candidates.
  @discardableResult
  private mutating func choose(_ found: MasterSolution, _ round: ShareRound?, margin: Double) -> Int {
    var added = 0
    for j in candidates.indices {
      let known = Set(candidates[j])
      candidates[j] = problem.pairs(j).filter { p in
        guard problem.useful[p] > 0, allowed?[p] != false else { return false }
        let price = found.multiplier[problem.supplier[p]]
        let size = abs(problem.cost[p]) + price
        let excess = round.map { $0.worth[p] - price } ?? -.infinity
        if excess > 1e-9 * size && !known.contains(p) { added += 1 }
        return found.shares[p] > 2e-3 || isInUse(p, found) || found.reducedCost[p] < margin * size
          || excess > 0
      }
    }
    return added
  }
}
