// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming
public import PowerTrading

/// Seeded power scenarios, our own recipe; the same parameters give the same files on every platform, for
/// only correctly rounded operations are used (daylight is a parabola, not a sine).
///
/// Suppliers: solar (two in three, 0.5 to 5 MW) with clouds that differ by day, and wind (2 to 10 MW) that
/// wanders. Consumers: one-shift, two-shift and round-the-clock firms of 0.3 to 4 MW with quiet Sundays, on
/// a time-of-use tariff of three bands. The market price follows the evening and is capped at the lowest
/// retail price less fees, so that supplied energy is worth at least as much as surplus throughout, unless a part of
/// the intervals is asked for in which it is not: there the market price is U[5, 60] above retail less fee.
public struct PowerGenerator: Sendable {
  /// Number of suppliers.
  public var suppliers: Int
  /// Number of consumers.
  public var consumers: Int
  /// Days of the horizon, from 2026-03-01.
  public var days: Int
  /// 15, 30 or 60.
  public var intervalMinutes: Int
  /// Whether contracts have a smallest share, a largest number and a fixed cost, and consumers targets.
  public var hasRules: Bool
  /// How many suppliers each consumer may contract with; nil for all. They are those next to it in the order of
  /// the suppliers, as along a line.
  public var nearSuppliers: Int?
  /// The part of the intervals, in [0, 1], in which supplied energy is worth less than surplus.
  public var marketAboveRetail: Double
  /// The seed.
  public var seed: UInt64

  /// A generator.
  public init(
    suppliers: Int, consumers: Int, days: Int, intervalMinutes: Int = 60, hasRules: Bool = false,
    nearSuppliers: Int? = nil, marketAboveRetail: Double = 0, seed: UInt64
  ) {
    self.suppliers = suppliers
    self.consumers = consumers
    self.days = days
    self.intervalMinutes = intervalMinutes
    self.hasRules = hasRules
    self.nearSuppliers = nearSuppliers
    self.marketAboveRetail = marketAboveRetail
    self.seed = seed
  }

  /// A scenario and the CSV file of its series; with `seriesFile` nil the series stand in the scenario.
  public func generate(seriesFile: String?) -> (scenario: PowerScenarioFile, series: String?) {
    var random = SplitMix64(seed: seed)
    let perDay = 24 * 60 / intervalMinutes
    let midnight = CivilDate(year: 2026, month: 3, day: 1).daysSince1970 * 86_400 - 9 * 3600
    let start = TimeStamp(secondsSince1970: midnight, offsetSeconds: 9 * 3600)
    let hours = Double(intervalMinutes) / 60
    var columns: [(name: String, values: [Double])] = []
    func series(_ name: String, _ values: [Double], _ unit: SeriesUnit) -> SeriesFile {
      guard let seriesFile else { return SeriesFile(values: values, unit: unit) }
      columns.append((name, values))
      return SeriesFile(file: seriesFile, column: name, unit: unit)
    }
    let fee = 20.0
    let market = raised(market(perDay, &random), from: start, fee: fee)
    let supplierFiles = (0..<suppliers).map { i in
      let isSolar = i % 3 != 2
      let capacity = Double(random.integer(isSolar ? 5 : 20, isSolar ? 50 : 100)) * 100
      let shape = isSolar ? sun(perDay, &random) : wind(perDay, &random)
      let id = isSolar ? "solar-\(i + 1)" : "wind-\(i + 1)"
      return PowerScenarioFile.Supplier(
        id: id, source: isSolar ? .solar : .wind, zone: i % 4 == 3 ? "far" : "near", capacity: capacity,
        generation: series(id, shape.map { rounded($0 * capacity * hours) }, .kilowattHour),
        ask: Double(random.integer(90, 125)), largestShareForSale: random.integer(1, 5) == 1 ? 0.8 : nil)
    }
    let consumerFiles = (0..<consumers).map { j in
      let peak = Double(random.integer(3, 40)) * 100
      let id = "firm-\(j + 1)"
      let target: PowerScenarioFile.RE100? =
        hasRules && j % 3 == 0
        ? .init(
          minimumShare: Double(random.integer(1, 4)) / 10, shortfallPrice: Double(random.integer(60, 120)))
        : nil
      return PowerScenarioFile.Consumer(
        id: id, zone: "near",
        load: series(
          id, load(perDay, shifts: j % 3 + 1, &random).map { rounded($0 * peak * hours) }, .kilowattHour),
        retailPrice: SeriesFile(tariff: "time-of-use"), ceiling: Double(random.integer(130, 170)),
        supplyFee: fee,
        re100: target)
    }
    let scenario = PowerScenarioFile(
      name: "power \(suppliers) x \(consumers), \(days) days of \(intervalMinutes) min, seed \(seed)",
      description: "Generated: solar and wind for firms of an industrial complex; made up.", currency: "KRW",
      horizon: .init(
        start: start.text, intervalMinutes: intervalMinutes, intervals: days * perDay),
      holidays: ["2026-03-01"], tariffs: [Self.tariff],
      marketPrice: series("market_price", market, .perKilowattHour),
      zonePairs: [
        .init(fromZone: "near", toZone: "near", lossFactor: 0.01, contractedFee: 1),
        .init(fromZone: "far", toZone: "near", lossFactor: 0.04, contractedFee: 4),
      ],
      pairs: farPairs(supplierFiles.map(\.id), consumerFiles.map(\.id)),
      contractTerms: hasRules
        ? .init(smallestShare: 0.05, largestCount: 3, fixedCost: 20_000 * Double(days)) : nil,
      suppliers: supplierFiles, consumers: consumerFiles)
    return (
      scenario,
      seriesFile == nil ? nil : SeriesText.csv(columns, from: start, stepSeconds: intervalMinutes * 60)
    )
  }

  /// The pairs that are too far apart, closed; nil where every pair is open.
  private func farPairs(_ supplierIDs: [String], _ consumerIDs: [String]) -> [PowerScenarioFile.Pair]? {
    guard let nearSuppliers, nearSuppliers < suppliers else { return nil }
    return consumers == 0
      ? nil
      : consumerIDs.indices.flatMap { j in
        // The suppliers from `first` on, around the end to the beginning.
        let first = j * suppliers / consumers
        return supplierIDs.indices.filter { ($0 - first + suppliers) % suppliers >= nearSuppliers }.map {
          PowerScenarioFile.Pair(supplier: supplierIDs[$0], consumer: consumerIDs[j], allowed: false)
        }
      }
  }

  /// Three bands in three seasons, of the shape of the Korean industrial tables; the rates are made up.
  static let tariff: TariffFile = {
    func block(_ from: Int, _ to: Int, _ band: String) -> TariffFile.Block {
      .init(fromHour: from, toHour: to, band: band)
    }
    let weekday = [
      block(0, 8, "off_peak"), block(8, 11, "mid_peak"), block(11, 12, "on_peak"), block(12, 13, "mid_peak"),
      block(13, 18, "on_peak"), block(18, 22, "mid_peak"), block(22, 24, "off_peak"),
    ]
    let saturday = [block(0, 8, "off_peak"), block(8, 22, "mid_peak"), block(22, 24, "off_peak")]
    func season(_ name: String, _ months: [Int], _ off: Double, _ mid: Double, _ on: Double)
      -> TariffFile.Season
    {
      .init(
        name: name, months: months,
        bands: [
          .init(band: "off_peak", price: off), .init(band: "mid_peak", price: mid),
          .init(band: "on_peak", price: on),
        ],
        weekday: weekday, saturday: saturday, sundayAndHoliday: [block(0, 24, "off_peak")])
    }
    return TariffFile(
      id: "time-of-use", source: "made up",
      seasons: [
        season("spring and autumn", [3, 4, 5, 9, 10], 120, 145, 175),
        season("summer", [6, 7, 8], 120, 170, 250),
        season("winter", [11, 12, 1, 2], 125, 170, 225),
      ])
  }()

  /// At most 95, below the lowest retail price (120) less the supply fee (20).
  private func market(_ perDay: Int, _ random: inout SplitMix64) -> [Double] {
    var level = 75.0
    return (0..<days * perDay).map { t in
      level += random.uniform(-4, 4) + 0.05 * (75 - level)
      let hour = Double(t % perDay) * 24 / Double(perDay)
      let evening = max(0, 1 - (hour - 19) * (hour - 19) / 16)
      return rounded(min(95, max(0, level + 25 * evening)))
    }
  }

  /// The market price with the intervals asked for lifted above retail less fee, by draws of their own.
  private func raised(_ market: [Double], from start: TimeStamp, fee: Double) -> [Double] {
    if marketAboveRetail <= 0 { return market }
    let retail = Self.tariff.prices(from: start, hours: days * 24, holidays: ["2026-03-01"])
    var random = SplitMix64(seed: seed ^ 0x6d61_726b_6574)
    return market.indices.map { t in
      let (isRaised, excess) = (random.unit() < marketAboveRetail, random.uniform(5, 60))
      return isRaised ? rounded(retail[t * intervalMinutes / 60] - fee + excess) : market[t]
    }
  }

  private func sun(_ perDay: Int, _ random: inout SplitMix64) -> [Double] {
    (0..<days).flatMap { _ in
      let clearness = random.uniform(0.25, 0.95)
      return (0..<perDay).map { step in
        let day = (Double(step) * 24 / Double(perDay) + 0.5 - 6.5) / 12
        guard day > 0, day < 1 else { return 0.0 }
        return max(0, 4 * day * (1 - day) * clearness * random.uniform(0.85, 1))
      }
    }
  }

  private func wind(_ perDay: Int, _ random: inout SplitMix64) -> [Double] {
    var speed = random.uniform(0.3, 0.7)
    return (0..<days * perDay).map { _ in
      speed = min(1, max(0, speed + random.uniform(-0.06, 0.06) + 0.01 * (0.55 - speed)))
      return min(1, speed * speed * speed * 1.6)
    }
  }

  /// One shift: 8 to 18; two: 6 to 22; three: always.
  private func load(_ perDay: Int, shifts: Int, _ random: inout SplitMix64) -> [Double] {
    (0..<days * perDay).map { t in
      let hour = Double(t % perDay) * 24 / Double(perDay)
      let isSunday = t / perDay % 7 == 0
      let isOn = shifts == 3 || (shifts == 2 ? hour >= 6 && hour < 22 : hour >= 8 && hour < 18)
      return (isOn && !isSunday ? 0.8 : 0.2) * random.uniform(0.8, 1.2)
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
