// SPDX-License-Identifier: GPL-3.0-or-later

/// A version of a tariff by which someone is billed.
public struct TariffInUse: Codable, Equatable, Sendable {
  /// Id of the tariff.
  public var tariff: String
  /// Its first day, `YYYY-MM-DD`.
  public var validFrom: String?
  /// Where the rates come from.
  public var source: String?

  enum CodingKeys: String, CodingKey {
    case tariff, source
    case validFrom = "valid_from"
  }
}

/// By which rules and prices a scenario is read, for the plan to say.
public struct PriceBasis: Codable, Equatable, Sendable {
  /// The scheme.
  public var scheme: SchemeName
  /// First day of the scheme's table, `YYYY-MM-DD`.
  public var schemeValidFrom: String?
  /// Where the scheme's rules were read.
  public var schemeSource: String?
  /// The versions of the tariffs in use.
  public var tariffs: [TariffInUse]
  /// The electric-industry fund in the retail prices and on payments for supplied energy.
  public var industryFundRate: Double
  /// What the amounts leave out.
  public var notes: [String]

  /// What every plan leaves out.
  static let omissions = [
    "VAT is not in any amount.",
    "The demand charge of the utility stays as it is without contracts, and is not in any amount.",
  ]

  /// Of a file with any of these keys; nil for one without.
  init?(_ file: PowerScenarioFile, _ rules: SchemeRules, _ prices: RetailPrices) {
    let isStated =
      file.scheme != nil || file.industryFundRate != nil || file.networkFees != nil || file.zoneAdders != nil
      || prices.used.contains { $0.validFrom != nil }
    guard isStated else { return nil }
    scheme = rules.name
    schemeValidFrom = rules.table.validFrom
    schemeSource = rules.table.source.isEmpty ? nil : rules.table.source
    tariffs = prices.used
    industryFundRate = file.industryFundRate ?? 0
    notes = Self.omissions
  }

  enum CodingKeys: String, CodingKey {
    case scheme, tariffs, notes
    case schemeValidFrom = "scheme_valid_from"
    case schemeSource = "scheme_source"
    case industryFundRate = "industry_fund_rate"
  }
}
