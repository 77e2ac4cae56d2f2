// SPDX-License-Identifier: GPL-3.0-or-later

/// Shares and activations of a plan, by lane and warehouse of the scenario.
struct ShareTable {
  /// Share of its demand on each lane.
  var share: [Double]
  /// Whether each warehouse is paid for.
  var isActivated: [Bool]

  /// Cleans what a solver returned: shares below 1e-9 are dropped, single-source shares become 0 or 1,
  /// frozen shares what they must be, a warehouse beyond the number that a demand may use, or with less
  /// than half its smallest share, is left, the shares of a demand that miss 1 by rounding are made to sum
  /// to 1, and a warehouse is activated exactly when something is stored in it.
  init(_ scenario: LogisticsScenario, raw: ArraySlice<Double>) {
    var share = raw.map { $0 < 1e-9 ? 0 : min(1, $0) }
    let frozen = scenario.frozenShare
    for (d, demand) in scenario.demands.enumerated() {
      let range = scenario.laneStart[d]..<scenario.laneStart[d + 1]
      if demand.isSingleSource { for lane in range { share[lane] = share[lane] > 0.5 ? 1 : 0 } }
      for lane in range { if let kept = frozen[lane] { share[lane] = kept } }
      let countsPairs = demand.smallestShare > 0 || demand.mostWarehouses != nil
      if countsPairs && !demand.isSingleSource { Self.dropLeaks(scenario, d, &share) }
      let served = range.reduce(0) { $0 + share[$1] }
      // Nothing but rounding keeps a demand from 1 that must be served, or takes one above it.
      let isExact = demand.unservedPenalty == nil || served > 1
      guard served > 0, served != 1, abs(served - 1) < (isExact ? 1e-5 : 1e-7) else { continue }
      if countsPairs || range.contains(where: { frozen[$0] != nil }) {
        // The largest share that may move takes the difference: a smallest share stays what it is.
        guard let largest = range.filter({ frozen[$0] == nil }).max(by: { share[$0] < share[$1] }),
          share[largest] > 0
        else { continue }
        share[largest] = max(0, share[largest] + 1 - served)
      } else {
        // Scaling moves no load by more than it moves the sum, relative.
        for lane in range { share[lane] /= served }
      }
    }
    self.share = share
    isActivated = Array(repeating: false, count: scenario.warehouses.count)
    for (index, lane) in scenario.lanes.enumerated() where share[index] > 0 {
      isActivated[lane.warehouse] = true
    }
  }

  /// Leaves the warehouses that a demand uses by rounding alone.
  private static func dropLeaks(_ scenario: LogisticsScenario, _ d: Int, _ share: inout [Double]) {
    let demand = scenario.demands[d]
    var used = scenario.lanesByWarehouse(ofDemand: d).compactMap { _, lanes -> (Double, [Int])? in
      let sum = lanes.reduce(0) { $0 + share[$1] }
      return sum > 0 ? (sum, lanes) : nil
    }
    used.sort { $0.0 > $1.0 }
    for (place, (sum, lanes)) in used.enumerated() {
      let isLeak = sum < 1e-4 && place >= demand.mostWarehouses ?? .max
      if isLeak || sum < demand.smallestShare / 2 { for lane in lanes { share[lane] = 0 } }
    }
  }
}
