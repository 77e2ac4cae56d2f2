// SPDX-License-Identifier: GPL-3.0-or-later

/// Splits whole Wh by weights so that the parts are whole and add up: the method of the largest remainder
/// (Hamilton's).
///
/// Each part first gets the whole number below its quota `total x weight / denominator`; what is still
/// missing from the sum of the quotas, rounded half up, goes one Wh each to the largest remainders, of equal
/// ones to the earlier.
struct Apportionment {
  private var remainders: [(remainder: Int128, place: Int)] = []

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
      let product = Int128(total) * Int128(weight)
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(denominator))
      parts[place] = Int64(quotient)
      missing -= quotient
      all += product
      remainders.append((remainder, place))
    }
    missing += Int128(RoundingRule.roundHalfUp.whole(all, over: Int128(denominator)))
    if missing == 0 { return }
    remainders.sort { $0.remainder == $1.remainder ? $0.place < $1.place : $0.remainder > $1.remainder }
    for entry in remainders.prefix(Int(missing)) { parts[entry.place] += 1 }
  }
}
