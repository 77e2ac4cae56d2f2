// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension ScenarioValidation {
  /// Joint delivery: zones, trucks and what the demands have delivered.
  static func checkTrucks(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    let hasZones = !(file.zones ?? []).isEmpty
    for (position, demand) in file.demands.enumerated() {
      checkDelivery(demand, "demands[\(position)]", file, index, &issues)
    }
    guard let trucks = file.trucks else {
      if hasZones {
        issues.add("zones", found: "zones without trucks", expected: "\"trucks\", which deliver to them")
      }
      return
    }
    if !hasZones {
      issues.add("trucks", found: "trucks without zones", expected: "\"zones\", and demands with a zone")
    }
    if trucks.capacity.amounts.isEmpty {
      issues.add("trucks", found: "no capacity", expected: "at least one, such as capacity_pallets")
    }
    checkInUse(trucks.capacity, index, &issues) { "trucks.capacity_\($0.rawValue)" }
    for (resource, capacity) in trucks.capacity.amounts where !(capacity > 0) {
      issues.add(
        "trucks.capacity_\(resource.rawValue)", found: JSONText.shown(capacity), expected: "a number above 0")
    }
    checkTripPlaces(trucks, file, &issues)
  }

  /// Trips that are paid by the km need to know where they begin and end.
  private static func checkTripPlaces(
    _ trucks: LogisticsScenarioFile.Trucks, _ file: LogisticsScenarioFile, _ issues: inout IssueCollector
  ) {
    let keys = [
      ("cost_krw_per_trip_km", trucks.costPerTripKilometre),
      ("kg_co2_per_trip_km", trucks.carbonPerTripKilometre),
    ]
    guard let key = keys.first(where: { $0.1 ?? 0 > 0 })?.0 else { return }
    let without =
      file.warehouses.indices.filter { file.warehouses[$0].place == nil }.map { "warehouses[\($0)]" }
      + (file.zones ?? []).indices.filter { file.zones?[$0].place == nil }.map { "zones[\($0)]" }
    for path in without {
      issues.add(path, found: "no \"place\"", expected: "a place: trucks.\(key) counts the km of trips")
    }
  }

  private static func checkDelivery(
    _ demand: LogisticsScenarioFile.Demand, _ path: String, _ file: LogisticsScenarioFile,
    _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    for resource in Resource.allCases where demand.delivery[resource] != nil {
      let key = "\(path).delivery_\(resource.rawValue)_per_period"
      if demand.zone == nil {
        issues.add(key, found: "a delivery without a zone", expected: "\"zone\": where it goes")
      } else if demand.quantity[resource] == nil {
        issues.add(
          key, found: "a delivery in \(resource.rawValue)",
          expected: "quantity_\(resource.rawValue), of which it is the delivery")
      } else if let trucks = file.trucks, trucks.capacity[resource] == nil {
        issues.add(
          key, found: "a delivery in \(resource.rawValue)",
          expected: "capacity_\(resource.rawValue) of the trucks")
      }
    }
    guard demand.zone != nil, demand.delivery.amounts.isEmpty, let trucks = file.trucks,
      !trucks.capacity.amounts.isEmpty, !demand.quantity.amounts.isEmpty,
      demand.quantity.amounts.keys.allSatisfy({ trucks.capacity[$0] == nil })
    else { return }
    issues.add(
      "\(path).zone", found: "a demand of which nothing fills a truck",
      expected: "a capacity of the trucks in "
        + Resource.allCases.filter { demand.quantity[$0] != nil }.map(\.rawValue).joined(separator: " or "))
  }
}
