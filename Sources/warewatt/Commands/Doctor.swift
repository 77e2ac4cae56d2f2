// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Interchange

/// `warewatt doctor`
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Examines a scenario and its data without solving it.",
    discussion:
      "Errors are what solve refuses, warnings what may be wrong: solve prints them and keeps them in the plan. Exit code 65 where there are errors."
  )

  @Argument(help: ArgumentHelp("Scenario file; - is standard input.", valueName: "scenario"))
  var scenario: String

  func run() throws {
    try reportingFailures {
      var input = try ScenarioInput.parse(["--", scenario])
      input.path = scenario
      let examination = try input.examine(InputReader())
      var text = ""
      let errors = examination.error.map { $0.issues.count + $0.omitted } ?? 0
      for issue in examination.error?.issues ?? [] { text += "error: \(issue)\n" }
      if let omitted = examination.error?.omitted, omitted > 0 { text += "... and \(omitted) more errors\n" }
      for warning in examination.warnings { text += "warning: \(warning)\n" }
      let counts = [counted(errors, "error"), counted(examination.warnings.count, "warning")]
      text += "found \(counts.joined(separator: " and "))"
      text += examination.scope.isEmpty ? "\n" : " in \(examination.scope)\n"
      try printToStandardOutput(text)
      if errors > 0 { throw Status.badData }
    }
  }

  private func counted(_ count: Int, _ name: String) -> String {
    "\(count == 0 ? "no" : "\(count)") \(name)\(count == 1 ? "" : "s")"
  }
}
