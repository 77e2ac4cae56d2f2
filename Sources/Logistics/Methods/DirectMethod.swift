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
    var outcome = outcome(scenario, formulation, solution, method: method)
    if outcome.status == .infeasible {
      let infeasibility = try InfeasibilityReason.find(scenario, run)
      outcome.part = LogisticsPlan(infeasibility: infeasibility)
      outcome.termination.detail = infeasibility.summary
    }
    outcome.buildSeconds = (built - start) / .seconds(1)
    outcome.solveSeconds = (ContinuousClock.now - built) / .seconds(1)
    return outcome
  }

  static func outcome(
    _ scenario: LogisticsScenario, _ formulation: StrongFormulation, _ solution: LinearSolution,
    method: String
  ) -> SolveOutcome<LogisticsPlan> {
    let lanes = formulation.firstLaneColumn..<formulation.firstLaneColumn + scenario.lanes.count
    let proof = proof(scenario, formulation, solution)
    let provenBound = proof.map {
      LagrangianBound.value(
        scenario, demandMultipliers: $0.demandMultipliers.values, capacityPrices: $0.capacityPrices.values)
    }
    var part: LogisticsPlan?
    if solution.termination.hasSolution {
      let table = ShareTable(scenario, raw: solution.primal[lanes])
      var plan = LogisticsPlan(
        scenario, table, capacityPrices: scenario.isLinear ? proof?.capacityPrices.values : nil)
      plan.boundProof = proof
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

  /// The multipliers of the relaxation, as a proof that needs no solver.
  static func proof(
    _ scenario: LogisticsScenario, _ formulation: StrongFormulation, _ solution: LinearSolution
  ) -> LogisticsPlan.BoundProof? {
    let dual = formulation.model.hasIntegerColumns ? solution.rootRowDual : solution.rowDual
    guard !dual.isEmpty else { return nil }
    let capacityRows = scenario.warehouses.count * scenario.resources.count
    return LogisticsPlan.BoundProof(
      demandMultipliers: NumberList(Array(dual[..<scenario.demands.count])),
      capacityPrices: NumberList(
        dual[formulation.firstCapacityRow..<formulation.firstCapacityRow + capacityRows].map { max(0, -$0) }))
  }
}

extension LogisticsPlan {
  /// No plan, and why.
  init(infeasibility: Infeasibility) { self.infeasibility = infeasibility }
}
