// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Logistics
import Testing

/// A scenario read from JSON text, its solution, and the check of the plan that was written and read back.
struct SolvedCase {
  var scenario: LogisticsScenario
  var envelope: PlanEnvelope<LogisticsPlan>
  var report: CheckReport

  var value: Double? { envelope.objective.value }

  /// Solves to a gap of 0 and records an issue for every violation.
  init(_ text: String, seed: Int = 0, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try self.init(solving: Self.scenario(text), seed: seed, sourceLocation: sourceLocation)
  }

  /// The same of a scenario that was made as a value.
  init(
    solving scenario: LogisticsScenario, seed: Int = 0, method: SolveOptions.Method = .direct, cores: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    self.scenario = scenario
    var options = SolveOptions(cores: cores)
    options.method = method
    options.gap = 0
    options.seed = seed
    let outcome = try LogisticsMarket.solve(scenario, SolveRun(options: options))
    let solved = PlanEnvelope(
      market: LogisticsMarket.name, status: outcome.status, termination: outcome.termination,
      objective: outcome.objective, bound: outcome.bound, method: outcome.method, options: options.choice,
      timing: PlanTiming(), peakMemoryMB: 0,
      provenance: PlanProvenance(warewatt: "test", glpk: glpkVersion, inputSHA256: ""), plan: outcome.part)
    envelope = try Self.readBack(solved, currency: scenario.currency)
    report = LogisticsMarket.check(envelope, against: scenario)
    for violation in report.violations {
      Issue.record("\(violation)", sourceLocation: sourceLocation)
    }
  }

  /// The value of the best plan by the direct method; nil where there is no plan.
  static func optimum(of scenario: LogisticsScenario) throws -> Double? {
    let direct = try SolvedCase(solving: scenario)
    return direct.envelope.status == .optimal ? direct.value : nil
  }

  static func scenario(_ text: String) throws -> LogisticsScenario {
    try LogisticsMarket.scenario(
      from: JSONDocument(parsing: Array(text.utf8), file: "case.json"), inputs: InputReader())
  }

  /// The plan as a reader of its file gets it.
  static func readBack(
    _ envelope: PlanEnvelope<LogisticsPlan>, currency: String
  ) throws -> PlanEnvelope<LogisticsPlan> {
    let text = JSONText.file(try JSONValue(encoding: envelope), currency: currency.lowercased())
    let document = try JSONDocument(parsing: Array(text.utf8), file: "plan.json", currency: currency)
    try LogisticsMarket.planSchema.validate(document)
    return try document.decode(PlanEnvelope<LogisticsPlan>.self)
  }
}

/// Whether two amounts agree to 1e-7 of their size.
func agree(_ first: Double, _ second: Double) -> Bool {
  abs(first - second) <= 1e-7 * max(1, abs(first), abs(second))
}
