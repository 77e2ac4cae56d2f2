// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Instances
internal import Interchange
internal import Logistics

/// `warewatt generate`
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a seeded scenario: the same seed makes the same file everywhere.",
    subcommands: [LogisticsScenarios.self, PowerScenarios.self])

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

  /// `warewatt generate power`
  struct PowerScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "power", abstract: "Makes a power scenario.",
      discussion:
        "The series go to a CSV file beside the scenario (SCENARIO without .json, plus .csv), or stand in the scenario when it goes to standard output."
    )

    @Option(help: "Number of suppliers.")
    var suppliers = 6
    @Option(help: "Number of consumers.")
    var consumers = 10
    @Option(help: "Days, from 2026-03-01.")
    var days = 7
    @Option(help: "15, 30 or 60.")
    var intervalMinutes = 60
    @Flag(help: "Contracts with a smallest share, a largest number and a fixed cost; priced RE100 targets.")
    var rules = false
    @Option(help: "Seed.")
    var seed: UInt64 = 1
    @Option(
      name: [.short, .customLong("output")],
      help: ArgumentHelp("Scenario file; - is standard output.", valueName: "scenario"))
    var output = "-"

    func validate() throws {
      if !(1...1000).contains(suppliers) || !(1...10_000).contains(consumers) {
        throw ValidationError("--suppliers takes 1 to 1000, --consumers 1 to 10000.")
      }
      if !(1...366).contains(days) { throw ValidationError("--days takes 1 to 366.") }
      if ![15, 30, 60].contains(intervalMinutes) {
        throw ValidationError("--interval-minutes takes 15, 30 or 60.")
      }
      if (suppliers + consumers) * days * 1440 / intervalMinutes > 40_000_000 {
        throw ValidationError(
          "Suppliers and consumers times intervals may come to 40000000 numbers at most.")
      }
    }

    func run() throws {
      try reportingFailures {
        let target = try OutputFile(output)
        let stem = output.hasSuffix(".json") ? String(output.dropLast(5)) : output
        let seriesTarget = target.isRegular ? try OutputFile("\(stem).csv") : nil
        let seriesName = seriesTarget.map { _ in
          stem.split(separator: "/").last.map { "\($0).csv" } ?? "series.csv"
        }
        let (scenario, series) = PowerGenerator(
          suppliers: suppliers, consumers: consumers, days: days, intervalMinutes: intervalMinutes,
          hasRules: rules,
          seed: seed
        ).generate(seriesFile: seriesName)
        if let seriesTarget, let series { try seriesTarget.write(series) }
        try target.write(JSONText.file(JSONValue(encoding: scenario)))
      }
    }
  }
}
