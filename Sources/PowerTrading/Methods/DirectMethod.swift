// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Plain contracts as one model over all intervals, handed to GLPK: the oracle of the other methods, and right for
/// small scenarios.
enum DirectMethod {
  static func solve(
    _ scenario: PowerScenario, _ run: SolveRun, method: String
  ) throws -> SolveOutcome<PowerPlan> {
    let start = ContinuousClock.now
    let formulation = formulation(of: scenario, keepsNames: run.modelPath != nil)
    try run.writeModelIfAsked(formulation.model)
    let built = ContinuousClock.now
    var control = run.control
    control.wantsRootDuals = true
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    var outcome = outcome(scenario, formulation, solution, run, method: method)
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

  /// The model, with a yes-or-no variable for each interval in which supply loses.
  static func formulation(of scenario: PowerScenario, keepsNames: Bool = false) -> OfferFormulation {
    OfferFormulation(
      scenario, OfferWorth(scenario), .jointGain, floors: [], choices: .max, isPlain: true,
      keepsNames: keepsNames)
  }

  static func outcome(
    _ scenario: PowerScenario, _ formulation: OfferFormulation, _ solution: LinearSolution,
    _ run: SolveRun,
    method: String
  ) -> SolveOutcome<PowerPlan> {
    let proof = proof(scenario, formulation, solution)
    let provenBound = proof.map { SupplyBound.value(scenario, $0) }
    var part: PowerPlan?
    var components = PlanComponents([:])
    var shares: [Double]?
    if solution.termination.hasSolution {
      shares = ContractShares.cleaned(
        scenario, choices: formulation.choiceColumn, primal: solution.primal)
    } else if case .stoppedWithoutSolution = solution.termination {
      shares = ContractShares.none(scenario)
    }
    if let shares {
      let settlement = Settlement(scenario, shares: shares, threads: run.options.threads)
      components = PowerPlan.components(scenario, settlement)
      part = PowerPlan(scenario, settlement)
      part?.boundProof = proof
    }
    let objective = PlanObjective(sense: .maximize, unit: scenario.currency, components: components)
    var bound = provenBound
    if formulation.model.hasIntegerColumns, solution.bound.isFinite {
      // The solver's bound includes the constant of the objective.
      bound = min(solution.bound, provenBound ?? .infinity)
    }
    // A bound that misses the value by rounding is the value.
    if let value = objective.value, let known = bound,
      known <= value + 1e-10 * max(1, abs(value)) + SupplyBound.rounding(scenario)
    {
      bound = value
    }
    let verdict = Verdict(solution.termination, value: objective.value, bound: bound)
    return SolveOutcome(
      status: verdict.status, termination: verdict.termination, objective: objective,
      bound: verdict.status == .infeasible ? nil : bound, method: method, buildSeconds: 0, solveSeconds: 0,
      part: part)
  }

  /// The relaxation's multipliers, as a proof that needs no solver: the shares at which each interval is
  /// linearised, and the fractions of the intervals that are just at their kink.
  static func proof(
    _ scenario: PowerScenario, _ formulation: OfferFormulation, _ solution: LinearSolution
  ) -> PowerPlan.BoundProof? {
    let isInteger = formulation.model.hasIntegerColumns
    let dual = isInteger ? solution.rootRowDual : solution.rowDual
    let primal = isInteger ? solution.rootPrimal : solution.primal
    guard dual.count == formulation.model.rowCount, primal.count == formulation.model.columnCount else {
      return nil
    }
    let reference = primal[..<scenario.pairs.count].map { $0 < 1e-9 ? 0 : $0 }
    // The model's rows are over required energies and loads.
    let rho = scenario.consumers.indices.map { j in
      formulation.re100Row[j].map { max(0, -dual[$0]) / scenario.consumers[j].requiredEnergy } ?? 0
    }
    let kappa = formulation.countRow.map { $0.map { max(0, dual[$0]) } ?? 0 }
    var stated = StatedFractions()
    var kink = formulation.kinks.startIndex
    for (j, consumer) in scenario.consumers.enumerated() {
      let offered = Settlement.offered(scenario, consumer: j, shares: reference)
      for t in 0..<scenario.horizon.count {
        // An interval without a row of its own absorbs all that can be offered.
        var fraction = 1.0
        if kink < formulation.kinks.endIndex, formulation.kinks[kink].consumer == j,
          formulation.kinks[kink].interval == t
        {
          let value = (max(0, scenario.supplyValue(consumer: j, interval: t)) + rho[j]) * consumer.load[t]
          fraction = value > 0 ? min(1, max(0, dual[formulation.kinks[kink].row] / value)) : 1
          kink += 1
        }
        stated.add(consumer: j, interval: t, fraction, offered: offered[t], load: consumer.load[t])
      }
    }
    return PowerPlan.BoundProof(
      referenceShares: NumberList(reference), re100Multipliers: NumberList(rho),
      contractCountMultipliers: NumberList(kappa), kinkConsumers: NumberList(stated.consumers),
      kinkIntervals: NumberList(stated.intervals), kinkFractions: NumberList(stated.fractions))
  }
}

/// The fractions of a bound proof that do not follow from the reference shares.
private struct StatedFractions {
  var consumers: [Double] = []
  var intervals: [Double] = []
  var fractions: [Double] = []

  /// Keeps a fraction unless it is the usual one, and by a margin that no other order of summing blurs.
  mutating func add(consumer: Int, interval: Int, _ fraction: Double, offered: Double, load: Double) {
    if load == 0 || offered == 0 { return }
    let isUsual = abs(fraction - SupplyBound.defaultFraction(offered: offered, load: load)) <= 1e-12
    if isUsual && abs(offered - load) > 1e-9 * load { return }
    consumers.append(Double(consumer))
    intervals.append(Double(interval))
    fractions.append(fraction)
  }
}

extension PowerPlan {
  /// No plan, and why.
  init(rejectedPairs: [RejectedPair], infeasibility: Infeasibility) {
    self.rejectedPairs = rejectedPairs
    self.infeasibility = infeasibility
  }
}
