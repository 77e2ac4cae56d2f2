// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// One run of the general method: its clock, its bound, its plan.
struct GeneralSolve {
  /// Up to so many strong rows branch-and-cut is given the whole scenario, once the plan is good: GLPK looks
  /// at its clock between nodes only, and the root of more rows takes minutes.
  private static let mostRowsForWhole = 4_000
  /// Up to so many it is given the scenario as its last resort, where no plan was found.
  private static let mostRowsForDirect = 60_000
  /// Seconds below which no neighbourhood is begun: GLPK ends a little after its limit.
  private static let leastForNeighbourhoods = 0.5
  /// Up to so many lanes it is given the scenario almost at once.
  private static let mostLanesForQuick = 400

  let scenario: LogisticsScenario
  let run: SolveRun
  private var clock: SearchClock
  private let arrays: ScenarioArrays
  private let ascent: LagrangianAscent
  private var search: LocalSearch?
  /// The best bound, of the multipliers or of branch-and-cut.
  private var bound = -Double.infinity
  private var isProvedInfeasible = false
  private var isExhausted = false
  /// Whether the search went on until too little time was left for another step.
  private var endedByLimit = false
  /// The multipliers that the plan carries: the best with a single mode for each warehouse.
  private var proof: [Double] = []

  init(_ scenario: LogisticsScenario, _ run: SolveRun) {
    self.scenario = scenario
    self.run = run
    clock = SearchClock(run)
    arrays = ScenarioArrays(scenario)
    ascent = LagrangianAscent(arrays, threads: run.options.threads)
  }

  /// Value of the best plan; infinite without one.
  private var value: Double { search?.bestValue ?? .infinity }
  private var gap: Double {
    value.isFinite ? (value - bound) / max(abs(value), 1e-9) : .infinity
  }
  private var isDone: Bool { gap <= run.options.gap || clock.isOver }

  private mutating func report(_ phase: SolveProgress.Phase) {
    clock.report(
      incumbent: value.isFinite ? value : nil, bound: bound, phase: phase,
      steps: ascent.volume.stepCount + (search?.iterationCount ?? 0))
  }

  mutating func outcome() throws -> SolveOutcome<LogisticsPlan> {
    let built = clock.seconds
    // Without a limit each step takes what it takes on a scenario of this size.
    let limit = min(clock.left, 60 + Double(arrays.laneCount) / 200)
    let isQuick = arrays.laneCount <= Self.mostLanesForQuick
    let rows = strongRowCount
    if hasStrandedDemand {
      isProvedInfeasible = true
    } else {
      raiseBound(steps: isQuick ? 300 : 1500, until: clock.seconds + 0.12 * limit)
      proof = ascent.best
      searchLocally(seconds: isQuick ? min(0.2, 0.1 * limit) : 0.03 * limit)
      if !isQuick {
        refineBound(until: clock.seconds + (arrays.pairCount > 0 ? 0.3 : 0.2) * limit)
        searchLocally(
          seconds: rows <= Self.mostRowsForWhole ? 0.15 * limit : searchPart(rows) * min(clock.left, limit))
      }
      if rows <= Self.mostRowsForWhole {
        solveWhole(aside: isQuick ? 0 : 0.2 * limit)
      } else if value.isFinite {
        searchNeighbourhoods(until: clock.seconds + limit)
      } else if rows > Self.mostRowsForDirect {
        searchLocally(seconds: min(clock.left, limit))
      }
    }
    if !value.isFinite, !isProvedInfeasible, !clock.isOver, rows <= Self.mostRowsForDirect {
      return try handedOver(built: built)
    }
    var outcome = try finished()
    outcome.buildSeconds = built
    outcome.solveSeconds = clock.seconds - built
    return outcome
  }

  /// The outcome of one model, where the search came to no plan; the bound is the better of both.
  private func handedOver(built: Double) throws -> SolveOutcome<LogisticsPlan> {
    var outcome = try DirectMethod.solve(scenario, run, method: "decomposition")
    outcome.methodReason = "the search found no plan, so branch-and-cut was given one model"
    if outcome.status != .infeasible, bound.isFinite, bound > outcome.bound ?? -.infinity {
      let value = outcome.objective.value ?? .infinity
      outcome.bound = min(bound, value)
    }
    outcome.buildSeconds = built
    outcome.solveSeconds = clock.seconds - built
    return outcome
  }

  /// How much farther than the best plan the ascent aims: the many prices of trucks each change little, and
  /// steps to the plan's value are too short for them.
  private var stretch: Double { arrays.pairCount > 0 ? 5 : 1 }

  /// Part of the time left that the local search takes. Without a plan so far branch-and-cut is the last
  /// resort, where it can be, and must have time.
  private func searchPart(_ rows: Int) -> Double {
    value.isFinite || rows > Self.mostRowsForDirect ? 0.92 : 0.25
  }

  /// Rows that tie lanes to activations, at most.
  private var strongRowCount: Int {
    (0..<arrays.laneCount).reduce(0) { count, l in
      let (d, w) = (Int(arrays.laneDemand[l]), Int(arrays.laneWarehouse[l]))
      return count + (arrays.periodCost[w] > 0 ? Int(arrays.end[d] - arrays.first[d]) : 1)
    }
  }

  /// Whether a demand that must be served has nowhere to go.
  private var hasStrandedDemand: Bool {
    (0..<arrays.demandCount).contains {
      !arrays.penalty[$0].isFinite && arrays.laneStart[$0] == arrays.laneStart[$0 + 1]
    }
  }

  /// Raises the bound until it hardly moves.
  private mutating func raiseBound(steps: Int, until: Double) {
    var checkpoint = -Double.infinity
    for step in 0..<steps {
      if step > 0, clock.isOver || clock.seconds > until { break }
      let target = value.isFinite ? value : ascent.bound + 0.05 * max(1e-9, abs(ascent.bound))
      ascent.step(
        target: target.isFinite ? ascent.bound + max(1e-9, stretch * (target - ascent.bound)) : 0)
      bound = max(bound, ascent.bound - 1e-9 * abs(ascent.bound))
      report(.simplex)
      if step % 150 == 149 {
        if ascent.bound - checkpoint < 2e-5 * abs(ascent.bound) { break }
        checkpoint = ascent.bound
      }
    }
  }

  /// Divides what warehouses may do into modes, as long as that raises the bound.
  private mutating func refineBound(until: Double) {
    guard !isDone else { return }
    ascent.chargeFirstTrips()
    var idle = 0
    while !isDone, clock.seconds < until, idle < 3 {
      let before = ascent.bound
      ascent.quicken()
      let divided = ascent.divideModes(most: max(4, arrays.warehouseCount * 6 / 10), mostModes: 24)
      for _ in 0..<200 {
        if isDone || clock.seconds > until { break }
        let way = value.isFinite ? value - ascent.bound : 0.05 * abs(ascent.bound)
        ascent.step(target: ascent.bound + max(1e-9, stretch * way))
        // Sums of many terms: the last digits prove nothing.
        bound = max(bound, ascent.bound - 1e-9 * abs(ascent.bound))
        report(.simplex)
      }
      idle = ascent.bound - before < 5e-5 * abs(before) ? idle + 1 : 0
      if divided == 0, idle > 0 { break }
    }
  }

  /// A new search under the guidance of the multipliers, which begins with the plan there is.
  private mutating func searchLocally(seconds: Double) {
    guard !isDone || search == nil else { return }
    let guide = SearchGuide(arrays, ascent)
    let known = search?.bestValue.isFinite == true ? search?.best : nil
    let search = LocalSearch(
      guide, arrays, SoftRules(arrays, ascent, guide), threads: run.options.threads,
      seed: UInt64(bitPattern: Int64(run.options.seed)) &+ 1)
    self.search = search
    if let known { search.adopt(known) }
    let clock = clock
    search.construct { clock.isOver }
    report(.branchAndCut)
    let begin = clock.seconds
    let length = max(0.02, seconds)
    let mean = max(1e-9, abs(ascent.bound) / Double(max(1, arrays.demandCount)))
    let iterations = arrays.laneCount <= Self.mostLanesForQuick ? 200 : 1000
    while !isDone {
      let done = (clock.seconds - begin) / length
      if done >= 1 { break }
      search.round(iterations: iterations, temperature: mean * 0.015 * Cooling.factor(done))
      report(.branchAndCut)
    }
  }

  private func neighbourhoodSearch(_ search: LocalSearch, threads: Int) -> NeighbourhoodSearch {
    NeighbourhoodSearch(
      scenario, arrays, search.guide, shares: search.best, value: search.bestValue, threads: threads,
      seed: UInt64(bitPattern: Int64(run.options.seed)) &+ 77)
  }

  private mutating func searchNeighbourhoods(until: Double) {
    guard let search, search.bestValue.isFinite, !isDone else { return }
    let neighbourhoods = neighbourhoodSearch(search, threads: run.options.threads)
    while !isDone, clock.seconds < until {
      if clock.left <= Self.leastForNeighbourhoods {
        endedByLimit = true
        break
      }
      neighbourhoods.step(seconds: min(2, 0.5 * clock.left), cancellation: run.cancellation)
      if neighbourhoods.value < search.bestValue { search.adopt(neighbourhoods.shares) }
      report(.branchAndCut)
    }
  }

  /// Branch-and-cut on the whole scenario; with a second thread, neighbourhoods go on beside it. With one,
  /// they take `aside` seconds before.
  private mutating func solveWhole(aside: Double) {
    guard let search, !isDone else { return }
    let hasPlan = search.bestValue.isFinite
    let isAside = run.options.threads > 1 && hasPlan && aside > 0
    if !isAside, aside > 0 { searchNeighbourhoods(until: clock.seconds + aside) }
    if isDone { return }
    let job = WholeJob(solve: self, search: search, isAside: isAside)
    let found = parallelMap(count: isAside ? 2 : 1, threads: 2) { job.run($0) }
    for outcome in found {
      if let shares = outcome.shares {
        search.adopt(ShareTable(scenario, raw: shares[...]).share)
      }
    }
    guard let whole = found.first else { return }
    if whole.isInfeasible {
      if hasPlan { bound = value } else { isProvedInfeasible = true }
    } else if whole.bound.isFinite {
      bound = max(bound, min(whole.bound, value))
    }
    isExhausted = !isDone
  }

  /// Branch-and-cut on the first thread, neighbourhoods on the second until it ends.
  private struct WholeJob: @unchecked Sendable {
    let solve: GeneralSolve
    let search: LocalSearch
    let isAside: Bool
    let ended = Cancellation()

    func run(_ index: Int) -> ReducedProgram.Outcome { index == 0 ? whole() : neighbourhoods() }

    private func whole() -> ReducedProgram.Outcome {
      let arrays = solve.arrays
      let evaluator = solve.ascent.evaluator
      solve.ascent.evaluateBest()
      var reduced = [Double](repeating: 0, count: arrays.laneCount)
      for position in 0..<arrays.laneCount {
        reduced[Int(arrays.warehouseLane[position])] = evaluator.reducedCost[position]
      }
      let program = ReducedProgram(
        solve.scenario, arrays, reducedCost: reduced,
        warehouseValue: Array(
          UnsafeBufferPointer(start: evaluator.warehouseValue, count: arrays.warehouseCount)),
        gap: search.bestValue - solve.ascent.bound)
      var control = solve.run.control
      if solve.clock.left.isFinite { control.timeLimit = .seconds(solve.clock.left) }
      control.onProgress = nil
      let known = (value: search.bestValue, bound: solve.bound)
      if let onProgress = solve.run.onProgress {
        let clock = solve.clock
        control.onProgress = { progress in
          var progress = progress
          progress.elapsedSeconds = clock.seconds
          progress.incumbent = min(progress.incumbent ?? .infinity, known.value)
          if progress.incumbent == .infinity { progress.incumbent = nil }
          progress.bound = max(known.bound, min(progress.bound, known.value))
          onProgress(progress)
        }
      }
      let outcome = program.solve(control, start: search.best.isEmpty ? nil : search.best)
      ended.cancel()
      return outcome
    }

    private func neighbourhoods() -> ReducedProgram.Outcome {
      let neighbourhoods = solve.neighbourhoodSearch(search, threads: 1)
      while !ended.isCancelled, !solve.clock.isOver {
        neighbourhoods.step(seconds: min(2, max(0.05, solve.clock.left - 0.2)), cancellation: ended)
      }
      return .init(shares: neighbourhoods.shares, bound: -.infinity, isInfeasible: false)
    }
  }

  // MARK: The plan

  private func finished() throws -> SolveOutcome<LogisticsPlan> {
    var multipliers = ascent.layout.multipliers(
      proof.isEmpty ? ascent.best : proof, arrays, zones: scenario.trucks?.zones.count ?? 0)
    var part: LogisticsPlan?
    if let search, search.bestValue.isFinite {
      let fixed = try fixedProgram(search)
      if let fixed { search.adopt(ShareTable(scenario, raw: fixed.shares[...]).share) }
      // Of a linear scenario the prices of the plan are those of the bound.
      if scenario.isLinear, let fixed { multipliers = fixed.multipliers }
      var plan = LogisticsPlan(
        scenario, ShareTable(scenario, raw: search.best[...]),
        prices: fixed.map { PlanPrices(scenario, $0.multipliers) })
      plan.boundProof = LogisticsPlan.BoundProof(multipliers)
      part = plan
    } else if isProvedInfeasible {
      part = LogisticsPlan(infeasibility: try InfeasibilityReason.find(scenario, run))
    }
    let hasPlan = value.isFinite
    let objective = PlanObjective(
      sense: .minimize, unit: scenario.currency,
      components: hasPlan ? part?.components ?? PlanComponents([:]) : PlanComponents([:]))
    // The closed form is what a reader can prove; modes and branch-and-cut may know more.
    let proven = LagrangianBound.value(scenario, multipliers)
    var bound = scenario.isLinear && proven.isFinite ? proven : max(proven, self.bound)
    if let value = objective.value, bound >= value - 1e-10 * max(1, abs(value)) { bound = value }
    let verdict = Verdict(termination, value: objective.value, bound: bound.isFinite ? bound : nil)
    var ending = verdict.termination
    if let reason = part?.infeasibility?.summary { ending.detail = reason }
    return SolveOutcome(
      status: verdict.status, termination: ending, objective: objective,
      bound: verdict.status == .infeasible || !bound.isFinite ? nil : bound, method: "decomposition",
      buildSeconds: 0, solveSeconds: 0, part: part)
  }

  /// The linear program with the plan's integral choices, for exact shares and prices; nil where it is too
  /// large for the time that is left.
  private func fixedProgram(_ search: LocalSearch) throws -> FixedProgram? {
    guard arrays.laneCount <= 20_000, !clock.isCancelled else { return nil }
    var control = run.control
    control.timeLimit = .seconds(max(0.2, min(5, clock.left)))
    return try FixedProgram(scenario, IntegralChoices(scenario, shares: search.best), control: control)
  }

  private var termination: Termination {
    if isProvedInfeasible && !value.isFinite { return .infeasible }
    if gap <= run.options.gap { return .withinGap }
    let stop = clock.isCancelled ? Termination.Stop.interrupt : .time
    if clock.isOver || endedByLimit {
      return value.isFinite ? .stopped(by: stop) : .stoppedWithoutSolution(by: stop)
    }
    // Branch-and-cut ended within its own tolerance of what was asked for.
    if isExhausted && gap < 1e-6 { return .optimal }
    return .failed(reason: "the method has nothing left to try")
  }
}

/// How the temperature falls over a search.
enum Cooling {
  /// From 1 at the beginning to 1/64 at the end: halved 6 times, linear between.
  static func factor(_ done: Double) -> Double {
    var factor = 1.0
    var rest = max(0, min(1, done)) * 6
    while rest >= 1 {
      factor *= 0.5
      rest -= 1
    }
    return factor * (1 - 0.5 * rest)
  }
}
