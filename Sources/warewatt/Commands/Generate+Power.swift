// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Instances
internal import Interchange
internal import PowerTrading

extension Generate {
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
    @Option(help: "Suppliers that each consumer may contract with; all by default.")
    var nearSuppliers: Int?
    @Option(
      help: "Part of the intervals in which the market price is above retail less fee: non-concave intervals."
    )
    var marketAboveRetail = 0.0
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
      if let nearSuppliers, nearSuppliers < 1 {
        throw ValidationError("--near-suppliers takes a number of at least 1.")
      }
      if !(0...1).contains(marketAboveRetail) {
        throw ValidationError("--market-above-retail takes a number from 0 to 1.")
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
        let files = try SeriesOutput(output)
        let generator = PowerGenerator(
          suppliers: suppliers, consumers: consumers, days: days, intervalMinutes: intervalMinutes,
          hasRules: rules, nearSuppliers: nearSuppliers,
          marketAboveRetail: marketAboveRetail, seed: seed)
        try files.write(generator.generate(seriesFile: files.seriesName))
      }
    }
  }
}
