// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Scenarios with terms beyond the plain contract, or rules that the structure does not know: by their plain
/// equivalent where there is one, else by one model over offers, stage by stage.
enum TermsMethod {
  static func solve(_ scenario: PowerScenario, _ run: SolveRun) throws -> SolveOutcome<PowerPlan> {
    let equivalent = PlainEquivalent(scenario)
    let limit = equivalent.scenario.map { StructureLimits.reason($0) } ?? equivalent.reason
    if let plain = equivalent.scenario, limit == nil {
      let outcome =
        switch run.options.method {
        case .direct: try DirectMethod.solve(plain, run, method: "direct")
        case .decomposition: try DecompositionMethod.solve(plain, run, method: "decomposition")
        case .auto: try DecompositionMethod.solveBySize(plain, run)
        }
      return settled(scenario, plain, outcome, run)
    }
    var outcome = try OfferMethod(scenario, run).solve()
    if outcome.method != "direct" {
      outcome.methodReason =
        "\(limit ?? ""), and \(scenario.pairs.count * scenario.horizon.count) offers times intervals: cuts over the shares"
      return outcome
    }
    switch run.options.method {
    case .direct: break
    case .auto: outcome.methodReason = "\(limit ?? ""): one model over all intervals"
    case .decomposition:
      outcome.methodReason =
        "decomposition hands over to direct: it does not know \(limit ?? "")"
    }
    return outcome
  }

  /// The plan of the plain equivalent, settled by the scenario's own terms.
  private static func settled(
    _ scenario: PowerScenario, _ plain: PowerScenario, _ plainOutcome: SolveOutcome<PowerPlan>,
    _ run: SolveRun
  ) -> SolveOutcome<PowerPlan> {
    var outcome = plainOutcome
    guard let part = outcome.part, part.infeasibility == nil else {
      outcome.objective = PlanObjective(
        sense: .maximize, unit: scenario.unit(of: scenario.finalObjective), components: PlanComponents([:]))
      return outcome
    }
    let settlement = Settlement(
      scenario, shares: part.shares(in: plain), threads: run.options.threads)
    var own = PowerPlan(scenario, settlement)
    own.boundProof = part.boundProof
    outcome.part = own
    outcome.objective = PlanObjective(
      sense: .maximize, unit: scenario.unit(of: scenario.finalObjective),
      components: PowerPlan.components(scenario, settlement))
    let value = outcome.objective.value ?? 0
    if let bound = outcome.bound,
      bound <= value + 1e-10 * max(1, abs(value)) + SupplyBound.rounding(plain)
    {
      outcome.bound = value
    }
    // The status follows from the value as it is settled here.
    let isProved = outcome.bound.map { isOptimal(value: value, bound: $0) } ?? false
    if isProved != (outcome.status == .optimal) {
      outcome.status = isProved ? .optimal : .feasible
      if outcome.termination.reason == .gapReached || outcome.termination.reason == .optimal {
        outcome.termination = PlanTermination(
          reason: isProved ? .optimal : .gapReached,
          detail: isProved ? "proved optimal" : "the gap is what could be proved")
      }
    }
    return outcome
  }
}
