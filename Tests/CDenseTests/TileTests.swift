// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

private let tile = Int(WAREWATT_TILE)

/// Where interval t of consumer c lies, and the room for so many intervals of all.
private func place(_ c: Int, _ t: Int) -> Int { (t / 8 * tile + c) * 8 + t % 8 }
private func room(_ count: Int) -> Int { (count + 7) / 8 * 8 * tile }

@Suite("Tiles of consumers")
struct TileTests {
  private typealias Rows = [UnsafePointer<Double>?]

  private func rows(_ numbers: [[Double]], in memory: Memory) -> Rows {
    numbers.map { UnsafePointer(memory.row($0)) }
  }

  /// Up to more rows than there are lines to fetch meanwhile.
  @Test("mix rows as a plain loop does", arguments: lengths)
  func mixes(count: Int) {
    var random = SplitMix64(seed: UInt64(1000 + count))
    for rowCount in [0, 1, 2, 5, 16, 17, 50] where rowCount < 10 || count < 100 {
      let (offset, other) = (random.integer(0, 9), random.integer(0, 9))
      let numbers = (0..<rowCount).map { _ in random.whole(offset + count) }
      let weights = random.whole(rowCount * tile)
      for aheadCount in [0, 1, 9, 16] {
        let mixed = inMemory(seed: count) { memory in
          let mixed = memory.row([Double](repeating: 7, count: room(count) + 8))
          let ahead = (0..<aheadCount).map { _ in [Double](repeating: .nan, count: other + count) }
          warewatt_mix_tile(
            rows(numbers, in: memory), rowCount, memory.row(weights), offset, rows(ahead, in: memory),
            aheadCount, other, mixed, count)
          return mixed.first(room(count) + 8)
        }
        var expected = [Double](repeating: 7, count: room(count) + 8)
        for c in 0..<tile {
          for t in 0..<count {
            expected[place(c, t)] =
              (0..<rowCount).reduce(0.0) { $0 + weights[$1 * tile + c] * numbers[$1][offset + t] }
          }
        }
        #expect(mixed == expected, "\(rowCount) rows, \(aheadCount) fetched")
      }
    }
  }

  @Test("mix with the same bits in every place and wherever rows begin", arguments: lengths)
  func mixesAlike(count: Int) {
    var random = SplitMix64(seed: UInt64(1100 + count))
    // Intervals alike: each must come to the same, be it in a vector or in the tail.
    let (values, weights) = (random.fractions(5), random.fractions(5 * tile))
    for seed in 0..<3 {
      let mixed = inMemory(seed: seed) { memory in
        let mixed = memory.row([Double](repeating: 7, count: room(count)))
        let own = rows(values.map { [Double](repeating: $0, count: count) }, in: memory)
        warewatt_mix_tile(own, 5, memory.row(weights), 0, nil, 0, 0, mixed, count)
        return mixed.first(room(count))
      }
      for c in 0..<tile where count > 0 {
        let own = (0..<count).map { mixed[place(c, $0)] }
        #expect(own.allSatisfy { $0 == own[0] }, "consumer \(c)")
        let expected = (0..<5).reduce(0.0) { $0 + weights[$1 * tile + c] * values[$1] }
        #expect(abs(own[0] - expected) <= 0x1p-49)
      }
    }
  }

  @Test("add to the strands of slopes what a plain loop does", arguments: lengths)
  func slopes(count: Int) {
    var random = SplitMix64(seed: UInt64(1200 + count))
    for rowCount in 0...7 {
      let offset = random.integer(0, 9)
      let numbers = (0..<rowCount).map { _ in random.whole(offset + count) }
      // NaN behind the last interval: nothing of it may be used.
      let weights = (0..<tile).map { _ in random.whole(count) }
      var weight = [Double](repeating: .nan, count: room(count))
      for c in 0..<tile { for t in 0..<count { weight[place(c, t)] = weights[c][t] } }
      let start = random.whole(rowCount * tile * 8)
      let lanes = inMemory(seed: count) { memory in
        let lanes = memory.row(start)
        warewatt_slopes_tile(
          rows(numbers, in: memory), rowCount, offset, memory.row(weight), count, lanes)
        return lanes.first(start.count)
      }
      for k in 0..<rowCount {
        for c in 0..<tile {
          let own = (k * tile + c) * 8..<(k * tile + c + 1) * 8
          let expected = (0..<count).reduce(start[own].reduce(0, +)) {
            $0 + numbers[k][offset + $1] * weights[c][$1]
          }
          #expect(lanes[own].reduce(0, +) == expected, "row \(k) of \(rowCount), consumer \(c)")
        }
      }
    }
  }

  @Test("add slopes block by block with the bits of one go, where blocks are whole vectors")
  func blocks() {
    var random = SplitMix64(seed: 1300)
    let (count, rowCount) = (72, 5)
    let (numbers, weights) = (
      (0..<rowCount).map { _ in random.fractions(count) }, random.fractions(tile * count)
    )
    func lanes(_ ends: [Int]) -> [Double] {
      inMemory(seed: ends.count) { memory in
        let (own, weight) = (rows(numbers, in: memory), memory.row(weights))
        let lanes = memory.row([Double](repeating: 0, count: rowCount * tile * 8))
        var start = 0
        for end in ends {
          warewatt_slopes_tile(own, rowCount, start, weight + start * tile, end - start, lanes)
          start = end
        }
        return lanes.first(rowCount * tile * 8)
      }
    }
    #expect(lanes([8, 40, 40, 64, 72]) == lanes([72]))
  }
}
