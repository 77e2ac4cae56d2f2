// SPDX-License-Identifier: GPL-3.0-or-later

/// How an exact amount of money becomes whole units of the currency.
public enum RoundingRule: String, Codable, Sendable, CaseIterable {
  /// To the nearest whole unit, halves towards plus infinity.
  case roundHalfUp = "round_half_up"
  /// To a multiple of ten units, towards zero.
  case truncateToTen = "truncate_to_ten"

  /// The whole amount for `numerator / denominator` units.
  ///
  /// - Parameter denominator: above 0.
  func whole(_ numerator: Int128, over denominator: Int128) -> Int64 {
    switch self {
    case .roundHalfUp: Int64((2 * numerator + denominator).dividedDown(by: 2 * denominator))
    case .truncateToTen: Int64(numerator / (10 * denominator) * 10)
    }
  }
}

extension Int128 {
  /// The largest whole number that is at most the quotient.
  func dividedDown(by divisor: Int128) -> Int128 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
