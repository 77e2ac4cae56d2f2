// SPDX-License-Identifier: GPL-3.0-or-later

/// A sum whose rounding does not grow with the number of its terms, and the size of what went into it.
///
/// Neumaier's variant of compensated summation (1974, DOI 10.1002/zamm.19740540106): the error is about one
/// rounding of the result, plus a part of `size` that is of second order.
struct CompensatedSum {
  private var sum = 0.0
  private var correction = 0.0
  /// Sum of the absolute values of the terms.
  private(set) var size = 0.0

  /// The sum of nothing.
  init() {}

  /// The sum so far; not finite once a term was not.
  var value: Double { sum + correction }

  /// Adds a term.
  mutating func add(_ term: Double) {
    let next = sum + term
    correction += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
    size += abs(term)
  }

  /// Adds a term that was itself computed from parts of the given size.
  mutating func add(_ term: Double, ofSize parts: Double) {
    add(term)
    size += max(0, parts - abs(term))
  }
}
