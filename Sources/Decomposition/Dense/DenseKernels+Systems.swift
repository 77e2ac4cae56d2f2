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
  /// - Parameter scratch: room for twice `count` numbers.
  static func weightedGram(
    _ matrix: MutableNumbers, rows: Int, count: Int, weight: MutableNumbers, scratch: MutableNumbers,
    into gram: MutableNumbers
  ) {
    let other = scratch + count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 8) { sums in
      guard let sum = sums.baseAddress else { return }
      var p = 0
      while p < rows {
        // Two rows at a time; the last may be alone.
        let isPair = p + 1 < rows
        warewatt_product(matrix + p * count, weight, scratch, count)
        if isPair { warewatt_product(matrix + (p + 1) * count, weight, other, count) }
        var q = 0
        while isPair && q + 4 <= p + 1 {
          let x = matrix + q * count
          warewatt_dot_four_two(x, x + count, x + 2 * count, x + 3 * count, scratch, other, count, sum)
          for k in 0..<4 {
            gram[p * rows + q + k] = sum[2 * k]
            gram[(p + 1) * rows + q + k] = sum[2 * k + 1]
          }
          q += 4
        }
        while q <= p + 1 && q < rows {
          if q <= p { gram[p * rows + q] = warewatt_dot(matrix + q * count, scratch, count) }
          if isPair { gram[(p + 1) * rows + q] = warewatt_dot(matrix + q * count, other, count) }
          q += 1
        }
        p += 2
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
