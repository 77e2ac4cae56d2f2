// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// One run of the general method: its clock, its bound, its plan.
struct GeneralSolve {
  /// Up to so many strong rows branch-and-cut is given a kernel, or the whole scenario: GLPK looks at its
  /// clock between nodes only, and the root of more rows takes minutes.
  static let mostRowsForKernel = 4_000
  /// Up to so many it is given the scenario as its last resort, where no plan was found.
  static let mostRowsForDirect = 60_000
  /// Up to so many the tree is begun almost at once: it comes down to what branch-and-cut can end.
  private static let mostRowsForQuickTree = 12_000
  /// Seconds below which no neighbourhood is begun: GLPK ends a little after its limit.
  static let leastForNeighbourhoods = 0.5
  /// Up to so many lanes it is given the scenario almost at once.
  static let mostLanesForQuick = 400

  /// The gap at which what was searched to the end counts as solved: branch-and-cut has a tolerance of its own.
  static let exhaustedGap = 1e-6

  let scenario: LogisticsScenario
  let run: SolveRun
  var clock: SearchClock
  let arrays: ScenarioArrays
  let ascent: LagrangianAscent
  /// Built where parts of it are first wanted.
  private(set) lazy var program = StrongProgram(scenario)
  var search: LocalSearch?
  /// Searches that dives have begun, the best first.
  var dived: [LocalSearch] = []
  private var neighbourhoods: NeighbourhoodSearch?
  /// Branch-and-bound on activations, where it was left.
  var tree: ActivationTree?
  /// The best bound, of the multipliers or of branch-and-cut.
  var bound = -Double.infinity
  private var isProvedInfeasible = false
  /// Whether branch-and-cut has solved all that is left.
  var isExhausted = false
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
  var value: Double { search?.bestValue ?? .infinity }
  var gap: Double {
    value.isFinite ? (value - bound) / max(abs(value), 1e-9) : .infinity
  }
  var isDone: Bool { gap <= run.options.gap || clock.isOver }

  mutating func report(_ phase: SolveProgress.Phase) {
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
    // Few rows are left of a kernel, or of all: then branch-and-cut is soon worth more than anything else.
    let hasKernels = Double(rows) * kernelPart <= Double(Self.mostRowsForKernel)
    // Where a tree comes down to programs of few rows, it and the neighbourhoods are.
    let hasLeaves = rows <= Self.mostRowsForQuickTree
    let soon = 0.2 + 1e-4 * Double(arrays.laneCount)
    if hasStrandedDemand {
      isProvedInfeasible = true
    } else {
      raiseBound(steps: isQuick ? 300 : 1500, until: clock.seconds + 0.12 * limit)
      proof = ascent.best
      if isQuick || hasKernels || hasLeaves {
        searchLocally(seconds: isQuick ? min(0.2, 0.1 * limit) : min(0.03 * limit, soon))
      } else {
        dive(seconds: 0.12 * limit)
      }
      if !isQuick {
        let most = (arrays.pairCount > 0 ? 0.3 : 0.2) * limit
        refineBound(until: clock.seconds + (hasKernels || hasLeaves ? min(most, soon) : most))
      }
      if hasKernels || hasLeaves {
        if !value.isFinite, !isQuick { searchLocally(seconds: 0.15 * limit) }
        branchAndSearch(limit: limit)
        if hasKernels, !endedByLimit {
          searchKernels(limit: limit)
        } else if !isExhausted {
          searchNeighbourhoods(until: clock.seconds + limit)
        }
      } else {
        searchLocally(seconds: searchPart(rows) * min(clock.left, limit))
        // With so few rows nodes end in programs, and every better plan leaves less of those.
        if rows <= Self.mostRowsForDirect {
          branchAndSearch(limit: limit)
        } else {
          branchOnActivations()
        }
        if value.isFinite {
          if !isExhausted { searchNeighbourhoods(until: clock.seconds + limit) }
        } else if rows > Self.mostRowsForDirect {
          searchLocally(seconds: min(clock.left, limit))
        }
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

  /// Part of the time left that the local search takes: more where whole trips are filled, for plans go on
  /// getting better there for longer. Without a plan so far branch-and-cut is the last resort, where it can
  /// be, and must have time.
  private func searchPart(_ rows: Int) -> Double {
    if !value.isFinite, rows <= Self.mostRowsForDirect { return 0.25 }
    return arrays.pairCount > 0 ? 0.5 : 0.3
  }

  /// With how many searches the local search begins. Which warehouses are activated is settled early and
  /// hardly changed later, and where trucks are shared much depends on it.
  private var startCount: Int {
    if arrays.laneCount <= Self.mostLanesForQuick { return 1 }
    return max(arrays.pairCount > 0 ? Self.startsWithTrucks : 2, run.options.threads)
  }
  private static let startsWithTrucks = 8

  /// Rows that tie lanes to activations, at most.
  var strongRowCount: Int {
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
      bound = max(bound, ascent.safeBound)
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
        bound = max(bound, ascent.safeBound)
        report(.simplex)
      }
      idle = ascent.bound - before < 5e-5 * abs(before) ? idle + 1 : 0
      if divided == 0, idle > 0 { break }
    }
  }

  /// A new search under the guidance of the multipliers.
  ///
  /// It begins as several searches of their own, for where one ends depends on its first plan by more than it
  /// gains later. The worse half of them is given up, again and again (successive halving), and from the best
  /// one all threads go on together ("go with the winners": Aldous and Vazirani, FOCS 1994).
  private mutating func searchLocally(seconds: Double) {
    guard !isDone || search == nil else { return }
    let guide = SearchGuide(arrays, ascent)
    let rules = SoftRules(arrays, ascent, guide)
    let seed = UInt64(bitPattern: Int64(run.options.seed)) &+ 1
    let isSmall = arrays.laneCount <= Self.mostLanesForQuick
    let starts = startCount
    var team = (0..<starts).map {
      LocalSearch(guide, arrays, rules, threads: 1, seed: seed &+ UInt64($0) &* 104_729)
    }
    let constructed = team
    let (cancellation, deadline) = (run.cancellation, run.deadline)
    _ = parallelMap(count: starts, threads: run.options.threads) { member in
      constructed[member].construct(rank: member) {
        cancellation.isCancelled || deadline.map { ContinuousClock.now >= $0 } ?? false
      }
    }
    let known = search?.bestValue.isFinite == true ? search?.best : nil
    if let known { team[0].keep(known) }
    for (member, other) in zip(team, dived) { member.follow(other) }
    dived = []
    let begin = clock.seconds
    let length = max(0.02, seconds)
    let mean = max(1e-9, abs(ascent.bound) / Double(max(1, arrays.demandCount)))
    let iterations = isSmall ? 200 : 1000
    while true {
      search = team.min { $0.rank < $1.rank }
      report(.branchAndCut)
      let done = (clock.seconds - begin) / length
      if isDone || done >= 1 { break }
      let kept = Halving.kept(of: starts, done)
      if kept == 1, team.count > 1, let winner = search {
        let all = LocalSearch(guide, arrays, winner.rules, threads: run.options.threads, seed: seed)
        all.follow(winner)
        team = [all]
        continue
      }
      if team.count > kept { team = Array(team.sorted { $0.rank < $1.rank }.prefix(kept)) }
      let temperature = mean * 0.015 * Cooling.factor(done)
      if let only = team.first, team.count == 1 {
        only.round(iterations: iterations, temperature: temperature)
      } else {
        let members = team
        _ = parallelMap(count: members.count, threads: run.options.threads) {
          members[$0].round(iterations: iterations, temperature: temperature)
        }
      }
    }
  }

  /// The search of neighbourhoods, which begins with the best plan where it was left.
  mutating func neighbourhoodSearch(_ search: LocalSearch, threads: Int) -> NeighbourhoodSearch {
    let known =
      neighbourhoods
      ?? NeighbourhoodSearch(
        scenario, arrays, program, search.guide, shares: search.best, value: search.bestValue,
        threads: threads, seed: UInt64(bitPattern: Int64(run.options.seed)) &+ 77)
    known.threads = threads
    known.adopt(search.best, value: search.bestValue)
    neighbourhoods = known
    return known
  }

  mutating func searchNeighbourhoods(until: Double) {
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

  /// Shares that are the best for the integral choices of the best plan, where that is quickly known.
  mutating func polish() {
    guard let search, search.bestValue.isFinite, let fixed = try? fixedProgram(search) else { return }
    search.adopt(ShareTable(scenario, raw: fixed.shares[...]).share)
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
    if isExhausted && gap < Self.exhaustedGap { return .optimal }
    return .failed(reason: "the method has nothing left to try")
  }
}
