// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

@Suite("The worst ratio")
struct WorstRatioTests {
  private func found(_ step: [Double], _ value: [Double], seed: Int) -> Double {
    inMemory(seed: seed) { warewatt_worst_ratio($0.row(step), $0.row(value), step.count) }
  }

  @Test("is that of a plain loop to the bit", arguments: lengths)
  func plain(count: Int) {
    var random = SplitMix64(seed: UInt64(800 + count))
    let (step, value) = (random.fractions(count), (0..<count).map { _ in random.uniform(0.001, 2) })
    var worst = 0.0
    for t in 0..<count { worst = max(worst, -step[t] / value[t]) }
    #expect(found(step, value, seed: count) == worst)
  }

  @Test("is found in every place, of one step down among steps up", arguments: 1...41)
  func everywhere(count: Int) {
    for place in 0..<count {
      var step = [Double](repeating: 4, count: count)
      step[place] = -3
      #expect(found(step, [Double](repeating: 2, count: count), seed: place) == 1.5)
    }
  }

  @Test("is 0 where no step goes down", arguments: lengths)
  func none(count: Int) {
    let value = [Double](repeating: .leastNonzeroMagnitude, count: count)
    for step in [0, -0.0, 1, .infinity] {
      #expect(found([Double](repeating: step, count: count), value, seed: count) == 0)
    }
  }

  @Test("reaches as far as numbers do", arguments: [1, 7, 8, 9, 40])
  func extremes(count: Int) {
    func ratio(_ step: Double, _ value: Double) -> Double {
      found([Double](repeating: step, count: count), [Double](repeating: value, count: count), seed: count)
    }
    #expect(ratio(-.leastNonzeroMagnitude, 1) == .leastNonzeroMagnitude)
    #expect(ratio(-1, .leastNonzeroMagnitude) == .infinity)
    #expect(ratio(-.greatestFiniteMagnitude, 1) == .greatestFiniteMagnitude)
    #expect(ratio(-1, .infinity) == 0)
  }
}
