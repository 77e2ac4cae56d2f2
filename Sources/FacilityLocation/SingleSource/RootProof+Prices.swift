// SPDX-License-Identifier: GPL-3.0-or-later

extension LocationOutcome.RootProof {
  /// Customer multipliers with the capacity prices that prove the most with them: for each facility the
  /// profit per unit of demand at which its continuous knapsack is full, 0 where it is not.
  init(multipliers: [Double], data: SingleSourceData) {
    var prices = [Double](repeating: 0, count: data.facilityCount)
    for i in 0..<data.facilityCount {
      var items: [(ratio: Double, demand: Double)] = []
      for a in data.arcStart[i]..<data.arcStart[i + 1] {
        let j = Int(data.arcCustomer[a])
        let profit = multipliers[j] - data.arcCost[a]
        if profit > 0 && data.demand[j] > 0 { items.append((profit / data.demand[j], data.demand[j])) }
      }
      items.sort { $0.ratio > $1.ratio }
      var room = data.capacity[i]
      for item in items {
        room -= item.demand
        if room < 0 {
          prices[i] = item.ratio
          break
        }
      }
    }
    self.init(customerMultiplier: multipliers, capacityPrice: prices)
  }
}
