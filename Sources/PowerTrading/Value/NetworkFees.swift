// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Fees per supplied kWh by zones and voltage: of the entries that fit, the one that names most counts.
struct NetworkFees {
  private let entries: [PowerScenarioFile.NetworkFee]

  init(_ file: PowerScenarioFile) { entries = file.networkFees ?? [] }

  /// Currency per supplied kWh; nil where entries exist and none fits.
  ///
  /// - Parameter fromZone: zone of the supplier; nil for energy from the market.
  func fee(fromZone: String?, toZone: String?, voltage: String?) -> Double? {
    parts(fromZone: fromZone, toZone: toZone, voltage: voltage).map { $0.use + $0.uplift }
  }

  /// The same, network use and uplift apart.
  func parts(fromZone: String?, toZone: String?, voltage: String?) -> (use: Double, uplift: Double)? {
    if entries.isEmpty { return (0, 0) }
    var best: (rank: Int, parts: (use: Double, uplift: Double))?
    for entry in entries {
      if let zone = entry.fromZone, zone != fromZone { continue }
      if let zone = entry.toZone, zone != toZone { continue }
      if let name = entry.voltage, name != voltage { continue }
      let rank = Self.rank(entry)
      if best.map({ rank > $0.rank }) ?? true {
        best = (rank, (entry.networkUse ?? 0, entry.uplift ?? 0))
      }
    }
    return best?.parts
  }

  /// How specific an entry is: the number of keys it names, and of two with as many, the one that names the
  /// zone of the consumer before that of the supplier before the voltage.
  private static func rank(_ entry: PowerScenarioFile.NetworkFee) -> Int {
    let (from, to) = (entry.fromZone == nil ? 0 : 1, entry.toZone == nil ? 0 : 1)
    let voltage = entry.voltage == nil ? 0 : 1
    return 8 * (from + to + voltage) + 4 * to + 2 * from + voltage
  }

  /// Each entry once, and one for every pair that is not on one site: a fee that is silently 0 is worse than
  /// an error.
  static func check(_ file: PowerScenarioFile, _ issues: inout IssueCollector) {
    guard let entries = file.networkFees else { return }
    var seen = Set<[String?]>()
    for (index, entry) in entries.enumerated()
    where !seen.insert([entry.fromZone, entry.toZone, entry.voltage]).inserted {
      issues.add(
        "network_fees[\(index)]", found: "the same zones and voltage a second time", expected: "each once")
    }
    let fees = NetworkFees(file)
    let onSite = Set((file.pairs ?? []).filter { $0.onSite == true }.map { [$0.supplier, $0.consumer] })
    for consumer in file.consumers {
      for supplier in file.suppliers where !onSite.contains([supplier.id, consumer.id]) {
        let fee = fees.fee(fromZone: supplier.zone, toZone: consumer.zone, voltage: consumer.voltage)
        if fee == nil {
          issues.add(
            "network_fees", found: "no entry for \(supplier.id) and \(consumer.id)",
            expected: "one that fits each pair; an entry without zones and voltage fits all")
          return
        }
      }
    }
  }
}
