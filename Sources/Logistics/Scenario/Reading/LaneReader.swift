// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Opens the lanes of each demand and counts why the others stay closed.
struct LaneReader {
  /// Open lanes by demand and then by area.
  var lanes: [LogisticsScenario.Lane] = []
  /// The lanes of demand d are `start[d] ..< start[d + 1]`.
  var start = [0]
  /// By demand, the closed pairs.
  var closed: [LogisticsScenario.ClosedPairs] = []

  /// What a rule of the file says about a warehouse.
  private enum Rule: UInt8 { case free, allowed, forbidden }

  /// What an area has for a demand.
  private enum Room { case enough, noWindow, tooSmall }

  /// The lanes of a file that validation has passed; lanes that lack a distance, a time or a figure of
  /// carbon that is needed, and costs too large to calculate with, become issues.
  static func open(
    _ table: LaneTable, _ file: LogisticsScenarioFile, _ index: ScenarioIndex, _ storage: StorageReader,
    _ issues: inout IssueCollector
  ) -> LaneReader {
    var reader = LaneReader()
    if file.carbon != nil && !table.hasCarbon && !file.emitsByTrip {
      issues.add(
        "carbon", found: "nothing that emits carbon dioxide",
        expected: "transport.kg_co2_per_t_km, kg_co2 in the lane table, or kg_co2_per_trip of the trucks")
    }
    let handling = file.warehouses.map { warehouse in
      index.resources.map { warehouse.handlingCost[$0] ?? 0 }
    }
    var row = LaneTable.Row(count: file.warehouses.count)
    var rules = [Rule](repeating: .free, count: file.warehouses.count)
    for (d, demand) in file.demands.enumerated() {
      table.read(demand: d, into: &row)
      let allowed = (demand.allowedWarehouses ?? []).compactMap { index.warehouses[$0] }
      let forbidden = (demand.forbiddenWarehouses ?? []).compactMap { index.warehouses[$0] }
      for w in allowed { rules[w] = .allowed }
      for w in forbidden { rules[w] = .forbidden }
      reader.open(
        d, demand, row, rules, hasAllowed: demand.allowedWarehouses != nil, handling, index, storage,
        hasCarbon: table.hasCarbon, &issues)
      for w in allowed { rules[w] = .free }
      for w in forbidden { rules[w] = .free }
    }
    return reader
  }

  private mutating func open(
    _ d: Int, _ demand: LogisticsScenarioFile.Demand, _ row: LaneTable.Row, _ rules: [Rule],
    hasAllowed: Bool, _ handling: [[Double]], _ index: ScenarioIndex, _ storage: StorageReader,
    hasCarbon: Bool, _ issues: inout IssueCollector
  ) {
    var closed = LogisticsScenario.ClosedPairs()
    let quantity = index.resources.map { demand.quantity[$0] ?? 0 }
    let stay = index.stay(demand)
    let smallest = demand.singleSource == true ? 1 : demand.smallestShare ?? 0
    let storageClass = index.storageClasses[demand.storageClass]
    let classCount = index.storageClasses.ids.count
    for (w, warehouse) in storage.warehouses.enumerated() {
      func stores(_ area: Int) -> Bool {
        storageClass.map { storage.storesClass[area * classCount + $0] } ?? true
      }
      guard warehouse.areas.contains(where: stores) else {
        closed.byClass += 1
        continue
      }
      if rules[w] == .forbidden || (hasAllowed && rules[w] == .free) {
        closed.byRule += 1
        continue
      }
      let cost = row.cost[w]
      let distance = row.distance[w]
      if cost.isNaN {
        closed.unpriced += 1
        continue
      }
      guard let isNear = isNear(d, demand, warehouse.id, distance, row.minutes[w], &issues) else { continue }
      if !isNear {
        closed.byDistance += 1
        continue
      }
      let first = lanes.count
      var isTooSmall = false
      for area in warehouse.areas where stores(area) {
        switch Self.room(
          storage.areas[area].capacity, warehouse.totalCapacity, quantity, stay, smallest, index.periodCount)
        {
        case .noWindow: continue
        case .tooSmall: isTooSmall = true
        case .enough:
          lanes.append(
            LogisticsScenario.Lane(
              demand: d, warehouse: w, area: area, transportCost: cost,
              handlingCost: zip(handling[w], quantity).reduce(0) { $0 + $1.0 * $1.1 },
              carbon: hasCarbon ? row.carbon[w] : 0, distance: distance.isNaN ? nil : distance))
        }
      }
      if lanes.count == first {
        if isTooSmall { closed.bySize += 1 } else { closed.byWindow += 1 }
        continue
      }
      check(lanes[first], demand.id, warehouse.id, &issues)
    }
    start.append(lanes.count)
    self.closed.append(closed)
  }

  /// Whether a pair keeps the demand's limits of distance and time; nil, with an issue, where that is not
  /// known.
  private func isNear(
    _ d: Int, _ demand: LogisticsScenarioFile.Demand, _ warehouse: String, _ distance: Double,
    _ minutes: Double, _ issues: inout IssueCollector
  ) -> Bool? {
    var isNear: Bool? = true
    if let limit = demand.maxDistance {
      if distance.isNaN {
        issues.add(
          "demands[\(d)].max_distance_km",
          found: "no distance known between \(demand.id) and \(warehouse)",
          expected: "a place for both, or distance_km in the lane table")
        isNear = nil
      } else if distance > limit {
        isNear = false
      }
    }
    if let limit = demand.maxTravelMinutes {
      if minutes.isNaN {
        issues.add(
          "demands[\(d)].max_travel_minutes",
          found: "no travel time known between \(demand.id) and \(warehouse)",
          expected: "travel_minutes in the lane table, or transport.speed_kmh and a distance")
        isNear = nil
      } else if minutes > limit {
        isNear = isNear.map { _ in false }
      }
    }
    return isNear
  }

  /// Whether an area, and the warehouse as a whole, hold the smallest share that may be stored in every
  /// period of the stay.
  private static func room(
    _ area: [Double], _ total: [Double]?, _ quantity: [Double], _ stay: Range<Int>, _ smallest: Double,
    _ periodCount: Int
  ) -> Room {
    var room = Room.enough
    for r in quantity.indices where quantity[r] > 0 {
      let least = smallest * quantity[r]
      for t in stay {
        let slot = r * periodCount + t
        let capacity = min(area[slot], total?[slot] ?? .infinity)
        if capacity <= 0 { return .noWindow }
        if least > capacity { room = .tooSmall }
      }
    }
    return room
  }

  private func check(
    _ lane: LogisticsScenario.Lane, _ demand: String, _ warehouse: String, _ issues: inout IssueCollector
  ) {
    if !Magnitude.fits(lane.transportCost) || !Magnitude.fits(lane.handlingCost) || lane.distance == .infinity
    {
      issues.add(
        "demands[\(lane.demand)]",
        found: "a cost of \(JSONText.shown(lane.cost)) for \(demand) in \(warehouse)",
        expected: Magnitude.expectation)
    }
    if lane.carbon.isNaN {
      issues.add(
        "demands[\(lane.demand)]",
        found: "no carbon dioxide known of \(demand) in \(warehouse)",
        expected:
          "kg_co2 in the lane table, or transport.kg_co2_per_t_km with quantity_t and a distance")
    } else if !Magnitude.fits(lane.carbon) {
      issues.add(
        "demands[\(lane.demand)]",
        found: "\(JSONText.shown(lane.carbon)) kg of carbon dioxide of \(demand) in \(warehouse)",
        expected: Magnitude.expectation)
    }
  }
}

extension LogisticsScenarioFile {
  /// Whether trips emit carbon dioxide.
  fileprivate var emitsByTrip: Bool {
    trucks?.carbonPerTrip != nil || trucks?.carbonPerTripKilometre != nil
  }
}
