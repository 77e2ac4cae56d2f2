// SPDX-License-Identifier: GPL-3.0-or-later

/// Lays JSON values out as text: two spaces a level, and on one line what fits on one.
public enum JSONText {
  private static let lineLength = 240

  /// The text of a file, with a line break at its end. `currency` (lower case) takes the place of
  /// `krw` in the keys.
  public static func file(_ value: JSONValue, currency: String = "krw") -> String {
    var text = ""
    write(value, indent: 0, currency, &text)
    return text + "\n"
  }

  /// The text on one line.
  public static func compact(_ value: JSONValue, currency: String = "krw") -> String {
    var text = ""
    inline(value, currency, &text, limit: .max)
    return text
  }

  /// A number so that reading it gives the same number; whole ones without a fraction.
  public static func number(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return String(Int(value)) }
    return value.isFinite ? "\(value)" : "null"
  }

  /// A number for people, infinity and NaN included.
  public static func shown(_ value: Double) -> String {
    value.isNaN ? "no number" : value.isInfinite ? "infinity" : number(value)
  }

  private static func write(_ value: JSONValue, indent: Int, _ currency: String, _ text: inout String) {
    let room = lineLength - indent
    var line = ""
    if inline(value, currency, &line, limit: room) {
      text += line
      return
    }
    let inner = String(repeating: " ", count: indent + 2)
    switch value {
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        text += index == 0 ? "\n\(inner)" : ",\n\(inner)"
        write(element, indent: indent + 2, currency, &text)
      }
      text += "\n\(inner.dropLast(2))]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        text += index == 0 ? "\n\(inner)" : ",\n\(inner)"
        key(member.key, currency, &text)
        text += ": "
        write(member.value, indent: indent + 2, currency, &text)
      }
      text += "\n\(inner.dropLast(2))}"
    default: inline(value, currency, &text, limit: .max)
    }
  }

  /// Writes a value on one line; false where it grows beyond `limit`. Lists of plain numbers may
  /// be as long as they are.
  @discardableResult
  private static func inline(_ value: JSONValue, _ currency: String, _ text: inout String, limit: Int) -> Bool
  {
    switch value {
    case .null: text += "null"
    case .bool(let truth): text += truth ? "true" : "false"
    case .integer(let integer): text += String(integer)
    case .number(let value): text += number(value)
    case .string(let string): quote(string, &text)
    case .numbers(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        text += number(value)
      }
      text += "]"
      return true
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        if !inline(element, currency, &text, limit: limit) || text.utf8.count > limit { return false }
      }
      text += "]"
    case .object(let members):
      text += "{ "
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        key(member.key, currency, &text)
        text += ": "
        if !inline(member.value, currency, &text, limit: limit) || text.utf8.count > limit { return false }
      }
      text += members.isEmpty ? "}" : " }"
    }
    return text.utf8.count <= limit
  }

  private static func key(_ key: String, _ currency: String, _ text: inout String) {
    quote(currency == "krw" ? key : JSONDocument.replacing("krw", with: currency, in: key), &text)
  }

  private static func quote(_ string: String, _ text: inout String) {
    text += "\""
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      // Nearly every string stands as it is.
      text += string
      text += "\""
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
