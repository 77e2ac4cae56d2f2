// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The whole scenario in one model, less what the bound and the best plan exclude together, for
/// branch-and-cut.
///
/// With the reduced costs of the Lagrangian relaxation and the gap to the best plan, no better plan has a
/// share above gap / reduced cost on a lane, nor activates a warehouse whose value in the relaxation is above
/// the gap. What is left holds every better plan, so a bound on it, or the best plan's value if that is less,
/// is a bound on the scenario.
struct ReducedProgram {
  private let scenario: LogisticsScenario
  private let formulation: StrongFormulation
  private let model: LinearModel

  /// - Parameters:
  ///   - reducedCost: by lane, at the best multipliers.
  ///   - warehouseValue: what activating each warehouse changes there.
  ///   - gap: value of the best plan less the bound; infinite without a plan.
  init(
    _ scenario: LogisticsScenario, _ arrays: ScenarioArrays, reducedCost: [Double], warehouseValue: [Double],
    gap: Double
  ) {
    self.scenario = scenario
    formulation = StrongFormulation(scenario)
    var model = formulation.model
    // Rounding in the bound must not exclude a plan.
    let room = gap * (1 + 1e-6) + 1e-6
    if room.isFinite {
      for l in 0..<arrays.laneCount
      where arrays.laneExisting[l] == 0 && arrays.countsActivation[Int(arrays.laneWarehouse[l])] {
        let w = Int(arrays.laneWarehouse[l])
        let d = Int(arrays.laneDemand[l])
        // A warehouse that is off adds its value where it is activated at all.
        let most =
          warehouseValue[w] > room ? 0 : reducedCost[l] > 0 ? room / reducedCost[l] : 1
        let least = arrays.isSingleSource[d] ? 1 : 0.0
        guard most < 1 else { continue }
        model.setBounds(
          ofColumn: formulation.index.firstLaneColumn + l, lower: 0, upper: most < least ? 0 : most)
      }
    }
    self.model = model
  }

  /// What branch-and-cut came to.
  struct Outcome: Sendable {
    /// Shares of the best plan it found; nil without one.
    var shares: [Double]?
    /// A bound on every plan that is better than the one the program was reduced by.
    var bound: Double
    /// Whether nothing is left in it.
    var isInfeasible: Bool
  }

  /// Solves what is left, beginning with a plan where there is one.
  func solve(_ control: SolveControl, start: [Double]?) -> Outcome {
    var control = control
    control.permutationSeed = 0
    if let start { control.startingPoint = formulation.point(scenario, shares: start) }
    guard let solution = try? LinearProgramming.solve(model, control: control) else {
      return Outcome(shares: nil, bound: -.infinity, isInfeasible: false)
    }
    if solution.termination == .infeasible {
      return Outcome(shares: nil, bound: .infinity, isInfeasible: true)
    }
    let first = formulation.index.firstLaneColumn
    let shares =
      solution.termination.hasSolution ? Array(solution.primal[first..<first + scenario.lanes.count]) : nil
    return Outcome(shares: shares, bound: solution.bound, isInfeasible: false)
  }
}
