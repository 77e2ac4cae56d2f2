// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// Direct power-purchase agreements: renewable suppliers are matched to consumers.
public enum PowerMarket: Market {
  /// `power`
  public static let name = "power"

  /// More gain is better.
  public static let sense = PlanObjective.Sense.maximize

  /// Power is settled interval by interval.
  public static let hasLedger = true

  /// What a scenario file must look like.
  public static let scenarioSchema = JSONSchema(
    text: String(decoding: PackageResources.power_scenario_json, as: UTF8.self),
    fragments: ["options": SolveOptionsChoice.schemaText])

  /// What a plan file looks like.
  public static let planSchema = Interchange.planSchema(
    market: name, part: String(decoding: PackageResources.power_plan_json, as: UTF8.self))

  /// Makes a valid scenario of a file.
  public static func scenario(from document: JSONDocument, inputs: InputReader) throws -> PowerScenario {
    try scenarioSchema.validate(document)
    return try PowerScenario(document.decode(PowerScenarioFile.self), document: document, inputs: inputs)
  }

  /// What is wrong and what may be wrong in a scenario file and its data.
  public static func examine(_ document: JSONDocument, inputs: InputReader) throws -> Examination {
    var warnings = IssueCollector(document: document)
    var examination = Examination()
    do {
      try scenarioSchema.validate(document)
      let file = try document.decode(PowerScenarioFile.self)
      examination.scope =
        "series of \(file.suppliers.count + file.consumers.count) parties over \(file.horizon.intervals) intervals"
      _ = try PowerScenario(file, document: document, inputs: inputs, warnings: &warnings)
    } catch let error as DataError {
      examination.error = error
    }
    examination.warnings = warnings.issues
    return examination
  }

  /// What may be wrong in the data of a scenario.
  public static func warnings(of scenario: PowerScenario) -> [String] { scenario.warnings }

  /// Options that the scenario asks for.
  public static func options(of scenario: PowerScenario) -> SolveOptionsChoice { scenario.options }

  /// The scenario's currency.
  public static func currency(of scenario: PowerScenario) -> String { scenario.currency }

  /// In what the scenario's objective is counted.
  public static func objectiveUnit(of scenario: PowerScenario) -> String {
    scenario.unit(of: scenario.finalObjective)
  }

  /// Solves a scenario.
  public static func solve(_ scenario: PowerScenario, _ run: SolveRun) throws -> SolveOutcome<PowerPlan> {
    if scenario.hasTerms || StructureLimits.reason(scenario) != nil {
      return try TermsMethod.solve(scenario, run)
    }
    var outcome =
      switch run.options.method {
      case .direct: try DirectMethod.solve(scenario, run, method: "direct")
      case .decomposition: try DecompositionMethod.solve(scenario, run, method: "decomposition")
      case .auto: try DecompositionMethod.solveBySize(scenario, run)
      }
    // Chords over non-concave intervals say little about the next kWh.
    if let part = outcome.part, part.infeasibility == nil, let proof = part.boundProof,
      scenario.nonConcaveIntervalCount == 0
    {
      outcome.part?.breakEvenAsks = PowerPlan.breakEvenAsks(
        scenario, shares: part.shares(in: scenario), proof, threads: run.options.threads)
    }
    return outcome
  }

  /// Who gets what.
  public static func tables(_ plan: PowerPlan, currency: String) -> [PlanTable] {
    plan.tables(currency: currency)
  }

  /// Checks a plan against the scenario's data, without a solver.
  public static func check(_ plan: PlanEnvelope<PowerPlan>, against scenario: PowerScenario) -> CheckReport {
    guard let part = plan.plan, part.infeasibility == nil else {
      var report =
        plan.plan?.infeasibility.map { PowerInfeasibilityCheck.report(scenario, $0) } ?? CheckReport()
      report.checkEnvelope(plan, hasPlan: false)
      return report
    }
    var check = PowerCheck(scenario, part)
    check.checkPlan(plan.objective.components)
    if scenario.hasTerms || StructureLimits.reason(scenario) != nil {
      check.checkTermsBound(plan.bound)
    } else {
      check.checkBound(plan.bound)
    }
    var report = check.report
    report.checkEnvelope(plan, hasPlan: true)
    return report
  }

  /// The settlement of a plan interval by interval, as CSV.
  public static func ledger(_ plan: PowerPlan, _ scenario: PowerScenario) -> String? {
    SettlementLedger.text(scenario, plan)
  }
}
