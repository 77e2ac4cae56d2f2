// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Interchange
internal import Reporting

/// `warewatt check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks a plan against its scenario, without a solver.",
    discussion:
      "Re-adds every cost and every interval from the data, names each violation, and proves the bound from the multipliers that the plan carries. Exit code 4 where anything does not hold."
  )

  @OptionGroup var input: ScenarioInput

  @Argument(help: ArgumentHelp("Plan file; - is standard input.", valueName: "plan"))
  var plan: String

  func validate() throws {
    if input.path == "-" && plan == "-" {
      throw ValidationError("Only one of scenario and plan can come from standard input.")
    }
  }

  func run() throws {
    try reportingFailures {
      let inputs = InputReader()
      try input.load(inputs, CheckBody(plan: plan, inputs: inputs))
    }
  }
}

/// Checks a plan of whichever market.
private struct CheckBody: ScenarioBody {
  let plan: String
  let inputs: InputReader

  func run<M: Market>(_ market: M.Type, _ scenario: M.Scenario, name: String) throws {
    let digest = inputs.sha256
    let bytes = try InputFile.read(plan)
    let document = try JSONDocument(parsing: bytes, file: plan, currency: M.currency(of: scenario))
    if document.string(ofMember: "format") == "warewatt.scenario/1" {
      throw DataError(
        DataIssue(
          file: plan, line: document.line(ofPath: "format"), place: "format", found: "a scenario",
          expected: "a plan, \"warewatt.plan/1\""))
    }
    try M.planSchema.validate(document)
    let envelope = try document.decode(PlanEnvelope<M.Part>.self)
    var report = M.check(envelope, against: scenario)
    report.checkObjective(envelope, sense: M.sense, unit: M.objectiveUnit(of: scenario))
    if envelope.provenance.inputSHA256 != digest {
      report.remarks.append("the plan was made from other input files: its input_sha256 differs")
    }
    try printToStandardOutput(CheckSummary.text(report, envelope))
    if !report.isClean { throw Status.violations }
  }
}
