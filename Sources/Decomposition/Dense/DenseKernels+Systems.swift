// SPDX-License-Identifier: GPL-3.0-or-later

extension DenseKernels {
  /// `x = 0`
  static func zero(_ x: MutableNumbers, _ count: Int) { x.update(repeating: 0, count: count) }

  /// The largest of `-step / value`, 0 where no step is down.
  static func worstRatio(_ step: MutableNumbers, _ value: MutableNumbers, count: Int) -> Double {
    var worst = SIMD8<Double>(repeating: 0)
    var t = 0
    while t + 8 <= count {
      worst = pointwiseMax(worst, -load(Numbers(step), t) / load(Numbers(value), t))
      t += 8
    }
    var rest = worst.max()
    while t < count {
      rest = max(rest, -step[t] / value[t])
      t += 1
    }
    return rest
  }

  /// `result[p] = row p . y`, for rows of `count` numbers one behind the other.
  static func products(
    _ matrix: MutableNumbers, rows: Int, count: Int, _ y: MutableNumbers, into result: MutableNumbers
  ) {
    var p = 0
    while p + 4 <= rows {
      let x = Numbers(matrix + p * count)
      let four = dotFour(x, x + count, x + 2 * count, x + 3 * count, Numbers(y), count: count)
      (result[p], result[p + 1], result[p + 2], result[p + 3]) = (four[0], four[1], four[2], four[3])
      p += 4
    }
    while p < rows {
      result[p] = dot(Numbers(matrix + p * count), Numbers(y), count: count)
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
      let x = Numbers(matrix + p * count)
      addFour(
        SIMD4(weights[p], weights[p + 1], weights[p + 2], weights[p + 3]), x, x + count, x + 2 * count,
        x + 3 * count, to: y, count: count)
      p += 4
    }
    while p < rows {
      addScaled(weights[p], Numbers(matrix + p * count), to: y, count: count)
      p += 1
    }
  }

  /// The lower half of `A diag(weight) A'`, `A` being `rows` rows of `count` numbers.
  ///
  /// - Parameter scratch: room for `count` numbers.
  static func weightedGram(
    _ matrix: MutableNumbers, rows: Int, count: Int, weight: MutableNumbers, scratch: MutableNumbers,
    into gram: MutableNumbers
  ) {
    for p in 0..<rows {
      let own = matrix + p * count
      var t = 0
      while t + 8 <= count {
        store(load(Numbers(own), t) * load(Numbers(weight), t), scratch, t)
        t += 8
      }
      while t < count {
        scratch[t] = own[t] * weight[t]
        t += 1
      }
      var q = 0
      while q + 4 <= p + 1 {
        let x = Numbers(matrix + q * count)
        let four = dotFour(x, x + count, x + 2 * count, x + 3 * count, Numbers(scratch), count: count)
        let place = gram + p * rows + q
        (place[0], place[1], place[2], place[3]) = (four[0], four[1], four[2], four[3])
        q += 4
      }
      while q <= p {
        gram[p * rows + q] = dot(Numbers(matrix + q * count), Numbers(scratch), count: count)
        q += 1
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
