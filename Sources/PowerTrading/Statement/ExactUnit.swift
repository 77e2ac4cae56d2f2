// SPDX-License-Identifier: GPL-3.0-or-later

/// The whole numbers that statements are calculated with.
///
/// Meter readings become Wh, prices billionths of the currency per kWh, shares and losses trillionths; from
/// there on there is no floating point. A Wh at a price is 10^-12 units of the currency, summed in 128 bits.
enum ExactUnit {
  /// Parts of a whole share.
  static let share: Int64 = 1_000_000_000_000
  /// Parts of a currency unit in a product of Wh and price.
  static let money: Int128 = 1_000_000_000_000
  /// The largest energy of all series of a kind together, Wh.
  static let mostEnergy: Int64 = 100_000_000_000_000
  /// The largest size of a price, currency per kWh; all amounts of the largest energy, with five charges as
  /// large as it, then fit 64 bits together.
  static let mostPrice = 1_000_000.0

  /// Wh of an amount in kWh, halves up.
  static func wattHours(_ kilowattHours: Double) -> Int64 { whole(kilowattHours * 1000) }

  /// Billionths of the currency per kWh.
  static func price(_ price: Double) -> Int64 { whole(price * 1e9) }

  /// Trillionths of a whole.
  static func share(_ share: Double) -> Int64 { whole(share * 1e12) }

  /// What a number in trillionths or billionths says.
  static func price(of nano: Int64) -> Double { Double(nano) / 1e9 }

  /// Halves up, and never beyond what 64 bits hold.
  private static func whole(_ value: Double) -> Int64 {
    let rounded = (value + 0.5).rounded(.down)
    return Int64(exactly: min(max(rounded, -9e18), 9e18)) ?? 0
  }
}
