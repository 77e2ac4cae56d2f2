// SPDX-License-Identifier: GPL-3.0-or-later

/// What statements charge besides contracts' own amounts: taxes and levies, outside the optimisation.
public struct StatementTerms: Codable, Sendable {
  /// A charge on the energy line of each statement.
  public struct Charge: Codable, Sendable {
    /// What the line is called.
    public var name: String
    /// Part of the energy line.
    public var rate: Double
    /// How its amount becomes whole.
    public var rounding: RoundingRule
    /// Who gets it.
    public var payee: StatementLine.Payee

    /// A charge.
    public init(name: String, rate: Double, rounding: RoundingRule, payee: StatementLine.Payee) {
      self.name = name
      self.rate = rate
      self.rounding = rounding
      self.payee = payee
    }
  }

  /// Charges in the order of the lines; nil for the currency's own.
  public var charges: [Charge]?

  /// Terms.
  public init(charges: [Charge]? = nil) { self.charges = charges }

  /// The charges of a scenario: its own, or in KRW value-added tax of 10 %, half up to the won, through the
  /// supplier, and the electric-industry fund of 3.2 %, truncated to ten won (KEPCO's tariff leaflet of
  /// 2024-07-01; later rates differ), elsewhere none.
  ///
  /// - Parameter fundRate: the fund that the optimisation counts, in the place of 3.2 %; 0 for none.
  func charges(currency: String, fundRate: Double) -> [Charge] {
    if let charges { return charges }
    let fund = Charge(
      name: "industry_fund", rate: fundRate > 0 ? fundRate : 0.032, rounding: .truncateToTen, payee: .others)
    if currency != "KRW" { return fundRate > 0 ? [fund] : [] }
    return [Charge(name: "vat", rate: 0.1, rounding: .roundHalfUp, payee: .supplier), fund]
  }
}
