// SPDX-License-Identifier: GPL-3.0-or-later

internal import CDense

extension DenseKernels {
  /// `x = 0`
  static func zero(_ x: MutableNumbers, _ count: Int) { x.update(repeating: 0, count: count) }

  /// The largest of `-step / value`, 0 where no step is down.
  static func worstRatio(_ step: MutableNumbers, _ value: MutableNumbers, count: Int) -> Double {
    warewatt_worst_ratio(step, value, count)
  }

  /// `result[p] = row p . y`, for rows of `count` numbers one behind the other.
  static func products(
    _ matrix: MutableNumbers, rows: Int, count: Int, _ y: MutableNumbers, into result: MutableNumbers
  ) {
    var p = 0
    while p + 4 <= rows {
      let x = matrix + p * count
      warewatt_dot_four(x, x + count, x + 2 * count, x + 3 * count, y, count, result + p)
      p += 4
    }
    while p < rows {
      result[p] = warewatt_dot(matrix + p * count, y, count)
      p += 1
    }
  }

  /// `y = sum of weights[p] * row p`, for rows of `count` numbers one behind the other.
  static func mixRows(
    _ matrix: MutableNumbers, rows: Int, count: Int, _ weights: MutableNumbers, into y: MutableNumbers
  ) {
    zero(y, count)
    var p = 0
    while p + 4 <= rows {
      let x = matrix + p * count
      warewatt_add_four(weights + p, x, x + count, x + 2 * count, x + 3 * count, y, count)
      p += 4
    }
    while p < rows {
      warewatt_add(weights[p], matrix + p * count, y, count)
      p += 1
    }
  }

  /// The lower half of `A diag(weight) A'`, `A` being `rows` rows of `count` numbers.
  ///
  /// - Parameter scratch: room for four times `count` numbers.
  static func weightedGram(
    _ matrix: MutableNumbers, rows: Int, count: Int, weight: MutableNumbers, scratch: MutableNumbers,
    into gram: MutableNumbers
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { sums in
      guard let sum = sums.baseAddress else { return }
      for p in stride(from: 0, to: rows, by: 4) {
        // Four rows at a time; the last may be fewer.
        let height = min(4, rows - p)
        for own in 0..<height {
          warewatt_product(matrix + (p + own) * count, weight, scratch + own * count, count)
        }
        for q in stride(from: 0, to: p, by: 4) {
          let x = matrix + q * count
          if height == 4 {
            warewatt_dot_tile(x, scratch, count, sum)
          } else {
            for own in 0..<height {
              warewatt_dot_four(
                x, x + count, x + 2 * count, x + 3 * count, scratch + own * count, count, sum + 4 * own)
            }
          }
          for own in 0..<height {
            for k in 0..<4 { gram[(p + own) * rows + q + k] = sum[4 * own + k] }
          }
        }
        if height == 4 { warewatt_dot_tile(matrix + p * count, scratch, count, sum) }
        for own in 0..<height {
          for k in 0...own {
            gram[(p + own) * rows + p + k] =
              height == 4
              ? sum[4 * own + k] : warewatt_dot(matrix + (p + k) * count, scratch + own * count, count)
          }
        }
      }
    }
  }

  /// Factorises a symmetric positive matrix, given by its lower half, in place: `L` below and on the
  /// diagonal. A pivot that rounding has eaten up is made huge, which keeps its unknown where it is.
  static func factorizePositive(_ matrix: MutableNumbers, order n: Int) {
    for p in 0..<n {
      let own = matrix + p * n
      let original = own[p]
      for q in 0..<p {
        let other = matrix + q * n
        own[q] = (own[q] - dot(Numbers(own), Numbers(other), count: q)) / other[q]
      }
      let pivot = own[p] - dot(Numbers(own), Numbers(own), count: p)
      own[p] = pivot > 1e-15 * original && pivot > 0 ? pivot.squareRoot() : 1e64
    }
  }

  /// Solves `L L' x = x` in place.
  static func solveFactorized(_ matrix: MutableNumbers, order n: Int, _ x: MutableNumbers) {
    for p in 0..<n {
      x[p] = (x[p] - dot(Numbers(matrix + p * n), Numbers(x), count: p)) / matrix[p * n + p]
    }
    for p in stride(from: n - 1, through: 0, by: -1) {
      x[p] /= matrix[p * n + p]
      addScaled(-x[p], Numbers(matrix + p * n), to: x, count: p)
    }
  }

  /// The inverse of a symmetric positive matrix, given by its lower half, which is overwritten.
  static func invertPositive(_ matrix: MutableNumbers, order n: Int, into inverse: MutableNumbers) {
    factorizePositive(matrix, order: n)
    // Row p of the scratch, the inverse's own row p, first holds column p of L's inverse.
    zero(inverse, n * n)
    for p in 0..<n {
      let column = inverse + p * n
      column[p] = 1 / matrix[p * n + p]
      for q in p + 1..<max(n, p + 1) {
        let sum = dot(Numbers(matrix + q * n + p), Numbers(column + p), count: q - p)
        column[q] = -sum / matrix[q * n + q]
      }
    }
    // (L L')^-1 = M' M with M = L^-1; row p of `inverse` is column p of M, zero before p.
    for p in 0..<n {
      for q in 0...p {
        inverse[q * n + p] = dot(Numbers(inverse + p * n + p), Numbers(inverse + q * n + p), count: n - p)
      }
      // Row q's entries from p + 1 on are still columns of M; entry p is done for every q <= p.
    }
    for p in 0..<n { for q in 0..<p { inverse[p * n + q] = inverse[q * n + p] } }
  }
}
