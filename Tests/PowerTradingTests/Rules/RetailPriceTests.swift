// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct RetailPriceTests {
  /// Prices of 24 hours from a midnight on.
  private func prices(
    _ day: String, _ tariff: String, consumer: String = "", more: String = "", hours: Int = 24
  ) throws -> [Double] {
    try SolvedCase.scenario(text(day, tariff, consumer: consumer, more: more, hours: hours)).consumers[0]
      .retailPrice
  }

  private func text(
    _ day: String, _ tariff: String, consumer: String = "", more: String = "", hours: Int = 24
  ) -> String {
    """
    {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW", "holidays": ["2026-05-05"],
     "horizon": {"start": "\(day)T00:00:00+09:00", "interval_minutes": 60, "intervals": \(hours)},
     \(more)"market_price": {"constant": 0, "unit": "per_kWh"},
     "suppliers": [{"id": "s", "source": "wind", "capacity_kw": 9, "ask_krw_per_kwh": 0,
       "generation": {"constant": 0, "unit": "kWh"}}],
     "consumers": [{"id": "c", "zone": "z", "load": {"constant": 1, "unit": "kWh"},
       "ceiling_krw_per_kwh": 90, "retail_price": {"tariff": "\(tariff)"}\(consumer)}]}
    """
  }

  @Test(
    "The Korean industrial tariff has the rates of its dated versions",
    arguments: [
      // Leaflet of 2024-07-01: a summer Tuesday, an autumn Saturday, a Sunday.
      ("2024-07-02", "a-2", 14, 229.0), ("2024-07-02", "a-2", 12, 146.9), ("2024-07-02", "a-2", 22, 94.0),
      ("2024-09-07", "a-2", 11, 116.5), ("2024-09-08", "a-2", 11, 94.0), ("2024-10-23", "c-3", 11, 156.4),
      // 16.9 more from 2024-10-24 on; winter afternoon and evening.
      ("2024-10-23", "a-2", 11, 147.2), ("2024-10-24", "a-2", 11, 164.1), ("2025-01-07", "a-1", 10, 227.0),
      ("2025-01-07", "b-3", 13, 173.1), ("2025-01-07", "b-3", 17, 229.3),
      // The reform: mid-peak at 11 and 13 to 15 h, on-peak at 18 to 21 h, cheaper peaks, dearer nights.
      ("2026-04-15", "a-2", 11, 164.1), ("2026-04-16", "a-2", 11, 133.4), ("2026-04-16", "a-2", 14, 133.4),
      ("2026-04-16", "a-2", 15, 150.9), ("2026-04-16", "a-2", 20, 150.9), ("2026-04-16", "a-2", 21, 133.4),
      ("2026-04-16", "a-2", 2, 116.0), ("2026-07-01", "a-2", 19, 229.0), ("2026-12-01", "a-2", 10, 204.6),
      ("2026-12-01", "a-2", 19, 164.0), ("2026-12-01", "a-2", 13, 164.0),
      // Half price at 11 to 14 h on spring Saturdays, Sundays and holidays, until the end of 2030.
      ("2026-04-18", "a-2", 10, 133.4), ("2026-04-18", "a-2", 11, 66.7), ("2026-04-19", "a-2", 13, 58.0),
      ("2026-04-19", "a-2", 14, 116.0), ("2026-05-05", "a-2", 12, 58.0), ("2026-07-05", "a-2", 12, 116.0),
      ("2030-10-27", "a-2", 12, 58.0), ("2031-04-05", "a-2", 12, 133.4),
    ])
  func korea(day: String, option: String, hour: Int, expected: Double) throws {
    let price = try prices(day, "kr-industrial-eul-\(option)")[hour]
    #expect(abs(price - expected) < 1e-9)
  }

  @Test(
    "A firm that defers stays with the version before, at most as long as the reform lets it",
    arguments: [
      ("2026-04-16", "2026-09-30", 164.1), ("2026-09-30", "2026-09-30", 164.1),
      ("2026-10-01", "2026-09-30", 133.4), ("2026-10-01", "2026-12-31", 133.4),
      ("2026-06-02", "2026-06-01", 163.8), ("2026-06-01", "2026-06-01", 245.9),
    ])
  func deferral(day: String, until: String, expected: Double) throws {
    let found = try prices(
      day, "kr-industrial-eul-a-2", consumer: ", \"tariff_deferred_until\": \"\(until)\"")
    #expect(abs(found[11] - expected) < 1e-9)
  }

  @Test("Versions, discounts, the adder of the zone and the fund come together")
  func together() throws {
    func version(_ keys: String, _ price: Double) -> String {
      """
      {"id": "t", \(keys), "seasons": [{"name": "year", "months": [1,2,3,4,5,6,7,8,9,10,11,12],
        "bands": [{"band": "all", "energy_krw_per_kwh": \(price)}],
        "weekday": [{"from_hour": 0, "to_hour": 24, "band": "all"}],
        "saturday": [{"from_hour": 0, "to_hour": 24, "band": "all"}],
        "sunday_and_holiday": [{"from_hour": 0, "to_hour": 24, "band": "all"}]}]}
      """
    }
    let discount = """
      "discounts": [{"months": [3], "days": ["weekday"], "from_hour": 1, "to_hour": 3, "factor": 0.5},
                    {"months": [3], "days": ["weekday"], "from_hour": 2, "to_hour": 4, "factor": 0.4,
                     "until": "2026-03-02"}]
      """
    let tariffs =
      "\"tariffs\": [\(version("\"valid_from\": \"2026-03-02\", \(discount)", 200)), \(version("\"source\": \"old\"", 100))], "
    let adders = """
      "zone_adders": [{"zone": "z", "retail_adder_krw_per_kwh": -10},
                      {"zone": "z", "valid_from": "2026-03-03", "retail_adder_krw_per_kwh": 4}],
      """
    // Sunday, Monday and Tuesday.
    let found = try prices(
      "2026-03-01", "t", more: tariffs + adders + "\"industry_fund_rate\": 0.25, ", hours: 72)
    #expect(found[0] == 90 * 1.25 && found[23] == 90 * 1.25)
    #expect(found[24] == 190 * 1.25 && found[25] == 90 * 1.25)
    #expect(abs(found[26] - 30 * 1.25) < 1e-9 && abs(found[27] - 70 * 1.25) < 1e-9)
    #expect(found[48] == 204 * 1.25 && found[50] == 104 * 1.25 && found[51] == 204 * 1.25)
  }

  @Test("What cannot be billed is refused")
  func refused() {
    func expectIssue(_ text: String, _ place: String, _ part: String) {
      #expect {
        _ = try SolvedCase.scenario(text)
      } throws: { error in
        (error as? DataError)?.issues.contains { $0.place.hasPrefix(place) && "\($0)".contains(part) }
          ?? false
      }
    }
    let id = "kr-industrial-eul-a-2"
    expectIssue(text("2024-06-30", id), "consumers[0].retail_price.tariff", "2024-07-01")
    expectIssue(text("2026-01-01", "kr-industrial-eul-a-4"), "consumers[0].retail_price.tariff", "a-")
    expectIssue(
      text("2026-01-01", id, consumer: ", \"tariff_deferred_until\": \"2026-02-30\""),
      "consumers[0].tariff_deferred_until", "date")
    expectIssue(
      text("2026-01-01", id, more: "\"zone_adders\": [{\"zone\": \"y\", \"retail_adder_krw_per_kwh\": 1}], "),
      "zone_adders[0].zone", "y")
  }
}
