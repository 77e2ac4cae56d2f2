// SPDX-License-Identifier: GPL-3.0-or-later

internal import CDense

/// A dense matrix, row behind row, that a Newton step goes over many times.
///
/// In single precision it is half as much to read from memory, and each number off by a part in 2^24 at the most; sums
/// are in double precision either way.
final class DenseRows {
  let rows: Int
  let count: Int
  private let doubles: UnsafeMutablePointer<Double>?
  private let singles: UnsafeMutablePointer<Float>?

  /// A matrix of `rows` rows of `count` numbers each.
  init(_ numbers: [Double], rows: Int, count: Int, isSingle: Bool) {
    precondition(numbers.count == rows * count)
    self.rows = rows
    self.count = count
    let room = max(1, numbers.count)
    if isSingle {
      let base = UnsafeMutablePointer<Float>.allocate(capacity: room)
      for (place, number) in numbers.enumerated() { (base + place).initialize(to: Float(number)) }
      (doubles, singles) = (nil, base)
    } else {
      let base = UnsafeMutablePointer<Double>.allocate(capacity: room)
      numbers.withUnsafeBufferPointer { numbers in
        if let first = numbers.baseAddress { base.initialize(from: first, count: numbers.count) }
      }
      (doubles, singles) = (base, nil)
    }
  }

  deinit {
    doubles?.deallocate()
    singles?.deallocate()
  }

  /// `result[p] = row p . y`
  func products(_ y: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>) {
    guard let singles else {
      if let doubles { DenseKernels.products(doubles, rows: rows, count: count, y, into: result) }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { sums in
      guard let sum = sums.baseAddress else { return }
      for p in stride(from: 0, to: rows, by: 4) {
        four(singles, p) { warewatt_single_dot_four($0, $1, $2, $3, y, count, sum) }
        for k in 0..<min(4, rows - p) { result[p + k] = sum[k] }
      }
    }
  }

  /// `y = sum of weights[p] * row p`
  func mix(_ weights: UnsafeMutablePointer<Double>, into y: UnsafeMutablePointer<Double>) {
    guard let singles else {
      if let doubles { DenseKernels.mixRows(doubles, rows: rows, count: count, weights, into: y) }
      return
    }
    DenseKernels.zero(y, count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { own in
      guard let weight = own.baseAddress else { return }
      for p in stride(from: 0, to: rows, by: 4) {
        for k in 0..<4 { weight[k] = p + k < rows ? weights[p + k] : 0 }
        four(singles, p) { warewatt_single_add_four(weight, $0, $1, $2, $3, y, count) }
      }
    }
  }

  /// The lower half of `A diag(weight) A'`.
  ///
  /// - Parameter scratch: room for four times `count` numbers.
  func weightedGram(
    _ weight: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>,
    into gram: UnsafeMutablePointer<Double>
  ) {
    guard let singles else {
      if let doubles {
        DenseKernels.weightedGram(
          doubles, rows: rows, count: count, weight: weight, scratch: scratch, into: gram)
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { sums in
      guard let sum = sums.baseAddress else { return }
      for p in stride(from: 0, to: rows, by: 4) {
        let height = min(4, rows - p)
        for own in 0..<height {
          warewatt_single_product(singles + (p + own) * count, weight, scratch + own * count, count)
        }
        for q in stride(from: 0, through: p, by: 4) {
          if height == 4 {
            warewatt_single_dot_tile(singles + q * count, scratch, count, sum)
          } else {
            for own in 0..<height {
              four(singles, q) {
                warewatt_single_dot_four($0, $1, $2, $3, scratch + own * count, count, sum + 4 * own)
              }
            }
          }
          for own in 0..<height {
            for k in 0..<4 where q + k <= p + own { gram[(p + own) * rows + q + k] = sum[4 * own + k] }
          }
        }
      }
    }
  }

  /// Four rows from row p on, the last one again where there are fewer.
  private func four(
    _ base: UnsafeMutablePointer<Float>, _ p: Int,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    func row(_ k: Int) -> UnsafePointer<Float> { UnsafePointer(base + min(p + k, rows - 1) * count) }
    body(row(0), row(1), row(2), row(3))
  }
}
