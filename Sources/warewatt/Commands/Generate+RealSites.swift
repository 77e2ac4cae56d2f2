// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Instances
internal import Interchange
internal import PowerTrading

extension Generate {
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
    @Flag(
      help:
        "Contracts of at least 5 % of the output, at most 4 for each site, with fixed costs; priced RE100 targets of 60 %."
    )
    var rules = false
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
          isMarketCapped: !uncapped, hasRules: rules,
          seed: seed)
        try files.write(selection.scenario(data: data, seriesFile: files.seriesName))
      }
    }
  }
}
