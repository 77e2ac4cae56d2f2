// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming
internal import Logistics

extension ComplexGenerator {
  /// Rules on the plan as a whole, owners, groups, tiers and carbon.
  func addRules(
    _ file: inout LogisticsScenarioFile, _ firms: [Firm], _ sites: [Site], _ neighbours: Neighbourhood,
    _ random: inout SplitMix64
  ) {
    let total = sites.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.pallets } }
    let ownersPresent = (0..<6).filter { owner in sites.contains { $0.owner == owner } }
    file.owners = ownersPresent.map { owner in
      let own = sites.filter { $0.owner == owner }
      let part = own.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.pallets } } / total
      // Room for a quarter more than its part of the capacity: binding only where it is cheap.
      let share = min(1, Self.rounded(part * 1.25 + 0.1, 100))
      return LogisticsScenarioFile.Owner(
        id: "owner-\(owner + 1)", maxWarehouses: own.count > 2 ? (own.count * 17 + 19) / 20 : nil,
        largestShare: ResourceAmounts(share < 1 && warehouses >= 12 ? [.pallets: share] : [:]))
    }
    file.groups = [("small-firms", 0.6), ("bonded-goods", 0.3)].compactMap { id, share in
      guard let reachable = reachable(id, file, firms, sites, neighbours) else { return nil }
      let guaranteed = (min(share, 0.7 * reachable) * 100).rounded(.down) / 100
      return LogisticsScenarioFile.Group(
        id: id, smallestServedShare: ResourceAmounts(guaranteed > 0 ? [.pallets: guaranteed] : [:]))
    }
    file.priorityTiers = [("urgent", 10_000.0), ("standard", 5000), ("flexible", 2500)].map { id, rate in
      LogisticsScenarioFile.PriorityTier(id: id, unservedPenalty: ResourceAmounts([.pallets: rate]))
    }
    // As if each firm went to its eighth warehouse: about twice what the nearest ones emit.
    var carbon = 0.0
    var cost = 0.0
    for (d, firm) in firms.enumerated() {
      let distances = neighbours.distances[d]
      guard !distances.isEmpty else { continue }
      let distance = distances[min(8, distances.count) - 1]
      carbon += 0.12 * firm.tonnes * distance
      cost += firm.pallets * (900 * distance + 4500)
    }
    for warehouse in file.warehouses {
      cost += (warehouse.activationCost ?? 0) + (warehouse.periodActivationCost ?? 0) * Double(periods)
    }
    file.carbon = .init(price: 40, cap: (carbon * (hasTrucks ? 4 : 1)).rounded(.up))
    let present = Set(firms.map { Self.classes[$0.storageClass].0 })
      .union(sites.flatMap { $0.parts.map { Self.classes[$0.storageClass].0 } })
    file.rules = .init(
      maxActivatedWarehouses: max(1, (warehouses * 7 + 9) / 10),
      budget: (cost * (hasTrucks ? 4 : 1) / 1_000_000).rounded(.up) * 1_000_000,
      incompatibleClasses: [["hazardous", "chilled"], ["hazardous", "frozen"]].filter {
        $0.allSatisfy(present.contains)
      })
  }

  /// The part of what a group asks for that has a warehouse within reach with room for all of it; nil for a
  /// group without demands.
  private func reachable(
    _ group: String, _ file: LogisticsScenarioFile, _ firms: [Firm], _ sites: [Site],
    _ neighbours: Neighbourhood
  ) -> Double? {
    var asked = 0.0
    var reachable = 0.0
    for d in firms.indices where file.demands[d].group == group {
      let volume = firms[d].pallets * Double(firms[d].stay.count)
      asked += volume
      let hasRoom = neighbours.sites[d].contains { w in
        sites[w].holds(firms[d], 1) && Self.mayServe(file.demands[d], d, w, neighbours)
      }
      if hasRoom { reachable += volume }
    }
    return asked > 0 ? reachable / asked : nil
  }

  /// Whether a warehouse keeps the limits and lists of a demand.
  static func mayServe(
    _ demand: LogisticsScenarioFile.Demand, _ d: Int, _ w: Int, _ neighbours: Neighbourhood
  ) -> Bool {
    guard let position = neighbours.sites[d].firstIndex(of: w) else { return false }
    let distance = neighbours.distances[d][position]
    let id = "warehouse-\(w + 1)"
    return distance <= demand.maxDistance ?? .infinity
      && distance / 25 * 60 <= demand.maxTravelMinutes ?? .infinity
      && demand.allowedWarehouses?.contains(id) ?? true
      && !(demand.forbiddenWarehouses?.contains(id) ?? false)
  }

  /// Zones around the blocks, and trucks of 10 pallets or 5 t that go to them.
  func addTrucks(_ file: inout LogisticsScenarioFile, _ firms: [Firm], _ blocks: [(Double, Double)]) {
    let centres = blocks.map { Place(x: Self.rounded($0.0, 1000), y: Self.rounded($0.1, 1000)) }
    file.zones = centres.enumerated().map { .init(id: "zone-\($0 + 1)", place: $1) }
    file.trucks = .init(
      capacity: ResourceAmounts([.pallets: 10, .t: 5]), costPerTrip: 25_000, costPerTripKilometre: 1200,
      carbonPerTrip: hasFeatures ? 1.5 : nil, carbonPerTripKilometre: hasFeatures ? 0.6 : nil)
    for d in firms.indices where d % 10 != 9 {
      let near = centres.indices.min {
        (firms[d].place.distance(to: centres[$0]) ?? 0) < (firms[d].place.distance(to: centres[$1]) ?? 0)
      }
      if let near { file.demands[d].zone = "zone-\(near + 1)" }
    }
  }
}
