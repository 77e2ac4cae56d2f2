// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@Suite struct MetamorphicTests {
  private func market(_ seed: Int, whole: Double = 0.4) -> SmallMarket {
    var features = SmallMarket.Features()
    features.sites = 4
    features.firms = 6
    features.resources = 1 + seed % 2
    features.whole = whole
    features.alwaysPenalty = true
    return SmallMarket(seed: UInt64(5000 + seed), features)
  }

  private func value(_ market: SmallMarket, seed: Int = 0) throws -> Double {
    try #require(try SolvedCase(market.json, seed: seed).value)
  }

  @Test("All money times a factor is the value times the factor", arguments: 0..<8, [0.125, 3000])
  func money(seed: Int, factor: Double) throws {
    let market = market(seed)
    var scaled = market
    scaled.rate *= factor
    scaled.matrix = market.matrix?.map { $0.map { $0.map { $0 * factor } } }
    for w in scaled.sites.indices {
      scaled.sites[w].activation *= factor
      scaled.sites[w].handling = scaled.sites[w].handling.map { $0 * factor }
    }
    for d in scaled.firms.indices { scaled.firms[d].penalty? *= factor }
    #expect(try agree(value(scaled), factor * value(market)))
  }

  @Test("Two halves of a warehouse are never worse than the whole", arguments: 0..<12)
  func halves(seed: Int) throws {
    let market = market(seed, whole: 0)
    var split = market
    for w in [split.sites.count, 0] {
      if w != 0 { split.sites.append(market.sites[0]) }
      split.sites[w].capacity = market.sites[0].capacity.map { $0 / 2 }
      split.sites[w].activation = market.sites[0].activation / 2
    }
    split.sites[split.sites.count - 1].id = "half"
    split.matrix = market.matrix?.map { $0 + [$0[0]] }
    #expect(try value(split) <= value(market) * (1 + 1e-9) + 1e-7)
  }

  @Test("Relaxing a rule never costs more", arguments: 0..<6)
  func relaxing(seed: Int) throws {
    let market = market(seed)
    let least = try value(market)
    var relaxed: [(String, SmallMarket)] = []
    func relax(_ name: String, _ change: (inout SmallMarket) -> Void) {
      var copy = market
      change(&copy)
      relaxed.append((name, copy))
    }
    relax("capacity") { $0.sites[1].capacity = $0.sites[1].capacity.map { $0 * 1.5 + 1 } }
    relax("activation") { $0.sites[2].activation = 0 }
    relax("whole") { for d in $0.firms.indices { $0.firms[d].isWhole = false } }
    relax("distance") { for d in $0.firms.indices { $0.firms[d].maxDistance = nil } }
    relax("class") { for d in $0.firms.indices { $0.firms[d].storageClass = nil } }
    relax("penalty") { $0.firms[0].penalty? *= 0.5 }
    for (name, copy) in relaxed {
      #expect(try value(copy) <= least * (1 + 1e-9) + 1e-7, "seed \(seed): \(name)")
    }
  }

  @Test("Neither the order of the entries nor the seed changes the value", arguments: 0..<12)
  func order(seed: Int) throws {
    let market = market(seed)
    let expected = try value(market)
    var random = SplitMix64(seed: UInt64(seed))
    let (sites, firms) = (
      random.permutation(of: market.sites.count), random.permutation(of: market.firms.count)
    )
    var shuffled = market
    shuffled.sites = sites.map { market.sites[$0] }
    shuffled.firms = firms.map { market.firms[$0] }
    shuffled.matrix = market.matrix.map { matrix in firms.map { d in sites.map { matrix[d][$0] } } }
    #expect(try agree(value(shuffled), expected))
    for seed in [1, 77] { #expect(try agree(value(market, seed: seed), expected)) }
  }
}
