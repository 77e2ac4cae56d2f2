// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite struct MetamorphicTests {
  private func market(_ seed: Int, hasRules: Bool) -> SmallMarket {
    SmallMarket(
      seed: UInt64(60_000 + seed), suppliers: 3, consumers: 3, intervals: 6, hasRules: hasRules,
      hasHardTargets: false)
  }

  private func value(_ market: SmallMarket, seed: Int = 0) throws -> Double {
    try #require(try SolvedCase(market.json, seed: seed).value)
  }

  @Test("All money times a factor is the gain times the factor", arguments: 0..<8, [0.125, 4096])
  func money(seed: Int, factor: Double) throws {
    let market = market(seed, hasRules: seed % 2 == 0)
    var scaled = market
    scaled.market = market.market.map { $0 * factor }
    scaled.fixedCost *= factor
    scaled.contractedFee = market.contractedFee.map { $0.map { $0 * factor } }
    for i in scaled.suppliers.indices { scaled.suppliers[i].ask *= factor }
    for j in scaled.consumers.indices {
      scaled.consumers[j].retail = market.consumers[j].retail.map { $0 * factor }
      scaled.consumers[j].supplyFee *= factor
      scaled.consumers[j].ceiling *= factor
      scaled.consumers[j].shortfallPrice? *= factor
    }
    #expect(try agree(value(scaled), factor * value(market)))
  }

  @Test("Two halves of a supplier never gain less than the whole", arguments: 0..<12)
  func halves(seed: Int) throws {
    let market = market(seed, hasRules: false)
    var split = market
    split.suppliers[0].generation = market.suppliers[0].generation.map { $0 / 2 }
    split.suppliers.append(split.suppliers[0])
    split.suppliers[3].id = "half"
    split.loss.append(market.loss[0])
    split.contractedFee.append(market.contractedFee[0])
    split.closed.formUnion(market.closed.filter { $0[0] == 0 }.map { [3, $0[1]] })
    #expect(try value(split) >= value(market) - 1e-6)
  }

  @Test("Relaxing a rule never gains less", arguments: 0..<8)
  func relaxing(seed: Int) throws {
    let market = market(seed, hasRules: true)
    let least = try value(market)
    var relaxed: [(String, SmallMarket)] = []
    func relax(_ name: String, _ change: (inout SmallMarket) -> Void) {
      var copy = market
      change(&copy)
      relaxed.append((name, copy))
    }
    relax("ceiling") { for j in $0.consumers.indices { $0.consumers[j].ceiling = 1e6 } }
    relax("pairs") { $0.closed = [] }
    relax("count") { for j in $0.consumers.indices { $0.consumers[j].count = nil } }
    relax("fixed cost") { $0.fixedCost = 0 }
    relax("target") { for j in $0.consumers.indices { $0.consumers[j].minimumShare = 0 } }
    relax("for sale") { for i in $0.suppliers.indices { $0.suppliers[i].largest = 1 } }
    relax("smallest") {
      $0.smallest = 0
      for j in $0.consumers.indices { $0.consumers[j].smallest = nil }
    }
    for (name, copy) in relaxed {
      #expect(try value(copy) >= least - 1e-6 * max(1, abs(least)), "seed \(seed): \(name)")
    }
  }

  @Test("Neither the order of the entries nor the seed changes the gain", arguments: 0..<12)
  func order(seed: Int) throws {
    let market = market(seed, hasRules: seed % 2 == 0)
    let expected = try value(market)
    var random = SplitMix64(seed: UInt64(seed))
    let (sellers, buyers) = (random.permutation(of: 3), random.permutation(of: 3))
    var shuffled = market
    shuffled.suppliers = sellers.map { market.suppliers[$0] }
    shuffled.consumers = buyers.map { market.consumers[$0] }
    shuffled.loss = sellers.map { i in buyers.map { market.loss[i][$0] } }
    shuffled.contractedFee = sellers.map { i in buyers.map { market.contractedFee[i][$0] } }
    shuffled.closed = Set(
      sellers.indices.flatMap { i in
        buyers.indices.filter { market.closed.contains([sellers[i], buyers[$0]]) }.map { [i, $0] }
      })
    #expect(try agree(value(shuffled), expected))
    for seed in [1, 77] { #expect(try agree(value(market, seed: seed), expected)) }
  }
}
