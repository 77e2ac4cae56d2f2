// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension PowerMarket {
  /// What a statement file looks like.
  public static let statementSchema: JSONSchema? = JSONSchema(
    text: String(decoding: PackageResources.power_statement_json, as: UTF8.self))

  /// Settles the contracts of a checked plan.
  ///
  /// - Parameters:
  ///   - metered: the metered data's text and name; nil settles the scenario's own series.
  ///   - file: the scenario's file, for the places in errors.
  ///   - acceptsSizes: settles metered series of quite another size than the scenario's, and warns of them.
  /// - Throws: `DataError` for metered data that do not fit, or amounts beyond what is counted;
  ///   `StatementError` where the statement does not add up.
  public static func statements(
    _ plan: PowerPlan, _ scenario: PowerScenario, file: String,
    metered: (bytes: [UInt8], file: String)? = nil,
    acceptsSizes: Bool = false
  ) throws -> StatementFile {
    try StatementLimits.check(scenario, file: file)
    try scenario.statementTerms.check(fundRate: scenario.basis?.industryFundRate ?? 0, file: file)
    let shares = plan.shares(in: scenario)
    let planned = StatementBuilder(scenario, shares: shares, metered: nil).file()
    try PlanAgreement.check(planned, plan, scenario, file: file)
    var statements = planned
    if let metered {
      let reader = MeteredFile(scenario, MeterData.contracts(shares: shares), file: metered.file)
      let data = try reader.read(metered.bytes)
      let doubts = reader.doubts(data)
      if !acceptsSizes && !doubts.isEmpty { throw DataError(doubts) }
      statements = StatementBuilder(scenario, shares: shares, metered: data).file()
      let warnings = try doubts.map(\.description) + reader.stampWarnings(metered.bytes)
      if !warnings.isEmpty { statements.warnings = warnings }
    } else {
      statements.totals.planEnergyPayment = plan.contracts.reduce(0) { $0 + $1.energyPayment }
    }
    let violations = StatementCheck.violations(of: statements)
    if !violations.isEmpty { throw StatementError(violations: violations) }
    return statements
  }
}

/// A statement that does not add up is not handed out.
public struct StatementError: Error, CustomStringConvertible {
  /// What does not add up.
  public let violations: [String]
  /// The first of them.
  public var description: String {
    "the statement does not add up, and was not written. This is a bug of Warewatt: please report it. "
      + violations.prefix(5).joined(separator: "; ")
  }
}
