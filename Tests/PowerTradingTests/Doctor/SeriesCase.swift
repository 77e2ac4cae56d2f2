// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Interchange
import PowerTrading

/// A scenario of one solar plant and one firm whose series stand in a CSV file, to plant defects in.
struct SeriesCase {
  /// Local stamps as written; by default hourly from the start, at +09:00.
  var stamps: [String]
  var generation: [Double]
  var load: [Double]
  var market: [Double]
  var minutes = 60
  var start = "2026-03-02T00:00:00+09:00"
  /// Further keys of each series, such as `, "stamps": "interval_end"`.
  var keys = ""
  var source = "solar"
  var generationUnit = "kWh"
  var capacity = 100.0
  var retail = 200.0
  var loadColumns = ["load"]
  var intervals: Int?

  /// Ten days of plausible hours.
  init(days: Int = 10) {
    let hours = days * 24
    stamps = (0..<hours).map { Self.stamp(hour: $0) }
    generation = (0..<hours).map { Self.sun(hour: $0) }
    load = (0..<hours).map { hour in
      let tenths: Int = 500 + 10 * (hour % 24) + hour % 5
      return Double(tenths) / 10
    }
    market = (0..<hours).map { Double(80 + $0 % 11) }
  }

  private static func sun(hour: Int) -> Double {
    let fromNoon = Double(hour % 24) - 12
    let height: Double = 80 - 5 * fromNoon * fromNoon
    return max(0, height - Double(hour % 7))
  }

  static func stamp(hour: Int, offset: String = "+09:00") -> String {
    let day = 2 + hour / 24
    return "2026-03-\(day < 10 ? "0" : "")\(day)T\(hour % 24 < 10 ? "0" : "")\(hour % 24):00:00\(offset)"
  }

  /// What the doctor says of it; lines of the CSV file begin at 2.
  func examine() throws -> Examination {
    let folder = FileManager.default.temporaryDirectory.appending(path: "warewatt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var csv = "stamp,sun,load,price\n"
    for (row, stamp) in stamps.enumerated() {
      csv += "\(stamp),\(generation[row]),\(load[row]),\(market[row])\n"
    }
    try Data(csv.utf8).write(to: folder.appending(path: "s.csv"))
    func series(_ column: String, _ unit: String) -> String {
      "{\"file\": \"s.csv\", \"column\": \"\(column)\", \"unit\": \"\(unit)\"\(keys)}"
    }
    let consumers = loadColumns.enumerated().map { index, column in
      "{\"id\": \"c\(index)\", \"load\": \(series(column, "kWh")), \"retail_price\": {\"constant\": \(retail), \"unit\": \"per_kWh\"}, \"ceiling_krw_per_kwh\": 1}"
    }
    let text = """
      {"format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
       "horizon": {"start": "\(start)", "interval_minutes": \(minutes), "intervals": \(intervals ?? stamps.count)},
       "market_price": \(series("price", "per_kWh")),
       "suppliers": [{"id": "s", "source": "\(source)", "capacity_kw": \(capacity), "ask_krw_per_kwh": 100,
         "generation": \(series("sun", generationUnit))}],
       "consumers": [\(consumers.joined(separator: ", "))]}
      """
    let path = folder.appending(path: "case.json").path
    return try PowerMarket.examine(
      JSONDocument(parsing: Array(text.utf8), file: path), inputs: InputReader())
  }

  /// Everything found, errors first, each on a line.
  func findings() throws -> [String] {
    let examination = try examine()
    return (examination.error?.issues ?? []).map { "error: \($0)" }
      + examination.warnings.map { "warning: \($0)" }
  }
}
