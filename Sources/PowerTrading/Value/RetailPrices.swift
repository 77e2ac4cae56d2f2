// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// What the utility bills for a kWh, all in: the energy price of the tariff or series, the adder of the zone,
/// and the electric-industry fund on both. VAT stays outside.
struct RetailPrices {
  /// The tariffs that consumers name, built-in ones included.
  private(set) var tariffs: [String: TariffVersions] = [:]
  private let adders: [String: [(firstDay: Int, adder: Double)]]
  private let fundRate: Double
  private let horizon: Horizon
  private let holidays: Set<Int>
  /// Prices by tariff and deferral: one array for all consumers that share it.
  private var cache: [String: [Double]] = [:]
  /// Tariffs and deferrals that are in force over the whole horizon, or not.
  private var isInForce: [String: Bool] = [:]
  /// The versions of tariffs in use.
  private(set) var used: [TariffInUse] = []

  init(
    _ file: PowerScenarioFile, horizon: Horizon, holidays: Set<Int>, _ issues: inout IssueCollector
  ) {
    self.horizon = horizon
    self.holidays = holidays
    fundRate = file.industryFundRate ?? 0
    var grouped: [String: [(file: TariffFile, path: String)]] = [:]
    for (index, tariff) in (file.tariffs ?? []).enumerated() {
      grouped[tariff.id, default: []].append((tariff, "tariffs[\(index)]"))
    }
    for id in Set(file.consumers.compactMap(\.retailPrice.tariff)) where grouped[id] == nil {
      if let versions = KoreaIndustrialTariff.versions(of: id) {
        grouped[id] = versions.map { ($0, id) }
      }
    }
    for (id, versions) in grouped.sorted(by: { $0.key < $1.key }) {
      tariffs[id] = TariffVersions(versions, &issues)
    }
    var adders: [String: [(firstDay: Int, adder: Double)]] = [:]
    let zones = Set(file.consumers.compactMap(\.zone))
    for (index, entry) in (file.zoneAdders ?? []).enumerated() {
      let place = "zone_adders[\(index)]"
      if !zones.contains(entry.zone) {
        issues.add(
          "\(place).zone", found: "\"\(entry.zone)\"",
          expected: NearestName.suggestion(for: entry.zone, among: zones.sorted()).map { "\"\($0)\"" }
            ?? "the zone of a consumer")
      }
      var firstDay = Int.min
      if let text = entry.validFrom {
        if let date = CivilDate(text) {
          firstDay = date.daysSince1970
        } else {
          issues.add(
            "\(place).valid_from", found: "\"\(text)\"", expected: "a date that exists, YYYY-MM-DD")
        }
      }
      if adders[entry.zone, default: []].contains(where: { $0.firstDay == firstDay }) {
        issues.add(
          place, found: "\(entry.zone) a second time for the same day",
          expected: "each zone and first day once")
      }
      adders[entry.zone, default: []].append((firstDay, entry.adder))
    }
    self.adders = adders.mapValues { $0.sorted { $0.firstDay < $1.firstDay } }
  }

  /// Issues of a consumer's tariff: unknown, not in force, or a deferral where nothing may be deferred.
  mutating func check(
    _ consumer: PowerScenarioFile.Consumer, path: String, _ issues: inout IssueCollector
  ) {
    if let text = consumer.tariffDeferredUntil {
      let versions = consumer.retailPrice.tariff.flatMap { tariffs[$0] }
      if CivilDate(text) == nil {
        issues.add(
          "\(path).tariff_deferred_until", found: "\"\(text)\"", expected: "a date that exists, YYYY-MM-DD")
      } else if consumer.retailPrice.tariff == nil || versions?.isDeferrable == false {
        issues.add(
          "\(path).tariff_deferred_until", found: text,
          expected: "a retail_price by a tariff with a version that has \"deferrable_until\"")
      }
    }
    guard let id = consumer.retailPrice.tariff, let versions = tariffs[id] else { return }
    let day = Self.deferral(consumer)
    let known =
      isInForce["\(id)|\(day)"]
      ?? (versions.prices(over: horizon, holidays: holidays, deferredUntil: day) != nil)
    isInForce["\(id)|\(day)"] = known
    if !known {
      issues.add(
        "\(path).retail_price.tariff",
        found: "\"\(id)\", whose oldest version begins on \(versions.firstDay ?? "")",
        expected: "a version in force from the start of the horizon")
    }
  }

  private static func deferral(_ consumer: PowerScenarioFile.Consumer) -> Int {
    consumer.tariffDeferredUntil.flatMap { CivilDate($0) }?.daysSince1970 ?? Int.min
  }

  /// The price of each interval, all in, currency per kWh.
  ///
  /// - Parameter series: the consumer's own series; nil where it names a tariff.
  mutating func prices(_ consumer: PowerScenarioFile.Consumer, series: [Double]?) -> [Double] {
    let deferred = Self.deferral(consumer)
    let zoneAdders = consumer.zone.flatMap { adders[$0] }
    if series != nil && zoneAdders == nil && fundRate == 0 { return series ?? [] }
    let key =
      "\(consumer.retailPrice.tariff ?? "")|\(deferred)|\(zoneAdders == nil ? "" : consumer.zone ?? "")"
    if series == nil, let known = cache[key] { return known }
    var prices = series ?? []
    if series == nil, let id = consumer.retailPrice.tariff,
      let found = tariffs[id]?.prices(over: horizon, holidays: holidays, deferredUntil: deferred)
    {
      prices = found.prices
      for version in found.used {
        let use = TariffInUse(tariff: id, validFrom: version.validFrom, source: version.source)
        if !used.contains(use) { used.append(use) }
      }
    }
    if let zoneAdders {
      for t in prices.indices {
        let day = horizon.start(of: t).localDay
        prices[t] += zoneAdders.last { $0.firstDay <= day }?.adder ?? 0
      }
    }
    if fundRate != 0 { for t in prices.indices { prices[t] *= 1 + fundRate } }
    if series == nil { cache[key] = prices }
    return prices
  }
}
