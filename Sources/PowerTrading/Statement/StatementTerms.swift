// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// What statements charge besides contracts' own amounts: taxes and levies, outside the optimisation.
public struct StatementTerms: Codable, Sendable {
  /// What a charge is a part of.
  public enum ChargeBase: String, Codable, Sendable {
    /// The energy line, whatever the ask is paid on.
    case payment
    /// Supplied energy at the contract's price.
    case supplied
  }

  /// A charge on the energy of each statement.
  public struct Charge: Codable, Sendable {
    /// What the line is called.
    public var name: String
    /// Part of its base.
    public var rate: Double
    /// How its amount becomes whole.
    public var rounding: RoundingRule
    /// Who gets it.
    public var payee: StatementLine.Payee
    /// What it is a part of; nil for the energy line.
    public var base: ChargeBase?

    /// A charge.
    public init(
      name: String, rate: Double, rounding: RoundingRule, payee: StatementLine.Payee,
      base: ChargeBase? = nil
    ) {
      self.name = name
      self.rate = rate
      self.rounding = rounding
      self.payee = payee
      self.base = base
    }

    enum CodingKeys: String, CodingKey {
      case name, rate, rounding, payee
      case base = "on"
    }
  }

  /// The line of the electric-industry fund.
  static let fundName = "industry_fund"

  /// Charges in the order of the lines; nil for the currency's own.
  public var charges: [Charge]?

  /// Terms.
  public init(charges: [Charge]? = nil) { self.charges = charges }

  /// The charges of a scenario: its own, or in KRW value-added tax of 10 %, half up to the won, through the
  /// supplier, and the electric-industry fund of 3.2 %, truncated to ten won (KEPCO's tariff leaflet of
  /// 2024-07-01; later rates differ), elsewhere none.
  ///
  /// The fund lies on supplied energy. One that the optimisation counts is a charge in any case.
  ///
  /// - Parameter fundRate: the fund that the optimisation counts, in the place of 3.2 %; 0 for none.
  func charges(currency: String, fundRate: Double) -> [Charge] {
    let fund = Charge(
      name: Self.fundName, rate: fundRate > 0 ? fundRate : 0.032, rounding: .truncateToTen, payee: .others,
      base: .supplied)
    if let charges {
      guard fundRate > 0 else { return charges }
      if !charges.contains(where: { $0.name == Self.fundName }) { return charges + [fund] }
      // The plan's fund lies on supplied energy.
      return charges.map { charge in
        var own = charge
        if charge.name == Self.fundName { own.base = .supplied }
        return own
      }
    }
    if currency != "KRW" { return fundRate > 0 ? [fund] : [] }
    return [Charge(name: "vat", rate: 0.1, rounding: .roundHalfUp, payee: .supplier), fund]
  }

  /// Names of lines that are none of a charge.
  private static let lines: Set<String> = [
    "energy", "strike", "market_reference", "contracted_fee", "network_use", "uplift", "supply_fee",
    "fixed_cost", "surplus", "top_up", "top_up_fee", "rec_purchase", "re100_shortfall",
    "matching_24_7_shortfall", "missing_energy", "excess_energy", "missing_certificates", "guarantee",
  ]

  /// Refuses charges under the names of other lines, and a fund at another rate than the optimisation counts,
  /// both keys named.
  func check(fundRate: Double, file: String) throws(DataError) {
    var names = Self.lines
    for (index, charge) in (charges ?? []).enumerated() where !names.insert(charge.name).inserted {
      throw DataError(
        DataIssue(
          file: file, place: "statement.charges[\(index)].name",
          found: "\"\(charge.name)\", which is another line's", expected: "a name of its own for each charge")
      )
    }
    let own = (charges ?? []).firstIndex { $0.name == Self.fundName }
    guard let own, fundRate > 0, let rate = charges?[own].rate, rate != fundRate else { return }
    throw DataError(
      DataIssue(
        file: file, place: "statement.charges[\(own)].rate",
        found:
          "\(JSONText.number(rate)) for \"\(Self.fundName)\", beside industry_fund_rate \(JSONText.number(fundRate))",
        expected: "the same rate in both, or one of the two keys alone"))
  }
}
