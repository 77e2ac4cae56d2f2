// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Instances
internal import Interchange
internal import Logistics

/// `warewatt convert`
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes an instance file of the field as a scenario.")

  @Argument(help: ArgumentHelp("Instance file; - is standard input.", valueName: "file"))
  var path: String

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Format: \(InstanceFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: InstanceFormat

  @OptionGroup var variant: VariantOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Scenario file; - is standard output.", valueName: "scenario"))
  var output = "-"

  func run() throws {
    try reportingFailures {
      let target = try OutputFile(output)
      try refuse(target, "--output", overwriting: path)
      let scenario = try format.read(InputFile.read(path), file: path, variant: variant.value)
      try target.write(JSONText.file(JSONValue(encoding: scenario), currency: scenario.currency.lowercased()))
    }
  }
}
