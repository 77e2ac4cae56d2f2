// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

/// Quarters throughout: exact in floats, in any order, and never between nothing and next to nothing.
@Suite("The nearest row")
struct NearestTests {
  private struct Case {
    var rows: [[Float]]
    var offset, total, left: [Float]
    var part: Float = 0.5, base: Float = 8, needed: Float = 1
    var start = 0, stride = 1, looks = 0

    func error(_ m: Int) -> Float {
      var sum = base - part * min(total[m], 1)
      for k in offset.indices { sum += max(0, offset[k] + part * rows[m][k]) }
      return sum
    }

    func found(seed: Int) -> (index: Int, error: Float) {
      inMemory(seed: seed) { memory in
        let error = memory.row([Float(-7)])
        let index = warewatt_nearest(
          memory.matrix(rows), offset.count, rows.count, memory.row(offset), part, memory.row(total), base,
          memory.row(left), needed, start, stride, looks, error)
        return (index, error[0])
      }
    }

    func expected() -> (index: Int, error: Float) {
      var best = (index: -1, error: Float.infinity)
      for look in 0..<looks {
        let m = (start + look * stride) % rows.count
        guard left[m] >= needed else { continue }
        if error(m) < best.error { best = (m, error(m)) }
        if error(m) <= 0 { break }
      }
      return best
    }
  }

  private func seeded(_ random: inout SplitMix64, width: Int, count: Int) -> Case {
    func quarters(_ count: Int, _ range: ClosedRange<Int>) -> [Float] {
      random.whole(count, in: range, as: Float.self).map { $0 / 4 }
    }
    var own = Case(
      rows: (0..<count).map { _ in quarters(width, -8...8) }, offset: quarters(width, -8...8),
      total: quarters(count, 0...8), left: quarters(count, 0...8))
    own.part = [0, 0.5, 1, -1][random.integer(0, 3)]
    own.base = quarters(1, 0...8)[0]
    own.start = random.integer(0, count - 1)
    own.stride = random.integer(1, count)
    own.looks = random.integer(0, 2 * count)
    return own
  }

  @Test("is a plain loop's", arguments: [0, 8, 16, 24, 48])
  func plain(width: Int) {
    var random = SplitMix64(seed: UInt64(900 + width))
    for seed in 0..<300 {
      let own = seeded(&random, width: width, count: 1 + seed % 23)
      let (found, expected) = (own.found(seed: seed), own.expected())
      #expect(found.index == expected.index, "seed \(seed)")
      if expected.index >= 0 { #expect(found.error == expected.error, "seed \(seed)") }
    }
  }

  /// Three alike but for what the test says; none comes to nothing.
  private var three: Case {
    Case(
      rows: [[Float]](repeating: [Float](repeating: 1, count: 8), count: 3),
      offset: [Float](repeating: -0.25, count: 8), total: [1, 1, 1], left: [1, 1, 1], looks: 3)
  }

  @Test("is the first of equal ones on the way round")
  func ties() {
    var own = three
    #expect(own.found(seed: 1).index == 0)
    (own.start, own.stride) = (1, 2)
    #expect(own.found(seed: 2).index == 1)
  }

  @Test("is none without looks, or where nobody has enough left")
  func none() {
    var own = three
    own.needed = 1.25
    #expect(own.found(seed: 1).index == -1)
    (own.needed, own.looks) = (1, 0)
    #expect(own.found(seed: 2).index == -1)
  }

  @Test("may have exactly what is needed left")
  func enough() {
    var own = three
    own.left = [0.75, 1, 0.75]
    #expect(own.found(seed: 1).index == 1)
  }

  @Test("is the first that comes to nothing, even where a later one is better")
  func endsEarly() {
    var own = three
    (own.base, own.total) = (-2, [0, 0.5, 1])
    #expect(own.error(0) == 0 && own.error(2) < 0)
    #expect(own.found(seed: 1).index == 0)
    own.base = -1.75
    #expect(own.error(0) > 0 && own.error(1) == 0)
    #expect(own.found(seed: 2).index == 1)
  }
}
