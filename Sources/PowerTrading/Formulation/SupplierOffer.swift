// SPDX-License-Identifier: GPL-3.0-or-later

/// A pair to a supplier: what a unit of share adds, and what a contract in force costs.
struct SupplierOffer {
  var value: Double
  var once: Double
  var largest: Double
  var isFrozen: Bool

  /// The most that a supplier adds: contracts in force as they are, then the best pairs first, their cost in
  /// proportion to the share.
  static func best(_ offers: [SupplierOffer], within limit: Double) -> Double {
    var (sum, left) = (0.0, limit)
    for offer in offers where offer.isFrozen {
      sum += offer.value * offer.largest - offer.once
      left -= offer.largest
    }
    let free = offers.filter { !$0.isFrozen && $0.value > 0 }.sorted { $0.value > $1.value }
    for offer in free where left > 0 {
      let taken = min(left, offer.largest)
      sum += offer.value * taken
      left -= taken
    }
    return sum
  }
}
