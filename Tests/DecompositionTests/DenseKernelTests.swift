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
}
