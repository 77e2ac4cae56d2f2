// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange
public import LinearProgramming

/// The steps of the direct method one by one, for benchmarks to time apart.
@_spi(Benchmarking) extension LogisticsMarket {
  /// The strong formulation of a scenario.
  public static func directModel(of scenario: LogisticsScenario) -> LinearModel {
    StrongFormulation(scenario).model
  }

  /// The plan that a solution of `directModel` makes.
  public static func directOutcome(
    of scenario: LogisticsScenario, _ solution: LinearSolution
  ) -> SolveOutcome<LogisticsPlan> {
    DirectMethod.outcome(scenario, StrongFormulation(scenario), solution, method: "direct")
  }

  /// The Lagrangian bound at the given multipliers.
  public static func lagrangianBound(
    of scenario: LogisticsScenario, demandMultipliers: [Double], capacityPrices: [Double]
  ) -> Double {
    LagrangianBound.value(scenario, Multipliers(demand: demandMultipliers, area: capacityPrices))
  }
}
