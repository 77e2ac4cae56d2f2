// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The rules of a scheme from a date on.
struct SchemeTable {
  /// The first day, `YYYY-MM-DD`; nil for a table that was always in force.
  var validFrom: String?
  /// Where the rules were read.
  var source = ""
  /// Sources that may sell; nil for any.
  var sources: [EnergySource]?
  /// Contract power of a consumer in kW, at least; nil for any.
  var smallestConsumerContractPower: Double?
  /// Capacity of a supplier or its pool in kW, above this; nil for any.
  var supplierCapacityAbove: Double?
  /// Whether that floor holds for pairs on one site.
  var supplierFloorOnSite = true
  /// Generation contracted by the members over their use, at least; nil for none.
  var smallestGenerationShareOfUse: Double?
  /// Currency per kWh missing from it; nil where it is a hard rule.
  var generationShortfallPrice: Double?
  /// Generation that goes to the market, over all generation, at most; nil for any.
  var largestShareSoldElsewhere: Double?
  /// Whether only members may buy, and the suppliers top them up so that the utility bills them nothing.
  var servesMembersFully = false

  /// The dated versions of a scheme's rules, the oldest first.
  static func versions(of scheme: SchemeName) -> [SchemeTable] {
    switch scheme {
    case .open: [SchemeTable()]
    case .koreaDirect: koreaDirect
    case .koreaThirdParty: koreaThirdParty
    case .koreaSpecialZone: koreaSpecialZone
    }
  }

  /// The version in force on a day; nil before the first.
  static func inForce(_ scheme: SchemeName, on date: CivilDate) -> SchemeTable? {
    versions(of: scheme).last { table in
      table.validFrom.flatMap { CivilDate($0) }.map { $0.daysSince1970 <= date.daysSince1970 } ?? true
    }
  }

  /// Direct agreements (notice in force 2022-09-01): the six renewable sources, consumers of at least 300 kW
  /// contract power, suppliers above 1 MW alone or pooled; on one site without a floor since 2025-07-22.
  ///
  /// Read in press summaries (etnews 2022-08-31, lawtimes 181650, asiatoday 2025-11-18), not in the notice.
  private static let koreaDirect: [SchemeTable] = {
    var first = SchemeTable(validFrom: "2022-09-01")
    first.source = "notice on direct trade of renewable electricity, 2022-09-01, as summarised by the press"
    first.sources = EnergySource.renewable
    first.smallestConsumerContractPower = 300
    first.supplierCapacityAbove = 1000
    var second = first
    second.validFrom = "2025-07-22"
    second.source =
      "notice on direct trade of renewable electricity, amended 2025-07-22 (no floor on site), as summarised by the press"
    second.supplierFloorOnSite = false
    return [first, second]
  }()

  /// Agreements through the utility: new and renewable sources above 1 MW, consumers above 1 MW contract power,
  /// at least 300 kW since 2023-08-28.
  ///
  /// The amendment was read in press summaries (e2news 257278; the ministry's note as kept by KDI, 241998, which
  /// also says "above 1 MW" of the time before, where this table asks for at least 1,000 kW). The exception itself,
  /// sources above 1 MW alone or together that sell through the utility, is article 19 (1) 3 of the Electric Utility
  /// Act's enforcement decree, announced on 2020-07-14 as notice 2020-431 (a law firm's note, Jipyong 9648). The
  /// guideline began in June 2021 (Hogan Lovells, OffshoreBook 2023, page 218); that it was on the 21st was not
  /// found in any source. Agreements of several suppliers or consumers came with the amendment (Shin & Kim,
  /// newsletter 2199); a scenario of the time before has to limit both counts to 1 itself, by `contract_terms`.
  private static let koreaThirdParty: [SchemeTable] = {
    var first = SchemeTable(validFrom: "2021-06-21")
    first.source =
      "guideline on third-party agreements (Electric Utility Act enforcement decree, article 19), as summarised by the press; begun in June 2021, the day unconfirmed"
    first.sources = EnergySource.renewable + [.fuelCell, .hydrogen]
    first.smallestConsumerContractPower = 1000
    first.supplierCapacityAbove = 1000
    var second = first
    second.validFrom = "2023-08-28"
    second.source = "guideline on third-party agreements, amended 2023-08-28, as summarised by the press"
    second.smallestConsumerContractPower = 300
    return [first, second]
  }()

  /// Special zones of distributed energy: any source; members are fully served; generation of at least 70 % of
  /// the members' use, at most 30 % of it sold elsewhere. Below the 70 % the press speaks of an excess charge and
  /// names no amount: a scenario that has one gives it as `generation_shortfall_price_krw_per_kwh`.
  ///
  /// Read in press summaries of the draft notice of 2024-09-05 (etnews 2024-09-05, esgeconomy 7867).
  private static let koreaSpecialZone: [SchemeTable] = {
    var table = SchemeTable(validFrom: "2024-09-05")
    table.source =
      "draft notice on special zones of distributed energy, 2024-09-05, as summarised by the press"
    table.smallestGenerationShareOfUse = 0.7
    table.largestShareSoldElsewhere = 0.3
    table.servesMembersFully = true
    return [table]
  }()
}
