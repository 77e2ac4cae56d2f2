// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// Shared warehousing: idle warehouses are matched to the firms that need storage and delivery.
public enum LogisticsMarket: Market {
  /// `logistics`
  public static let name = "logistics"

  /// Less cost is better.
  public static let sense = PlanObjective.Sense.minimize

  /// What a scenario file must look like.
  public static let scenarioSchema = JSONSchema(
    text: String(decoding: PackageResources.logistics_scenario_json, as: UTF8.self),
    fragments: ["options": SolveOptionsChoice.schemaText])

  /// What a plan file looks like.
  public static let planSchema = Interchange.planSchema(
    market: name, part: String(decoding: PackageResources.logistics_plan_json, as: UTF8.self))

  /// Makes a valid scenario of a file.
  public static func scenario(from document: JSONDocument, inputs: InputReader) throws -> LogisticsScenario {
    try scenarioSchema.validate(document)
    return try LogisticsScenario(
      document.decode(LogisticsScenarioFile.self), document: document, inputs: inputs)
  }

  /// Options that the scenario asks for.
  public static func options(of scenario: LogisticsScenario) -> SolveOptionsChoice { scenario.options }

  /// The scenario's currency.
  public static func currency(of scenario: LogisticsScenario) -> String { scenario.currency }

  /// Solves a scenario.
  public static func solve(_ scenario: LogisticsScenario, _ run: SolveRun) throws -> SolveOutcome<
    LogisticsPlan
  > {
    switch run.options.method {
    case .direct: return try DirectMethod.solve(scenario, run, method: "direct")
    case .decomposition:
      if let outcome = try DecompositionMethod.solve(scenario, run) { return outcome }
      var outcome = try DirectMethod.solve(scenario, run, method: "direct")
      outcome.methodReason =
        "decomposition does not know scenarios with \(LocationMapping.obstacle(scenario))"
      return outcome
    case .auto: return try solveByOwnChoice(scenario, run)
    }
  }

  /// Classic location problems by their structure, others as one model where they are small.
  private static func solveByOwnChoice(
    _ scenario: LogisticsScenario, _ run: SolveRun
  ) throws -> SolveOutcome<LogisticsPlan> {
    if run.modelPath == nil, LocationMapping.applies(to: scenario),
      var outcome = try DecompositionMethod.solve(scenario, run)
    {
      outcome.methodReason = "a capacitated facility location problem, solved by its structure"
      return outcome
    }
    if run.modelPath == nil, !isSmall(scenario), let found = try DecompositionMethod.solve(scenario, run) {
      var outcome = found
      let reason =
        "too large for one model, and no classic location problem: it has \(LocationMapping.obstacle(scenario))"
      outcome.methodReason = [reason, found.methodReason].compactMap { $0 }.joined(separator: "; ")
      return outcome
    }
    var outcome = try DirectMethod.solve(scenario, run, method: "direct")
    outcome.methodReason =
      run.modelPath != nil
      ? "a model was asked for, and only the direct method makes one"
      : "no classic location problem: it has \(LocationMapping.obstacle(scenario))"
    return outcome
  }

  /// Whether one model is solved soon: linear, or with few lanes.
  private static func isSmall(_ scenario: LogisticsScenario) -> Bool {
    scenario.lanes.count <= (scenario.isLinear ? 10_000 : 200)
  }

  /// How full the activated warehouses are, and what stays unserved.
  public static func tables(_ plan: LogisticsPlan, currency: String) -> [PlanTable] { plan.tables }

  /// Checks a plan against the scenario's data, without a solver.
  public static func check(
    _ plan: PlanEnvelope<LogisticsPlan>, against scenario: LogisticsScenario
  ) -> CheckReport {
    guard let part = plan.plan, part.infeasibility == nil else {
      var report =
        plan.plan?.infeasibility.map { LogisticsInfeasibilityCheck.report(scenario, $0) } ?? CheckReport()
      report.checkEnvelope(plan, hasPlan: false)
      return report
    }
    var check = LogisticsCheck(scenario, part)
    check.checkPlan()
    check.checkComponents(plan.objective.components)
    check.checkBound(plan.bound)
    var report = check.report
    report.checkEnvelope(plan, hasPlan: true)
    return report
  }
}
