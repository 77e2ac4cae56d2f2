// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules of a logistics scenario that its schema cannot say; those on lanes and on an existing plan
/// stand with their readers.
enum ScenarioValidation {
  static func check(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    issues.checkCurrency(file.currency)
    issues.checkMagnitudes()
    checkIDs(file, &issues)
    checkPeriods(file, index, &issues)
    checkResources(file, index, &issues)
    checkStorage(file, index, &issues)
    checkPlaces(file, &issues)
    checkClasses(file, index, &issues)
    checkDemands(file, index, &issues)
    checkParties(file, index, &issues)
    checkTrucks(file, index, &issues)
  }

  private static func checkIDs(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    issues.checkIDs(file.warehouses.map(\.id), of: "warehouses")
    for (w, warehouse) in file.warehouses.enumerated() {
      if let areas = warehouse.areas { issues.checkIDs(areas.map(\.id), of: "warehouses[\(w)].areas") }
    }
    issues.checkIDs(file.demands.map(\.id), of: "demands")
    issues.checkIDs((file.owners ?? []).map(\.id), of: "owners")
    issues.checkIDs((file.groups ?? []).map(\.id), of: "groups")
    issues.checkIDs((file.priorityTiers ?? []).map(\.id), of: "priority_tiers")
    issues.checkIDs((file.zones ?? []).map(\.id), of: "zones")
  }

  /// Refuses figures in a resource that no demand needs.
  static func checkInUse(
    _ amounts: ResourceAmounts, _ index: ScenarioIndex, _ issues: inout IssueCollector,
    path: (Resource) -> String
  ) {
    for resource in Resource.allCases where amounts[resource] != nil && !index.resources.contains(resource) {
      issues.add(
        path(resource), found: "a figure in \(resource.rawValue)",
        expected: "one in what demands are measured in: "
          + index.resources.map(\.rawValue).joined(separator: ", "))
    }
  }

  private static func checkResources(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    for (position, demand) in file.demands.enumerated() where demand.quantity.amounts.isEmpty {
      issues.add(
        "demands[\(position)]", found: "no quantity", expected: "at least one, such as quantity_pallets")
    }
    for resource in Resource.allCases
    where !index.resources.contains(resource) && file.transport?.rates[resource] != nil {
      issues.add(
        "transport.rate_krw_per_\(resource.singular)_km", found: "a rate per \(resource.singular)",
        expected: "a rate per unit that demands are measured in: "
          + index.resources.map(\.singular).joined(separator: ", "))
    }
    for (w, warehouse) in file.warehouses.enumerated() {
      checkInUse(warehouse.smallestUtilisation, index, &issues) {
        "warehouses[\(w)].smallest_utilisation_\($0.rawValue)"
      }
    }
  }

  private static func checkPlaces(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    let places =
      file.warehouses.enumerated().map { ("warehouses[\($0.offset)].place", $0.element.place) }
      + file.demands.enumerated().map { ("demands[\($0.offset)].place", $0.element.place) }
      + (file.zones ?? []).enumerated().map { ("zones[\($0.offset)].place", $0.element.place) }
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

  private static func checkClasses(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    let lists = file.warehouses.flatMap { warehouse in
      warehouse.areas.map { $0.map(\.storageClasses) } ?? [warehouse.storageClasses]
    }
    let stored = Set(lists.flatMap { $0 ?? [] })
    checkIncompatible(file, stored.union(index.storageClasses.ids).sorted(), &issues)
    if lists.contains(where: { $0 == nil }) { return }
    let known = stored.sorted()
    for (position, demand) in file.demands.enumerated() {
      guard let wanted = demand.storageClass, !stored.contains(wanted),
        let nearest = NearestName.suggestion(for: wanted, among: known)
      else { continue }
      issues.add(
        "demands[\(position)].storage_class", found: "\"\(wanted)\", which no warehouse stores",
        expected: "\"\(nearest)\"")
    }
  }

  private static func checkIncompatible(
    _ file: LogisticsScenarioFile, _ known: [String], _ issues: inout IssueCollector
  ) {
    let classes = References("storage class", known)
    for (position, pair) in (file.rules?.incompatibleClasses ?? []).enumerated() {
      let path = "rules.incompatible_classes[\(position)]"
      for (side, name) in pair.enumerated() { classes.check(name, at: "\(path)[\(side)]", &issues) }
      if pair.count != 2 {
        issues.add(path, found: "a list of \(pair.count)", expected: "two classes")
      } else if pair[0] == pair[1] {
        issues.add(path, found: "\"\(pair[0])\" twice", expected: "two classes that differ")
      }
    }
  }
}
