// SPDX-License-Identifier: GPL-3.0-or-later

/// What a scenario file counts and refers to: ids, resources in use, periods, classes.
struct ScenarioIndex {
  let warehouses: References
  let demands: References
  let owners: References
  let groups: References
  let tiers: References
  let zones: References
  /// Resources that some demand needs, in the order of `Resource`.
  let resources: [Resource]
  /// Number of periods; 1 without time.
  let periodCount: Int
  /// Classes that demands have, in the order of the file.
  let storageClasses: References

  init(_ file: LogisticsScenarioFile) {
    warehouses = References("warehouse", file.warehouses.map(\.id))
    demands = References("demand", file.demands.map(\.id))
    owners = References("owner", (file.owners ?? []).map(\.id))
    groups = References("group", (file.groups ?? []).map(\.id))
    tiers = References("priority tier", (file.priorityTiers ?? []).map(\.id))
    zones = References("zone", (file.zones ?? []).map(\.id))
    resources = Resource.allCases.filter { resource in
      file.demands.contains { $0.quantity[resource] != nil }
    }
    periodCount = max(1, file.periods?.count ?? 1)
    var seen = Set<String>()
    storageClasses = References(
      "storage class", file.demands.compactMap(\.storageClass).filter { seen.insert($0).inserted })
  }

  /// The periods of a demand's stay, kept within the horizon; validation tells where a file leaves it.
  func stay(_ demand: LogisticsScenarioFile.Demand) -> Range<Int> {
    let first = min(max(demand.firstPeriod ?? 1, 1), periodCount)
    let last = min(max(demand.lastPeriod ?? periodCount, first), periodCount)
    return first - 1..<last
  }
}
