// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The dated versions of a tariff: on each day one of them is in force.
///
/// The latest version that has begun counts; a consumer that has deferred stays, until the end of its deferral,
/// with the version before those that may be deferred.
struct TariffVersions {
  private struct Version {
    var firstDay: Int
    /// The last local day on which a consumer may stay with the version before; `Int.min` for none.
    var lastDeferrableDay: Int
    var validFrom: String?
    var source: String?
    var table: TariffTable
  }

  private var versions: [Version] = []

  /// Whether any version may be deferred.
  var isDeferrable: Bool { versions.contains { $0.lastDeferrableDay > Int.min } }

  /// - Parameter files: the versions with their places in the file; at least one.
  init(_ files: [(file: TariffFile, path: String)], _ issues: inout IssueCollector) {
    for (file, path) in files {
      let first = Self.day(file.validFrom, "\(path).valid_from", &issues)
      let deferrable = Self.day(file.deferrableUntil, "\(path).deferrable_until", &issues)
      if let first, let other = versions.first(where: { $0.firstDay == first }) {
        issues.add(
          path, found: "\(file.id) a second time for \(other.validFrom ?? "")",
          expected: "each version of a tariff with a first day of its own")
      } else if file.validFrom == nil && versions.contains(where: { $0.firstDay == Int.min }) {
        issues.add(
          "\(path).id", found: "\"\(file.id)\" a second time",
          expected: "ids that differ, or valid_from in all versions but one")
      }
      versions.append(
        Version(
          firstDay: first ?? Int.min, lastDeferrableDay: deferrable ?? Int.min, validFrom: file.validFrom,
          source: file.source, table: TariffTable(file, path: path, &issues)))
    }
    versions.sort { $0.firstDay < $1.firstDay }
  }

  private static func day(_ text: String?, _ path: String, _ issues: inout IssueCollector) -> Int? {
    guard let text else { return nil }
    if let date = CivilDate(text) { return date.daysSince1970 }
    issues.add(path, found: "\"\(text)\"", expected: "a date that exists, YYYY-MM-DD")
    return nil
  }

  /// Index of the version in force on a local day, nil before the first.
  private func version(on day: Int, deferredUntil: Int) -> Int? {
    versions.lastIndex { version in
      version.firstDay <= day && !(day <= deferredUntil && day <= version.lastDeferrableDay)
    }
  }

  /// The price of each interval and the versions in use; nil where no version is in force somewhere.
  ///
  /// - Parameter deferredUntil: local day since 1970 until whose end deferrable versions do not count;
  ///   `Int.min` for none.
  func prices(
    over horizon: Horizon, holidays: Set<Int>, deferredUntil: Int
  ) -> (prices: [Double], used: [(validFrom: String?, source: String?)])? {
    var prices: [Double] = []
    prices.reserveCapacity(horizon.count)
    var used: [Int] = []
    var (day, current) = (Int.min, 0)
    for interval in 0..<horizon.count {
      let stamp = horizon.start(of: interval)
      if stamp.localDay != day {
        day = stamp.localDay
        guard let version = version(on: day, deferredUntil: deferredUntil) else { return nil }
        current = version
        if used.last != version { used.append(version) }
      }
      prices.append(versions[current].table.price(at: stamp, holidays: holidays))
    }
    return (prices, used.map { (versions[$0].validFrom, versions[$0].source) })
  }

  /// First day of the oldest version.
  var firstDay: String? { versions.first?.validFrom }
}
