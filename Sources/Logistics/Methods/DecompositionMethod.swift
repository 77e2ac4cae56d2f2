// SPDX-License-Identifier: GPL-3.0-or-later

internal import FacilityLocation
internal import Interchange
internal import LinearProgramming

/// The scenario by its structure, without a large model; see the room `FacilityLocation`.
enum DecompositionMethod {
  /// Nil where the scenario has a feature the method does not know.
  static func solve(_ scenario: LogisticsScenario, _ run: SolveRun) throws -> SolveOutcome<LogisticsPlan>? {
    let start = ContinuousClock.now
    guard scenario.isClassic, let mapping = LocationMapping(scenario) else {
      return try GeneralMethod.solve(scenario, run)
    }
    let built = ContinuousClock.now
    var control = LocationControl(
      deadline: run.deadline, relativeGap: run.options.gap, threads: run.options.threads,
      seed: UInt64(run.options.seed), cancellation: run.cancellation)
    if let onProgress = run.onProgress {
      control.onProgress = { progress in
        onProgress(
          SolveProgress(
            phase: .branchAndCut, elapsedSeconds: (ContinuousClock.now - start) / .seconds(1),
            incumbent: progress.incumbent, bound: progress.bound, nodeCount: progress.nodeCount,
            iterationCount: 0))
      }
    }
    let found = FacilityLocation.solve(mapping.problem, control: control)
    var outcome = try outcome(scenario, mapping, found, run)
    outcome.buildSeconds = (built - start) / .seconds(1)
    outcome.solveSeconds = (ContinuousClock.now - built) / .seconds(1)
    return outcome
  }

  private static func outcome(
    _ scenario: LogisticsScenario, _ mapping: LocationMapping, _ found: LocationOutcome, _ run: SolveRun
  ) throws -> SolveOutcome<LogisticsPlan> {
    var part: LogisticsPlan?
    if let solution = found.solution {
      var share = [Double](repeating: 0, count: scenario.lanes.count)
      for (arc, lane) in mapping.lane.enumerated() { if let lane { share[lane] = solution.share[arc] } }
      let fixed = try prices(scenario, share, run)
      var plan = LogisticsPlan(
        scenario, ShareTable(scenario, raw: share[...]),
        prices: fixed.map { PlanPrices(scenario, $0.multipliers) })
      plan.boundProof = found.rootProof.map { proof in
        LogisticsPlan.BoundProof(
          demandMultipliers: NumberList(proof.customerMultiplier),
          capacityPrices: NumberList(Array(proof.capacityPrice.prefix(scenario.warehouses.count))))
      }
      if scenario.isLinear, let fixed { plan.boundProof = LogisticsPlan.BoundProof(fixed.multipliers) }
      part = plan
    } else if found.ending == .infeasible {
      part = LogisticsPlan(infeasibility: try InfeasibilityReason.find(scenario, run))
    }
    let objective = PlanObjective(
      sense: .minimize, unit: scenario.currency,
      components: found.solution == nil ? PlanComponents([:]) : part?.components ?? PlanComponents([:]))
    var bound: Double? = found.bound.isFinite ? found.bound : nil
    // A bound that misses the value by rounding is the value.
    if let value = objective.value, let known = bound, known >= value - 1e-10 * max(1, value) {
      bound = value
    }
    let verdict = Verdict(termination(found), value: objective.value, bound: bound)
    var ending = verdict.termination
    if let reason = part?.infeasibility?.summary { ending.detail = reason }
    return SolveOutcome(
      status: verdict.status, termination: ending, objective: objective,
      bound: verdict.status == .infeasible ? nil : bound, method: "decomposition", buildSeconds: 0,
      solveSeconds: 0, part: part)
  }

  /// The most lanes of a scenario whose linear program at the plan's choices is solved for its prices.
  private static let mostPricedLanes = 20_000

  /// The program that prices the plan; nil for a large scenario, whose plans carry no shadow prices, or
  /// where the time does not suffice.
  private static func prices(
    _ scenario: LogisticsScenario, _ share: [Double], _ run: SolveRun
  ) throws -> FixedProgram? {
    guard scenario.lanes.count <= mostPricedLanes else { return nil }
    var control = run.control
    control.timeLimit = control.timeLimit.map { max($0, .milliseconds(300)) }
    return try FixedProgram(scenario, IntegralChoices(scenario, shares: share), control: control)
  }

  private static func termination(_ found: LocationOutcome) -> Termination {
    switch found.ending {
    case .withinGap: .withinGap
    case .infeasible: .infeasible
    case .deadline: found.solution == nil ? .stoppedWithoutSolution(by: .time) : .stopped(by: .time)
    case .interrupt:
      found.solution == nil ? .stoppedWithoutSolution(by: .interrupt) : .stopped(by: .interrupt)
    case .exhausted: .failed(reason: "the method has nothing left to try")
    }
  }
}
