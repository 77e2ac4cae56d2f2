// SPDX-License-Identifier: GPL-3.0-or-later

/// Prices that every lane sees.
struct CommonPrices {
  /// What a unit of currency in the plan's cost weighs: 1 and the price of the budget.
  let money: Double
  /// Price of a kg of carbon dioxide, besides its price in the objective.
  let carbon: Double
  /// By resource: what a unit stored for a period earns on the owners' limits.
  let volume: [Double]

  init(_ arrays: ScenarioArrays, _ layout: MultiplierLayout, _ vector: UnsafePointer<Double>) {
    money = 1 + vector[layout.budget]
    carbon = vector[layout.carbon]
    let resources = arrays.resourceCount
    volume = (0..<resources).map { r in
      (0..<arrays.ownerCount).reduce(0.0) { sum, o in
        let row = o * resources + r
        let limit = arrays.ownerLargestShare[row]
        return limit < 1 ? sum + vector[layout.ownerShare + row] * limit : sum
      }
    }
  }
}

/// Sums over warehouses of a relaxed plan.
struct RelaxedTotals {
  var bound = 0.0
  var activated = 0.0
  /// All that the plan costs but penalties.
  var cost = 0.0
  var carbon = 0.0
  var ownerActivated: [Double]
  var ownerVolume: [Double]
  var volume: [Double]
  var groupVolume: [Double]

  init(resources: Int, owners: Int, groups: Int) {
    ownerActivated = [Double](repeating: 0, count: owners)
    ownerVolume = [Double](repeating: 0, count: owners * resources)
    volume = [Double](repeating: 0, count: resources)
    groupVolume = [Double](repeating: 0, count: groups * resources)
  }

  mutating func clear() {
    (bound, activated, cost, carbon) = (0, 0, 0, 0)
    for i in ownerActivated.indices { ownerActivated[i] = 0 }
    for i in ownerVolume.indices { ownerVolume[i] = 0 }
    for i in volume.indices { volume[i] = 0 }
    for i in groupVolume.indices { groupVolume[i] = 0 }
  }

  mutating func add(_ other: RelaxedTotals) {
    activated += other.activated
    cost += other.cost
    carbon += other.carbon
    for i in ownerActivated.indices { ownerActivated[i] += other.ownerActivated[i] }
    for i in ownerVolume.indices { ownerVolume[i] += other.ownerVolume[i] }
    for i in volume.indices { volume[i] += other.volume[i] }
    for i in groupVolume.indices { groupVolume[i] += other.groupVolume[i] }
  }
}
