// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// Reduced costs of pairs without a contract, against what happens when the pair becomes cheaper.
struct BreakEvenTests {
  /// A market with numbers in general position, so that multipliers are unique.
  private static func market(seed: UInt64, isPriced: Bool) -> SmallMarket {
    var random = SplitMix64(seed: seed)
    var market = SmallMarket(
      seed: seed, suppliers: 3, consumers: 3, intervals: 12, hasRules: false, hasTargets: true,
      hasHardTargets: false)
    for i in market.suppliers.indices {
      market.suppliers[i].generation = market.suppliers[i].generation.map { $0 + random.unit() }
      for j in market.consumers.indices { market.contractedFee[i][j] = 5 * random.unit() }
    }
    for j in market.consumers.indices {
      market.consumers[j].load = market.consumers[j].load.map { $0 + random.unit() }
      market.consumers[j].retail = market.consumers[j].retail.map { $0 + random.unit() }
      market.consumers[j].ceiling = isPriced ? 80 + 60 * random.unit() : 1e6
    }
    return market
  }

  /// The scenario with a pair's fee changed, opened if its price closes it.
  private static func scenario(
    _ scenario: PowerScenario, _ own: PowerScenario.Pair, fee: Double
  ) -> PowerScenario {
    var pairs: [PowerScenario.Pair] = []
    var starts = [0]
    let changed = PowerScenario.Pair(
      supplier: own.supplier, consumer: own.consumer, loss: own.loss, contractedFee: own.contractedFee + fee,
      smallestShare: own.smallestShare, fixedCost: own.fixedCost)
    for j in scenario.consumers.indices {
      let others = scenario.pairs[scenario.pairs(ofConsumer: j)].filter {
        $0.supplier != own.supplier || $0.consumer != own.consumer
      }
      pairs += (j == own.consumer ? others + [changed] : others).sorted { $0.supplier < $1.supplier }
      starts.append(pairs.count)
    }
    return PowerScenario(
      name: "changed", currency: scenario.currency, options: scenario.options, horizon: scenario.horizon,
      marketPrice: scenario.marketPrice, suppliers: scenario.suppliers, consumers: scenario.consumers,
      pairs: pairs, pairStart: starts, rejectedPairs: [])
  }

  /// Share of the pair in the changed scenario's optimum, and its value.
  private static func solve(
    _ scenario: PowerScenario, _ own: PowerScenario.Pair
  ) throws -> (share: Double, value: Double) {
    var options = SolveOptions(cores: 1)
    options.gap = 0
    let outcome = try DirectMethod.solve(scenario, SolveRun(options: options), method: "direct")
    let plan = try #require(outcome.part)
    let contract = plan.contracts.first {
      $0.supplier == scenario.suppliers[own.supplier].id && $0.consumer == scenario.consumers[own.consumer].id
    }
    return (contract?.share ?? 0, outcome.objective.value ?? .nan)
  }

  @Test("A pair enters slightly beyond its reduced cost and not before", arguments: 0..<60)
  func reSolved(seed: Int) throws {
    let market = Self.market(seed: UInt64(seed), isPriced: seed % 2 == 0)
    let solved = try SolvedCase(market.json)
    let scenario = solved.scenario
    let value = try #require(solved.value)
    for own in try #require(solved.envelope.plan?.breakEvenAsks) {
      let candidates = scenario.pairs + scenario.rejectedPairs.compactMap(\.pair)
      let pair = try #require(
        candidates.first {
          scenario.suppliers[$0.supplier].id == own.supplier
            && scenario.consumers[$0.consumer].id == own.consumer
        })
      let step = 0.01
      let beyond = try Self.solve(
        Self.scenario(scenario, pair, fee: -max(0, own.reducedCost) - step), pair)
      #expect(beyond.share > 0 && beyond.value > value, "\(own)")
      if own.reducedCost > step {
        let before = try Self.solve(Self.scenario(scenario, pair, fee: -own.reducedCost + step), pair)
        #expect(before.share == 0 && agree(before.value, value), "\(own)")
      } else if own.reducedCost < -step {
        // Open at its own cost it enters at once, and no longer when it costs so much more.
        #expect(try Self.solve(Self.scenario(scenario, pair, fee: 0), pair).share > 0)
        let dearer = try Self.solve(Self.scenario(scenario, pair, fee: -own.reducedCost + step), pair)
        #expect(dearer.share == 0 && agree(dearer.value, value), "\(own)")
      }
    }
  }

  @Test("At the opening ask the ceiling lets a pair contract, above it not", arguments: 0..<20)
  func opening(seed: Int) throws {
    let market = Self.market(seed: UInt64(100 + seed), isPriced: true)
    let solved = try SolvedCase(market.json)
    for own in solved.envelope.plan?.breakEvenAsks ?? [] {
      guard let ask = own.openingAsk else { continue }
      #expect(ask < own.ask)
      let i = try #require(market.suppliers.firstIndex { $0.id == own.supplier })
      for (changed, isOpen) in [(ask - 1e-6, true), (ask + 1e-6, false)] {
        var other = market
        other.suppliers[i].ask = changed
        let scenario = try SolvedCase.scenario(other.json)
        let found = scenario.pairs.contains {
          $0.supplier == i && scenario.consumers[$0.consumer].id == own.consumer
        }
        #expect(found == isOpen)
      }
    }
  }

  @Test("Pairs with a contract, and pairs that the scenario closes, are not listed; all others are")
  func complete() throws {
    for seed in 0..<20 {
      let market = Self.market(seed: UInt64(200 + seed), isPriced: true)
      let solved = try SolvedCase(market.json)
      let plan = try #require(solved.envelope.plan)
      let listed = Set((plan.breakEvenAsks ?? []).map { [$0.supplier, $0.consumer] })
      let contracted = Set(plan.contracts.map { [$0.supplier, $0.consumer] })
      let closed = Set(
        plan.rejectedPairs.filter { $0.reason == .notAllowed }.map { [$0.supplier, $0.consumer] })
      #expect(listed.isDisjoint(with: contracted) && listed.isDisjoint(with: closed))
      #expect(listed.count + contracted.count + closed.count == 9)
    }
  }

  @Test("A changed entry does not pass the check", arguments: 0..<5)
  func tampered(field: Int) throws {
    var own = try SolvedCase(Self.market(seed: 4, isPriced: true).json)
    let count = try #require(own.envelope.plan?.breakEvenAsks?.count)
    let closed = try #require(own.envelope.plan?.breakEvenAsks?.firstIndex { $0.openingAsk != nil })
    let first = try #require(own.envelope.plan?.breakEvenAsks?.first)
    try #require(count > 1)
    switch field {
    case 0: own.envelope.plan?.breakEvenAsks?[0].reducedCost += 0.01
    case 1: own.envelope.plan?.breakEvenAsks?[closed].openingAsk? -= 0.01
    case 2: own.envelope.plan?.breakEvenAsks?.removeLast()
    case 3: own.envelope.plan?.breakEvenAsks?[1] = first
    default: own.envelope.plan?.breakEvenAsks?[0].ask += 1
    }
    let report = PowerMarket.check(own.envelope, against: own.scenario)
    #expect(report.violations.contains { $0.rule == "price" })
  }

  @Test(
    "With rules on contracts the list follows the relaxation's multipliers, and the check agrees",
    arguments: 0..<40)
  func rules(seed: Int) throws {
    let market = SmallMarket(
      seed: UInt64(seed), suppliers: 3, consumers: 3, intervals: 8, hasRules: true, hasHardTargets: false)
    for method in [SolveOptions.Method.direct, .decomposition] {
      guard let own = try? SolvedCase(market.json, method: method) else { continue }
      #expect(
        (own.envelope.plan?.breakEvenAsks ?? []).allSatisfy { $0.openingAsk != nil || $0.reducedCost >= 0 })
    }
  }
}
