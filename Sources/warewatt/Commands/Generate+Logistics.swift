// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Instances
internal import Interchange
internal import Logistics

extension Generate {
  /// `warewatt generate logistics`
  struct LogisticsScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "logistics", abstract: "Makes a warehouse scenario.",
      discussion:
        "Recipe cst: Cornuejols, Sridharan and Thizy 1991, the recipe of the field's test beds. Recipe complex: clustered firms with classes, two resources, penalties and distance limits."
    )

    /// How scenarios are made.
    enum Recipe: String, ExpressibleByArgument, CaseIterable {
      case cst, complex
    }

    @Option(help: "Recipe: \(Recipe.allCases.map(\.rawValue).joined(separator: ", ")).")
    var recipe = Recipe.cst
    @Option(help: "Number of warehouses.")
    var warehouses = 20
    @Option(help: "Number of demands.")
    var demands = 50
    @Option(help: "Total capacity over total demand.")
    var ratio = 5.0
    @Flag(help: "Each demand goes to one warehouse.")
    var singleSource = false
    @Option(help: "Seed.")
    var seed: UInt64 = 1
    @Option(
      name: [.short, .customLong("output")],
      help: ArgumentHelp("Scenario file; - is standard output.", valueName: "scenario"))
    var output = "-"

    func validate() throws {
      if !(1...10_000).contains(warehouses) || !(1...100_000).contains(demands) {
        throw ValidationError("--warehouses takes 1 to 10000, --demands 1 to 100000.")
      }
      if !(ratio > 0 && ratio <= 1000) {
        throw ValidationError("--ratio takes a number above 0 and at most 1000.")
      }
      if warehouses * demands > 20_000_000 {
        throw ValidationError("--warehouses times --demands may come to 20000000 at most.")
      }
    }

    func run() throws {
      try reportingFailures {
        let target = try OutputFile(output)
        let generator = LocationGenerator(
          warehouses: warehouses, demands: demands, ratio: ratio, isSingleSource: singleSource, seed: seed)
        let scenario = recipe == .cst ? generator.cornuejolsSridharanThizy() : generator.complex()
        try target.write(
          JSONText.file(JSONValue(encoding: scenario), currency: scenario.currency.lowercased()))
      }
    }
  }
}
