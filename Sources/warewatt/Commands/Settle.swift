// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Interchange
internal import PowerTrading
internal import Reporting

/// `warewatt settle`
struct Settle: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the statements of a power plan's contracts, to the whole currency unit.",
    discussion:
      "Settles the plan's own series, or metered data against the plan's contracts with each difference explained. Energy is in whole Wh, money in whole units, every line has its rounding rule, and what suppliers receive is what consumers pay."
  )

  @Argument(help: ArgumentHelp("Scenario file; - is standard input.", valueName: "scenario"))
  var scenario: String

  @Argument(help: ArgumentHelp("Plan file; - is standard input.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Metered generation and load.", valueName: "file.csv"))
  var metered: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Statement file; - is standard output.", valueName: "statements"))
  var output = "-"

  @Option(help: ArgumentHelp("Write the lines as CSV too.", valueName: "file.csv"))
  var csv: String?

  @Option(help: ArgumentHelp("Write the statements as pages to read too.", valueName: "file.txt"))
  var text: String?

  @Flag(help: "Settle metered series of quite another size than the scenario's, with a warning.")
  var acceptSizes = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if [scenario, plan, metered ?? ""].count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of scenario, plan and metered data can come from standard input.")
    }
  }

  func run() throws {
    try reportingFailures {
      let target = try OutputFile(output)
      let lines = try csv.map { path throws(UnwritableFile) in try OutputFile(path) }
      let pages = try text.map { path throws(UnwritableFile) in try OutputFile(path) }
      for input in [scenario, plan] + [metered].compactMap({ $0 }) {
        try refuse(target, "--output", overwriting: input)
        try lines.map { try refuse($0, "--csv", overwriting: input) }
        try pages.map { try refuse($0, "--text", overwriting: input) }
      }
      for (file, option) in [(lines, "--csv"), (pages, "--text")] {
        if let file, output != "-", file.isSame(as: output) {
          throw ValidationError("\(option) and --output name the same file.")
        }
      }
      if let pages, let csv, csv != "-", pages.isSame(as: csv) {
        throw ValidationError("--csv and --text name the same file.")
      }
      let inputs = InputReader()
      var input = try ScenarioInput.parse(["--", scenario])
      input.path = scenario
      try input.load(
        inputs, SettleBody(command: self, target: target, lines: lines, pages: pages, inputs: inputs))
    }
  }
}

/// Settles a plan of the power market.
private struct SettleBody: ScenarioBody {
  let command: Settle
  let target: OutputFile
  let lines: OutputFile?
  let pages: OutputFile?
  let inputs: InputReader

  func run<M: Market>(_ market: M.Type, _ scenario: M.Scenario, name: String) throws {
    guard let scenario = scenario as? PowerScenario else {
      throw ValidationError("settle goes with the power market: the \(M.name) market settles nothing.")
    }
    let digest = inputs.sha256
    let bytes = try InputFile.read(command.plan)
    let document = try JSONDocument(parsing: bytes, file: command.plan, currency: scenario.currency)
    try PowerMarket.planSchema.validate(document)
    let envelope = try document.decode(PlanEnvelope<PowerPlan>.self)
    guard let plan = envelope.plan, plan.infeasibility == nil else {
      throw DataError(
        DataIssue(
          file: command.plan, place: "plan", found: "a file without a plan", expected: "contracts to settle"))
    }
    let report = PowerMarket.check(envelope, against: scenario)
    guard report.isClean else {
      for violation in report.violations.prefix(20) { printToStandardError("violation: \(violation)") }
      printToStandardError("error: the plan does not hold against this scenario: nothing was settled")
      throw Status.violations
    }
    if envelope.provenance.inputSHA256 != digest {
      printToStandardError("warning: the plan was made from other input files: its input_sha256 differs")
    }
    let metered = try command.metered.map { (bytes: try InputFile.read($0), file: $0) }
    var file = try PowerMarket.statements(
      plan, scenario, file: command.scenario, metered: metered,
      acceptsSizes: command.acceptSizes)
    file.provenance.warewatt = Warewatt.version
    file.provenance.inputSHA256 = digest
    file.provenance.planSHA256 = sha256(bytes)
    file.provenance.meteredSHA256 = metered.map { sha256($0.bytes) }
    if let lines { try lines.write(file.csv) }
    if let pages { try pages.write(file.pages) }
    try target.write(JSONText.file(JSONValue(encoding: file), currency: scenario.currency.lowercased()))
    if !command.quiet {
      printWarnings(file.warnings ?? [])
      printToStandardError(StatementReport.text(file.summary, tables: file.tables))
    }
  }

  private func sha256(_ bytes: [UInt8]) -> String {
    var digest = Digest()
    digest.add(bytes)
    return digest.hexadecimal
  }
}
