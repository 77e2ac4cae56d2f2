// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

@Suite("Portfolios of floats")
struct PortfolioTests {
  struct Case {
    var rows: [[Float]]
    var weights, load, value, inverse: [Float]

    func sums(seed: Int) -> [Double] {
      inMemory(seed: seed) { memory in
        let x = rows.map { memory.row($0) }
        let sums = memory.row([Double](repeating: 3, count: 16))
        warewatt_portfolio(
          x[0], x[1], x[2], x[3], memory.row(weights), memory.row(load), memory.row(value),
          memory.row(inverse),
          load.count, sums)
        return sums.first(16)
      }
    }

    /// The sums by a plain loop in double precision, and those of the terms' sizes.
    func plain() -> (sums: [Double], sizes: [Double]) {
      var (sums, sizes) = ([Double](repeating: 0, count: 16), [Double](repeating: 0, count: 16))
      for t in load.indices {
        let (x, w) = (rows.map { Double($0[t]) }, weights.map { Double($0) })
        let (load, value, inverse) = (Double(load[t]), Double(value[t]), Double(inverse[t]))
        let offered = (0..<4).reduce(0.0) { $0 + w[$1] * x[$1] }
        let raw = 0.5 + (load - offered) * inverse
        let q = min(1, max(0, raw))
        var terms = [value * min(offered, load), value * (1 - q) * load] + x.map { value * q * $0 }
        for k in 0..<4 {
          for l in k..<4 { terms.append(raw > 0 && raw < 1 ? value * inverse * x[k] * x[l] : 0) }
        }
        for k in terms.indices {
          sums[k] += terms[k]
          sizes[k] += abs(terms[k])
        }
      }
      return (sums, sizes)
    }
  }

  /// Small whole numbers and widths that are powers of two: exact in floats, in any order.
  private func whole(_ count: Int, _ random: inout SplitMix64) -> Case {
    func floats(_ count: Int, _ range: ClosedRange<Int>) -> [Float] {
      random.whole(count, in: range, as: Float.self)
    }
    return Case(
      rows: (0..<4).map { _ in floats(count, 0...4) }, weights: floats(4, 0...3), load: floats(count, 0...20),
      value: floats(count, -1...8),
      inverse: (0..<count).map { _ in [0.125, 0.25, 0.5][random.integer(0, 2)] })
  }

  static let counts = (0...12).map { 16 * $0 } + [2032, 2048, 2064, 4096, 4112, 6160]

  @Test("come to what plain loops come to", arguments: counts)
  func exact(count: Int) {
    var random = SplitMix64(seed: UInt64(1600 + count))
    for seed in 0..<4 {
      let own = whole(count, &random)
      #expect(own.sums(seed: seed) == own.plain().sums, "seed \(seed)")
    }
  }

  @Test("with fractions come to what plain loops come to, to a part in 100,000", arguments: counts)
  func rounded(count: Int) {
    var random = SplitMix64(seed: UInt64(1700 + count))
    func floats(_ count: Int, _ low: Double, _ high: Double) -> [Float] {
      (0..<count).map { _ in Float(random.uniform(low, high)) }
    }
    let own = Case(
      rows: (0..<4).map { _ in floats(count, 0, 1) }, weights: floats(4, 0, 1), load: floats(count, 0, 2),
      value: floats(count, 0, 100), inverse: floats(count, 0.1, 4))
    let (found, expected) = (own.sums(seed: 1), own.plain())
    for k in 0..<16 { #expect(abs(found[k] - expected.sums[k]) <= 1e-5 * expected.sizes[k], "sum \(k)") }
    #expect(own.sums(seed: 2) == found, "not the same bits elsewhere")
  }

  @Test("count every place for itself", arguments: [16, 48])
  func places(count: Int) {
    let nothing = [Float](repeating: 0, count: count)
    for place in 0..<count {
      var own = Case(
        rows: [nothing, nothing, nothing, nothing], weights: [1, 1, 1, 1], load: nothing, value: nothing,
        inverse: nothing.map { _ in 0.5 })
      for k in 0..<4 { own.rows[k][place] = Float(k + 1) }
      (own.load[place], own.value[place]) = (10, 8)
      // Offered 10: at the middle of the kink.
      #expect(own.sums(seed: place) == [80, 40, 4, 8, 12, 16, 4, 8, 12, 16, 16, 24, 32, 36, 48, 64])
    }
  }

  @Test("have no curvature at the ends of a kink, and all or nothing of the slope", arguments: [0, 1])
  func ends(slope: Float) {
    let ones = [Float](repeating: 1, count: 16)
    // Offered 4; q is 1 where the load is 5, and 0 where it is 3.
    let own = Case(
      rows: [ones, ones, ones, ones], weights: [1, 1, 1, 1], load: ones.map { $0 * (3 + 2 * slope) },
      value: ones,
      inverse: ones.map { $0 / 2 })
    let (s, worth) = (Double(16 * slope), Double(48 + 16 * slope))
    #expect(own.sums(seed: 1) == [worth, 48 - 3 * s, s, s, s, s] + [Double](repeating: 0, count: 10))
  }
}
