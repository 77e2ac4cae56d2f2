// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// One run of the general method: its clock, its bound, its plan.
struct GeneralSolve {
  let scenario: LogisticsScenario
  let run: SolveRun
  private var clock: SearchClock
  private let arrays: ScenarioArrays
  private let ascent: LagrangianAscent
  private var search: LocalSearch?
  /// Value of the best plan; infinite without one.
  private var value: Double { search?.bestValue ?? .infinity }
  /// The best bound, of the multipliers or of branch-and-cut.
  private var bound = -Double.infinity
  private var isProvedInfeasible = false

  init(_ scenario: LogisticsScenario, _ run: SolveRun) {
    self.scenario = scenario
    self.run = run
    clock = SearchClock(run)
    arrays = ScenarioArrays(scenario)
    ascent = LagrangianAscent(arrays, threads: run.options.threads)
  }

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
    // With nothing known of the time, the local search takes about as long as the bound did.
    let limit = clock.left.isFinite ? clock.left : 60
    raiseBound(steps: 1500, until: clock.seconds + 0.2 * limit)
    searchLocally(seconds: limit, part: 0.4)
    searchNeighbourhoods(until: clock.seconds + (clock.left.isFinite ? clock.left : 60))
    var outcome = try finished()
    outcome.buildSeconds = built
    outcome.solveSeconds = clock.seconds - built
    return outcome
  }

  /// Raises the bound until it hardly moves.
  private mutating func raiseBound(steps: Int, until: Double) {
    var checkpoint = -Double.infinity
    for step in 0..<steps {
      if clock.isOver || clock.seconds > until { break }
      let target = value.isFinite ? value : ascent.bound + 0.05 * max(1e-9, abs(ascent.bound))
      ascent.step(target: max(target, ascent.bound + 1e-9))
      bound = max(bound, ascent.bound)
      report(.simplex)
      if step % 150 == 149 {
        if ascent.bound - checkpoint < 2e-5 * abs(ascent.bound) { break }
        checkpoint = ascent.bound
      }
    }
  }

  private mutating func searchLocally(seconds: Double, part: Double) {
    let guide = SearchGuide(arrays, ascent)
    let search = LocalSearch(
      guide, arrays, SoftRules(arrays, ascent, guide), threads: run.options.threads,
      seed: UInt64(bitPattern: Int64(run.options.seed)) &+ 1)
    self.search = search
    search.construct()
    report(.branchAndCut)
    let begin = clock.seconds
    let length = max(0.1, seconds * part)
    let mean = max(1e-9, abs(ascent.bound) / Double(max(1, arrays.demandCount)))
    while !isDone {
      let done = (clock.seconds - begin) / length
      if done >= 1 { break }
      search.round(iterations: 1000, temperature: mean * 0.03 * Cooling.factor(done))
      report(.branchAndCut)
    }
  }

  private mutating func searchNeighbourhoods(until: Double) {
    guard let search, search.bestValue.isFinite, !isDone else { return }
    let neighbourhoods = NeighbourhoodSearch(
      scenario, arrays, search.guide, shares: search.best, value: search.bestValue,
      threads: run.options.threads, seed: 77)
    while !isDone, clock.seconds < until {
      neighbourhoods.step(seconds: min(2, max(0.05, clock.left - 0.2)), cancellation: run.cancellation)
      if neighbourhoods.value < search.bestValue { search.adopt(neighbourhoods.shares) }
      report(.branchAndCut)
    }
  }

  // MARK: The plan

  private func finished() throws -> SolveOutcome<LogisticsPlan> {
    let multipliers = ascent.layout.multipliers(
      ascent.best, arrays, zones: scenario.trucks?.zones.count ?? 0)
    let proven = LagrangianBound.value(scenario, multipliers)
    var part: LogisticsPlan?
    if let search, search.bestValue.isFinite {
      var plan = LogisticsPlan(scenario, ShareTable(scenario, raw: search.best[...]))
      plan.boundProof = LogisticsPlan.BoundProof(multipliers)
      part = plan
    }
    let objective = PlanObjective(
      sense: .minimize, unit: scenario.currency, components: part?.components ?? PlanComponents([:]))
    var bound = max(proven, self.bound)
    if let value = objective.value, bound >= value - 1e-10 * max(1, abs(value)) { bound = value }
    let verdict = Verdict(termination, value: objective.value, bound: bound.isFinite ? bound : nil)
    return SolveOutcome(
      status: verdict.status, termination: verdict.termination, objective: objective,
      bound: bound.isFinite ? bound : nil, method: "decomposition", buildSeconds: 0, solveSeconds: 0,
      part: part)
  }

  private var termination: Termination {
    if gap <= run.options.gap { return .withinGap }
    let stop = clock.isCancelled ? Termination.Stop.interrupt : .time
    if clock.isOver { return value.isFinite ? .stopped(by: stop) : .stoppedWithoutSolution(by: stop) }
    return .failed(reason: "the method has nothing left to try")
  }
}

/// How the temperature falls over a search.
enum Cooling {
  /// From 1 at the beginning to 0.003 at the end.
  static func factor(_ done: Double) -> Double {
    // 0.003 to the power of `done`, by squaring: 2^-8.4.
    var factor = 1.0
    var rest = max(0, min(1, done)) * 8.4
    while rest >= 1 {
      factor *= 0.5
      rest -= 1
    }
    return factor * (1 - 0.5 * rest)
  }
}
