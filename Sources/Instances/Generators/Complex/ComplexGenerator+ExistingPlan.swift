// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming
internal import Logistics

extension ComplexGenerator {
  /// A plan in force for two firms in five: each where the nearest warehouse had room, within the rules on
  /// classes. One pair in twelve is frozen, where nothing else is asked of the warehouse; a few firms are
  /// in a place that they may not keep.
  func addExistingPlan(
    _ file: inout LogisticsScenarioFile, _ firms: [Firm], _ sites: [Site], _ neighbours: Neighbourhood,
    _ random: inout SplitMix64
  ) {
    var rooms = sites.map(Room.init)
    var assignments: [LogisticsScenarioFile.ExistingPlan.Assignment] = []
    var frozen: [LogisticsScenarioFile.ExistingPlan.Pair] = []
    let isTrusted = frozenSites(file)
    for d in firms.indices {
      guard random.integer(1, 5) <= 2 else { continue }
      let demand = file.demands[d]
      let isStranded = random.integer(1, 40) == 1
      let candidates = isStranded ? neighbours.sites[d].reversed() : neighbours.sites[d]
      guard let w = candidates.first(where: { rooms[$0].holds(firms[d], sites[$0]) }) else { continue }
      rooms[w].take(firms[d], sites[w])
      let site = sites[w]
      assignments.append(
        .init(
          demand: demand.id, warehouse: "warehouse-\(w + 1)",
          area: site.parts.count > 1 ? Self.classes[firms[d].storageClass].0 : nil, share: 1))
      let wantsFrozen = random.integer(1, 12) == 1
      if wantsFrozen && !isStranded && isTrusted[w] && Self.mayServe(demand, d, w, neighbours) {
        frozen.append(.init(demand: demand.id, warehouse: "warehouse-\(w + 1)"))
      } else if random.integer(1, 3) == 1 {
        file.demands[d].changeCost = firms[d].pallets * 1500
      }
    }
    file.existingPlan = .init(
      assignments: assignments, changeCost: 60_000, frozen: frozen.isEmpty ? nil : frozen)
  }

  /// Warehouses that may be forced open: without a smallest utilisation, and so few of each owner that
  /// its limit and that on all activated ones keep room.
  private func frozenSites(_ file: LogisticsScenarioFile) -> [Bool] {
    var room = [String: Int]()
    for owner in file.owners ?? [] { room[owner.id] = (owner.maxWarehouses ?? 2) / 2 }
    var all = (file.rules?.maxActivatedWarehouses ?? 0) / 2
    return file.warehouses.map { warehouse in
      guard warehouse.smallestUtilisation.amounts.isEmpty, let owner = warehouse.owner, all > 0,
        room[owner, default: 0] > 0
      else { return false }
      room[owner, default: 0] -= 1
      all -= 1
      return true
    }
  }

  /// What a warehouse has left, day by day.
  private struct Room {
    /// By part and day.
    var pallets: [[Double]]
    var tonnes: [Double]
    var storesHazardous = false
    var storesFood = false

    init(_ site: Site) {
      pallets = site.parts.indices.map { part in (0..<site.periods).map { site.pallets(part, $0) } }
      tonnes = (0..<site.periods).map { site.tonnes($0) }
    }

    /// Hazardous goods do not stand beside chilled or frozen ones.
    func holds(_ firm: Firm, _ site: Site) -> Bool {
      guard let part = site.parts.firstIndex(where: { $0.storageClass == firm.storageClass }) else {
        return false
      }
      let isHazardous = firm.storageClass == 3
      let isFood = firm.storageClass == 1 || firm.storageClass == 2
      if (isHazardous && storesFood) || (isFood && storesHazardous) { return false }
      return firm.stay.allSatisfy { pallets[part][$0] >= firm.pallets && tonnes[$0] >= firm.tonnes }
    }

    mutating func take(_ firm: Firm, _ site: Site) {
      guard let part = site.parts.firstIndex(where: { $0.storageClass == firm.storageClass }) else { return }
      for day in firm.stay {
        pallets[part][day] -= firm.pallets
        tonnes[day] -= firm.tonnes
      }
      if firm.storageClass == 3 { storesHazardous = true }
      if firm.storageClass == 1 || firm.storageClass == 2 { storesFood = true }
    }
  }
}
