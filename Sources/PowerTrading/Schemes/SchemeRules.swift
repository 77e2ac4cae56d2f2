// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules that hold in a scenario: a scheme's table with the scenario's overrides.
struct SchemeRules {
  /// Which scheme.
  let name: SchemeName
  /// The table and the overrides in its place.
  let table: SchemeTable
  /// Keys that the scenario overrides.
  let overridden: Set<EligibilityRule>

  /// No rules.
  static let open = SchemeRules(name: .open, table: SchemeTable(), overridden: [])

  private init(name: SchemeName, table: SchemeTable, overridden: Set<EligibilityRule>) {
    self.name = name
    self.table = table
    self.overridden = overridden
  }

  /// The rules of a file; nil with an issue where no table is in force.
  init?(_ scheme: PowerScenarioFile.Scheme, horizon: Horizon, _ issues: inout IssueCollector) {
    let start = CivilDate(daysSince1970: horizon.start.localDay)
    let date = scheme.date.map { CivilDate($0) } ?? start
    guard let date else {
      issues.add(
        "scheme.date", found: "\"\(scheme.date ?? "")\"", expected: "a date that exists, YYYY-MM-DD")
      return nil
    }
    guard var table = SchemeTable.inForce(scheme.name, on: date) else {
      let first = SchemeTable.versions(of: scheme.name).first?.validFrom ?? ""
      issues.add(
        scheme.date == nil ? "scheme" : "scheme.date", found: date.label,
        expected: "a date from \(first) on: \(scheme.name.rawValue) has no older table")
      return nil
    }
    var overridden = Set<EligibilityRule>()
    if let overrides = scheme.overrides {
      if let sources = overrides.sources {
        table.sources = sources
        overridden.insert(.source)
      }
      if let power = overrides.smallestConsumerContractPower {
        table.smallestConsumerContractPower = power
        overridden.insert(.consumerContractPower)
      }
      if let capacity = overrides.supplierCapacityAbove {
        table.supplierCapacityAbove = capacity
        overridden.insert(.supplierCapacity)
      }
      if let onSite = overrides.supplierFloorOnSite {
        table.supplierFloorOnSite = onSite
        overridden.insert(.supplierCapacity)
      }
      table.smallestGenerationShareOfUse =
        overrides.smallestGenerationShareOfUse ?? table.smallestGenerationShareOfUse
      table.generationShortfallPrice = overrides.generationShortfallPrice ?? table.generationShortfallPrice
      table.largestShareSoldElsewhere =
        overrides.largestShareSoldElsewhere ?? table.largestShareSoldElsewhere
      table.servesMembersFully = overrides.servesMembersFully ?? table.servesMembersFully
    }
    self.init(name: scheme.name, table: table, overridden: overridden)
  }

  /// Whether any rule is about the members of a zone.
  var isOfMembers: Bool {
    table.servesMembersFully || table.smallestGenerationShareOfUse != nil
      || table.largestShareSoldElsewhere != nil
  }

  /// Whether the suppliers top a consumer up, so that the utility bills it nothing.
  func servesInFull(_ consumer: PowerScenarioFile.Consumer) -> Bool {
    table.servesMembersFully && consumer.member != false
  }

  /// What the scheme asks of all contracts together; nil for nothing.
  func zoneRules(members: [Bool]) -> PowerScenario.ZoneRules? {
    let (least, most) = (table.smallestGenerationShareOfUse, table.largestShareSoldElsewhere)
    if least == nil && most == nil { return nil }
    return PowerScenario.ZoneRules(
      members: members, smallestGenerationShareOfUse: least ?? 0,
      generationShortfallPrice: table.generationShortfallPrice, largestShareSoldElsewhere: most ?? 1)
  }

  /// Where a rule comes from: the table's date and source, or the scenario.
  func origin(of rule: EligibilityRule) -> (validFrom: String?, source: String) {
    overridden.contains(rule) ? (nil, "overridden by the scenario") : (table.validFrom, table.source)
  }
}

extension CivilDate {
  /// `YYYY-MM-DD`
  var label: String { "\(monthLabel)-\(day < 10 ? "0" : "")\(day)" }
}
