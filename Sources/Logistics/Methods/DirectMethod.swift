// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// One model, handed to GLPK: the oracle of the other methods, and right for small scenarios.
enum DirectMethod {
  static func solve(
    _ scenario: LogisticsScenario, _ run: SolveRun, method: String
  ) throws -> SolveOutcome<LogisticsPlan> {
    let start = ContinuousClock.now
    let formulation = StrongFormulation(scenario, keepsNames: run.modelPath != nil)
    try run.writeModelIfAsked(formulation.model)
    let built = ContinuousClock.now
    var control = run.control
    control.wantsRootDuals = true
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    let fixed = try fixedProgram(scenario, formulation, solution, run)
    let proof = try proof(scenario, formulation, solution, run)
    var outcome = outcome(scenario, formulation, solution, fixed: fixed, proof: proof, method: method)
    if outcome.status == .infeasible {
      let infeasibility = try InfeasibilityReason.find(scenario, run)
      outcome.part = LogisticsPlan(infeasibility: infeasibility)
      outcome.termination.detail = infeasibility.summary
    }
    outcome.buildSeconds = (built - start) / .seconds(1)
    outcome.solveSeconds = (ContinuousClock.now - built) / .seconds(1)
    return outcome
  }

  /// The linear program with the solution's integral choices, for exact shares and prices; nil where there
  /// is none to solve, or no time.
  private static func fixedProgram(
    _ scenario: LogisticsScenario, _ formulation: StrongFormulation, _ solution: LinearSolution,
    _ run: SolveRun
  ) throws -> FixedProgram? {
    guard formulation.model.hasIntegerColumns, solution.termination.hasSolution else { return nil }
    var control = run.control
    // After a run that the clock stopped a moment is left: the stop comes within a second.
    control.timeLimit = control.timeLimit.map { max($0, .milliseconds(300)) }
    return try FixedProgram(
      scenario, IntegralChoices(scenario, formulation.index, primal: solution.primal), control: control)
  }

  static func outcome(
    _ scenario: LogisticsScenario, _ formulation: StrongFormulation, _ solution: LinearSolution,
    fixed: FixedProgram? = nil, proof: Multipliers? = nil, method: String
  ) -> SolveOutcome<LogisticsPlan> {
    let multipliers = proof ?? multipliers(scenario, formulation, solution)
    let provenBound = multipliers.map { LagrangianBound.value(scenario, $0) }
    var part: LogisticsPlan?
    if solution.termination.hasSolution {
      let first = formulation.index.firstLaneColumn
      let raw = fixed?.shares[...] ?? solution.primal[first..<first + scenario.lanes.count]
      let prices = formulation.model.hasIntegerColumns ? fixed?.multipliers : multipliers
      var plan = LogisticsPlan(
        scenario, ShareTable(scenario, raw: raw), prices: prices.map { PlanPrices(scenario, $0) })
      plan.boundProof = multipliers.map { LogisticsPlan.BoundProof($0) }
      part = plan
    }
    let objective = PlanObjective(
      sense: .minimize, unit: scenario.currency, components: part?.components ?? PlanComponents([:]))
    // For a linear program the multipliers prove more than the solver's word; for an integer one the
    // branch-and-cut bound is the stronger.
    var bound = provenBound
    if formulation.model.hasIntegerColumns, solution.bound.isFinite {
      bound = max(solution.bound, provenBound ?? -.infinity)
    }
    // A bound that misses the value by rounding is the value.
    if let value = objective.value, let known = bound, known >= value - 1e-10 * max(1, value) {
      bound = value
    }
    let verdict = Verdict(solution.termination, value: objective.value, bound: bound)
    return SolveOutcome(
      status: verdict.status, termination: verdict.termination, objective: objective,
      bound: verdict.status == .infeasible ? nil : bound, method: method, buildSeconds: 0, solveSeconds: 0,
      part: part)
  }

  /// The multipliers that prove most: those of the root, or, where the root is stronger than what the
  /// Lagrangian bound knows, those of the relaxation that it does know.
  private static func proof(
    _ scenario: LogisticsScenario, _ formulation: StrongFormulation, _ solution: LinearSolution,
    _ run: SolveRun
  ) throws -> Multipliers? {
    guard let root = multipliers(scenario, formulation, solution) else { return nil }
    let index = formulation.index
    guard
      !index.trips.isEmpty || !index.pairs.isEmpty || !index.storedClasses.isEmpty
        || !index.periodColumn.isEmpty
    else { return root }
    var control = run.control
    control.permutationSeed = 0
    control.onProgress = nil
    control.timeLimit = control.timeLimit.map { max($0, .milliseconds(300)) }
    let known = StrongFormulation(scenario, isForProof: true)
    let relaxed = try LinearProgramming.solve(known.model.relaxed(), control: control)
    guard let better = multipliers(scenario, known, relaxed) else { return root }
    let (first, second) = (LagrangianBound.value(scenario, root), LagrangianBound.value(scenario, better))
    return second > first ? better : root
  }

  /// The multipliers of the relaxation, which prove a bound without a solver.
  static func multipliers(
    _ scenario: LogisticsScenario, _ formulation: StrongFormulation, _ solution: LinearSolution
  ) -> Multipliers? {
    let dual = solution.rootRowDual.isEmpty ? solution.rowDual : solution.rootRowDual
    guard !dual.isEmpty else { return nil }
    return Multipliers(scenario, formulation.index, dual: dual)
  }
}

extension LogisticsPlan {
  /// No plan, and why.
  init(infeasibility: Infeasibility) { self.infeasibility = infeasibility }
}
