// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Instances
import Interchange
import PowerTrading
import Testing

/// What the doctor says of real files.
@Suite("Doctor on real data", .enabled(if: Folders.data != nil, Comment(rawValue: Folders.skipReason)))
struct DoctorOnRealDataTests {
  private func examine(_ consumers: String, horizon: String) throws -> Examination {
    let text = """
      { "format": "warewatt.scenario/1", "market": "power", "currency": "KRW", "horizon": \(horizon),
        "market_price": { "constant": 80, "unit": "per_kWh" },
        "suppliers": [ { "id": "s", "source": "wind", "capacity_kw": 100, "ask_krw_per_kwh": 100,
          "generation": { "constant": 10, "unit": "kWh" } } ],
        "consumers": [ { "id": "c", "load": \(consumers), "retail_price": { "constant": 180, "unit": "per_kWh" },
          "ceiling_krw_per_kwh": 139 } ] }
      """
    let data = try #require(Folders.data)
    return try PowerMarket.examine(
      JSONDocument(parsing: Array(text.utf8), file: "\(data)/power/case.json"), inputs: InputReader())
  }

  @Test("The steel works' file stamps 24:00 as 00:00 of the same date on each of 365 days")
  func steel() throws {
    let horizon = #"{ "start": "2018-01-01T00:00:00+09:00", "interval_minutes": 15, "intervals": 35040 }"#
    func load(_ keys: String) -> String {
      #"{ "file": "steel_gwangyang_2018/Steel_industry_data.csv", "column": "Usage_kWh", "unit": "kWh"\#(keys) }"#
    }
    let plain = try examine(load(""), horizon: horizon)
    #expect(plain.error?.description.contains("\"stamp_format\": \"day_month_year\"") == true)
    let dated = try examine(
      load(#", "stamp_format": "day_month_year", "stamps": "interval_end""#), horizon: horizon)
    let message = try #require(dated.error?.issues.first)
    #expect(dated.error?.issues.count == 1 && message.line == 97)
    #expect(message.found.contains("365 such rows"))
    let read = try examine(
      load(#", "stamp_format": "day_month_year", "stamps": "interval_end_same_day_midnight""#),
      horizon: horizon)
    #expect(read.error == nil && read.warnings.isEmpty)
  }

  @Test("The Danish prices begin with the day, whatever they are taken for")
  func danish() throws {
    let horizon = #"{ "start": "2019-01-01T00:00:00+01:00", "interval_minutes": 60, "intervals": 8760 }"#
    func load(_ format: String) -> String {
      #"{ "file": "nordic_dk2_2019/case_study_2019_DK2.csv", "column": "CP", "unit": "kWh", "stamp_format": "\#(format)" }"#
    }
    for wrong in ["iso", "month_day_year"] {
      let error = try #require(try examine(load(wrong), horizon: horizon).error)
      #expect(error.issues.count == 1 && error.omitted == 0)
      #expect(error.description.contains("\"stamp_format\": \"day_month_year\""))
    }
    #expect(try examine(load("day_month_year"), horizon: horizon).error == nil)
  }

  @Test(
    "Of the Australian farms' and sites' year, outages and nights with sun are warned of, and nothing refused"
  )
  func australian() throws {
    let (file, _) = try RealSites(suppliers: 54, consumers: 51, days: 366, seed: 1)
      .scenario(data: "\(Folders.data ?? "")/power", seriesFile: nil)
    let text = JSONText.file(try JSONValue(encoding: file), currency: "krw")
    let examination = try PowerMarket.examine(
      JSONDocument(parsing: Array(text.utf8), file: "real.json"), inputs: InputReader())
    #expect(examination.error == nil)
    // Counted in the data apart: nine farms idle for a week or more, one that stands still and idles, one that
    // stands still; two with sun at night; four sites without load for two days.
    #expect(examination.warnings.count == 18)
    #expect(examination.warnings.count { $0.found.contains("at night") } == 2)
    #expect(examination.warnings.count { $0.found.contains("no load") } == 4)
  }
}
