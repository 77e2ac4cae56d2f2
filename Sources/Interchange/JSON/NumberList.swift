// SPDX-License-Identifier: GPL-3.0-or-later

/// A long list of numbers that goes through JSON without an object per number. `null` is NaN.
public struct NumberList: Codable, Equatable, Sendable {
  /// The numbers.
  public var values: [Double]

  /// A list of numbers.
  public init(_ values: [Double]) { self.values = values }

  /// Reads the numbers; from a `JSONDocument` as one slice.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? JSONNodeDecoder {
      values = decoder.numbers ?? []
    } else {
      values = try decoder.singleValueContainer().decode([Double?].self).map { $0 ?? .nan }
    }
  }

  /// Writes the numbers.
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? JSONTreeEncoder {
      if let infinite = values.first(where: \.isInfinite) {
        throw EncodingError.invalidValue(
          infinite, .init(codingPath: [], debugDescription: "JSON has no \(infinite)"))
      }
      encoder.result.value = .numbers(values)
    } else {
      var container = encoder.singleValueContainer()
      try container.encode(values.map { $0.isNaN ? nil : $0 })
    }
  }
}
