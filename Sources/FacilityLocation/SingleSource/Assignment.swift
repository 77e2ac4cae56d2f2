// SPDX-License-Identifier: GPL-3.0-or-later

/// A complete assignment of customers to facilities, with its cost.
struct Assignment: Sendable {
  /// Facility of each customer.
  var facility: [Int32]
  /// Cost, added from the data.
  var cost: Double

  /// The assignment if it is feasible.
  init?(_ facility: [Int32], in data: SingleSourceData) {
    var load = [Double](repeating: 0, count: data.facilityCount)
    var isUsed = [Bool](repeating: false, count: data.facilityCount)
    var cost = 0.0
    for (j, chosen) in facility.enumerated() {
      guard chosen >= 0 else { return nil }
      let i = Int(chosen)
      cost += data.cost(i, j)
      load[i] += data.demand[j]
      isUsed[i] = true
    }
    for i in 0..<data.facilityCount where isUsed[i] {
      if load[i] > data.capacity[i] { return nil }
      cost += data.fixedCost[i]
    }
    guard cost.isFinite else { return nil }
    self.facility = facility
    self.cost = cost
  }
}
