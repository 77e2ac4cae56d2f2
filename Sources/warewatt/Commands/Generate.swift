// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Instances
internal import Interchange
internal import Logistics
internal import PowerTrading

/// `warewatt generate`
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a seeded scenario: the same seed makes the same file everywhere.",
    subcommands: [LogisticsScenarios.self, PowerScenarios.self, RealSitesScenarios.self])

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
    }

    func run() throws {
      try reportingFailures {
        let files = try SeriesOutput(output)
        let generator = PowerGenerator(
          suppliers: suppliers, consumers: consumers, days: days, intervalMinutes: intervalMinutes,
          hasRules: rules,
          seed: seed)
        try files.write(generator.generate(seriesFile: files.seriesName))
      }
    }
  }

  /// `warewatt generate real-sites`
  struct RealSitesScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "real-sites", abstract: "Makes a power scenario from measured series.",
      discussion:
        "Farms, sites and prices of Australia in 2020 and the Korean industrial tariff of 2024-07-01, from a folder with australian_sites_2020 and kepco_tariff_2024_07. What the data does not say is drawn from the seed."
    )

    @Option(help: ArgumentHelp("Folder of the data.", valueName: "folder"))
    var data: String
    @Option(help: "Number of farms, at most 54.")
    var suppliers = 10
    @Option(help: "Number of sites, at most 51.")
    var consumers = 10
    @Option(help: "First day, counted from 2020-01-01 as 0.")
    var firstDay = 0
    @Option(help: "Number of days.")
    var days = 31
    @Flag(help: "Leave the market price as it is, above the retail price in some hours.")
    var uncapped = false
    @Option(help: "Seed.")
    var seed: UInt64 = 1
    @Option(
      name: [.short, .customLong("output")],
      help: ArgumentHelp("Scenario file; - is standard output.", valueName: "scenario"))
    var output = "-"

    func validate() throws {
      if !(1...54).contains(suppliers) || !(1...51).contains(consumers) {
        throw ValidationError("--suppliers takes 1 to 54, --consumers 1 to 51.")
      }
      if firstDay < 0 || days < 1 || firstDay + days > 366 {
        throw ValidationError("--first-day and --days must lie within the 366 days of 2020.")
      }
    }

    func run() throws {
      try reportingFailures {
        let files = try SeriesOutput(output)
        let selection = RealSites(
          suppliers: suppliers, consumers: consumers, firstDay: firstDay, days: days,
          isMarketCapped: !uncapped,
          seed: seed)
        try files.write(selection.scenario(data: data, seriesFile: files.seriesName))
      }
    }
  }
}

/// A scenario file and, unless it goes to standard output, the CSV file of its series beside it.
private struct SeriesOutput {
  /// How the scenario calls the CSV file; nil where the series stand in the scenario.
  let seriesName: String?
  private let scenario: OutputFile
  private let series: OutputFile?

  init(_ path: String) throws(UnwritableFile) {
    scenario = try OutputFile(path)
    if path == "-" {
      (series, seriesName) = (nil, nil)
    } else {
      let stem = path.hasSuffix(".json") ? String(path.dropLast(5)) : path
      series = try OutputFile("\(stem).csv")
      seriesName = "\(stem).csv".split(separator: "/").last.map(String.init)
    }
  }

  func write(_ generated: (scenario: PowerScenarioFile, series: String?)) throws {
    if let series, let text = generated.series { try series.write(text) }
    try scenario.write(
      JSONText.file(
        JSONValue(encoding: generated.scenario), currency: generated.scenario.currency.lowercased()))
  }
}
