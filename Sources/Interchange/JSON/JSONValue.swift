// SPDX-License-Identifier: GPL-3.0-or-later

/// A JSON value to be written, its members in the order they were given.
public indirect enum JSONValue: Equatable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// A text.
  case string(String)
  /// A long list of numbers.
  case numbers([Double])
  /// A list.
  case array([JSONValue])
  /// An object.
  case object([(key: String, value: JSONValue)])

  /// Equal in structure, order of members included.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    JSONText.compact(left) == JSONText.compact(right)
  }
}
