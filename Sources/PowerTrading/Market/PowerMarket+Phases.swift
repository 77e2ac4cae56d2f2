// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange
public import LinearProgramming

/// The steps of the direct method one by one, for benchmarks to time apart.
@_spi(Benchmarking) extension PowerMarket {
  /// The formulation over all intervals.
  public static func directModel(of scenario: PowerScenario) -> LinearModel {
    DirectMethod.formulation(of: scenario).model
  }

  /// The plan that a solution of `directModel` makes.
  public static func directOutcome(
    of scenario: PowerScenario, _ solution: LinearSolution, _ run: SolveRun
  ) -> SolveOutcome<PowerPlan> {
    DirectMethod.outcome(
      scenario, DirectMethod.formulation(of: scenario), solution, run, method: "direct")
  }

  /// The joint gain of given shares, one for each open pair.
  public static func settledGain(of scenario: PowerScenario, shares: [Double], threads: Int) -> Double {
    PowerPlan.components(scenario, Settlement(scenario, shares: shares, threads: threads)).total
  }
}
