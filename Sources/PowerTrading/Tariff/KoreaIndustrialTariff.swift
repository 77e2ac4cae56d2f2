// SPDX-License-Identifier: GPL-3.0-or-later

/// The Korean industrial tariff (eul, contract power of 300 kW and more) as dated versions that a scenario may
/// name: `kr-industrial-eul-a-2` is high voltage A, option II.
///
/// Energy rates only: the demand charge does not change with a contract.
/// - 2024-07-01: KEPCO's leaflet of that date, transcribed by hand.
/// - 2024-10-24: 16.9 KRW/kWh more on every rate (KEPCO's announcement of 2024-10-23, "16.9 won, 10.2 %", in the
///   press). That every band rose by the same amount is inferred from the published tables of the smaller class
///   (gap), which did.
/// - 2026-04-16: the reform announced on 2026-03-13, in the press: outside winter 11-12 and 13-15 h become
///   mid-peak and 18-21 h on-peak; off-peak +5.1, on-peak -16.9 (summer, winter) or -13.2 KRW/kWh; half price at
///   11-14 h on weekends and holidays of spring and autumn until 2030-12-31; deferrable to 2026-09-30.
public enum KoreaIndustrialTariff {
  /// KRW/kWh of 2024-07-01 by band (off-peak, mid-peak, on-peak) and season (summer, spring and autumn, winter).
  private static let rates: [String: [[Double]]] = [
    "a-1": [[99.5, 99.5, 106.5], [152.4, 122.0, 152.6], [234.5, 152.7, 210.1]],
    "a-2": [[94.0, 94.0, 101.0], [146.9, 116.5, 147.1], [229.0, 147.2, 204.6]],
    "a-3": [[93.1, 93.1, 100.4], [146.3, 115.2, 146.5], [216.6, 138.9, 193.4]],
    "b-1": [[109.4, 109.4, 116.4], [161.7, 131.7, 161.7], [242.9, 162.0, 217.9]],
    "b-2": [[105.6, 105.6, 112.6], [157.9, 127.9, 157.9], [239.1, 158.2, 214.1]],
    "b-3": [[103.9, 103.9, 111.0], [156.2, 126.3, 156.2], [237.5, 156.6, 212.4]],
    "c-1": [[108.9, 108.9, 115.8], [161.8, 131.8, 161.4], [242.7, 162.2, 218.0]],
    "c-2": [[104.2, 104.2, 111.1], [157.1, 127.1, 156.7], [238.0, 157.5, 213.3]],
    "c-3": [[103.1, 103.1, 110.0], [156.0, 126.0, 155.6], [236.9, 156.4, 212.2]],
  ]

  /// Ids that a scenario may name.
  public static let ids = rates.keys.map { "kr-industrial-eul-\($0)" }.sorted()

  private static let seasons: [(name: String, months: [Int])] = [
    ("summer", [6, 7, 8]), ("spring and autumn", [3, 4, 5, 9, 10]), ("winter", [11, 12, 1, 2]),
  ]

  /// The dated versions of a tariff, the oldest first; nil for an unknown id.
  public static func versions(of id: String) -> [TariffFile]? {
    guard id.hasPrefix("kr-industrial-eul-"),
      let base = rates[String(id.dropFirst("kr-industrial-eul-".count))]
    else { return nil }
    let raised = base.map { $0.map { $0 + 16.9 } }
    let steps: [[Double]] = [[5.1, 5.1, 5.1], [0, 0, 0], [-16.9, -13.2, -16.9]]
    let reformed = raised.indices.map { band in
      raised[band].indices.map { raised[band][$0] + steps[band][$0] }
    }
    let before: [TariffFile.Block] = blocks([8, 11, 12, 13, 18, 22], ["mid", "on", "mid", "on", "mid"])
    let winter: [TariffFile.Block] = blocks([8, 9, 12, 16, 19, 22], ["mid", "on", "mid", "on", "mid"])
    let after: [TariffFile.Block] = blocks([8, 15, 21, 22], ["mid", "on", "mid"])
    return [
      TariffFile(
        id: id, validFrom: "2024-07-01", source: "KEPCO leaflet of 2024-07-01, transcribed by hand",
        seasons: table(base, [before, before, winter])),
      TariffFile(
        id: id, validFrom: "2024-10-24",
        source:
          "KEPCO's announcement of 2024-10-23 in the press: 16.9 KRW/kWh more; taken as the same in every band",
        seasons: table(raised, [before, before, winter])),
      TariffFile(
        id: id, validFrom: "2026-04-16", deferrableUntil: "2026-09-30",
        source: "reform announced on 2026-03-13, in the press",
        discounts: [
          .init(
            months: [3, 4, 5, 9, 10], days: [.saturday, .sundayAndHoliday], fromHour: 11, toHour: 14,
            factor: 0.5,
            until: "2030-12-31")
        ],
        seasons: table(reformed, [after, after, winter])),
    ]
  }

  /// Off-peak but between the first and the last of the hours, where the bands follow each other.
  private static func blocks(_ hours: [Int], _ bands: [String]) -> [TariffFile.Block] {
    var blocks = [TariffFile.Block(fromHour: 0, toHour: hours[0], band: "off_peak")]
    for (index, band) in bands.enumerated() {
      blocks.append(.init(fromHour: hours[index], toHour: hours[index + 1], band: "\(band)_peak"))
    }
    blocks.append(.init(fromHour: hours[hours.count - 1], toHour: 24, band: "off_peak"))
    return blocks
  }

  /// Seasons with the same rules for Saturdays (on-peak counts as mid-peak), Sundays and holidays (off-peak).
  private static func table(_ rates: [[Double]], _ weekdays: [[TariffFile.Block]]) -> [TariffFile.Season] {
    seasons.indices.map { index in
      TariffFile.Season(
        name: seasons[index].name, months: seasons[index].months,
        bands: ["off_peak", "mid_peak", "on_peak"].enumerated().map {
          // To the tenth of a won, as the tables are printed.
          .init(band: $1, price: (rates[$0][index] * 10).rounded() / 10)
        },
        weekday: weekdays[index], saturday: blocks([8, 22], ["mid"]),
        sundayAndHoliday: [.init(fromHour: 0, toHour: 24, band: "off_peak")])
    }
  }
}
