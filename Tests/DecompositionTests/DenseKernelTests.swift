// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite struct DenseKernelTests {
  /// Whole numbers: sums of their products are exact in any order.
  private func numbers(_ count: Int, _ random: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in Double(random.integer(-50, 50)) }
  }

  @Test("Sums of products are those of plain loops at every length and offset", arguments: 0..<40)
  func dots(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    for rows in 0..<10 {
      let offset = rows % 3
      let matrix = (0..<rows).map { _ in numbers(count + offset, &random) }
      let y = numbers(count, &random)
      let weights = numbers(rows, &random)
      let pointers = matrix.map { row in
        let copy = UnsafeMutablePointer<Double>.allocate(capacity: count + offset + 1)
        copy.initialize(from: row, count: count + offset)
        return copy
      }
      defer { for pointer in pointers { pointer.deallocate() } }
      let constant = pointers.map { UnsafePointer($0) }
      var sums = [Double](repeating: 3, count: rows + 1)
      var mixed = [Double](repeating: 7, count: count + 1)
      constant.withUnsafeBufferPointer { constant in
        sums.withUnsafeMutableBufferPointer { sums in
          y.withUnsafeBufferPointer { y in
            guard let place = sums.baseAddress else { return }
            guard let y = y.baseAddress else { return }
            DenseKernels.addDots(constant, offset: offset, y, to: place, count: count)
          }
        }
        mixed.withUnsafeMutableBufferPointer { mixed in
          weights.withUnsafeBufferPointer { weights in
            guard let place = mixed.baseAddress else { return }
            DenseKernels.mix(weights, constant, offset: offset, into: place, count: count)
          }
        }
      }
      for row in 0..<rows where count > 0 {
        let expected = (0..<count).reduce(3.0) { $0 + matrix[row][$1 + offset] * y[$1] }
        #expect(sums[row] == expected)
      }
      #expect(sums[rows] == 3, "written behind the end")
      for t in 0..<count where rows > 0 {
        #expect(mixed[t] == (0..<rows).reduce(0.0) { $0 + weights[$1] * matrix[$1][t + offset] })
      }
      #expect(mixed[count] == 7, "written behind the end")
    }
  }

  @Test("Tiles of weight vectors come to what plain loops come to", arguments: 0..<40)
  func tiles(count: Int) throws {
    var random = SplitMix64(seed: UInt64(1000 + count))
    let size = DenseKernels.tileSize
    for rowCount in 1..<7 {
      let (offset, room) = (rowCount % 3, (count + 7) / 8 * DenseKernels.tileStep)
      let matrix = (0..<rowCount).map { _ in numbers(count + offset + 1, &random) }
      let weights = numbers(rowCount * size, &random)
      var vectors = numbers(room, &random)
      let copies = matrix.map { row in
        let copy = UnsafeMutablePointer<Double>.allocate(capacity: row.count)
        copy.initialize(from: row, count: row.count)
        return copy
      }
      defer { for copy in copies { copy.deallocate() } }
      var mixed = [Double](repeating: 7, count: room)
      var lanes = [Double](repeating: 0, count: rowCount * size * DenseKernels.strandCount)
      var totals: [Double] = []
      // Rows fetched meanwhile change nothing.
      let ahead = (0..<rowCount % 4).map { UnsafePointer(copies[$0 % rowCount]) }
      try copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { rows in
        try weights.withUnsafeBufferPointer { weights in
          try ahead.withUnsafeBufferPointer { ahead in
            try mixed.withUnsafeMutableBufferPointer { mixed in
              DenseKernels.mixTile(
                weights, rows, offset: offset, ahead: ahead, aheadOffset: 1,
                into: try #require(mixed.baseAddress), count: count)
            }
          }
        }
        try vectors.withUnsafeMutableBufferPointer { vectors in
          try lanes.withUnsafeMutableBufferPointer { lanes in
            let (vector, lane) = (try #require(vectors.baseAddress), try #require(lanes.baseAddress))
            // Two blocks, as a pass has them: strands go on.
            let half = count / 16 * 8
            DenseKernels.addSlopes(rows, offset: offset, vector, to: lane, count: half)
            DenseKernels.addSlopes(
              rows, offset: offset + half, vector + DenseKernels.tilePlace(0, half), to: lane,
              count: count - half)
            for k in 0..<rowCount {
              for c in 0..<size { totals.append(DenseKernels.strandTotal(lane, row: k, place: c)) }
            }
          }
        }
      }
      for c in 0..<size {
        for t in 0..<room / size {
          let expected = (0..<rowCount).reduce(0.0) {
            $0 + weights[$1 * size + c] * matrix[$1][min(t, count) + offset]
          }
          #expect(mixed[DenseKernels.tilePlace(c, t)] == (t < count ? expected : 7), "\(c), \(t)")
        }
        for k in 0..<rowCount {
          let expected = (0..<count).reduce(0.0) {
            $0 + matrix[k][$1 + offset] * vectors[DenseKernels.tilePlace(c, $1)]
          }
          #expect(totals[k * size + c] == expected)
        }
      }
    }
  }

  @Test("Rows of weight 0 are left out of a mix", arguments: 0..<20)
  func mixesSome(count: Int) throws {
    var random = SplitMix64(seed: UInt64(2000 + count))
    for rowCount in 0..<11 {
      let matrix = (0..<rowCount).map { row in row % 3 == 1 ? [.nan] : numbers(count + 1, &random) }
      let weights = (0..<rowCount).map { $0 % 3 == 1 ? 0 : Double(random.integer(-9, 9)) }
      let copies = matrix.map { row in
        let copy = UnsafeMutablePointer<Double>.allocate(capacity: row.count)
        copy.initialize(from: row, count: row.count)
        return copy
      }
      defer { for copy in copies { copy.deallocate() } }
      var mixed = [Double](repeating: 7, count: count + 1)
      try copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { rows in
        try weights.withUnsafeBufferPointer { weights in
          try mixed.withUnsafeMutableBufferPointer {
            DenseKernels.mixSome(
              weights, rows, offset: 1, into: try #require($0.baseAddress), count: count)
          }
        }
      }
      for t in 0..<count {
        #expect(
          mixed[t]
            == (0..<rowCount).reduce(0.0) { $1 % 3 == 1 ? $0 : $0 + weights[$1] * matrix[$1][t + 1] })
      }
      #expect(mixed[count] == 7, "written behind the end")
    }
  }

  @Test("Intervals are linearised as a plain loop does it", arguments: 1..<60)
  func linearises(count: Int) throws {
    var random = SplitMix64(seed: UInt64(3000 + count))
    for variant in 0..<8 {
      let (isHere, keepsKinks, alwaysMatters) = (variant & 1 == 0, variant & 2 == 0, variant & 4 == 0)
      var offered = (0..<count).map { _ in Double(random.integer(0, 6)) }
      let load = (0..<count).map { _ in Double(random.integer(0, 6)) }
      let value = (0..<count).map { _ in Double(random.integer(0, 4)) }
      let kind = (0..<count).map { _ in UInt8(random.integer(0, 2)) }
      let fractions = [-1] + kind.filter { $0 == 2 }.map { _ in Double(random.integer(0, 4)) / 4 }
      let how = DenseKernels.Linearisation(
        multiplier: Double(random.integer(0, 2)), width: 0.25, snap: 0.5, keepsKinks: keepsKinks,
        alwaysMatters: alwaysMatters)
      var (next, nextKind) = (1, [UInt8](repeating: 9, count: count + 1))
      var weight = [Double](repeating: 7, count: count + 1)
      // As the passes do it, the weights in place of the offers.
      var (inPlace, nextInPlace, kindInPlace) = (offered + [7], 1, nextKind)
      inPlace.withUnsafeMutableBufferPointer { numbers in
        guard let numbers = numbers.baseAddress else { return }
        _ = DenseKernels.linearise(
          numbers, load: load, value: value, count: count, as: how, kind: isHere ? nil : kind,
          fractions: fractions, from: &nextInPlace, nextKind: &kindInPlace, weight: numbers)
      }
      let found =
        offered.withUnsafeMutableBufferPointer { offered in
          load.withUnsafeBufferPointer { load in
            value.withUnsafeBufferPointer { value in
              weight.withUnsafeMutableBufferPointer { weight -> DenseKernels.LineariseSums? in
                guard let offered = offered.baseAddress, let load = load.baseAddress,
                  let value = value.baseAddress, let weight = weight.baseAddress
                else { return nil }
                return DenseKernels.linearise(
                  offered, load: load, value: value, count: count, as: how, kind: isHere ? nil : kind,
                  fractions: fractions, from: &next, nextKind: &nextKind, weight: weight)
              }
            }
          }
        }
      let sums = try #require(found)
      var expected = (gain: 0.0, supplied: 0.0, constant: 0.0, misplaced: 0)
      var place = 1
      for t in 0..<count {
        let isOpen = offered[t] <= load[t] && load[t] > 0
        var fraction = isOpen ? 1.0 : 0
        var isKept = abs(offered[t] - load[t]) <= how.width * load[t]
        if !isHere && kind[t] == 2 {
          if abs(fractions[place] - fraction) > how.snap { fraction = fractions[place] }
          place += 1
          isKept = isKept || keepsKinks
        } else if !isHere && load[t] > 0 && (kind[t] == 1) != isOpen {
          fraction = 1 - fraction
          isKept = true
          expected.misplaced += 1
        }
        expected.gain += min(offered[t], load[t]) * value[t]
        expected.supplied += min(offered[t], load[t])
        expected.constant += (1 - fraction) * (value[t] + how.multiplier) * load[t]
        #expect(weight[t] == fraction * (value[t] + how.multiplier))
        let isUsed = load[t] > 0 && (alwaysMatters || value[t] > 0)
        #expect(nextKind[t] == (isUsed && isKept ? 2 : isOpen ? 1 : 0), "\(t) of \(count)")
      }
      #expect(sums.gain == expected.gain && sums.supplied == expected.supplied)
      #expect(sums.constant == expected.constant && sums.misplaced == expected.misplaced)
      #expect(isHere || next == place)
      #expect(weight[count] == 7 && nextKind[count] == 9, "written behind the end")
      #expect(inPlace == weight && kindInPlace == nextKind && nextInPlace == next)
    }
  }

  @Test("Numbers for the kernels begin where a vector does", arguments: [0, 1, 7, 8, 9, 300_000])
  func alignment(count: Int) {
    let numbers = AlignedNumbers(count: count)
    numbers.base.initialize(repeating: 1, count: count)
    #expect(UInt(bitPattern: numbers.base) % 64 == 0)
    let length = AlignedNumbers.rowLength(count)
    #expect(length % 8 == 0 && length >= count && length < count + 8)
    #expect((0..<count).reduce(0) { $0 + numbers.base[$1] } == Double(count))
  }

  /// Small whole numbers and widths that are powers of two: exact in floats, in any order.
  @Test("Four rows of floats under a load come to what plain loops come to", arguments: 0..<20)
  func portfolios(seed: Int) {
    var random = SplitMix64(seed: UInt64(4000 + seed))
    let count = 16 * (1 + seed % 5)
    func floats(_ range: ClosedRange<Int>) -> [Float] {
      (0..<count).map { _ in Float(random.integer(range.lowerBound, range.upperBound)) }
    }
    let rows = (0..<4).map { _ in floats(0...4) }
    let (load, value) = (floats(0...20), floats(0...8))
    let inverse = (0..<count).map { _ in [Float(0.125), 0.25, 0.5][random.integer(0, 2)] }
    func weights() -> SIMD4<Float> {
      SIMD4((0..<4).map { _ in Float(random.integer(0, 3)) })
    }
    func offered(_ w: SIMD4<Float>, _ t: Int) -> Float { (0..<4).reduce(0) { $0 + w[$1] * rows[$1][t] } }
    let w = weights()
    let sums = DenseKernels.portfolio(
      rows[0], rows[1], rows[2], rows[3], weights: w, load: load, value: value, inverse: inverse, count: count
    )
    var (worth, full) = (0.0, 0.0)
    var slope = [Double](repeating: 0, count: 4)
    var curvature = [[Double]](repeating: [0, 0, 0, 0], count: 4)
    for t in 0..<count {
      let raw = 0.5 + (load[t] - offered(w, t)) * inverse[t]
      let q = min(1, max(0, raw))
      worth += Double(value[t] * min(offered(w, t), load[t]))
      full += Double(value[t] * (1 - q) * load[t])
      for k in 0..<4 {
        slope[k] += Double(value[t] * q * rows[k][t])
        for l in 0..<4 where raw > 0 && raw < 1 {
          curvature[k][l] += Double(value[t] * inverse[t] * rows[k][t] * rows[l][t])
        }
      }
    }
    #expect(sums.worth == worth)
    #expect(sums.full == full)
    let found = [sums.curvature.0, sums.curvature.1, sums.curvature.2, sums.curvature.3]
    for k in 0..<4 {
      #expect(sums.slope[k] == slope[k])
      for l in 0..<4 { #expect(found[k][l] == curvature[k][l], "\(k), \(l)") }
    }
    // What makes it a bound: the tangent is nowhere below the worth, whatever the weights.
    for _ in 0..<20 {
      let other = weights()
      let tangent = (0..<4).reduce(sums.full) { $0 + sums.slope[$1] * Double(other[$1]) }
      let own = (0..<count).reduce(0.0) { $0 + Double(value[$1] * min(offered(other, $1), load[$1])) }
      #expect(tangent >= own)
    }
  }

  /// Whole numbers, and widths and loads that are powers of two: exact in any order.
  @Test("Four rows in double precision under a load come to what plain loops come to", arguments: 0..<20)
  func roundedPortfolios(seed: Int) {
    var random = SplitMix64(seed: UInt64(4100 + seed))
    let count = 8 * (1 + seed % 5)
    func numbers(_ low: Int, _ high: Int) -> [Double] {
      (0..<count).map { _ in Double(random.integer(low, high)) }
    }
    let rows = (0..<4).map { _ in numbers(0, 4) }
    let load = (0..<count).map { _ in Double([4, 8, 16][random.integer(0, 2)]) }
    let value = numbers(0, 8)
    let (width, added) = ([0.25, 0.5, 1][seed % 3], Double(seed % 4))
    func weights() -> SIMD4<Double> { SIMD4((0..<4).map { _ in Double(random.integer(0, 3)) }) }
    func offered(_ w: SIMD4<Double>, _ t: Int) -> Double { (0..<4).reduce(0) { $0 + w[$1] * rows[$1][t] } }
    func sums(_ w: SIMD4<Double>) -> DenseKernels.RoundedPortfolioSums {
      rows[0].withUnsafeBufferPointer { a in
        rows[1].withUnsafeBufferPointer { b in
          rows[2].withUnsafeBufferPointer { c in
            rows[3].withUnsafeBufferPointer { d in
              guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let d = d.baseAddress
              else { return DenseKernels.RoundedPortfolioSums() }
              return DenseKernels.roundedPortfolio(
                (a, b, c, d), weights: w, load: load, value: value, added: added, width: width, count: count)
            }
          }
        }
      }
    }
    let w = weights()
    let found = sums(w)
    var expected = DenseKernels.RoundedPortfolioSums()
    var curvature = [[Double]](repeating: [0, 0, 0, 0], count: 4)
    for t in 0..<count {
      let (kink, price) = (width * load[t], value[t] + added)
      let raw = 0.5 + (load[t] - offered(w, t)) / kink
      let q = min(1, max(0, raw))
      expected.worth += value[t] * min(offered(w, t), load[t])
      expected.energy += min(offered(w, t), load[t])
      expected.full += price * (1 - q) * load[t]
      // The integral of q over what is offered.
      let start = load[t] - 0.5 * kink
      let past = min(kink, max(0, offered(w, t) - start))
      expected.rounded += price * (min(offered(w, t), start) + past - 0.5 * past * past / kink)
      for k in 0..<4 {
        expected.slope[k] += price * q * rows[k][t]
        for l in 0..<4 where raw > 0 && raw < 1 { curvature[k][l] += price / kink * rows[k][t] * rows[l][t] }
      }
    }
    #expect(found.worth == expected.worth)
    #expect(found.energy == expected.energy)
    #expect(found.full == expected.full)
    #expect(found.rounded == expected.rounded)
    #expect(found.slope == expected.slope)
    let own = [found.curvature.0, found.curvature.1, found.curvature.2, found.curvature.3]
    for k in 0..<4 { for l in 0..<4 { #expect(own[k][l] == curvature[k][l], "\(k), \(l)") } }
    for _ in 0..<20 {
      let other = weights()
      let tangent = found.full + (found.slope * other).sum()
      let gain = (0..<count).reduce(0.0) { $0 + (value[$1] + added) * min(offered(other, $1), load[$1]) }
      #expect(tangent >= gain)
    }
  }
}
