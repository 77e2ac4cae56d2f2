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

  /// One demand has half of it frozen in a place and must be served in parts of a quarter at least: what the
  /// search leaves to programs. 410 others make the model too large for branch-and-cut to be tried at once.
  @Test("What the search cannot serve is handed over to one model, with the bound kept")
  func handOver() throws {
    let periods = 10
    var scenario = LogisticsScenario(
      name: "hand-over", currency: "KRW", resources: [.pallets],
      warehouses: (0..<2).map {
        .init(
          id: "w\($0)", areas: $0..<$0 + 1, activationCost: 50, periodActivationCost: 5,
          smallestUtilisation: [0])
      },
      areas: (0..<2).map { .init(warehouse: $0, capacity: Array(repeating: 2000, count: periods)) },
      demands: [], lanes: [], laneStart: [0])
    scenario.periods = .init(count: periods, unit: .day)
    for d in 0..<410 {
      scenario.demands.append(
        .init(
          id: "d\(d)", quantity: [2], stay: 0..<periods, smallestShare: d == 0 ? 0.25 : 0,
          unservedPenalty: d == 0 ? nil : 100))
      scenario.lanes.append(.init(demand: d, warehouse: 0, area: 0, transportCost: 3, handlingCost: 0))
      if d == 0 {
        scenario.lanes.append(.init(demand: d, warehouse: 1, area: 1, transportCost: 1, handlingCost: 0))
      }
      scenario.laneStart.append(scenario.lanes.count)
    }
    scenario.existing = [.init(lane: 0, share: 0.5, isFrozen: true)]
    var options = SolveOptions(cores: 1)
    options.method = .decomposition
    let outcome = try LogisticsMarket.solve(
      scenario, SolveRun(options: options, deadline: ContinuousClock.now + .seconds(12)))
    #expect(outcome.methodReason == "the search found no plan, so branch-and-cut was given one model")
    // Both warehouses on all days, 409 demands at 3, and halves at 3 and 1.
    let value = try #require(outcome.objective.value)
    #expect(abs(value - (2 * (50 + 5 * 10) + 409 * 3 + 2)) < 1e-6)
    let bound = try #require(outcome.bound)
    #expect(abs(bound - value) < 1e-3)
    let envelope = PlanEnvelope(
      market: LogisticsMarket.name, status: outcome.status, termination: outcome.termination,
      objective: outcome.objective, bound: outcome.bound, method: outcome.method, options: options.choice,
      timing: PlanTiming(), peakMemoryMB: 0,
      provenance: PlanProvenance(warewatt: "test", glpk: glpkVersion, inputSHA256: ""), plan: outcome.part)
    #expect(LogisticsMarket.check(envelope, against: scenario).violations.isEmpty)
  }
}
