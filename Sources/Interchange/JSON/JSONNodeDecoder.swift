// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONDocument {
  /// Decodes the whole document.
  ///
  /// Meant for documents that a schema has passed: a mismatch throws `DecodingError` without the
  /// care that `JSONSchema` takes over its messages.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try Value(from: JSONNodeDecoder(document: self, node: 0))
  }
}

/// `Codable`'s view of one node of a document.
struct JSONNodeDecoder: Decoder {
  let document: JSONDocument
  let node: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The numbers of a list, if the node is one.
  var numbers: [Double]? {
    let list = document.nodes[node]
    guard list.kind == .numberList else { return nil }
    return Array(document.numbers[list.payload..<list.payload + list.count])
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard document.nodes[node].kind == .object else { throw mismatch("an object") }
    return KeyedDecodingContainer(JSONKeyedContainer(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let list = document.nodes[node]
    guard list.kind == .array || list.kind == .numberList else { throw mismatch("a list") }
    return JSONListContainer(decoder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { JSONValueContainer(decoder: self) }

  func mismatch(_ expected: String) -> DecodingError {
    .dataCorrupted(
      .init(
        codingPath: [],
        debugDescription:
          "line \(document.line(ofOffset: document.nodes[node].offset)): found \(document.excerpt(node)); expected \(expected)"
      ))
  }
}

private struct JSONKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: JSONNodeDecoder
  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    var keys: [Key] = []
    var cursor = decoder.node + 1
    for _ in 0..<decoder.document.nodes[decoder.node].count {
      if let key = Key(stringValue: decoder.document.canonicalKeys[decoder.document.nodes[cursor].payload]) {
        keys.append(key)
      }
      cursor = decoder.document.nodes[cursor + 1].end
    }
    return keys
  }

  private func node(_ key: Key) throws -> Int {
    guard let node = decoder.document.member(key.stringValue, of: decoder.node) else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: [], debugDescription: "missing \(key.stringValue)"))
    }
    return node
  }

  func contains(_ key: Key) -> Bool { decoder.document.member(key.stringValue, of: decoder.node) != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    decoder.document.nodes[try node(key)].kind == .null
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try Value(from: JSONNodeDecoder(document: decoder.document, node: node(key)))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try JSONNodeDecoder(document: decoder.document, node: node(key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try JSONNodeDecoder(document: decoder.document, node: node(key)).unkeyedContainer()
  }

  func superDecoder() -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder {
    JSONNodeDecoder(document: decoder.document, node: try node(key))
  }
}

private struct JSONListContainer: UnkeyedDecodingContainer {
  let decoder: JSONNodeDecoder
  var currentIndex = 0
  private var cursor: Int
  var codingPath: [any CodingKey] { [] }

  init(decoder: JSONNodeDecoder) {
    self.decoder = decoder
    cursor = decoder.node + 1
  }

  private var list: JSONDocument.Node { decoder.document.nodes[decoder.node] }
  var count: Int? { list.count }
  var isAtEnd: Bool { currentIndex >= list.count }

  /// A decoder for the next element; elements of a number list get a document of one number.
  private mutating func next() throws -> JSONNodeDecoder {
    guard !isAtEnd else { throw decoder.mismatch("more elements") }
    defer { currentIndex += 1 }
    if list.kind == .numberList {
      return JSONNodeDecoder(
        document: .single(decoder.document.numbers[list.payload + currentIndex]), node: 0)
    }
    defer { cursor = decoder.document.nodes[cursor].end }
    return JSONNodeDecoder(document: decoder.document, node: cursor)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { return false }
    if list.kind == .numberList {
      guard decoder.document.numbers[list.payload + currentIndex].isNaN else { return false }
      currentIndex += 1
      return true
    }
    guard decoder.document.nodes[cursor].kind == .null else { return false }
    _ = try next()
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: next()) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct JSONValueContainer: SingleValueDecodingContainer {
  let decoder: JSONNodeDecoder
  var codingPath: [any CodingKey] { [] }

  private var value: JSONDocument.Node { decoder.document.nodes[decoder.node] }

  func decodeNil() -> Bool { value.kind == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard value.kind == .bool else { throw decoder.mismatch("true or false") }
    return value.payload == 1
  }

  func decode(_ type: String.Type) throws -> String {
    guard value.kind == .string else { throw decoder.mismatch("a text") }
    return decoder.document.strings[value.payload]
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard value.kind == .number else { throw decoder.mismatch("a number") }
    return decoder.document.numbers[value.payload]
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

  private func integer<Value: FixedWidthInteger>() throws -> Value {
    guard let integer = Value(exactly: try decode(Double.self)) else {
      throw decoder.mismatch("a whole number")
    }
    return integer
  }

  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: decoder) }
}

extension JSONDocument {
  /// A document of one number, for elements that stand only in a number list.
  fileprivate static func single(_ number: Double) -> JSONDocument { JSONDocument(number: number) }

  private init(number: Double) {
    file = ""
    bytes = []
    nodes = [Node(kind: number.isNaN ? .null : .number, offset: 0, payload: 0, end: 1)]
    numbers = [number]
  }
}
