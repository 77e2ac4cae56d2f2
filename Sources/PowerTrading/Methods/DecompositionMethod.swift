// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// The scenario by its structure: rounds of small programs in the shares, and passes over suppliers and
/// intervals in closed form.
enum DecompositionMethod {
  /// Pairs times intervals up to which one model is as fast as the rounds.
  static let smallSize = 60_000

  /// Yes-or-no decisions up to which one model is as fast.
  static let fewChoices = 40
  /// Pairs with rules on contracts up to which one model takes no longer than the tree over contracts.
  static let fewContracts = 24
  /// Non-concave intervals up to which one model may finish what the structure leaves open.
  static let fewNonConcave = 300

  /// By size: one model where it is small, the structure where it is not, or where the tree over contracts is faster.
  /// The plan says which.
  static func solveBySize(_ scenario: PowerScenario, _ run: SolveRun) throws -> SolveOutcome<PowerPlan> {
    let size = scenario.pairs.count * scenario.horizon.count
    let choices =
      (scenario.hasContractChoices ? scenario.pairs.count : 0)
      + (size <= smallSize ? scenario.nonConcaveIntervalCount : 0)
    let sets = treeSets(scenario)
    let isSmall = size <= smallSize && choices <= fewChoices && sets == nil
    var outcome =
      run.modelPath != nil || isSmall
      ? try DirectMethod.solve(scenario, run, method: "direct")
      : try solve(scenario, run, method: "decomposition")
    outcome.methodReason =
      run.modelPath != nil
      ? "the model is asked for"
      : isSmall
        ? "\(size) pairs times intervals and \(choices) yes-or-no decisions: one model is as fast"
        : sets.map {
          "\(size) pairs times intervals and \($0) sets of contracts: solved by the structure, set by set"
        } ?? "\(size) pairs times intervals: solved by the structure"
    return outcome
  }

  /// How many sets of contracts the tree over them has to look at; nil where it does not serve: without rules on
  /// contracts, with intervals that are not concave, where one model is as fast, or where there are too many.
  static func treeSets(_ scenario: PowerScenario) -> Int? {
    guard scenario.hasContractChoices, scenario.pairs.count > fewContracts,
      scenario.nonConcaveIntervalCount == 0
    else { return nil }
    return PortfolioSets.count(scenario)
  }

  static func solve(
    _ scenario: PowerScenario, _ run: SolveRun, method: String
  ) throws -> SolveOutcome<PowerPlan> {
    var method = method
    let start = ContinuousClock.now
    let problem = ShareProblem(scenario, threads: run.options.threads)
    let built = ContinuousClock.now
    var control = ShareSolver.Control(
      gap: run.options.gap, threads: run.options.threads, deadline: run.deadline,
      cancellation: run.cancellation)
    if let onProgress = run.onProgress {
      var rounds = 0
      control.onRound = { gain, bound in
        rounds += 1
        onProgress(
          SolveProgress(
            phase: .simplex, elapsedSeconds: (ContinuousClock.now - start) / .seconds(1), incumbent: gain,
            bound: bound, nodeCount: 0, iterationCount: rounds))
      }
    }
    var relaxing = control
    if scenario.hasContractChoices, let onRound = control.onRound {
      // Shares that may break the rules on contracts are no plan.
      relaxing.onRound = { _, bound in onRound(nil, bound) }
    }
    let nonConcave = NonConcaveHours(scenario, threads: run.options.threads)
    var found: ShareSolver.Outcome
    if nonConcave.count > 0 {
      var search = NonConcaveSearch(
        problem, nonConcave, hasChoices: scenario.hasContractChoices, control: control)
      found = search.solve()
    } else {
      var solver = ShareSolver(problem, control: relaxing)
      found = solver.solve()
    }
    if !scenario.hasContractChoices || nonConcave.count > 0, found.stop == nil, !found.missesTargets,
      found.relativeGap > max(1e-6, run.options.gap),
      scenario.pairs.count * scenario.horizon.count <= smallSize, nonConcave.count <= fewNonConcave
    {
      // Where the rounds end early, the one model of a small scenario is exact.
      method += ", finished by direct"
      let exact = try DirectMethod.solve(scenario, run, method: method)
      if exact.status == .optimal || exact.status == .infeasible { return exact }
      if (exact.objective.value ?? -.infinity) >= found.gain + scenario.replacedBillGain { return exact }
      // A limit ended it before it came as far as the rounds.
      if let bound = exact.bound { found.bound = min(found.bound, bound - scenario.replacedBillGain) }
      found.stop = control.stop
      found.isExhausted = found.stop == nil
    }
    if nonConcave.count > 0 {
      // Its contracts keep their rules already.
    } else if scenario.hasContractChoices && found.stop == nil {
      var search = ContractSearch(problem, relaxation: found, control: control)
      found = search.solve()
    } else if scenario.hasContractChoices {
      // The shares may break the rules on contracts; the bound holds.
      found = ContractSearch(problem, relaxation: found, control: control).outcome
    }
    if found.missesTargets { found.shares = nil }
    var outcome = try outcome(scenario, found, run, method: method)
    if outcome.status == .infeasible {
      let infeasibility = try InfeasibilityReason.find(scenario, run)
      outcome.part = PowerPlan(
        rejectedPairs: PowerPlan.rejectedPairs(scenario), infeasibility: infeasibility)
      outcome.termination.detail = infeasibility.summary
    }
    outcome.buildSeconds = (built - start) / .seconds(1)
    outcome.solveSeconds = (ContinuousClock.now - built) / .seconds(1)
    return outcome
  }

  static func outcome(
    _ scenario: PowerScenario, _ found: ShareSolver.Outcome, _ run: SolveRun, method: String
  ) throws -> SolveOutcome<PowerPlan> {
    var part: PowerPlan?
    var components = PlanComponents([:])
    if let shares = found.shares {
      let settlement = Settlement(scenario, shares: shares, threads: run.options.threads)
      components = PowerPlan.components(scenario, settlement)
      part = PowerPlan(scenario, settlement)
      part?.boundProof = found.proof
    }
    let objective = PlanObjective(sense: .maximize, unit: scenario.currency, components: components)
    var bound = found.bound.isFinite ? found.bound + scenario.replacedBillGain : nil
    // A bound that misses the value by rounding is the value.
    if let value = objective.value, let known = bound, known - value <= max(1, 1e-6 * abs(value)),
      known <= value + 1e-10 * max(1, abs(value)) + SupplyBound.rounding(scenario)
    {
      bound = value
    }
    let verdict = Verdict(termination(found, run), value: objective.value, bound: bound)
    return SolveOutcome(
      status: verdict.status, termination: verdict.termination, objective: objective,
      bound: verdict.status == .infeasible ? nil : bound, method: method, buildSeconds: 0, solveSeconds: 0,
      part: part)
  }

  private static func termination(_ found: ShareSolver.Outcome, _ run: SolveRun) -> Termination {
    if let stop = found.stop {
      return found.shares == nil ? .stoppedWithoutSolution(by: stop) : .stopped(by: stop)
    }
    if found.missesTargets { return .infeasible }
    let gap = found.shares == nil ? nil : found.bound - found.gain
    if let gap, gap <= run.options.gap * max(abs(found.gain), 1e-9) { return .withinGap }
    if found.isExhausted {
      return .failed(reason: "the search came no closer; the gap is what was proved")
    }
    return found.shares == nil ? .infeasible : .optimal
  }
}
