// SPDX-License-Identifier: GPL-3.0-or-later

/// Rules that a plan under way may break at a price, and what the price is: those that tie all lanes
/// together. Capacities, classes, single-source, smallest shares and numbers of warehouses are never broken.
struct SoftRules: Sendable {
  /// Price of a unit of currency above the budget.
  var budget: Double
  /// Price of a kg above the cap.
  var carbon: Double
  /// By group and resource: price of a unit of volume below the guarantee.
  var group: [Double]
  /// By owner and resource: price of a unit of volume above the owner's part.
  var owner: [Double]
  /// By warehouse and resource: price of a unit of volume below the smallest use.
  var utilisation: [Double]

  /// Prices that are above what the relaxation would pay.
  init(_ arrays: ScenarioArrays, _ ascent: LagrangianAscent, _ guide: SearchGuide) {
    let resources = arrays.resourceCount
    var volume = [Double](repeating: 1e-9, count: resources)
    var worth = 0.0
    for d in 0..<arrays.demandCount {
      let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      let cheapest = lanes.reduce(Double.infinity) { min($0, arrays.laneCost[$1]) }
      if cheapest.isFinite { worth += cheapest }
      for r in 0..<resources {
        volume[r] += arrays.quantity[d * resources + r] * Double(arrays.end[d] - arrays.first[d])
      }
    }
    let (vector, layout) = (ascent.best, ascent.layout)
    let meanCost = max(worth, 1)
    budget = 0.2 + 2 * vector[layout.budget]
    carbon =
      2 * vector[layout.carbon]
      + (arrays.carbonCap.isFinite ? 0.2 * meanCost / max(1e-6, arrays.carbonCap) : 0)
    group = (0..<arrays.groupCount * resources).map {
      2 * vector[layout.group + $0] + 0.3 * meanCost / volume[$0 % resources]
    }
    owner = (0..<arrays.ownerCount * resources).map {
      2 * vector[layout.ownerShare + $0] + 0.1 * meanCost / volume[$0 % resources]
    }
    utilisation = (0..<arrays.warehouseCount * resources).map { row in
      guard arrays.hasSmallestUse else { return 0 }
      return 2 * vector[layout.utilisation + row] + 0.1 * meanCost / volume[row % resources]
    }
  }

  /// Raises the price of what is broken, and lowers that of the rest a little.
  mutating func adapt(to placement: Placement) {
    let resources = placement.arrays.resourceCount
    func next(_ price: Double, _ violation: Double) -> Double {
      violation > 0 ? price * 1.5 : price * 0.98
    }
    budget = next(budget, placement.budgetExcess)
    carbon = next(carbon, placement.carbonExcess)
    for row in group.indices { group[row] = next(group[row], placement.groupShortage(row)) }
    for row in owner.indices {
      owner[row] = next(owner[row], placement.ownerExcess(row / resources, row % resources))
    }
    for row in utilisation.indices { utilisation[row] = next(utilisation[row], placement.useShortage(row)) }
  }
}
