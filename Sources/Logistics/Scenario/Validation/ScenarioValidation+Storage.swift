// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension ScenarioValidation {
  /// The most figures of capacity: areas times resources times periods.
  private static let mostCapacities = 50_000_000

  /// Every capacity that the demands ask about is stated, and areas and warehouse do not contradict.
  static func checkStorage(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    let areas = file.warehouses.reduce(0) { $0 + max(1, $1.areas?.count ?? 1) }
    let capacities = Double(areas) * Double(index.periodCount) * Double(max(1, index.resources.count))
    if capacities > Double(mostCapacities) {
      issues.add(
        "periods.count",
        found:
          "\(index.periodCount) periods for \(areas) warehouses or areas, \(JSONText.number(capacities)) capacities",
        expected: "at most \(mostCapacities) capacities")
    }
    for (w, warehouse) in file.warehouses.enumerated() {
      let path = "warehouses[\(w)]"
      index.owners.check(warehouse.owner, at: "\(path).owner", &issues)
      guard let parts = warehouse.areas else {
        for resource in index.resources {
          checkStated(resource, warehouse.capacity, warehouse.windows, path, &issues)
        }
        continue
      }
      if parts.isEmpty {
        issues.add("\(path).areas", found: "an empty list", expected: "at least one area, or no such key")
      }
      if warehouse.storageClasses != nil {
        issues.add(
          "\(path).storage_classes", found: "classes of a warehouse with areas",
          expected: "storage_classes of each area instead")
      }
      for resource in index.resources {
        if isStated(resource, warehouse.capacity, warehouse.windows) { continue }
        for (position, area) in parts.enumerated() {
          checkStated(resource, area.capacity, area.windows, "\(path).areas[\(position)]", &issues)
        }
      }
    }
  }

  /// Whether there is a capacity of the resource whenever space is lent.
  private static func isStated(
    _ resource: Resource, _ capacity: ResourceAmounts, _ windows: [LogisticsScenarioFile.Window]?
  ) -> Bool {
    capacity[resource] != nil || (windows.map { $0.allSatisfy { $0.capacity[resource] != nil } } ?? false)
  }

  private static func checkStated(
    _ resource: Resource, _ capacity: ResourceAmounts, _ windows: [LogisticsScenarioFile.Window]?,
    _ path: String, _ issues: inout IssueCollector
  ) {
    if isStated(resource, capacity, windows) { return }
    let window = windows?.firstIndex { $0.capacity[resource] == nil }
    issues.add(
      window.map { "\(path).windows[\($0)]" } ?? path, found: "no capacity_\(resource.rawValue)",
      expected:
        "this key: demands are measured in \(resource.rawValue) (a large number where it does not bind)")
  }
}
