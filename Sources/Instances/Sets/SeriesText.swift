// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// CSV files of series.
enum SeriesText {
  /// A stamp column and a column for each series.
  static func csv(_ columns: [(name: String, values: [Double])], from start: TimeStamp, stepSeconds: Int)
    -> String
  {
    var text = "interval_start," + columns.map(\.name).joined(separator: ",") + "\n"
    for row in 0..<(columns.first?.values.count ?? 0) {
      text += start.advanced(bySeconds: row * stepSeconds).text
      for column in columns {
        text += ","
        text += JSONText.number(column.values[row])
      }
      text += "\n"
    }
    return text
  }
}
