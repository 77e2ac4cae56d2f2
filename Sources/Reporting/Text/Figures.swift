// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Figures as people read them.
enum Figures {
  /// Two decimals for small amounts, none for large ones, thousands set apart.
  static func grouped(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let isLarge = abs(value) >= 10_000
    let hundredths = Int((abs(value) * (isLarge ? 1 : 100)).rounded()) * (isLarge ? 100 : 1)
    let digits = Array(String(hundredths / 100))
    var text = value < 0 && hundredths > 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    let fraction = hundredths % 100
    return fraction == 0 ? text : text + (fraction < 10 ? ".0\(fraction)" : ".\(fraction)")
  }

  /// A ratio in percent, to three significant places where it is small.
  static func percent(_ ratio: Double) -> String {
    if ratio == 0 { return "0 %" }
    if ratio < 1e-6 { return "below 0.0001 %" }
    let places = ratio < 1e-3 ? 1e6 : 1e4
    return "\(JSONText.number((ratio * 100 * places).rounded() / places)) %"
  }

  /// Seconds to the millisecond, from ten seconds on to the tenth.
  static func seconds(_ seconds: Double) -> String {
    let places = seconds < 10 ? 1000.0 : 10
    return JSONText.number((seconds * places).rounded() / places)
  }

  /// A count and what is counted, given in the plural.
  static func counted(_ count: Int, _ plural: String) -> String {
    "\(count) \(count == 1 && plural.hasSuffix("s") ? String(plural.dropLast()) : plural)"
  }

  /// Rows of a name and a text, the texts aligned.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      name + String(repeating: " ", count: width - name.count + 2) + text + "\n"
    }.joined()
  }
}
