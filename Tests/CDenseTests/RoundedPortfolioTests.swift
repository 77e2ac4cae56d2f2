// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

@Suite("Rounded portfolios of doubles")
struct RoundedPortfolioTests {
  private struct Case {
    var rows: [[Double]]
    var weights, load, value: [Double]
    var added, width: Double

    func sums(seed: Int) -> [Double] {
      inMemory(seed: seed) { memory in
        let x: [UnsafePointer<Double>?] = rows.map { UnsafePointer(memory.row($0)) }
        let sums = memory.row([Double](repeating: 3, count: 18))
        warewatt_rounded_portfolio(
          x, memory.row(weights), memory.row(load), memory.row(value), added, width, load.count, sums)
        return sums.first(18)
      }
    }

    /// The integral of q, which is 1 before the kink and falls to 0 along it, from 0 to what is offered.
    private func integral(_ offered: Double, _ load: Double) -> Double {
      let (kink, start) = (width * load, load - width * load / 2)
      if offered <= start { return offered }
      let along = min(offered - start, kink)
      return start + along - along * along / (2 * kink)
    }

    /// The sums by a plain loop, and those of the terms' sizes.
    func plain() -> (sums: [Double], sizes: [Double]) {
      var (sums, sizes) = ([Double](repeating: 0, count: 18), [Double](repeating: 0, count: 18))
      for t in load.indices {
        let offered = (0..<4).reduce(0.0) { $0 + weights[$1] * rows[$1][t] }
        let (taken, price, kink) = (min(offered, load[t]), value[t] + added, width * load[t])
        let raw = 0.5 + (load[t] - offered) / kink
        let q = min(1, max(0, raw))
        var terms = [value[t] * taken, taken, price * integral(offered, load[t]), price * (1 - q) * load[t]]
        terms += rows.map { price * q * $0[t] }
        for k in 0..<4 {
          for l in k..<4 { terms.append(raw > 0 && raw < 1 ? price / kink * rows[k][t] * rows[l][t] : 0) }
        }
        for k in terms.indices {
          sums[k] += terms[k]
          sizes[k] += abs(terms[k])
        }
      }
      return (sums, sizes)
    }
  }

  static let counts = (0...12).map { 8 * $0 } + [256, 1000, 4104]

  /// Whole numbers, and widths and loads that are powers of two: exact in any order.
  @Test("come to what plain loops come to", arguments: counts)
  func exact(count: Int) {
    var random = SplitMix64(seed: UInt64(1800 + count))
    for seed in 0..<6 {
      let own = Case(
        rows: (0..<4).map { _ in random.whole(count, in: 0...4) }, weights: random.whole(4, in: 0...3),
        load: (0..<count).map { _ in [4, 8, 16][random.integer(0, 2)] },
        value: random.whole(count, in: -1...8),
        added: Double(seed % 4), width: [0.25, 0.5, 1][seed % 3])
      #expect(own.sums(seed: seed) == own.plain().sums, "seed \(seed)")
    }
  }

  @Test("with fractions come to what plain loops come to but for rounding", arguments: counts)
  func rounded(count: Int) {
    var random = SplitMix64(seed: UInt64(1900 + count))
    func numbers(_ count: Int, _ low: Double, _ high: Double) -> [Double] {
      (0..<count).map { _ in random.uniform(low, high) }
    }
    let own = Case(
      rows: (0..<4).map { _ in numbers(count, 0, 1) }, weights: numbers(4, 0, 1),
      load: numbers(count, 0.1, 2),
      value: numbers(count, 0, 100), added: 3.7, width: 0.3)
    let (found, expected) = (own.sums(seed: 1), own.plain())
    for k in 0..<18 { #expect(abs(found[k] - expected.sums[k]) <= 1e-12 * expected.sizes[k], "sum \(k)") }
    #expect(own.sums(seed: 2) == found, "not the same bits elsewhere")
  }

  @Test("count every place for itself", arguments: [8, 24])
  func places(count: Int) {
    let nothing = [Double](repeating: 0, count: count)
    for place in 0..<count {
      var own = Case(
        rows: [nothing, nothing, nothing, nothing], weights: [1, 1, 1, 1], load: nothing.map { _ in 8 },
        value: nothing, added: 0, width: 0.5)
      for k in 0..<4 { own.rows[k][place] = [1, 1, 2, 4][k] }
      own.value[place] = 8
      // Offered 8 of 8: at the middle of a kink of 4, which takes off 1/2.
      #expect(own.sums(seed: place) == [64, 8, 60, 32, 4, 4, 8, 16, 2, 2, 4, 8, 2, 4, 8, 8, 16, 32])
    }
  }

  @Test("have no curvature at the ends of a kink, and all or nothing of the slope", arguments: [0.0, 1])
  func ends(slope: Double) {
    let ones = [Double](repeating: 1, count: 8)
    // The kink of a load of 8 and width 1/2 goes from 6 to 10.
    let own = Case(
      rows: [ones, ones, ones, ones], weights: [10 - 4 * slope, 0, 0, 0], load: ones.map { 8 * $0 },
      value: ones,
      added: 1, width: 0.5)
    let (s, taken) = (16 * slope, 64 - 16 * slope)
    #expect(
      own.sums(seed: 1)
        == [taken, taken, 2 * taken, 128 - 8 * s, s, s, s, s] + [Double](repeating: 0, count: 10))
  }
}
