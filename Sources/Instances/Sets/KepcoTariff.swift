// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import PowerTrading

/// The Korean industrial tariff of 2024-07-01 (industrial eul, high voltage A, option II), read from tables of
/// rates and of hours. On Saturdays the peak hours count as mid-peak, on Sundays and holidays all hours as
/// off-peak.
struct KepcoTariff {
  let tariff: TariffFile

  init(folder: String) throws {
    let ratesPath = "\(folder)/tariff_rates.csv"
    let rates = try CSVTable(parsing: InputFile.read(ratesPath), file: ratesPath).read([
      .text("contract_class"), .text("voltage"), .text("option"), .text("band"),
      .number("summer_krw_per_kwh"),
      .number("spring_autumn_krw_per_kwh"), .number("winter_krw_per_kwh"),
    ])
    let hoursPath = "\(folder)/tou_periods.csv"
    let hours = try CSVTable(parsing: InputFile.read(hoursPath), file: hoursPath).read([
      .text("scheme"), .text("season"), .number("hour_start"), .text("band"),
    ])
    let rows = rates.texts[0].indices.filter {
      rates.texts[0][$0] == "industrial_eul" && rates.texts[1][$0] == "high_voltage_A"
        && rates.texts[2][$0] == "II"
    }
    let seasons: [(name: String, months: [Int], column: Int)] = [
      ("summer", [6, 7, 8], 4), ("spring_autumn", [3, 4, 5, 9, 10], 5), ("winter", [11, 12, 1, 2], 6),
    ]
    tariff = TariffFile(
      id: "kepco-industrial-eul-a-ii-2024-07", source: "KEPCO leaflet of 2024-07-01, transcribed by hand",
      seasons: seasons.map { season in
        var bands = [String](repeating: "", count: 24)
        for row in hours.texts[0].indices
        where hours.texts[0][row] == "mainland_20240701" && hours.texts[1][row] == season.name {
          if let hour = Int(exactly: hours.numbers[2][row]), bands.indices.contains(hour) {
            bands[hour] = hours.texts[3][row]
          }
        }
        return TariffFile.Season(
          name: season.name, months: season.months,
          bands: rows.map { .init(band: rates.texts[3][$0], price: rates.numbers[season.column][$0]) },
          weekday: Self.blocks(bands), saturday: Self.blocks(bands.map { $0 == "on_peak" ? "mid_peak" : $0 }),
          sundayAndHoliday: [.init(fromHour: 0, toHour: 24, band: "off_peak")])
      })
  }

  /// Hours of the same band, joined.
  private static func blocks(_ bands: [String]) -> [TariffFile.Block] {
    var blocks: [TariffFile.Block] = []
    for (hour, band) in bands.enumerated() {
      if let last = blocks.last, last.band == band {
        blocks[blocks.count - 1].toHour = hour + 1
      } else {
        blocks.append(.init(fromHour: hour, toHour: hour + 1, band: band))
      }
    }
    return blocks
  }
}
