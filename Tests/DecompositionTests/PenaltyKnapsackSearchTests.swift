// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite struct `The knapsack search with penalties` {
  private typealias Mask = PenaltyKnapsackSearch.ClassMask

  /// Items in order of falling profit per weight, in classes of two to four.
  private struct Knapsack {
    var profit: [Double]
    var weight: [Double]
    var mask: [Mask]
    var penalty: [Double]
    var once = Mask()
    var capacity: Double

    init(seed: UInt64) {
      var random = SplitMix64(seed: seed)
      let count = random.integer(0, 11)
      let isWhole = random.unit() < 0.5
      var items: [(Double, Double)] = []
      for _ in 0..<count {
        let weight = random.unit() < 0.05 ? 0 : random.uniform(0.5, 20)
        let profit = random.uniform(0.5, 30)
        items.append(isWhole ? (profit.rounded(.up), weight.rounded(.up)) : (profit, weight))
      }
      items.sort { $0.0 * $1.1 > $1.0 * $0.1 }
      profit = items.map(\.0)
      weight = items.map(\.1)
      capacity = weight.reduce(0, +) * random.uniform(0, 1.1)
      mask = [Mask](repeating: Mask(), count: count)
      penalty = [Double](repeating: 0, count: PenaltyKnapsackSearch.classLimit)
      // All words of the mask are used.
      for c in stride(from: random.integer(0, 40), to: PenaltyKnapsackSearch.classLimit, by: 37)
      where count > 0 {
        penalty[c] = random.unit() < 0.1 ? 0 : random.uniform(0.1, 15)
        for _ in 0..<random.integer(2, 4) {
          mask[random.integer(0, count - 1)][c / 64] |= 1 << UInt64(c % 64)
        }
        if random.unit() < 0.2 { once[c / 64] |= 1 << UInt64(c % 64) }
      }
    }

    func value(_ isIn: (Int) -> Bool) -> Double {
      var value = 0.0
      for k in profit.indices where isIn(k) { value += profit[k] }
      for c in penalty.indices {
        let bit = UInt64(1) << UInt64(c % 64)
        var members = once[c / 64] & bit == 0 ? 0 : 1
        for k in profit.indices where isIn(k) && mask[k][c / 64] & bit != 0 { members += 1 }
        if members >= 2 { value -= penalty[c] }
      }
      return value
    }

    /// The largest value among all sets that fit.
    var best: Double {
      var best = 0.0
      for set in 0..<(1 << profit.count) {
        var load = 0.0
        for k in profit.indices where set >> k & 1 == 1 { load += weight[k] }
        if load <= capacity + 1e-12 * capacity { best = max(best, value { set >> $0 & 1 == 1 }) }
      }
      return best
    }

    func solve(
      _ search: PenaltyKnapsackSearch, above: Double = -1, stopsAtFirst: Bool = false,
      nodeLimit: Int = 20_000
    ) -> KnapsackSearch.Result {
      search.solve(
        profit: profit, weight: weight, mask: mask, count: profit.count, capacity: capacity,
        penalty: penalty, once: once, above: above, stopsAtFirst: stopsAtFirst, nodeLimit: nodeLimit)
    }
  }

  @Test func `agrees with trying every set, and shows the set`() {
    for seed in 0..<150 {
      let knapsack = Knapsack(seed: UInt64(seed))
      let search = PenaltyKnapsackSearch(itemLimit: knapsack.profit.count)
      let found = knapsack.solve(search)
      let best = knapsack.best
      #expect(abs(found.value - best) <= 1e-9 * max(1, best))
      #expect(found.bound == found.value)
      let shown = knapsack.value { search.chosen[$0] }
      #expect(abs(shown - best) <= 1e-9 * max(1, best))
      let load = knapsack.weight.indices.reduce(0) { $0 + (search.chosen[$1] ? knapsack.weight[$1] : 0) }
      #expect(load <= knapsack.capacity * (1 + 1e-9))
    }
  }

  @Test func `bounds from above when it gives up, and says whether a set is worth more than asked`() {
    for seed in 200..<300 {
      let knapsack = Knapsack(seed: UInt64(seed))
      let search = PenaltyKnapsackSearch(itemLimit: 12)
      let best = knapsack.best
      for limit in 1...5 {
        let found = knapsack.solve(search, nodeLimit: limit)
        #expect(found.bound >= best * (1 - 1e-9))
        #expect(found.value <= best * (1 + 1e-9))
      }
      for asked in [best * 0.9 - 0.1, best + 0.1] {
        let found = knapsack.solve(search, above: asked, stopsAtFirst: true)
        #expect((found.bound > asked) == (best > asked))
      }
    }
  }
}
