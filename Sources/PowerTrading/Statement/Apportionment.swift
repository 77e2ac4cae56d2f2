// SPDX-License-Identifier: GPL-3.0-or-later

/// Splits whole Wh by weights so that the parts are whole and add up: the method of the largest remainder
/// (Hamilton's).
///
/// Each part first gets the whole number below its quota `total x weight / denominator`; what is still
/// missing from the sum of the quotas, rounded half up, goes one Wh each to the largest remainders, of equal
/// ones to the earlier.
struct Apportionment {
  private var remainders: [Int64] = []
  private var scratch: [Int64] = []

  /// The parts of `total`.
  ///
  /// - Parameters:
  ///   - weights: at least 0.
  ///   - denominator: above 0, and at least the sum of the weights.
  mutating func split(_ total: Int64, weights: [Int64], denominator: Int64, into parts: inout [Int64]) {
    remainders.removeAll(keepingCapacity: true)
    var all: Int128 = 0
    var missing: Int128 = 0
    for (place, weight) in weights.enumerated() {
      let product = total.multipliedFullWidth(by: weight)
      let (quotient, remainder) = denominator.dividingFullWidth(product)
      parts[place] = quotient
      missing -= Int128(quotient)
      all += Int128(total) * Int128(weight)
      remainders.append(remainder)
    }
    missing += Int128(RoundingRule.roundHalfUp.whole(all, over: Int128(denominator)))
    if missing <= 0 { return }
    let limit = largest(Int(missing))
    var left = missing
    for (place, remainder) in remainders.enumerated() where remainder > limit {
      parts[place] += 1
      left -= 1
    }
    for (place, remainder) in remainders.enumerated() where remainder == limit && left > 0 {
      parts[place] += 1
      left -= 1
    }
  }

  /// The remainder that `rank` of them, counted from 1, are not below: Hoare's selection.
  private mutating func largest(_ rank: Int) -> Int64 {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: remainders)
    return scratch.withUnsafeMutableBufferPointer { values in
      var (low, high) = (0, values.count - 1)
      let place = min(rank, values.count) - 1
      while low < high {
        let pivot = values[(low + high) / 2]
        var (i, j) = (low, high)
        while i <= j {
          while values[i] > pivot { i += 1 }
          while values[j] < pivot { j -= 1 }
          if i <= j {
            values.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if place <= j { high = j } else if place >= i { low = i } else { break }
      }
      return values[place]
    }
  }
}
