// SPDX-License-Identifier: GPL-3.0-or-later

/// What a contract delivers, and how it is paid.
public enum ContractForm: String, Codable, CaseIterable, Sendable {
  /// A share of what the plant generates, whenever it generates.
  case payAsProduced = "pay_as_produced"
  /// A share of the plant's mean output in every interval; what the plant generates goes to the market, where
  /// the supplier buys the flat profile.
  case baseload
  /// A share of what the plant generates, of which the consumer takes and pays what it uses, in each interval up
  /// to a share of its load.
  case payAsConsumed = "pay_as_consumed"
  /// A contract for differences: nothing is delivered, the ask is exchanged for the market price.
  case virtual
}

/// Which energy a consumer pays the ask for.
public enum PaymentBasis: String, Codable, CaseIterable, Sendable {
  /// What it takes.
  case supplied
  /// All that is under contract, at the plant.
  case contracted
}

/// Who sells the surplus and keeps what the market pays for it.
public enum SurplusOwner: String, Codable, CaseIterable, Sendable {
  /// The supplier.
  case seller
  /// The consumer.
  case buyer
}

/// How the supplied energy of an interval is split over a consumer's suppliers.
public enum SupplySplit: String, Codable, CaseIterable, Sendable {
  /// In proportion to what each offers.
  case proRata = "pro_rata"
  /// The lowest ask first; among equal asks, in the order of the suppliers.
  case meritOrder = "merit_order"
}
