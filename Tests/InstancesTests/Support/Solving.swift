// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Logistics
import PowerTrading
import Testing

/// Solves and checks as the command line does.
enum Solving {
  /// Solves a scenario, and fails the test unless the plan passes the independent check.
  static func checkedPlan<M: Market>(
    _ market: M.Type, _ scenario: M.Scenario, method: SolveOptions.Method = .direct,
    gap: Double = SolveOptions.defaultGap
  ) throws -> (plan: PlanEnvelope<M.Part>, report: CheckReport) {
    var options = SolveOptions(cores: 2)
    options.method = method
    options.gap = gap
    let outcome = try M.solve(scenario, SolveRun(options: options))
    let plan = PlanEnvelope(
      market: M.name, status: outcome.status, termination: outcome.termination, objective: outcome.objective,
      bound: outcome.bound, method: outcome.method, options: options.choice, timing: PlanTiming(),
      peakMemoryMB: 0,
      provenance: PlanProvenance(warewatt: "test", glpk: "test", inputSHA256: ""), plan: outcome.part)
    let report = M.check(plan, against: scenario)
    #expect(report.violations.isEmpty)
    return (plan, report)
  }

  /// A scenario of a file's content.
  static func scenario(_ file: LogisticsScenarioFile) throws -> LogisticsScenario {
    try LogisticsScenario(
      file, document: JSONDocument(placeholderFor: file.name ?? "test"), inputs: InputReader())
  }

  /// Writes a value as JSON text and reads it back as the market would.
  static func throughText<M: Market>(_ market: M.Type, _ value: some Encodable, currency: String) throws
    -> M.Scenario
  {
    let text = JSONText.file(try JSONValue(encoding: value), currency: currency.lowercased())
    return try M.scenario(from: JSONDocument(parsing: Array(text.utf8), file: "test"), inputs: InputReader())
  }
}
