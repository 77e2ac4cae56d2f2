// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules of a logistics scenario that its schema cannot say, lanes apart.
enum ScenarioValidation {
  static func check(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    issues.checkCurrency(file.currency)
    issues.checkMagnitudes()
    issues.checkIDs(file.warehouses.map(\.id), of: "warehouses")
    issues.checkIDs(file.demands.map(\.id), of: "demands")
    checkResources(file, &issues)
    checkPlaces(file, &issues)
    checkClasses(file, &issues)
  }

  private static func checkResources(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    for (index, demand) in file.demands.enumerated() where demand.quantity.amounts.isEmpty {
      issues.add(
        "demands[\(index)]", found: "no quantity", expected: "at least one, such as quantity_pallets")
    }
    let needed = Resource.allCases.filter { resource in file.demands.contains { $0.quantity[resource] != nil }
    }
    for (index, warehouse) in file.warehouses.enumerated() {
      for resource in needed where warehouse.capacity[resource] == nil {
        issues.add(
          "warehouses[\(index)]", found: "no capacity_\(resource.rawValue)",
          expected:
            "this key: demands are measured in \(resource.rawValue) (a large number where it does not bind)")
      }
    }
    for resource in Resource.allCases where !needed.contains(resource) {
      if file.transport?.rates[resource] != nil {
        issues.add(
          "transport.rate_krw_per_\(resource.singular)_km", found: "a rate per \(resource.singular)",
          expected: "a rate per unit that demands are measured in: "
            + needed.map(\.singular).joined(separator: ", "))
      }
    }
  }

  private static func checkPlaces(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    let places =
      file.warehouses.enumerated().map { ("warehouses[\($0.offset)].place", $0.element.place) }
      + file.demands.enumerated().map { ("demands[\($0.offset)].place", $0.element.place) }
    var globe: String?
    var plane: String?
    for case (let path, let place?) in places {
      if place.isOnGlobe {
        globe = globe ?? path
      } else if place.isOnPlane {
        plane = plane ?? path
      } else {
        issues.add(
          path, found: "an incomplete or mixed place", expected: "latitude and longitude, or x_km and y_km")
      }
    }
    if let globe, let plane {
      issues.add(plane, found: "x_km and y_km", expected: "latitude and longitude, as at \(globe)")
    }
  }

  private static func checkClasses(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    if file.warehouses.contains(where: { $0.storageClasses == nil }) { return }
    let known = Set(file.warehouses.flatMap { $0.storageClasses ?? [] }).sorted()
    for (index, demand) in file.demands.enumerated() {
      guard let wanted = demand.storageClass, !known.contains(wanted),
        let nearest = NearestName.suggestion(for: wanted, among: known)
      else { continue }
      issues.add(
        "demands[\(index)].storage_class", found: "\"\(wanted)\", which no warehouse stores",
        expected: "\"\(nearest)\"")
    }
  }
}
