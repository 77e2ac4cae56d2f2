// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Why a pair may not contract.
public enum EligibilityRule: String, Codable, CaseIterable, Sendable {
  /// The scenario closes the pair.
  case notAllowed = "not_allowed"
  /// The scheme does not take the supplier's source.
  case source = "source_not_in_scheme"
  /// The consumer's contract power is below the scheme's floor.
  case consumerContractPower = "consumer_contract_power_too_small"
  /// The capacity of the supplier and its pool is not above the scheme's floor.
  case supplierCapacity = "supplier_capacity_too_small"
  /// The consumer is not a member of the special zone.
  case notAMember = "not_a_member"
  /// Ask and fees exceed the consumer's ceiling.
  case askAboveCeiling = "ask_above_ceiling"
  /// No share keeps the terms of a contract.
  case noShareKeepsTerms = "no_share_keeps_terms"
}

extension PowerScenario {
  /// A closed pair, and why.
  public struct RejectedPair: Sendable {
    /// Index of the supplier.
    public let supplier: Int
    /// Index of the consumer.
    public let consumer: Int
    /// The rule that closes it.
    public let rule: EligibilityRule
    /// What the rule found: kW, currency per kWh or a share; nil where it is no figure.
    public let figure: Double?
    /// What the rule asks for, in the same unit.
    public let limit: Double?
    /// First day of the rule, `YYYY-MM-DD`, where it is a scheme's.
    public let validFrom: String?
    /// Where a scheme's rule was read.
    public let source: String?
    /// The rule in a sentence.
    public let detail: String
    /// What the pair would be if its price did not close it; nil where something else does, or where terms or
    /// fees of its own leave no simple answer.
    public internal(set) var pair: Pair?
  }
}

/// Holds pairs against a scheme's rules.
struct Eligibility {
  private let rules: SchemeRules
  /// Capacity of each supplier and its pool, kW.
  private let capacity: [Double]

  init(_ rules: SchemeRules, _ suppliers: [PowerScenarioFile.Supplier]) {
    self.rules = rules
    var pools: [String: Double] = [:]
    for supplier in suppliers {
      if let pool = supplier.pool { pools[pool, default: 0] += supplier.capacity }
    }
    capacity = suppliers.map { supplier in
      supplier.pool.flatMap { pools[$0] } ?? supplier.capacity
    }
  }

  /// The first rule that closes a pair.
  func rejection(
    _ i: Int, _ supplier: PowerScenarioFile.Supplier, _ j: Int, _ consumer: PowerScenarioFile.Consumer,
    isOnSite: Bool
  ) -> PowerScenario.RejectedPair? {
    let table = rules.table
    func rejected(_ rule: EligibilityRule, _ figure: Double?, _ limit: Double?, _ what: String)
      -> PowerScenario
      .RejectedPair
    {
      let origin = rules.origin(of: rule)
      let since = origin.validFrom.map { "in force from \($0)" } ?? origin.source
      return PowerScenario.RejectedPair(
        supplier: i, consumer: j, rule: rule, figure: figure, limit: limit, validFrom: origin.validFrom,
        source: origin.source, detail: "\(what) (\(rules.name.rawValue), \(since))")
    }
    if let sources = table.sources, !sources.contains(supplier.source) {
      return rejected(
        .source, nil, nil, "\(supplier.source.rawValue) is not a source that the scheme takes")
    }
    if let floor = table.smallestConsumerContractPower, let power = consumer.contractPower, power < floor {
      return rejected(
        .consumerContractPower, power, floor,
        "contract power of \(JSONText.number(power)) kW; the scheme asks for at least \(JSONText.number(floor)) kW"
      )
    }
    if let floor = table.supplierCapacityAbove, !isOnSite || table.supplierFloorOnSite, capacity[i] <= floor {
      let whole = supplier.pool.map { "the pool \($0)" } ?? "the supplier"
      return rejected(
        .supplierCapacity, capacity[i], floor,
        "\(whole) has \(JSONText.number(capacity[i])) kW; the scheme asks for more than \(JSONText.number(floor)) kW"
      )
    }
    if rules.isOfMembers && consumer.member == false {
      return rejected(.notAMember, nil, nil, "the consumer is not a member of the zone")
    }
    return nil
  }
}
