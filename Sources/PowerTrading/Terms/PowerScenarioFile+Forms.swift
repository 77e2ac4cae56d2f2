// SPDX-License-Identifier: GPL-3.0-or-later

extension PowerScenarioFile {
  /// Who pays for what.
  public struct Settlement: Codable, Sendable {
    /// Which energy the ask is paid for.
    public var paymentOn: PaymentBasis?
    /// Who sells the surplus.
    public var surplusWith: SurplusOwner?
    /// How supplied energy is split over a consumer's suppliers.
    public var split: SupplySplit?

    /// Settlement terms.
    public init(
      paymentOn: PaymentBasis? = nil, surplusWith: SurplusOwner? = nil, split: SupplySplit? = nil
    ) {
      self.paymentOn = paymentOn
      self.surplusWith = surplusWith
      self.split = split
    }

    enum CodingKeys: String, CodingKey {
      case split
      case paymentOn = "payment_on"
      case surplusWith = "surplus_with"
    }
  }

  /// Whether contracts may leave a party worse off.
  public struct Participation: Codable, Sendable {
    /// How losses are judged.
    public enum Rule: String, Codable, Sendable {
      /// They are not.
      case none
      /// They are forbidden.
      case hard
      /// They cost something.
      case priced
    }

    /// How losses are judged.
    public var rule: Rule
    /// What each unit of currency lost costs.
    public var price: Double?

    /// A rule.
    public init(rule: Rule, price: Double? = nil) {
      self.rule = rule
      self.price = price
    }

    enum CodingKeys: String, CodingKey {
      case rule
      case price = "price_per_krw"
    }
  }

  /// How much of a load must be covered in the interval in which it is used.
  public struct Matching: Codable, Sendable {
    /// Carbon-free supplied energy over load, at least.
    public var minimumShare: Double
    /// Currency per missing kWh; nil where the share is a hard rule.
    public var shortfallPrice: Double?

    /// A target.
    public init(minimumShare: Double, shortfallPrice: Double? = nil) {
      self.minimumShare = minimumShare
      self.shortfallPrice = shortfallPrice
    }

    enum CodingKeys: String, CodingKey {
      case minimumShare = "minimum_share"
      case shortfallPrice = "shortfall_price_krw_per_kwh"
    }
  }
}
