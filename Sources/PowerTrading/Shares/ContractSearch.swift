// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Contracts with smallest shares, fixed costs and largest numbers: sets of contracts, each with its best shares.
///
/// The relaxation gives the first bound and an order of the pairs. Where all sets of contracts can be looked at,
/// `PortfolioTree` finds plans and the bound; where no consumer has more than a few contracts, `PortfolioSearch`. Elsewhere,
/// and for what that leaves open in small problems, sets rounded from the relaxation are solved as linear programs and improved by swaps, and branch-and-cut with one cut for each
/// consumer and point proves the rest.
struct ContractSearch {
  private let problem: ShareProblem
  private let sunk: ShareProblem
  private let control: ShareSolver.Control
  private(set) var outcome: ShareSolver.Outcome

  /// - Parameter relaxation: what the problem came to without yes-or-no decisions; its bound holds.
  init(_ problem: ShareProblem, relaxation: ShareSolver.Outcome, control: ShareSolver.Control) {
    self.problem = problem
    sunk = ShareProblem(sunk: problem)
    self.control = control
    outcome = relaxation
    outcome.shares = nil
    outcome.gain = -.infinity
    relaxed = relaxation.shares
    noteNothing()
  }

  private let relaxed: [Double]?

  /// Searches until the gap asked for is proved or the time is over.
  mutating func solve() -> ShareSolver.Outcome {
    if outcome.missesTargets {
      outcome.shares = nil
      return outcome
    }
    let isSmall = problem.supplier.count <= Self.smallCount
    let isTiny = problem.supplier.count <= Self.tinyCount
    if isTiny || !searchTree() {
      if let relaxed, isTiny || !searchPortfolios() || isSmall && !isWithinGap { search(from: relaxed) }
      if !isWithinGap && control.stop == nil { branchAndCut() }
    }
    if !isWithinGap && outcome.stop == nil { outcome.stop = control.stop }
    return outcome
  }

  private var isWithinGap: Bool {
    outcome.shares != nil && outcome.bound - outcome.gain <= control.gap * max(abs(outcome.gain), 1e-9)
  }

  private mutating func noteNothing() {
    var gain = 0.0
    for j in 0..<problem.consumerCount where problem.required[j] > 0 {
      guard let price = problem.shortfallPrice[j] else { return }
      gain -= price * problem.required[j]
    }
    outcome.shares = Array(repeating: 0, count: problem.supplier.count)
    outcome.gain = gain
  }

  // MARK: Portfolios

  /// Pairs up to which branch-and-cut needs no help.
  static let tinyCount = 9
  /// Pairs up to which branch-and-cut is worth a try where portfolios leave a gap.
  static let smallCount = 200

  /// Plans and a bound from a tree over all sets of contracts; false where there are too many.
  private mutating func searchTree() -> Bool {
    guard
      var tree = PortfolioTree(
        problem, sunk: sunk, price: outcome.supplierMultiplier,
        gain: outcome.shares == nil ? -.infinity : outcome.gain, bound: outcome.bound, control: control)
    else { return false }
    let isDone = tree.search { tree in
      if let shares = tree.shares, tree.gain > outcome.gain { notePortfolios([shares]) }
      outcome.bound = min(outcome.bound, max(tree.bound, outcome.gain))
      control.onRound?(outcome.shares == nil ? nil : outcome.gain, outcome.bound)
    }
    let left = outcome.bound - outcome.gain
    if isDone, control.stop == nil, left > max(control.gap, 1e-8) * max(1e-9, abs(outcome.gain)) {
      // A hard target that no settled sets keep, or numbers too far apart.
      return false
    }
    return true
  }

  /// Plans and a bound from portfolios; false where some consumer may have more contracts than a portfolio holds.
  private mutating func searchPortfolios() -> Bool {
    guard
      var search = PortfolioSearch(
        problem, price: outcome.supplierMultiplier, shares: relaxed,
        rho: Array(repeating: 0, count: problem.consumerCount), control: control)
    else { return false }
    let isSmall = problem.supplier.count <= Self.smallCount
    func part(_ part: Double, most: Duration? = nil) -> ContinuousClock.Instant? {
      let now = ContinuousClock.now
      let own = control.deadline.map { now + (max(.zero, $0 - now)) * part }
      return most.map { min(own ?? now + $0, now + $0) } ?? own
    }
    // A first bound soon: prices and plans get their time once there is one.
    search.findPrices(until: part(0.3, most: .seconds(18)))
    notePortfolios(search.plans)
    search.findPlans(until: part(0.15, most: .seconds(6)), failures: isSmall ? 3 : 40)
    notePortfolios(search.plans)
    if isWithinGap || control.stop != nil { return true }
    let slack = 0.05 * control.gap * max(abs(outcome.gain), 1e-9)
    var last = Double.infinity
    while true {
      let start = ContinuousClock.now
      guard let bound = search.proven(slack: slack) else { break }
      if bound < outcome.bound {
        outcome.bound = max(bound, outcome.gain)
        control.onRound?(outcome.shares == nil ? nil : outcome.gain, outcome.bound)
      }
      if isWithinGap || isSmall { return true }
      // What it found makes the prices better, as long as there is time to go through all of them once more.
      let seconds = ContinuousClock.now - start
      let isClose = last - bound < 5e-5 * abs(bound)
      last = min(last, bound)
      if isClose || control.deadline.map({ $0 - ContinuousClock.now < seconds * 2 }) == true { break }
      search.refinePrices(until: part(0.2))
      search.findPlans(until: part(0.2), bound: outcome.bound, failures: 40)
      notePortfolios(search.plans)
      if isWithinGap || control.stop != nil { return true }
    }
    search.findPlans(until: control.deadline, bound: outcome.bound, failures: 400)
    notePortfolios(search.plans)
    return true
  }

  /// Takes over plans, their gain added up from the intervals, with the targets as they are.
  private mutating func notePortfolios(_ plans: [[Double]]) {
    for shares in plans {
      var gain = 0.0
      var keepsTargets = true
      for j in 0..<problem.consumerCount {
        let own = sunk.gain(consumer: j, shares: shares)
        gain += own.gain
        for p in problem.pairs(j) where shares[p] > 0 { gain -= problem.fixedCost[p] }
        let missing = problem.required[j] - own.supplied
        if missing <= 1e-9 * problem.totalLoad[j] { continue }
        if let price = problem.shortfallPrice[j] { gain -= price * missing } else { keepsTargets = false }
      }
      guard keepsTargets, gain > outcome.gain || outcome.shares == nil else { continue }
      outcome.shares = shares
      outcome.gain = gain
      control.onRound?(outcome.gain, outcome.bound)
    }
  }

  // MARK: Sets of contracts

  /// The best shares of a set of contracts; nil where none keep the rules.
  private struct Settled {
    var set: [Bool]
    var shares: [Double]
    var gain: Double
    /// Worth of each pair's output, and the suppliers' multipliers.
    var worth: [Double]
    var multiplier: [Double]
  }

  private func settle(_ set: [Bool], isExact: Bool) -> Settled? {
    var own = control
    own.gap = isExact ? min(1e-9, control.gap) : 1e-5
    own.onRound = nil
    let floor = set.indices.map { set[$0] ? problem.smallest[$0] : 0 }
    var solver = ShareSolver(sunk, control: own, allowed: set, floor: floor)
    let found = solver.solve()
    guard let shares = found.shares, !found.missesTargets else { return nil }
    let fixed = set.indices.reduce(0) { shares[$1] > 0 ? $0 + problem.fixedCost[$1] : $0 }
    return Settled(
      set: set, shares: shares, gain: found.gain - fixed, worth: found.worth,
      multiplier: found.supplierMultiplier)
  }

  private mutating func note(_ settled: Settled) {
    guard settled.gain > outcome.gain || outcome.shares == nil else { return }
    outcome.shares = settled.shares
    outcome.gain = settled.gain
    control.onRound?(outcome.gain, outcome.bound)
  }

  /// A set that keeps the rules, pairs of the highest score first.
  private func set(_ score: [Double]) -> [Bool] {
    var set = [Bool](repeating: false, count: score.count)
    var left = problem.largest
    var count = [Int](repeating: 0, count: problem.consumerCount)
    let consumer = (0..<problem.consumerCount).flatMap { j in problem.pairs(j).map { _ in j } }
    let order = score.indices.filter { score[$0] > 0 && problem.useful[$0] > 0 }
      .sorted { score[$0] != score[$1] ? score[$0] > score[$1] : $0 < $1 }
    for p in order {
      let (i, j) = (problem.supplier[p], consumer[p])
      if let most = problem.largestCount[j], count[j] >= most { continue }
      if left[i] < problem.smallest[p] || left[i] <= 0 { continue }
      left[i] -= problem.smallest[p]
      count[j] += 1
      set[p] = true
    }
    return set
  }

  /// Rounds shares to a set of contracts and improves it.
  private mutating func search(from relaxed: [Double]) {
    // Gross value of what each share takes up, where it is at least half of a contract.
    var score = relaxed.indices.map { p in
      let size = abs(problem.plainCost[p]) + max(0, outcome.supplierMultiplier[problem.supplier[p]])
      return relaxed[p] >= 0.4 * problem.smallest[p] && relaxed[p] > 1e-6 ? relaxed[p] * size : 0
    }
    var best: Settled?
    for _ in 0..<6 {
      let set = set(score)
      // The shares without floors show which contracts are too small to be kept.
      var own = control
      own.gap = 1e-4
      own.onRound = nil
      var solver = ShareSolver(sunk, control: own, allowed: set)
      let found = solver.solve()
      if control.stop != nil { return }
      guard let shares = found.shares else { break }
      var dropped = 0
      for p in set.indices where set[p] {
        let isTooSmall = shares[p] < 0.5 * problem.smallest[p] || shares[p] < 1e-6
        score[p] =
          isTooSmall
          ? 0 : shares[p] * (abs(problem.plainCost[p]) + found.supplierMultiplier[problem.supplier[p]])
        if isTooSmall { dropped += 1 }
      }
      for p in set.indices where !set[p] { score[p] = 0 }
      if dropped == 0 { break }
    }
    if let settled = settle(set(score), isExact: false) {
      note(settled)
      best = settled
    }
    if control.stop != nil { return }
    if let settled = best { improve(settled) }
  }

  /// Adds, drops and swaps contracts, several at a time, as long as that gains.
  private mutating func improve(_ first: Settled) {
    var best = first
    var portion = 0.5
    var failures = 0
    while failures < 6, control.stop == nil, !isWithinGap {
      guard let candidate = moved(best, portion: portion), let settled = settle(candidate, isExact: false)
      else {
        break
      }
      if settled.gain > best.gain + 1e-7 * abs(best.gain) {
        best = settled
        note(settled)
        failures = 0
      } else {
        failures += 1
        portion *= 0.4
      }
    }
    if control.stop == nil, let settled = settle(best.set, isExact: true) { note(settled) }
  }

  /// The set with the most promising moves of a portion of the consumers; nil where no move promises anything.
  private func moved(_ settled: Settled, portion: Double) -> [Bool]? {
    struct Move {
      var promise: Double
      var add: Int?
      var drop: Int?
    }
    var moves: [Move] = []
    for j in 0..<problem.consumerCount {
      let pairs = problem.pairs(j)
      func margin(_ p: Int) -> Double { settled.worth[p] - settled.multiplier[problem.supplier[p]] }
      let held = pairs.filter { settled.set[$0] }
      let worst = held.min { score($0, settled) < score($1, settled) }
      let open = pairs.filter { !settled.set[$0] && problem.useful[$0] > 0 }
      let entering = open.max { margin($0) < margin($1) }
      var best: Move?
      if let worst, score(worst, settled) < 0 {
        best = Move(promise: -score(worst, settled), add: nil, drop: worst)
      }
      if let entering {
        let share = max(problem.smallest[entering], 0.05)
        let gain = share * margin(entering) - problem.fixedCost[entering]
        let isFull = problem.largestCount[j].map { held.count >= $0 } ?? false
        if !isFull, gain > best?.promise ?? 0 { best = Move(promise: gain, add: entering, drop: nil) }
        if let worst {
          let swap = share * (margin(entering) - margin(worst)) - max(0, score(worst, settled))
          if swap > best?.promise ?? 0 { best = Move(promise: swap, add: entering, drop: worst) }
        }
      }
      if let best { moves.append(best) }
    }
    if moves.isEmpty { return nil }
    moves.sort { $0.promise > $1.promise }
    var set = settled.set
    var left = problem.largest
    for p in set.indices where set[p] { left[problem.supplier[p]] -= problem.smallest[p] }
    for move in moves.prefix(max(1, Int(portion * Double(moves.count)))) {
      if let p = move.add {
        if left[problem.supplier[p]] < problem.smallest[p] { continue }
        left[problem.supplier[p]] -= problem.smallest[p]
        set[p] = true
      }
      if let p = move.drop {
        left[problem.supplier[p]] += problem.smallest[p]
        set[p] = false
      }
    }
    return set == settled.set ? nil : set
  }

  /// What a contract of the set brings at the margin, its fixed cost taken off.
  private func score(_ p: Int, _ settled: Settled) -> Double {
    settled.shares[p] * (settled.worth[p] - settled.multiplier[problem.supplier[p]]) - problem.fixedCost[p]
  }

  // MARK: Branch-and-cut

  private mutating func branchAndCut() {
    let master = ContractMaster(problem, hint: relaxed, incumbent: outcome.shares)
    var solving = SolveControl()
    solving.timeLimit = control.deadline.map { max(.zero, $0 - ContinuousClock.now) }
    solving.relativeGap = 0.5 * control.gap
    solving.cancellation = control.cancellation
    if let onRound = control.onRound {
      let (gain, bound) = (outcome.gain, outcome.bound)
      solving.onProgress = { progress in
        onRound(
          gain.isFinite ? max(gain, progress.incumbent ?? gain) : progress.incumbent,
          min(bound, progress.bound))
      }
    }
    let problem = problem
    guard
      let solution = try? LinearProgramming.solve(
        master.model, control: solving,
        generateRows: { point, rows in master.addCuts(problem, at: point.primal, to: &rows) })
    else { return }
    switch solution.termination {
    case .infeasible:
      if outcome.shares == nil { outcome.missesTargets = true } else { outcome.bound = outcome.gain }
    case .stopped(let stop), .stoppedWithoutSolution(let stop): outcome.stop = stop
    case .optimal, .withinGap: break
    default: outcome.isExhausted = true
    }
    if solution.bound.isFinite { outcome.bound = min(outcome.bound, max(solution.bound, outcome.gain)) }
    if solution.termination.hasSolution {
      let set = master.set(solution.primal)
      var own = self
      // The last step may take a moment more than the limit: it is small.
      if let settled = own.settleOnce(set) { note(settled) }
    }
  }

  private mutating func settleOnce(_ set: [Bool]) -> Settled? { settle(set, isExact: true) }
}
