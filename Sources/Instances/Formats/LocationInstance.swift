// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import Logistics

/// A capacitated location instance, whatever file it came from.
struct LocationInstance {
  var capacities: [Double]
  var fixedCosts: [Double]
  var demands: [Double]
  /// Cost of serving all of a demand: a row for each demand, a number for each warehouse.
  var costs: [[Double]]

  /// Costs given warehouse by warehouse, turned demand by demand.
  static func transposed(_ rows: [[Double]], demands: Int) -> [[Double]] {
    (0..<demands).map { d in rows.map { $0[d] } }
  }

  /// The instance as a scenario: units for the resource, no currency.
  func scenario(name: String, isSingleSource: Bool) -> LogisticsScenarioFile {
    LogisticsScenarioFile(
      name: name, currency: PlanObjective.noCurrency, lanes: .init(costMatrix: costs.map { NumberList($0) }),
      warehouses: capacities.indices.map { w in
        .init(
          id: "W\(w + 1)", capacity: ResourceAmounts([.units: capacities[w]]), activationCost: fixedCosts[w])
      },
      demands: demands.indices.map { d in
        .init(
          id: "D\(d + 1)", quantity: ResourceAmounts([.units: demands[d]]),
          singleSource: isSingleSource ? true : nil)
      })
  }
}
