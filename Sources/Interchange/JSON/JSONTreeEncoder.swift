// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONValue {
  /// The value that `Codable` makes of `value`, its members in the order of encoding.
  ///
  /// - Throws: `EncodingError` for an infinite number, which JSON has no way to write.
  public init(encoding value: some Encodable) throws {
    let encoder = JSONTreeEncoder()
    try value.encode(to: encoder)
    self = encoder.result.resolved
  }
}

/// A value under construction: a container may still be filled after it was put in its place.
final class JSONBuilder {
  var value: JSONValue = .null
  var members: [(key: String, value: JSONBuilder)]?
  var elements: [JSONBuilder]?

  var resolved: JSONValue {
    if let members { return .object(members.map { ($0.key, $0.value.resolved) }) }
    if let elements { return .array(elements.map(\.resolved)) }
    return value
  }
}

/// `Codable`'s way to a `JSONValue`.
struct JSONTreeEncoder: Encoder {
  let result = JSONBuilder()
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if result.members == nil { result.members = [] }
    return KeyedEncodingContainer(JSONKeyedEncoding(builder: result))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if result.elements == nil { result.elements = [] }
    return JSONListEncoding(builder: result)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONValueEncoding(builder: result) }

  static func build(_ value: some Encodable) throws -> JSONBuilder {
    let encoder = JSONTreeEncoder()
    try value.encode(to: encoder)
    return encoder.result
  }
}

private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let builder: JSONBuilder
  var codingPath: [any CodingKey] { [] }

  private func put(_ key: Key, _ value: JSONBuilder) { builder.members?.append((key.stringValue, value)) }

  mutating func encodeNil(forKey key: Key) { put(key, JSONBuilder()) }

  mutating func encode(_ value: some Encodable, forKey key: Key) throws {
    put(key, try JSONTreeEncoder.build(value))
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    let encoder = JSONTreeEncoder()
    put(key, encoder.result)
    return encoder.container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    let encoder = JSONTreeEncoder()
    put(key, encoder.result)
    return encoder.unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { JSONTreeEncoder() }
  mutating func superEncoder(forKey key: Key) -> any Encoder { JSONTreeEncoder() }
}

private struct JSONListEncoding: UnkeyedEncodingContainer {
  let builder: JSONBuilder
  var codingPath: [any CodingKey] { [] }
  var count: Int { builder.elements?.count ?? 0 }

  mutating func encodeNil() { builder.elements?.append(JSONBuilder()) }

  mutating func encode(_ value: some Encodable) throws {
    builder.elements?.append(try JSONTreeEncoder.build(value))
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<
    Nested
  > {
    let encoder = JSONTreeEncoder()
    builder.elements?.append(encoder.result)
    return encoder.container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    let encoder = JSONTreeEncoder()
    builder.elements?.append(encoder.result)
    return encoder.unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { JSONTreeEncoder() }
}

private struct JSONValueEncoding: SingleValueEncodingContainer {
  let builder: JSONBuilder
  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil() { builder.value = .null }
  mutating func encode(_ value: Bool) { builder.value = .bool(value) }
  mutating func encode(_ value: String) { builder.value = .string(value) }
  mutating func encode(_ value: Double) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "JSON has no \(value)"))
    }
    builder.value = .number(value)
  }
  mutating func encode(_ value: Float) throws { try encode(Double(value)) }
  mutating func encode(_ value: Int) { builder.value = .integer(value) }
  mutating func encode(_ value: Int8) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: Int16) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: Int32) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: Int64) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: UInt) { builder.value = .number(Double(value)) }
  mutating func encode(_ value: UInt8) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: UInt16) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: UInt32) { builder.value = .integer(Int(value)) }
  mutating func encode(_ value: UInt64) { builder.value = .number(Double(value)) }
  mutating func encode(_ value: some Encodable) throws {
    let built = try JSONTreeEncoder.build(value)
    builder.value = built.value
    builder.members = built.members
    builder.elements = built.elements
  }
}
