// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

extension StrongFormulation {
  /// The point of the formulation that the shares of a plan make: active is what stores something, and
  /// trips are the least that suffice.
  func point(_ scenario: LogisticsScenario, shares: [Double]) -> [Double] {
    let loads = PlanLoads(scenario, shares)
    let periods = scenario.periods.count
    var point = [Double](repeating: 0, count: model.columnCount)
    for (w, column) in index.activationColumn.enumerated() where loads.isStocked[w] {
      if let column { point[column] = 1 }
    }
    for (slot, column) in index.periodColumn.enumerated() where loads.isStockedIn[slot] {
      if let column { point[column] = 1 }
    }
    for l in scenario.lanes.indices { point[index.firstLaneColumn + l] = shares[l] }
    for (d, column) in index.unservedColumn.enumerated() {
      guard let column else { continue }
      let served = (scenario.laneStart[d]..<scenario.laneStart[d + 1]).reduce(0) { $0 + shares[$1] }
      point[column] = max(0, 1 - served)
    }
    for (place, entry) in scenario.existing.enumerated() where place < index.lostColumn.count {
      if let column = index.lostColumn[place] { point[column] = max(0, entry.share - shares[entry.lane]) }
    }
    for pair in index.pairs {
      let lanes = scenario.laneStart[pair.demand]..<scenario.laneStart[pair.demand + 1]
      if lanes.contains(where: { scenario.lanes[$0].warehouse == pair.warehouse && shares[$0] > 0 }) {
        point[pair.column] = 1
      }
    }
    if !index.storedClasses.isEmpty {
      var column = [Int: Int]()
      let classes = scenario.storageClasses.count
      for stored in index.storedClasses {
        column[stored.warehouse * classes + stored.storageClass] = stored.column
      }
      for (l, lane) in scenario.lanes.enumerated() where shares[l] > 0 {
        guard let kind = scenario.demands[lane.demand].storageClass else { continue }
        if let column = column[lane.warehouse * classes + kind] { point[column] = 1 }
      }
    }
    let zones = scenario.trucks?.zones.count ?? 0
    for trip in index.trips {
      let most = trip.periods.reduce(0) {
        max($0, loads.trips[(trip.warehouse * zones + trip.zone) * periods + $1])
      }
      point[trip.column] = Double(most)
    }
    return point
  }
}
