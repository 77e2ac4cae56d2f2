// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming
public import PowerTrading

/// Power scenarios from measured series: Australian wind and solar farms and commercial sites of 2020, the
/// prices of New South Wales, and the Korean industrial tariff of 2024-07-01 (industrial eul, high voltage
/// A, option II). The hours are taken as Korean local time.
///
/// The series are not part of Warewatt; they are read from a folder that has
/// `australian_sites_2020` (E. Kallmier's ppa_analysis and AEMO's public data) and `kepco_tariff_2024_07`.
///
/// What the data does not say is drawn from the seed: which farms and sites take part; each farm's peak, U{1..20}
/// MW, to which it is scaled; its ask, U{90..130} KRW/kWh, and zone, one in four far away; each site's ceiling,
/// U{130..180} KRW/kWh, and supply fee, U{10..20} KRW/kWh. Near: 1.5 % loss, 1.5 KRW per contracted kWh; far:
/// 3.5 % and 3.
public struct RealSites: Sendable {
  /// Number of farms, at most 54.
  public var suppliers: Int
  /// Number of sites, at most 51.
  public var consumers: Int
  /// First day, counted from 2020-01-01 as 0.
  public var firstDay: Int
  /// Days of the horizon.
  public var days: Int
  /// Whether the market price is capped at the lowest retail price less supply fee of the hour, which makes
  /// supplied energy worth at least as much as surplus.
  public var isMarketCapped: Bool
  /// Whether contracts take at least 5 % of the output, at most 4 for each site, at a fixed cost of 20,000 KRW a day,
  /// and sites have RE100 targets of 60 %, 100 KRW for each kWh missing.
  public var hasRules: Bool
  /// The seed.
  public var seed: UInt64

  /// KRW per AUD.
  public static let exchangeRate = 900.0

  /// A selection.
  public init(
    suppliers: Int, consumers: Int, firstDay: Int = 0, days: Int, isMarketCapped: Bool = true,
    hasRules: Bool = false, seed: UInt64 = 1
  ) {
    self.suppliers = suppliers
    self.consumers = consumers
    self.firstDay = firstDay
    self.days = days
    self.isMarketCapped = isMarketCapped
    self.hasRules = hasRules
    self.seed = seed
  }

  /// A scenario and the CSV file of its series.
  ///
  /// - Parameters:
  ///   - folder: where the data is.
  ///   - seriesFile: the name by which the scenario calls the CSV file; nil puts the series into the scenario.
  /// - Throws: `UnreadableFile` for a missing file, `DataError` for one that is not as expected.
  public func scenario(data folder: String, seriesFile: String?) throws -> (
    scenario: PowerScenarioFile, series: String?
  ) {
    let sites = "\(folder)/australian_sites_2020"
    let farms = try table("\(sites)/nem_vre_generation_2020_hourly_mw.csv")
    let loads = try table("\(sites)/loads_2020_hourly_kwh.csv")
    let prices = try table("\(sites)/nem_prices_2020_hourly_aud_per_mwh.csv")
    let tariff = try KepcoTariff(folder: "\(folder)/kepco_tariff_2024_07").tariff
    let hours = firstDay * 24..<(firstDay + days) * 24
    var random = SplitMix64(seed: seed)
    var columns: [(name: String, values: [Double])] = []
    func series(_ name: String, _ values: [Double], _ unit: SeriesUnit) -> SeriesFile {
      guard let seriesFile else { return SeriesFile(values: values, unit: unit) }
      columns.append((name, values))
      return SeriesFile(file: seriesFile, column: name, unit: unit)
    }

    let farmNames = Array(farms.header.dropFirst())
    let siteNames = Array(loads.header.dropFirst())
    let farmOrder = random.permutation(of: farmNames.count).prefix(suppliers).sorted()
    let siteOrder = random.permutation(of: siteNames.count).prefix(consumers).sorted()
    let outputs = try farms.read(farmOrder.map { .number(farmNames[$0]) }).numbers
    let uses = try loads.read(siteOrder.map { .number(siteNames[$0]) }).numbers
    let price = try prices.read([.number("NSW1")]).numbers[0]
    let year = min(outputs[0].count, uses[0].count, price.count)
    if hours.upperBound > year {
      throw DataError(
        DataIssue(
          file: loads.file, place: "", found: "\(year) hours",
          expected: "at least \(hours.upperBound), for the days asked for"))
    }

    let supplierFiles = farmOrder.enumerated().map { index, farm in
      let name = farmNames[farm]
      let peak = Double(random.integer(1, 20)) * 1000
      let highest = outputs[index].reduce(0, max)
      let id = String(name.prefix { $0 != ":" })
      return PowerScenarioFile.Supplier(
        id: id, name: name, source: name.contains("Wind") ? .wind : .solar,
        zone: random.integer(1, 4) == 1 ? "far" : "near",
        capacity: peak,
        generation: series(
          id, outputs[index][hours].map { rounded(max(0, $0) / highest * peak) }, .kilowattHour),
        ask: Double(random.integer(90, 130)))
    }
    let consumerFiles = siteOrder.enumerated().map { index, site in
      PowerScenarioFile.Consumer(
        id: siteNames[site], zone: "complex",
        load: series(siteNames[site], uses[index][hours].map { rounded($0) }, .kilowattHour),
        retailPrice: SeriesFile(tariff: tariff.id), ceiling: Double(random.integer(130, 180)),
        supplyFee: Double(random.integer(10, 20)),
        re100: hasRules ? .init(minimumShare: 0.6, shortfallPrice: 100) : nil)
    }
    let start = TimeStamp(
      secondsSince1970: (CivilDate(year: 2020, month: 1, day: 1).daysSince1970 + firstDay) * 86_400 - 9
        * 3600,
      offsetSeconds: 9 * 3600)
    var market = price[hours].map { $0 * Self.exchangeRate / 1000 }
    if isMarketCapped {
      let highestFee = consumerFiles.reduce(0) { max($0, $1.supplyFee ?? 0) }
      let retail = tariff.prices(from: start, hours: market.count, holidays: Self.holidays)
      market = market.indices.map { min(market[$0], retail[$0] - highestFee) }
    }
    let scenario = PowerScenarioFile(
      name: "real sites, \(suppliers) farms x \(consumers) sites, \(days) days, seed \(seed)",
      description:
        "Measured: hourly output of Australian farms (scaled), loads of Australian sites, prices of New South Wales at 900 KRW per AUD\(isMarketCapped ? ", capped at the lowest retail price less supply fee" : ""), the Korean industrial tariff of 2024-07-01. Drawn from the seed: peaks, asks, ceilings, fees, zones.",
      currency: "KRW", horizon: .init(start: start.text, intervalMinutes: 60, intervals: hours.count),
      holidays: Self.holidays, tariffs: [tariff],
      marketPrice: series("market_price", market.map { rounded($0) }, .perKilowattHour),
      zonePairs: [
        .init(fromZone: "near", toZone: "complex", lossFactor: 0.015, contractedFee: 1.5),
        .init(fromZone: "far", toZone: "complex", lossFactor: 0.035, contractedFee: 3),
      ],
      contractTerms: hasRules
        ? .init(smallestShare: 0.05, largestCount: 4, fixedCost: 20_000 * Double(days)) : nil,
      suppliers: supplierFiles, consumers: consumerFiles)
    return (scenario, seriesFile == nil ? nil : SeriesText.csv(columns, from: start, stepSeconds: 3600))
  }

  /// Public holidays of Korea in 2020, the substitute and election days included.
  static let holidays = [
    "2020-01-01", "2020-01-24", "2020-01-25", "2020-01-26", "2020-01-27", "2020-03-01", "2020-04-15",
    "2020-04-30",
    "2020-05-05", "2020-06-06", "2020-08-15", "2020-08-17", "2020-09-30", "2020-10-01", "2020-10-02",
    "2020-10-03",
    "2020-10-09", "2020-12-25",
  ]

  private func table(_ path: String) throws -> CSVTable {
    try CSVTable(parsing: InputFile.read(path), file: path)
  }

  /// To the Wh, or to a thousandth of a won per kWh.
  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
