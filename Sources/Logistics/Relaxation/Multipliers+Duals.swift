// SPDX-License-Identifier: GPL-3.0-or-later

extension Multipliers {
  /// The multipliers of a strong formulation's rows, in the units of the scenario: those of the rows that
  /// the Lagrangian relaxation drops.
  ///
  /// - Parameter dual: by row, the change of the least cost per unit of its right-hand side.
  init(_ scenario: LogisticsScenario, _ index: FormulationIndex, dual: [Double]) {
    /// The price of a row that limits from above, and of one that limits from below.
    func above(_ row: Int) -> Double { max(0, -dual[row]) }
    func above(_ scaled: FormulationIndex.ScaledRow?) -> Double {
      scaled.map { max(0, -dual[$0.row]) / $0.scale } ?? 0
    }
    func below(_ scaled: FormulationIndex.ScaledRow?) -> Double {
      scaled.map { max(0, dual[$0.row]) / $0.scale } ?? 0
    }
    demand = Array(dual[..<scenario.demands.count])
    let slots = scenario.slotCount
    area = (0..<scenario.areas.count * slots).map { above(index.firstCapacityRow + $0) }
    if let first = index.firstTotalRow {
      warehouse = (0..<scenario.warehouses.count * slots).map { above(first + $0) }
    }
    utilisation = index.utilisationRow.map { below($0) }
    activation = index.mostActivatedRow.map { above($0) } ?? 0
    ownerActivation =
      index.ownerActivationRow.isEmpty
      ? scenario.owners.map { _ in 0 } : index.ownerActivationRow.map { $0.map { above($0) } ?? 0 }
    ownerShare = index.ownerShareRow.map { above($0) }
    group = index.groupRow.map { below($0) }
    budget = above(index.budgetRow)
    carbon = above(index.carbonRow)
    truck = Self.truckPrices(scenario, index, dual)
  }

  /// The price of a truck's space, spread over the periods of each block.
  private static func truckPrices(
    _ scenario: LogisticsScenario, _ index: FormulationIndex, _ dual: [Double]
  ) -> [Double] {
    guard let trucks = scenario.trucks else { return [] }
    let (zones, periods, resources) = (trucks.zones.count, scenario.periods.count, scenario.resources.count)
    var prices = [Double](repeating: 0, count: scenario.warehouses.count * zones * periods * resources)
    for block in index.trips {
      for (r, row) in block.loadRow.enumerated() {
        guard let row, dual[row] < 0 else { continue }
        let price = -dual[row] / (trucks.capacity[r] * Double(block.periods.count))
        for t in block.periods {
          prices[((block.warehouse * zones + block.zone) * periods + t) * resources + r] = price
        }
      }
    }
    return prices
  }
}
