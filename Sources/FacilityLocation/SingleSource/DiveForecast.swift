// SPDX-License-Identifier: GPL-3.0-or-later

/// What a dive's assignment will cost, judged by how its bound has risen since the facilities were decided.
struct DiveForecast {
  private var first: (bound: Double, customers: Int)?

  /// The cost expected once all customers are assigned: the bound rises with the rest as it has so far.
  ///
  /// In truth it rises faster towards the end, so that a dive that is not expected to beat the incumbent
  /// hardly ever does.
  ///
  /// - Parameters:
  ///   - bound: the bound now.
  ///   - customers: customers not yet assigned.
  mutating func expected(bound: Double, customers: Int) -> Double {
    guard let first else {
      first = (bound, customers)
      return bound
    }
    guard customers < first.customers else { return bound }
    let rise = max(0, bound - first.bound) / Double(first.customers - customers)
    return bound + rise * Double(customers)
  }
}
