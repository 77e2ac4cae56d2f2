// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

@Suite("Sums of products")
struct DotTests {
  private func plain<Number: BinaryFloatingPoint>(_ x: [Number], _ y: [Double]) -> Double {
    var sum = 0.0
    for t in x.indices { sum += Double(x[t]) * y[t] }
    return sum
  }

  /// What any order of summing may be off by, from any other.
  private func rounding<Number: BinaryFloatingPoint>(_ x: [Number], _ y: [Double]) -> Double {
    0x1p-52 * Double(x.count + 8) * plain(x.map { abs($0) }, y.map { abs($0) })
  }

  @Test("of two rows of whole numbers are a plain loop's", arguments: lengths)
  func two(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let (x, y) = (random.whole(count), random.whole(count))
    let sum = inMemory(seed: count) { warewatt_dot($0.row(x), $0.row(y), count) }
    #expect(sum == plain(x, y))
  }

  @Test(
    "of two rows with fractions are a plain loop's but for rounding, with the same bits wherever rows begin")
  func rounded() {
    var random = SplitMix64(seed: 70)
    for count in lengths {
      let (x, y) = (random.fractions(count), random.fractions(count))
      let sums = (0..<4).map { seed in inMemory(seed: seed) { warewatt_dot($0.row(x), $0.row(y), count) } }
      #expect(abs(sums[0] - plain(x, y)) <= rounding(x, y), "\(count)")
      #expect(sums.allSatisfy { $0 == sums[0] }, "\(count)")
    }
  }

  @Test("let infinity and NaN through from every place", arguments: 1...41)
  func notFinite(count: Int) {
    let ones = [Double](repeating: 1, count: count)
    for place in 0..<count {
      var x = ones
      x[place] = -.infinity
      #expect(inMemory(seed: place) { warewatt_dot($0.row(x), $0.row(ones), count) } == -.infinity)
      x[place] = .nan
      #expect(inMemory(seed: place) { warewatt_dot($0.row(ones), $0.row(x), count) }.isNaN)
    }
  }

  @Test("of four rows are those of each, in double and in single precision", arguments: lengths)
  func four(count: Int) {
    compareFour(Double.self, count)
    compareFour(Float.self, count)
  }

  private func compareFour<Number: RowKernels>(_: Number.Type, _ count: Int) {
    func sums(_ x: [[Number]], _ y: [Double], _ seed: Int) -> [Double] {
      inMemory(seed: seed) { memory in
        let sums = memory.row([Double](repeating: 3, count: 4))
        Number.dotFour(x.map { memory.row($0) }, memory.row(y), count, sums)
        return sums.first(4)
      }
    }
    var random = SplitMix64(seed: UInt64(100 + count))
    let x = (0..<4).map { _ in random.whole(count, as: Number.self) }
    let y = random.whole(count)
    #expect(sums(x, y, count) == x.map { plain($0, y) }, "\(Number.self)")

    let (parts, weights) = (
      (0..<4).map { _ in random.fractions(count, as: Number.self) }, random.fractions(count)
    )
    let found = sums(parts, weights, 1)
    for k in 0..<4 {
      #expect(abs(found[k] - plain(parts[k], weights)) <= rounding(parts[k], weights), "\(Number.self)")
    }
    #expect(sums(parts, weights, 2) == found, "\(Number.self): not the same bits elsewhere")
  }

  @Test(
    "of a tile of four by four are those of each pair, in double and in single precision", arguments: lengths)
  func tile(count: Int) {
    compareTile(Double.self, count)
    compareTile(Float.self, count)
  }

  private func compareTile<Number: RowKernels>(_: Number.Type, _ count: Int) {
    func sums(_ x: [[Number]], _ y: [[Double]], _ seed: Int) -> [Double] {
      inMemory(seed: seed) { memory in
        let sums = memory.row([Double](repeating: 3, count: 16))
        Number.dotTile(memory.matrix(x), memory.matrix(y), count, sums)
        return sums.first(16)
      }
    }
    var random = SplitMix64(seed: UInt64(200 + count))
    let x = (0..<4).map { _ in random.whole(count, as: Number.self) }
    let y = (0..<4).map { _ in random.whole(count) }
    #expect(sums(x, y, count) == y.flatMap { y in x.map { plain($0, y) } }, "\(Number.self)")

    let parts = (0..<4).map { _ in random.fractions(count, as: Number.self) }
    let weights = (0..<4).map { _ in random.fractions(count) }
    let found = sums(parts, weights, 1)
    for k in 0..<4 {
      for l in 0..<4 {
        let error = abs(found[4 * k + l] - plain(parts[l], weights[k]))
        #expect(error <= rounding(parts[l], weights[k]), "\(Number.self)")
      }
    }
    #expect(sums(parts, weights, 2) == found, "\(Number.self): not the same bits elsewhere")
  }

  @Test(
    "of four rows let infinity through to the sums of its own row alone", arguments: [1, 7, 8, 9, 16, 23])
  func infinityInOneRow(count: Int) {
    for row in 0..<4 {
      for place in 0..<count {
        var x = [[Double]](repeating: [Double](repeating: 1, count: count), count: 4)
        let y = x
        x[row][place] = .infinity
        inMemory(seed: place) { memory in
          let (four, tile) = (memory.row(y[0] + [0, 0, 0]), memory.row([Double](repeating: 3, count: 16)))
          Double.dotFour(x.map { memory.row($0) }, memory.row(y[0]), count, four)
          Double.dotTile(memory.matrix(x), memory.matrix(y), count, tile)
          for k in 0..<4 { #expect(four[k] == (k == row ? .infinity : Double(count))) }
          for k in 0..<16 { #expect(tile[k] == (k % 4 == row ? .infinity : Double(count))) }
        }
      }
    }
  }
}
