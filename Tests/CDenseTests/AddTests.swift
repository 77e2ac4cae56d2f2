// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

@Suite("Weighted rows and products")
struct AddTests {
  private let edges: [Double] = [
    0, -0.0, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity,
    -.infinity, .nan,
  ]

  @Test("one row added comes to what a plain loop does", arguments: lengths)
  func one(count: Int) {
    var random = SplitMix64(seed: UInt64(300 + count))
    let (x, y) = (random.whole(count), random.whole(count))
    for a in [0, -0.0, 1, -1, 3, 0.5] {
      let found = inMemory(seed: count) { memory in
        let sum = memory.row(y)
        warewatt_add(a, memory.row(x), sum, count)
        return sum.first(count)
      }
      #expect(found == (0..<count).map { y[$0] + a * x[$0] })
    }
  }

  @Test("each place of one row is rounded alike, once where the processor can", arguments: lengths)
  func roundedOnce(count: Int) {
    var random = SplitMix64(seed: UInt64(400 + count))
    let (x, y, a) = (random.fractions(count), random.fractions(count), random.uniform(1, 2))
    let found = inMemory(seed: count) { memory in
      let sum = memory.row(y)
      warewatt_add(a, memory.row(x), sum, count)
      return sum.first(count)
    }
    let (once, twice) = (
      (0..<count).map { y[$0].addingProduct(a, x[$0]) }, (0..<count).map { y[$0] + a * x[$0] }
    )
    #expect(found == once || found == twice)
  }

  @Test("a row added to itself is multiplied", arguments: lengths)
  func itself(count: Int) {
    var random = SplitMix64(seed: UInt64(500 + count))
    let x = random.whole(count)
    let found = inMemory(seed: count) { memory in
      let sum = memory.row(x)
      warewatt_add(2, sum, sum, count)
      return sum.first(count)
    }
    #expect(found == x.map { 3 * $0 })
  }

  @Test(
    "four rows added come to what a plain loop does, in double and in single precision", arguments: lengths)
  func four(count: Int) {
    compareFour(Double.self, count)
    compareFour(Float.self, count)
  }

  private func compareFour<Number: RowKernels>(_: Number.Type, _ count: Int) {
    func sum(_ a: [Double], _ x: [[Number]], _ y: [Double], _ seed: Int) -> [Double] {
      inMemory(seed: seed) { memory in
        let sum = memory.row(y)
        Number.addFour(a, x.map { memory.row($0) }, sum, count)
        return sum.first(count)
      }
    }
    var random = SplitMix64(seed: UInt64(600 + count))
    let x = (0..<4).map { _ in random.whole(count, as: Number.self) }
    let y = random.whole(count)
    for a in [random.whole(4), [0, 0, 0, 0], [0, 0, 0, -1]] {
      let expected = (0..<count).map { t in (0..<4).reduce(y[t]) { $0 + a[$1] * Double(x[$1][t]) } }
      #expect(sum(a, x, y, count) == expected, "\(Number.self)")
    }

    let (parts, start, a) = (
      (0..<4).map { _ in random.fractions(count, as: Number.self) }, y, random.fractions(4)
    )
    let found = sum(a, parts, start, 1)
    for t in 0..<count {
      let expected = (0..<4).reduce(start[t]) { $0 + a[$1] * Double(parts[$1][t]) }
      #expect(abs(found[t] - expected) <= 0x1p-50 * (abs(start[t]) + 4), "\(Number.self), \(t)")
    }
    #expect(sum(a, parts, start, 2) == found, "\(Number.self): not the same bits elsewhere")
  }

  @Test("products are a plain loop's to the bit, in double and in single precision", arguments: lengths)
  func products(count: Int) {
    compareProducts(Double.self, count)
    compareProducts(Float.self, count)
  }

  private func compareProducts<Number: RowKernels>(_: Number.Type, _ count: Int) {
    var random = SplitMix64(seed: UInt64(700 + count))
    // Numbers with fractions, and all pairs of edges in turn.
    var (x, y) = (random.fractions(count, as: Number.self), random.fractions(count))
    for t in 0..<count where t % 3 != 0 {
      x[t] = Number(edges[t % edges.count])
      y[t] = edges[(t / edges.count + count) % edges.count]
    }
    let expected = (0..<count).map { Double(x[$0]) * y[$0] }
    inMemory(seed: count) { memory in
      let (left, right, z) = (memory.row(x), memory.row(y), memory.row([Double](repeating: 3, count: count)))
      Number.product(left, right, z, count)
      let inPlace = memory.row(y)
      Number.product(left, inPlace, inPlace, count)
      for t in 0..<count {
        #expect(isSame(z[t], expected[t]) && isSame(inPlace[t], expected[t]), "\(Number.self), \(t)")
      }
    }
  }

  private func isSame(_ x: Double, _ y: Double) -> Bool { x.isNaN ? y.isNaN : x.bitPattern == y.bitPattern }
}
