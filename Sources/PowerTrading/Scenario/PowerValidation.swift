// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules of a power scenario that its schema cannot say, series apart.
enum PowerValidation {
  static func horizon(_ file: PowerScenarioFile, _ issues: inout IssueCollector) -> Horizon? {
    guard let start = TimeStamp(file.horizon.start) else {
      issues.add(
        "horizon.start", found: "\"\(file.horizon.start)\"",
        expected: "a stamp with its offset from UTC, such as 2026-03-01T00:00:00+09:00")
      return nil
    }
    let minutes = file.horizon.intervalMinutes
    guard [15, 30, 60].contains(minutes) else {
      issues.add("horizon.interval_minutes", found: "\(minutes)", expected: "15, 30 or 60")
      return nil
    }
    if start.localSecondOfDay % (minutes * 60) != 0 {
      issues.add(
        "horizon.start", found: file.horizon.start,
        expected: "a start on a full interval of \(minutes) minutes")
    }
    let longest = 366 * 24 * 60 / minutes
    if file.horizon.intervals > longest {
      issues.add(
        "horizon.intervals", found: "\(file.horizon.intervals)", expected: "at most \(longest), a leap year")
    }
    return Horizon(start: start, intervalMinutes: minutes, count: file.horizon.intervals)
  }

  /// Local days since 1970 of the holidays.
  static func holidays(_ file: PowerScenarioFile, _ issues: inout IssueCollector) -> Set<Int> {
    var days = Set<Int>()
    for (index, text) in (file.holidays ?? []).enumerated() {
      if let date = CivilDate(text) {
        days.insert(date.daysSince1970)
      } else {
        issues.add("holidays[\(index)]", found: "\"\(text)\"", expected: "a date that exists, YYYY-MM-DD")
      }
    }
    return days
  }

  static func check(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    issues.checkCurrency(file.currency)
    issues.checkMagnitudes()
    issues.checkIDs(file.suppliers.map(\.id), of: "suppliers")
    issues.checkIDs(file.consumers.map(\.id), of: "consumers")
    checkZones(file, &issues)
    NetworkFees.check(file, &issues)
    checkPairs(file, &issues)
    checkUnits(file, &issues)
  }

  /// With a table of zones, every pair of zones in use must be in it: a fee that is silently 0 is
  /// worse than an error.
  private static func checkZones(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    guard let zonePairs = file.zonePairs else { return }
    var known = Set<[String]>()
    for (index, pair) in zonePairs.enumerated() {
      if !known.insert([pair.fromZone, pair.toZone]).inserted {
        issues.add(
          "zone_pairs[\(index)]", found: "\(pair.fromZone) to \(pair.toZone) a second time",
          expected: "each pair of zones once")
      }
    }
    for (index, supplier) in file.suppliers.enumerated() where supplier.zone == nil {
      issues.add(
        "suppliers[\(index)]", found: "no \"zone\"", expected: "this key: the scenario has zone_pairs")
    }
    for (index, consumer) in file.consumers.enumerated() where consumer.zone == nil {
      issues.add(
        "consumers[\(index)]", found: "no \"zone\"", expected: "this key: the scenario has zone_pairs")
    }
    let from = Set(file.suppliers.compactMap(\.zone)).sorted()
    let to = Set(file.consumers.compactMap(\.zone)).sorted()
    for supplierZone in from {
      for consumerZone in to where !known.contains([supplierZone, consumerZone]) {
        issues.add(
          "zone_pairs", found: "no entry from \(supplierZone) to \(consumerZone)",
          expected: "one for each pair of zones in use (loss_factor and contracted_fee_krw_per_kwh may be 0)")
      }
    }
  }

  private static func checkPairs(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    let suppliers = file.suppliers.map(\.id)
    let consumers = file.consumers.map(\.id)
    let supplierSet = Set(suppliers)
    let consumerSet = Set(consumers)
    var seen = Set<[String]>()
    for (index, pair) in (file.pairs ?? []).enumerated() {
      if !supplierSet.contains(pair.supplier) {
        issues.add(
          "pairs[\(index)].supplier", found: "\"\(pair.supplier)\"",
          expected: NearestName.suggestion(for: pair.supplier, among: suppliers).map { "\"\($0)\"" }
            ?? "the id of a supplier")
      }
      if !consumerSet.contains(pair.consumer) {
        issues.add(
          "pairs[\(index)].consumer", found: "\"\(pair.consumer)\"",
          expected: NearestName.suggestion(for: pair.consumer, among: consumers).map { "\"\($0)\"" }
            ?? "the id of a consumer")
      }
      if !seen.insert([pair.supplier, pair.consumer]).inserted {
        issues.add(
          "pairs[\(index)]", found: "\(pair.supplier) and \(pair.consumer) a second time",
          expected: "each pair once")
      }
    }
  }

  private static func checkUnits(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    // What has its own smallest share is held against it pair by pair.
    let closed = Set(
      (file.pairs ?? []).filter { $0.allowed == false || $0.smallestShare != nil }.map {
        [$0.supplier, $0.consumer]
      })
    for (i, supplier) in file.suppliers.enumerated() {
      guard let largest = supplier.largestShareForSale else { continue }
      // One consumer is enough to say what is wrong with the supplier.
      let consumer = file.consumers.first { consumer in
        let smallest = consumer.smallestContractShare ?? file.contractTerms?.smallestShare ?? 0
        return smallest > largest && !closed.contains([supplier.id, consumer.id])
      }
      guard let consumer else { continue }
      let smallest = consumer.smallestContractShare ?? file.contractTerms?.smallestShare ?? 0
      issues.add(
        "suppliers[\(i)].largest_share_for_sale", found: JSONText.number(largest),
        expected:
          "at least the smallest contract of \(consumer.id), \(JSONText.number(smallest)); or the pair closed in \"pairs\""
      )
    }
  }

  static func checkTariffReference(
    _ series: SeriesFile, _ id: String, known: [String], _ path: String, _ issues: inout IssueCollector
  ) {
    if series.file != nil || series.values != nil || series.constant != nil {
      issues.add(
        path, found: "a tariff and a series",
        expected: "exactly one of tariff, file with column, values, constant")
    }
    if !known.contains(id) {
      issues.add(
        "\(path).tariff", found: "\"\(id)\"",
        expected: NearestName.suggestion(for: id, among: known).map { "\"\($0)\"" }
          ?? (known.isEmpty ? "a tariff; the scenario has none" : "one of: " + known.joined(separator: ", ")))
    }
  }
}
