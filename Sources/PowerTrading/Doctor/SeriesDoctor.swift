// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Warns of series that may be wrong although every rule holds: units mistaken, stretches that do not move,
/// the sun at night, a column used twice.
struct SeriesDoctor {
  typealias Series = SeriesReader.Series

  let file: PowerScenarioFile
  let horizon: Horizon

  /// Hours of the same number from which on a series stands still.
  private static let longestFlatHours = 24.0
  /// Hours without load, and without generation, that are worth a word.
  private static let longestIdleLoadHours = 48.0
  private static let longestIdleGenerationHours = 168.0
  /// How far apart sizes must be for a unit to be in doubt.
  static let unitRatio = 300.0

  /// Looks at all series that could be read; nil stands for those that could not, and for tariffs.
  func examine(
    generation: [Series?], loads: [Series?], market: Series?, retail: [Series?],
    _ warnings: inout IssueCollector
  ) {
    for (i, series) in generation.enumerated() {
      guard let series, !series.isConstant else { continue }
      checkFlat(series, "generation", &warnings)
      checkIdle(series, "generation", Self.longestIdleGenerationHours, &warnings)
      checkNameplate(series, file.suppliers[i].capacity, &warnings)
      if file.suppliers[i].source == .solar { checkSun(series, file.suppliers[i].capacity, &warnings) }
    }
    for case let series? in loads where !series.isConstant {
      checkFlat(series, "load", &warnings)
      checkIdle(series, "load", Self.longestIdleLoadHours, &warnings)
    }
    if let market, !market.isConstant { checkFlat(market, "market price", &warnings) }
    checkSizes(loads.compactMap { $0 }, "load", "loads", &warnings)
    checkPriceUnits(market, retail, &warnings)
    checkRepeated(generation, "generation", &warnings)
    checkRepeated(loads, "load", &warnings)
  }

  private func hours(_ count: Int) -> Double { Double(count) * horizon.intervalHours }

  /// Stretches of equal numbers that last; rows of each.
  private func stretches(
    of values: [Double], atLeast hours: Double, where counts: (Double) -> Bool
  ) -> [ClosedRange<Int>] {
    var found: [ClosedRange<Int>] = []
    var start = 0
    for t in 0..<values.count + 1 where t > start && (t == values.count || values[t] != values[start]) {
      if self.hours(t - start) >= hours && counts(values[start]) { found.append(start...t - 1) }
      start = t
    }
    return found
  }

  private func checkFlat(_ series: Series, _ what: String, _ warnings: inout IssueCollector) {
    let flat = stretches(of: series.values, atLeast: Self.longestFlatHours) { $0 != 0 }
    guard let first = flat.first else { return }
    let all = flat.reduce(0) { $0 + $1.count }
    SeriesRules.report(
      series, first.lowerBound, horizon,
      found:
        "\(what) that stands at \(JSONText.number(series.values[first.lowerBound])) for \(JSONText.number(hours(first.count))) hours; \(all) intervals in \(flat.count) such stretches: \(RowList.text(flat, numbers: series.numbers))",
      expected: "numbers that move; was the series filled in?", &warnings)
  }

  private func checkIdle(
    _ series: Series, _ what: String, _ longest: Double, _ warnings: inout IssueCollector
  ) {
    let idle = stretches(of: series.values, atLeast: longest) { $0 == 0 }
    guard let first = idle.first else { return }
    let all = idle.reduce(0) { $0 + $1.count }
    SeriesRules.report(
      series, first.lowerBound, horizon,
      found:
        "no \(what) for \(JSONText.number(hours(first.count))) hours; \(all) intervals in \(idle.count) such stretches: \(RowList.text(idle, numbers: series.numbers))",
      expected: "a shorter outage; is the data missing?", &warnings)
  }

  /// Generation far below nameplate throughout is kW read as MW, or a nameplate in W.
  private func checkNameplate(_ series: Series, _ capacityKW: Double, _ warnings: inout IssueCollector) {
    guard let row = series.values.indices.max(by: { series.values[$0] < series.values[$1] }) else { return }
    let highest = series.values[row]
    let limit = capacityKW * horizon.intervalHours
    if highest > 0 && highest * Self.unitRatio < limit {
      SeriesRules.report(
        series, row, horizon,
        found:
          "\(JSONText.number(highest)) kWh at the most, a \(JSONText.number((limit / highest).rounded()))th of the nameplate",
        expected:
          "up to about \(JSONText.number(limit)) kWh, \(JSONText.number(capacityKW)) kW for \(horizon.intervalMinutes) minutes; is a unit mistaken (kW and MW)?",
        &warnings)
    }
  }

  /// Sizes that are some hundred times those of the others of their kind.
  private func checkSizes(
    _ all: [Series], _ what: String, _ plural: String, _ warnings: inout IssueCollector
  ) {
    let means = all.map { $0.values.reduce(0, +) / Double(max(1, $0.values.count)) }
    let sorted = means.filter { $0 > 0 }.sorted()
    if sorted.count < 4 { return }
    let median = sorted[sorted.count / 2]
    for (series, mean) in zip(all, means) where mean > 0 {
      let ratio = max(mean / median, median / mean)
      if ratio < Self.unitRatio { continue }
      SeriesRules.report(
        series, 0, horizon,
        found:
          "a mean \(what) of \(JSONText.number((mean * 1000).rounded() / 1000)) kWh, a factor of \(JSONText.number(ratio.rounded())) from the median of the \(plural)",
        expected: "a \(what) of the size of the others; is a unit mistaken (kW and MW)?", &warnings)
    }
  }

  /// Market and retail prices some hundred times apart are per kWh and per MWh.
  private func checkPriceUnits(_ market: Series?, _ retail: [Series?], _ warnings: inout IssueCollector) {
    guard let market else { return }
    func mean(_ series: Series) -> Double {
      series.values.reduce(0) { $0 + abs($1) } / Double(max(1, series.values.count))
    }
    let size = mean(market)
    for case let series? in retail {
      let own = mean(series)
      if size > 0 && own > 0 && max(size / own, own / size) >= Self.unitRatio {
        SeriesRules.report(
          series, 0, horizon,
          found:
            "a mean retail price of \(JSONText.number((own * 1000).rounded() / 1000)) per kWh beside a market price of \(JSONText.number((size * 1000).rounded() / 1000))",
          expected: "prices of one size; is a unit mistaken (per_kWh and per_MWh)?", &warnings)
      }
    }
  }

  /// A column that stands for two parties.
  private func checkRepeated(_ all: [Series?], _ what: String, _ warnings: inout IssueCollector) {
    var first: [[String]: String] = [:]
    for case let series? in all {
      guard let file = series.file else { continue }
      if let earlier = first[[file, series.column]] {
        warnings.add(
          series.path, found: "column \(series.column) of \(file), which is also \(earlier)",
          expected: "a \(what) of its own")
      } else {
        first[[file, series.column]] = series.path
      }
    }
  }
}
