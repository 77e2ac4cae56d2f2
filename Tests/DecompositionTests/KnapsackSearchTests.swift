// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite struct `The knapsack search` {
  /// Items in order of falling profit per weight.
  private struct Knapsack {
    var profit: [Double] = []
    var weight: [Double] = []
    var capacity: Double

    init(seed: UInt64) {
      var random = SplitMix64(seed: seed)
      let count = random.integer(0, 12)
      let isWhole = random.unit() < 0.5
      let isCorrelated = random.unit() < 0.4
      var items: [(Double, Double)] = []
      for _ in 0..<count {
        var weight = random.uniform(0.5, 20)
        var profit = isCorrelated ? weight + 2 : random.uniform(0.5, 30)
        if isWhole {
          weight = weight.rounded(.up)
          profit = profit.rounded(.up)
        }
        items.append((profit, weight))
      }
      items.sort { $0.0 * $1.1 > $1.0 * $0.1 }
      profit = items.map(\.0)
      weight = items.map(\.1)
      capacity = weight.reduce(0, +) * random.uniform(0, 1.1)
      if isWhole { capacity.round() }
    }

    /// The largest profit among all sets that fit.
    var best: Double {
      var best = 0.0
      for set in 0..<(1 << profit.count) {
        var load = 0.0
        var value = 0.0
        for k in profit.indices where set >> k & 1 == 1 {
          load += weight[k]
          value += profit[k]
        }
        if load <= capacity + 1e-12 * capacity { best = max(best, value) }
      }
      return best
    }
  }

  @Test func `agrees with trying every set, and shows the set`() {
    for seed in 0..<400 {
      let knapsack = Knapsack(seed: UInt64(seed))
      let search = KnapsackSearch(itemLimit: knapsack.profit.count)
      let found = search.solve(
        profit: knapsack.profit, weight: knapsack.weight, count: knapsack.profit.count,
        capacity: knapsack.capacity)
      let best = knapsack.best
      #expect(abs(found.value - best) <= 1e-9 * max(1, best))
      #expect(found.bound == found.value)
      let chosen = knapsack.profit.indices.filter { search.chosen[$0] }
      let load = chosen.reduce(0) { $0 + knapsack.weight[$1] }
      #expect(abs(chosen.reduce(0) { $0 + knapsack.profit[$1] } - best) <= 1e-9 * max(1, best))
      #expect(load <= knapsack.capacity * (1 + 1e-9))
    }
  }

  @Test func `bounds from above when it gives up`() {
    for seed in 0..<400 {
      let knapsack = Knapsack(seed: UInt64(seed))
      let search = KnapsackSearch(itemLimit: 12)
      let best = knapsack.best
      for limit in 1...4 {
        let found = search.solve(
          profit: knapsack.profit, weight: knapsack.weight, count: knapsack.profit.count,
          capacity: knapsack.capacity, nodeLimit: limit)
        #expect(found.bound >= best * (1 - 1e-9))
        #expect(found.value <= best * (1 + 1e-9))
      }
    }
  }

  @Test func `says whether a set is worth more than asked`() {
    for seed in 0..<400 {
      let knapsack = Knapsack(seed: UInt64(seed))
      let search = KnapsackSearch(itemLimit: 12)
      let best = knapsack.best
      for asked in [best * 0.9 - 0.1, best + 0.1] {
        let found = search.solve(
          profit: knapsack.profit, weight: knapsack.weight, count: knapsack.profit.count,
          capacity: knapsack.capacity, above: asked, stopsAtFirst: true)
        #expect((found.bound > asked) == (best > asked))
      }
    }
  }
}
