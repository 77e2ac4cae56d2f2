// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite("Continuous and covering knapsacks")
struct LinearKnapsackTests {
  @Test(
    "the continuous knapsack agrees with sorting, below and above the size where it partitions",
    arguments: [1, 5, 24, 25, 80, 400])
  func continuous(count: Int) {
    for seed in 0..<30 {
      var random = SplitMix64(seed: UInt64(seed * 1000 + count))
      let size = (0..<count).map { _ in random.uniform(0.5, 10) }
      // Ties in every third case.
      let cost = (0..<count).map { _ in
        seed % 3 == 0 ? -Double(random.integer(1, 4)) : -random.uniform(0.1, 9)
      }
      let capacity = size.reduce(0, +) * random.uniform(0, 1.1)
      var room = capacity
      var expected = 0.0
      for k in (0..<count).sorted(by: { cost[$0] < cost[$1] }) {
        let taken = min(room, size[k])
        expected += taken * cost[k]
        room -= taken
      }
      var costs = cost
      var items = (0..<count).map { Int32($0) }
      let choice = ContinuousKnapsack.fill(
        cost: &costs, item: &items, count: count, size: size, capacity: capacity)
      #expect(abs(choice.cost - expected) <= 1e-9 * (1 - expected))
      var used = 0.0
      var value = 0.0
      for (place, item) in items.prefix(choice.count).enumerated() {
        let part = place == choice.count - 1 ? choice.lastPart : 1
        used += part * size[Int(item)]
        value += part * size[Int(item)] * cost[Int(item)]
      }
      #expect(used <= capacity + 1e-9)
      #expect(abs(value - expected) <= 1e-9 * (1 - expected))
      #expect(items.sorted() == (0..<count).map { Int32($0) })
    }
  }

  @Test("the covering knapsack agrees with trying every subset", arguments: 0..<200)
  func covering(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = random.integer(1, 10)
    let size = (0..<count).map { _ in Double(random.integer(1, 9)) }
    let cost = (0..<count).map { _ in seed % 2 == 0 ? Double(random.integer(0, 5)) : random.uniform(0, 9) }
    let need = Double(random.integer(1, 30))
    var expected = Double.infinity
    for set in 0..<(1 << count) {
      let members = (0..<count).filter { set >> $0 & 1 == 1 }
      if members.reduce(0, { $0 + size[$1] }) >= need {
        expected = min(expected, members.reduce(0) { $0 + cost[$1] })
      }
    }
    for limit in [0, 3, 1_000_000] {
      var order = (0..<count).map { Int32($0) }
      var share = [Double](repeating: 0, count: count)
      var scratch = [Int32](repeating: 0, count: 2 * count)
      let choice = CoveringKnapsack.solve(
        order: &order, count: count, cost: cost, size: size, need: need, share: &share, scratch: &scratch,
        nodeLimit: limit)
      #expect(choice.bound <= expected + 1e-9)
      if expected == .infinity {
        #expect(choice.bound == .infinity)
        continue
      }
      #expect(choice.relaxed <= choice.bound + 1e-9)
      #expect(share.indices.reduce(0) { $0 + share[$1] * size[$1] } >= need - 1e-9)
      if limit > 100 {
        #expect(abs(choice.bound - expected) <= 1e-9)
        #expect(abs(share.indices.reduce(0) { $0 + share[$1] * cost[$1] } - expected) <= 1e-9)
      }
    }
  }
}
