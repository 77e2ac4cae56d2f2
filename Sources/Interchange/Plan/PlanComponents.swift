// SPDX-License-Identifier: GPL-3.0-or-later

/// Named amounts in a fixed order, written as an object.
public struct PlanComponents: Codable, Sendable, Equatable {
  /// A named amount.
  public struct Part: Sendable, Equatable {
    /// Its key.
    public var name: String
    /// The amount.
    public var amount: Double

    /// A named amount.
    public init(_ name: String, _ amount: Double) {
      self.name = name
      self.amount = amount
    }
  }

  /// The amounts.
  public var parts: [Part]

  /// Amounts in the order they are to be written.
  public init(_ parts: KeyValuePairs<String, Double>) {
    self.parts = parts.map { Part($0.key, $0.value) }
  }

  /// The sum of the amounts, in their order.
  public var total: Double { parts.reduce(0) { $0 + $1.amount } }

  /// The amount of a name, if there is one.
  public subscript(name: String) -> Double? { parts.first { $0.name == name }?.amount }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads an object of numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    parts = try container.allKeys.map {
      Part($0.stringValue, try container.decode(Double.self, forKey: $0))
    }
  }

  /// Writes an object of numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for part in parts { try container.encode(part.amount, forKey: Key(stringValue: part.name)) }
  }
}
