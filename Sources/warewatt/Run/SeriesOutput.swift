// SPDX-License-Identifier: GPL-3.0-or-later

internal import Instances
internal import Interchange
internal import PowerTrading

/// A scenario file and, unless it goes to standard output, the CSV file of its series beside it.
struct SeriesOutput {
  /// How the scenario calls the CSV file; nil where the series stand in the scenario.
  let seriesName: String?
  private let scenario: OutputFile
  private let series: OutputFile?

  init(_ path: String) throws(UnwritableFile) {
    scenario = try OutputFile(path)
    if !scenario.isRegular {
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
