// SPDX-License-Identifier: GPL-3.0-or-later

/// Multipliers that prove a bound by the closed form of the strong relaxation, with a price for each
/// facility's capacity and no row on the total capacity.
///
/// The price of a facility's capacity is the worth of its knapsack's last item. A price p of total capacity
/// is worth as much without the row: p more on every facility's capacity and p d_j more on every
/// customer, for the reduced costs stay, each facility's value falls by p s_i, and the customers' sum
/// rises by p D.
enum RootProofFinder {
  static func find(
    _ problem: LocationProblem, _ model: SplitModel, _ v: UnsafePointer<Double>,
    _ fixing: UnsafePointer<Int8>, _ evaluator: LagrangianEvaluator
  ) -> LocationOutcome.RootProof {
    let limit = evaluator.coverNodeLimit
    evaluator.coverNodeLimit = 0
    _ = evaluator.evaluate(v, fixing)
    evaluator.coverNodeLimit = limit
    func proof(_ shift: Double) -> LocationOutcome.RootProof {
      var customer = [Double](repeating: 0, count: model.customerCount)
      for j in 0..<model.customerCount {
        customer[model.originalCustomer[j]] = v[j] * model.scale[j] + shift * model.size[j]
      }
      let price = (0..<model.facilityCount).map { i in
        problem.capacity[i] == .infinity ? 0 : evaluator.price.pointer[i] + shift
      }
      return .init(customerMultiplier: customer, capacityPrice: price)
    }
    let plain = proof(0)
    guard evaluator.coverPrice > 0 else { return plain }
    let shifted = proof(evaluator.coverPrice)
    return value(problem, shifted) > value(problem, plain) ? shifted : plain
  }

  /// The bound that the multipliers prove.
  static func value(_ problem: LocationProblem, _ proof: LocationOutcome.RootProof) -> Double {
    var gain = (0..<problem.facilityCount).map { i in
      proof.capacityPrice[i] > 0
        ? problem.fixedCost[i] - proof.capacityPrice[i] * problem.capacity[i] : problem.fixedCost[i]
    }
    var total = 0.0
    for j in 0..<problem.customerCount {
      total += proof.customerMultiplier[j]
      for arc in problem.arcStart[j]..<problem.arcStart[j + 1] {
        let i = Int(problem.arcFacility[arc])
        let demand = problem.demand[j]
        let reduced =
          problem.arcCost[arc] - proof.customerMultiplier[j] + proof.capacityPrice[i] * demand
        let most = demand > problem.capacity[i] ? problem.capacity[i] / demand : 1
        if reduced < 0 { gain[i] += most * reduced }
      }
    }
    for i in 0..<problem.facilityCount { total += problem.fixedCost[i] == 0 ? gain[i] : min(0, gain[i]) }
    return total
  }
}
