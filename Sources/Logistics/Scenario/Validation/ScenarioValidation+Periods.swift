// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension ScenarioValidation {
  /// The most periods: ten years of days.
  static let mostPeriods = 3660

  /// The horizon, and all that must lie within it.
  static func checkPeriods(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    if let periods = file.periods {
      if !(1...mostPeriods).contains(periods.count) {
        issues.add(
          "periods.count", found: "\(periods.count)", expected: "a whole number from 1 to \(mostPeriods)")
      }
      if let day = periods.firstDay, CivilDate(day) == nil {
        issues.add("periods.first_day", found: "\"\(day)\"", expected: "a date such as \"2026-12-01\"")
      }
    }
    for (position, demand) in file.demands.enumerated() {
      let path = "demands[\(position)]"
      checkRange(
        demand.firstPeriod, demand.lastPeriod, path, file, index, &issues)
    }
    for (w, warehouse) in file.warehouses.enumerated() {
      checkWindows(warehouse.windows, "warehouses[\(w)]", file, index, &issues)
      for (position, area) in (warehouse.areas ?? []).enumerated() {
        checkWindows(area.windows, "warehouses[\(w)].areas[\(position)]", file, index, &issues)
      }
    }
  }

  private static func checkRange(
    _ first: Int?, _ last: Int?, _ path: String, _ file: LogisticsScenarioFile, _ index: ScenarioIndex,
    _ issues: inout IssueCollector
  ) {
    let horizon = 1...index.periodCount
    for (key, period) in [("first_period", first), ("last_period", last)] {
      guard let period, !horizon.contains(period) else { continue }
      issues.add(
        "\(path).\(key)", found: "\(period)",
        expected: file.periods == nil
          ? "1, or \"periods\" that say how many there are" : "a period from 1 to \(index.periodCount)")
    }
    if let first, let last, last < first {
      issues.add(
        "\(path).last_period", found: "\(last), which is before first_period",
        expected: "a period from \(first) to \(index.periodCount)")
    }
  }

  private static func checkWindows(
    _ windows: [LogisticsScenarioFile.Window]?, _ path: String, _ file: LogisticsScenarioFile,
    _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    guard let windows else { return }
    if windows.isEmpty {
      issues.add(
        "\(path).windows", found: "an empty list", expected: "at least one window, or no such key")
    }
    for (position, window) in windows.enumerated() {
      checkRange(
        window.firstPeriod, window.lastPeriod, "\(path).windows[\(position)]", file, index, &issues)
    }
    let order = windows.indices.sorted { windows[$0].firstPeriod < windows[$1].firstPeriod }
    for (earlier, later) in zip(order, order.dropFirst())
    where windows[later].firstPeriod <= windows[earlier].lastPeriod {
      issues.add(
        "\(path).windows[\(later)]",
        found:
          "periods \(windows[later].firstPeriod) to \(windows[later].lastPeriod), which overlap with windows[\(earlier)]",
        expected: "windows that follow each other")
    }
  }
}
