// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// One model over offers of every form, an objective after the other; the shares found are settled, and
/// polished where the settlement is not what the model says.
struct OfferMethod {
  private let scenario: PowerScenario
  private let run: SolveRun
  private let worth: OfferWorth

  /// What a stage came to.
  private struct StageResult {
    var shares: [Double]?
    var value: Double?
    var bound: Double?
    var proof: PowerPlan.OfferProof?
    var termination: Termination
  }

  init(_ scenario: PowerScenario, _ run: SolveRun) {
    self.scenario = scenario
    self.run = run
    worth = OfferWorth(scenario)
  }

  func solve() throws -> SolveOutcome<PowerPlan> {
    let start = ContinuousClock.now
    var buildSeconds = 0.0
    var floors: [(objective: ObjectiveKind, least: Double)] = []
    var stages: [PowerPlan.Stage] = []
    var last = StageResult(shares: nil, termination: .optimal)
    for (index, stage) in scenario.objectives.enumerated() {
      last = try solve(
        stage.objective, floors, from: last.shares, isLast: index == scenario.objectives.count - 1,
        &buildSeconds)
      guard let value = last.value else { break }
      let own = PowerPlan.Stage(
        objective: stage.objective, tolerance: stage.tolerance ?? 0, value: value, bound: last.bound)
      stages.append(own)
      floors.append((stage.objective, own.floor))
    }
    var outcome = try outcome(last, stages)
    outcome.buildSeconds = buildSeconds
    outcome.solveSeconds = (ContinuousClock.now - start) / .seconds(1) - buildSeconds
    return outcome
  }

  private func outcome(_ last: StageResult, _ stages: [PowerPlan.Stage]) throws -> SolveOutcome<PowerPlan> {
    let unit = scenario.unit(of: scenario.finalObjective)
    var part: PowerPlan?
    var components = PlanComponents([:])
    if let shares = last.shares {
      let settlement = Settlement(scenario, shares: shares, threads: run.options.threads)
      components = PowerPlan.components(scenario, settlement)
      part = PowerPlan(scenario, settlement)
      part?.offerProof = last.proof
      if scenario.objectives.count > 1 { part?.stages = stages }
    }
    let verdict = Verdict(last.termination, value: last.value, bound: last.bound)
    var outcome = SolveOutcome(
      status: verdict.status, termination: verdict.termination,
      objective: PlanObjective(sense: .maximize, unit: unit, components: components),
      bound: verdict.status == .infeasible ? nil : last.bound, method: isLarge ? "cuts" : "direct",
      buildSeconds: 0,
      solveSeconds: 0, part: part)
    if outcome.status == .infeasible {
      let infeasibility = try InfeasibilityReason.find(scenario, run)
      outcome.part = PowerPlan(
        rejectedPairs: PowerPlan.rejectedPairs(scenario), infeasibility: infeasibility)
      outcome.termination.detail = infeasibility.summary
    }
    return outcome
  }

  private func solve(
    _ objective: ObjectiveKind, _ floors: [(objective: ObjectiveKind, least: Double)],
    from previous: [Double]?, isLast: Bool, _ buildSeconds: inout Double
  ) throws -> StageResult {
    if isLarge { return try solveByCuts(objective, floors, from: previous) }
    let start = ContinuousClock.now
    let formulation = OfferFormulation(scenario, worth, objective, floors: floors, choices: 0)
    if isLast && run.modelPath != nil {
      // For other solvers the model with its yes-or-no variables, as far as they go.
      let whole = OfferFormulation(
        scenario, worth, objective, floors: floors, choices: OfferFormulation.largestChoiceCount,
        keepsNames: true)
      try run.writeModelIfAsked(whole.model)
    }
    buildSeconds += (ContinuousClock.now - start) / .seconds(1)
    let solution = try LinearProgramming.solve(
      formulation.model, control: control(timePart: formulation.isExact ? 1 : 0.5))
    var result = StageResult(termination: solution.termination)
    if solution.termination.isInfeasible {
      // The earlier stages' plan keeps their floors: there the model is at odds only by rounding.
      guard let previous else { return result }
      return kept(previous, objective, floors, "the stage's model has no solution by rounding")
    }
    let proof = formulation.proof(scenario, objective, floors: floors, solution)
    result.proof = proof
    var bound = proof.map { OfferBound.value(scenario, worth, objective, floors: floors, $0) } ?? .infinity
    if formulation.model.hasIntegerColumns, solution.bound.isFinite { bound = min(bound, solution.bound) }
    var candidates = shares(formulation, solution)
    if let previous { candidates.append(previous) }
    if let none = ContractShares.none(scenario) { candidates.append(none) }
    var found = best(of: candidates, objective, floors, bound: bound, isExact: formulation.isExact)
    if formulation.lacksChoices, !isDone(found?.evaluation.values[objective], bound) {
      let exact = try branch(objective, floors)
      bound = min(bound, exact?.bound ?? .infinity)
      if let exact, exact.isInfeasible, found == nil { return StageResult(termination: .infeasible) }
      if let exact, !exact.shares.isEmpty {
        let own = best(of: exact.shares, objective, floors, bound: bound, isExact: exact.isExact)
        if (own?.evaluation.values[objective] ?? -.infinity)
          > (found?.evaluation.values[objective] ?? -.infinity)
        {
          found = own
        }
      }
    }
    result.shares = found?.shares
    result.value = found?.evaluation.values[objective]
    if bound.isFinite { result.bound = bound }
    guard let value = result.value else {
      if solution.termination.hasSolution {
        result.termination = .failed(
          reason: "shares that keep every rule when they are settled were not found; the model has some")
      }
      return result
    }
    if bound.isFinite, bound <= value + 1e-9 * max(1, abs(value)) { result.bound = value }
    if case .stoppedWithoutSolution(let stop) = result.termination { result.termination = .stopped(by: stop) }
    if case .stopped = result.termination, isDone(value, result.bound ?? .infinity) {
      result.termination = .withinGap
    } else if !formulation.isExact, let deadline = run.deadline, ContinuousClock.now >= deadline {
      result.termination = isDone(value, result.bound ?? .infinity) ? .withinGap : .stopped(by: .time)
    }
    return result
  }

  /// Whether one model over all intervals would not come to an end, and nobody asked for it.
  private var isLarge: Bool {
    run.options.method != .direct && run.modelPath == nil
      && scenario.pairs.count * scenario.horizon.count > OfferCuts.smallestSize
  }

  private func solveByCuts(
    _ objective: ObjectiveKind, _ floors: [(objective: ObjectiveKind, least: Double)],
    from previous: [Double]?
  ) throws -> StageResult {
    let cuts = OfferCuts(scenario: scenario, worth: worth, run: run, deadline: run.deadline)
    let found = try cuts.solve(objective, floors)
    var result = StageResult(termination: .infeasible)
    if found.isInfeasible && previous == nil { return result }
    result.proof = found.proof
    var bound = found.bound
    if let proof = found.proof {
      bound = min(bound, OfferBound.value(scenario, worth, objective, floors: floors, proof))
    }
    var candidates = found.shares
    if let previous { candidates.append(previous) }
    if let none = ContractShares.none(scenario) { candidates.append(none) }
    for shares in candidates {
      let own = OfferEvaluation(scenario, shares: shares, floors: floors, threads: run.options.threads)
      guard own.violation == 0, let value = own.values[objective], value > result.value ?? -.infinity else {
        continue
      }
      (result.shares, result.value) = (shares, value)
    }
    if bound.isFinite { result.bound = bound }
    if let value = result.value, bound <= value + 1e-9 * max(1, abs(value)) { result.bound = value }
    let isStopped = found.isStopped || run.deadline.map { ContinuousClock.now >= $0 } ?? false
    if result.value == nil {
      result.termination =
        isStopped
        ? .stoppedWithoutSolution(by: .time)
        : .failed(reason: "shares that keep every rule when they are settled were not found")
    } else if isDone(result.value, bound) {
      result.termination = .withinGap
    } else {
      result.termination =
        isStopped
        ? .stopped(by: .time) : .failed(reason: "the cuts came no closer; the gap is what was proved")
    }
    return result
  }

  /// Limits of a solve that may take a part of the time left.
  private func control(timePart: Double) -> SolveControl {
    var control = run.control
    control.wantsRootDuals = true
    control.timeLimit = control.timeLimit.map { $0 * timePart }
    return control
  }

  private func shares(_ formulation: OfferFormulation, _ solution: LinearSolution) -> [[Double]] {
    guard solution.termination.hasSolution else { return [] }
    return [
      ContractShares.cleaned(
        scenario, choices: formulation.choiceColumn, lots: formulation.lotColumn, primal: solution.primal)
    ]
  }

  /// The model with a yes-or-no variable for each interval that needs one; nil where there are too many.
  private func branch(
    _ objective: ObjectiveKind, _ floors: [(objective: ObjectiveKind, least: Double)]
  ) throws -> (shares: [[Double]], bound: Double, isExact: Bool, isInfeasible: Bool)? {
    let formulation = OfferFormulation(
      scenario, worth, objective, floors: floors, choices: OfferFormulation.largestChoiceCount)
    if formulation.lacksChoices { return nil }
    var control = control(timePart: 0.9)
    control.nodeLimit = 50_000
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    return (
      shares(formulation, solution), solution.bound.isFinite ? solution.bound : .infinity,
      formulation.isExact, solution.termination.isInfeasible
    )
  }

  /// Whether a value is as good as its bound.
  private func isDone(_ value: Double?, _ bound: Double) -> Bool {
    guard let value else { return false }
    return bound - value <= max(1e-9, min(run.options.gap, 1e-6)) * max(1, abs(value))
  }

  /// The earlier plan, without a bound.
  private func kept(
    _ shares: [Double], _ objective: ObjectiveKind, _ floors: [(objective: ObjectiveKind, least: Double)],
    _ reason: String
  ) -> StageResult {
    let own = OfferEvaluation(scenario, shares: shares, floors: floors, threads: run.options.threads)
    return StageResult(
      shares: shares, value: own.values[objective], termination: .failed(reason: reason))
  }

  /// The best of some shares that keep every rule when settled, polished where that may gain.
  private func best(
    of candidates: [[Double]], _ objective: ObjectiveKind,
    _ floors: [(objective: ObjectiveKind, least: Double)], bound: Double, isExact: Bool
  ) -> (shares: [Double], evaluation: OfferEvaluation)? {
    let run = run
    let polish = SharePolish(
      scenario: scenario, objective: objective, floors: floors, threads: run.options.threads,
      mustStop: {
        run.cancellation.isCancelled || run.deadline.map { ContinuousClock.now >= $0 } ?? false
      })
    var best: (shares: [Double], evaluation: OfferEvaluation)?
    func offer(_ shares: [Double], _ evaluation: OfferEvaluation) {
      let value = evaluation.values[objective] ?? -.infinity
      if evaluation.violation == 0, value > best?.evaluation.values[objective] ?? -.infinity {
        best = (shares, evaluation)
      }
    }
    func isDone() -> Bool { self.isDone(best?.evaluation.values[objective], bound) }
    for shares in candidates { offer(shares, polish.evaluate(shares)) }
    if isDone() || isExact && best != nil { return best }
    for scale in [1.0, 0.7, 0.4] where !isDone() {
      for shares in candidates.prefix(2) where !isDone() {
        let scaled = shares.indices.map { p -> Double in
          let pair = scenario.pairs[p]
          if shares[p] == 0 || pair.isFrozen { return shares[p] }
          return pair.allowedShare(near: shares[p] * scale)
        }
        let found = polish.improve(scaled, rounds: 40)
        offer(found.shares, found.evaluation)
      }
    }
    if !isDone(), let start = best?.shares ?? candidates.first {
      let moves = ShareMoves(polish)
      var found = moves.improve(start, polish.evaluate(start))
      offer(found.shares, found.evaluation)
      if !isDone(), let other = moves.bestRandom() {
        found = moves.improve(other.shares, other.evaluation)
        offer(found.shares, found.evaluation)
      }
    }
    return best
  }
}

extension Termination {
  /// Whether no point keeps the rows.
  fileprivate var isInfeasible: Bool { self == .infeasible || self == .infeasibleOrUnbounded }
}
