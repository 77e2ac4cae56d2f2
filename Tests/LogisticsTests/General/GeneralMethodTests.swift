// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

@Suite("The general method") struct GeneralMethodTests {
  /// Both methods on one scenario, each plan checked.
  private func hold(_ scenario: LogisticsScenario, _ name: String) throws {
    let direct = try SolvedCase(solving: scenario)
    let general = try SolvedCase(solving: scenario, method: .decomposition)
    if direct.envelope.status == .infeasible {
      #expect(general.envelope.status == .infeasible, "\(name)")
      return
    }
    let value = try #require(direct.value, "\(name)")
    #expect(direct.envelope.status == .optimal, "\(name)")
    if let bound = general.envelope.bound {
      #expect(bound <= value + 1e-6 * max(1, abs(value)), "\(name): bound \(bound) above \(value)")
    }
    let own = try #require(general.value, "\(name): \(general.envelope.termination)")
    #expect(abs(own - value) <= 1e-6 * max(1, abs(value)), "\(name): \(own), direct \(value)")
    #expect(general.envelope.status == .optimal, "\(name): \(general.envelope.termination)")
  }

  @Test("It agrees with the direct method on small scenarios of mixed features", arguments: 0..<20)
  func agrees(block: Int) throws {
    for seed in block * 8..<block * 8 + 8 {
      let market = FeatureMarket(
        seed: UInt64(24_000 + seed), chance: [0.25, 0.45, 0.7][seed % 3], warehouses: 3 + seed % 2,
        demands: 3 + seed % 4)
      try hold(market.scenario, "seed \(24_000 + seed)")
    }
  }

  @Test("A plan in time is found where the limit leaves no time for a proof")
  func anytime() throws {
    let scenario = FeatureMarket(
      seed: 5, features: [.time, .periodActivation, .activation, .single], chance: 1, warehouses: 8,
      demands: 60
    ).scenario
    var options = SolveOptions(cores: 1)
    options.method = .decomposition
    let outcome = try LogisticsMarket.solve(
      scenario, SolveRun(options: options, deadline: ContinuousClock.now + .milliseconds(700)))
    if let value = outcome.objective.value, let bound = outcome.bound {
      #expect(bound <= value + 1e-6 * abs(value))
    } else {
      #expect(outcome.status == .noPlanFound || outcome.status == .infeasible)
    }
  }

  @Test("Auto takes it where one model would be too large, and says why")
  func auto() throws {
    let scenario = FeatureMarket(
      seed: 6, features: [.time, .periodActivation, .activation], chance: 1, warehouses: 8, demands: 40
    ).scenario
    #expect(scenario.lanes.count > 200)
    let outcome = try LogisticsMarket.solve(
      scenario,
      SolveRun(options: SolveOptions(cores: 1), deadline: ContinuousClock.now + .milliseconds(900)))
    #expect(outcome.method == "decomposition")
    #expect(outcome.methodReason?.hasPrefix("too large for one model") == true)
  }
}
