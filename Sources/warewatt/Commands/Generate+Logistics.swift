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
        "Recipe cst: Cornuejols, Sridharan and Thizy 1991, the recipe of the field's test beds. Recipe complex: clustered firms with classes, two resources, penalties and distance limits; with --periods, --features or --trucks, a complex over time with windows and areas."
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
    @Option(help: "Recipe complex: number of days.")
    var periods: Int?
    @Flag(help: "Recipe complex: every feature of a scenario but joint delivery.")
    var features = false
    @Flag(help: "Recipe complex: joint delivery in whole trucks.")
    var trucks = false
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
      if hasTime && recipe != .complex {
        throw ValidationError("--periods, --features and --trucks go with --recipe complex.")
      }
      if let periods, !(1...366).contains(periods) { throw ValidationError("--periods takes 1 to 366.") }
      if warehouses * demands > 20_000_000 {
        throw ValidationError("--warehouses times --demands may come to 20000000 at most.")
      }
    }

    /// Whether the scenario is one over time.
    private var hasTime: Bool { periods != nil || features || trucks }

    private var scenario: LogisticsScenarioFile {
      if hasTime {
        return ComplexGenerator(
          warehouses: warehouses, demands: demands, periods: periods ?? 1, ratio: ratio,
          hasFeatures: features, hasTrucks: trucks, isSingleSource: singleSource, seed: seed
        ).scenario()
      }
      let generator = LocationGenerator(
        warehouses: warehouses, demands: demands, ratio: ratio, isSingleSource: singleSource, seed: seed)
      return recipe == .cst ? generator.cornuejolsSridharanThizy() : generator.complex()
    }

    func run() throws {
      try reportingFailures {
        let target = try OutputFile(output)
        let scenario = scenario
        try target.write(
          JSONText.file(JSONValue(encoding: scenario), currency: scenario.currency.lowercased()))
      }
    }
  }
}
