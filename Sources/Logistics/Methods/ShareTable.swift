// SPDX-License-Identifier: GPL-3.0-or-later

/// Shares and activations of a plan, by lane and warehouse of the scenario.
struct ShareTable {
  /// Share of its demand on each lane.
  var share: [Double]
  /// Whether each warehouse is paid for.
  var isActivated: [Bool]

  /// Cleans what a solver returned: shares below 1e-9 are dropped, single-source shares become 0 or 1,
  /// the shares of a demand that miss 1 by rounding are scaled to 1, and a warehouse is activated exactly
  /// when something is stored in it.
  init(_ scenario: LogisticsScenario, raw: ArraySlice<Double>) {
    var share = raw.map { $0 < 1e-9 ? 0 : min(1, $0) }
    for (d, demand) in scenario.demands.enumerated() {
      let range = scenario.laneStart[d]..<scenario.laneStart[d + 1]
      if demand.isSingleSource { for lane in range { share[lane] = share[lane] > 0.5 ? 1 : 0 } }
      let served = range.reduce(0) { $0 + share[$1] }
      // Nothing but rounding keeps a demand from 1 that must be served, or takes one above it.
      let isExact = demand.unservedPenalty == nil || served > 1
      guard served > 0, served != 1, abs(served - 1) < (isExact ? 1e-5 : 1e-7) else { continue }
      // Scaling moves no load by more than it moves the sum, relative.
      for lane in range { share[lane] /= served }
    }
    self.share = share
    isActivated = Array(repeating: false, count: scenario.warehouses.count)
    for (index, lane) in scenario.lanes.enumerated() where share[index] > 0 {
      isActivated[lane.warehouse] = true
    }
  }
}
