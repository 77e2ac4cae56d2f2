// SPDX-License-Identifier: GPL-3.0-or-later

/// Parses JSON text (RFC 8259) into the flat arrays of a `JSONDocument`.
struct JSONScanner {
  private static let deepest = 128

  let file: String
  var nodes: [JSONDocument.Node] = []
  var numbers: [Double] = []
  var strings: [String] = []
  var keys: [String] = []
  private var keyIndex: [String: Int] = [:]
  private var position = 0

  init(file: String) { self.file = file }

  mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipBlanks(bytes)
    try value(bytes, depth: 0)
    skipBlanks(bytes)
    if position < bytes.count { throw failure(bytes, expected: "the end of the file") }
  }

  private mutating func value(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) throws(DataError) {
    if depth > Self.deepest { throw failure(bytes, expected: "at most \(Self.deepest) levels of nesting") }
    guard position < bytes.count else { throw failure(bytes, expected: "a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"): try object(bytes, depth)
    case UInt8(ascii: "["): try array(bytes, depth)
    case UInt8(ascii: "\""):
      let start = position
      let text = try string(bytes)
      strings.append(text)
      append(.string, start, payload: strings.count - 1)
    case UInt8(ascii: "t"): try word("true", .bool, 1, bytes)
    case UInt8(ascii: "f"): try word("false", .bool, 0, bytes)
    case UInt8(ascii: "n"): try word("null", .null, 0, bytes)
    default:
      let start = position
      numbers.append(try number(bytes, expected: "a value"))
      append(.number, start, payload: numbers.count - 1)
    }
  }

  private mutating func append(
    _ kind: JSONDocument.Kind, _ offset: Int, payload: Int = 0, count: Int = 0, hasNull: Bool = false
  ) {
    nodes.append(
      JSONDocument.Node(
        kind: kind, hasNull: hasNull, offset: offset, payload: payload, count: count, end: nodes.count + 1))
  }

  private mutating func number(
    _ bytes: UnsafeBufferPointer<UInt8>, expected: String
  ) throws(DataError) -> Double {
    guard let number = NumberScanner.scan(bytes, &position) else { throw failure(bytes, expected: expected) }
    if !number.isFinite { throw failure(bytes, expected: "a number below 1.8e308 in size") }
    return number
  }

  private mutating func word(
    _ text: StaticString, _ kind: JSONDocument.Kind, _ payload: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(DataError) {
    let end = position + text.utf8CodeUnitCount
    guard end <= bytes.count,
      (0..<text.utf8CodeUnitCount).allSatisfy({ text.utf8Start[$0] == bytes[position + $0] })
    else { throw failure(bytes, expected: "a value") }
    append(kind, position, payload: payload)
    position = end
  }

  private mutating func object(_ bytes: UnsafeBufferPointer<UInt8>, _ depth: Int) throws(DataError) {
    let index = nodes.count
    append(.object, position)
    position += 1
    skipBlanks(bytes)
    var members = Set<Int>()
    if next(bytes) == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        skipBlanks(bytes)
        guard next(bytes) == UInt8(ascii: "\"") else {
          throw failure(bytes, expected: "a key in double quotes")
        }
        let start = position
        let key = intern(try string(bytes))
        if !members.insert(key).inserted {
          position = start
          throw failure(
            bytes, found: "the key \"\(keys[key])\" a second time", expected: "each key once in an object")
        }
        append(.string, start, payload: key)
        skipBlanks(bytes)
        guard next(bytes) == UInt8(ascii: ":") else { throw failure(bytes, expected: "':' after the key") }
        position += 1
        skipBlanks(bytes)
        try value(bytes, depth: depth + 1)
        skipBlanks(bytes)
        if next(bytes) == UInt8(ascii: ",") {
          position += 1
        } else if next(bytes) == UInt8(ascii: "}") {
          position += 1
          break
        } else {
          throw failure(bytes, expected: "',' or '}'")
        }
      }
    }
    nodes[index].count = members.count
    nodes[index].end = nodes.count
  }

  private mutating func array(_ bytes: UnsafeBufferPointer<UInt8>, _ depth: Int) throws(DataError) {
    let start = position
    position += 1
    skipBlanks(bytes)
    if next(bytes) == UInt8(ascii: "]") {
      append(.array, start)
      position += 1
      return
    }
    if try numberList(bytes, from: start) { return }
    let index = nodes.count
    append(.array, start)
    var count = 0
    while true {
      skipBlanks(bytes)
      try value(bytes, depth: depth + 1)
      count += 1
      skipBlanks(bytes)
      if next(bytes) == UInt8(ascii: ",") {
        position += 1
      } else if next(bytes) == UInt8(ascii: "]") {
        position += 1
        break
      } else {
        throw failure(bytes, expected: "',' or ']'")
      }
    }
    nodes[index].count = count
    nodes[index].end = nodes.count
  }

  /// The fast path for lists of nothing but numbers and nulls; steps back where something else comes.
  private mutating func numberList(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) throws(DataError) -> Bool {
    let firstNumber = numbers.count
    let firstPosition = position
    var hasNull = false
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "n"), bytes[position...].starts(with: [110, 117, 108, 108]) {
        numbers.append(.nan)
        position += 4
        hasNull = true
      } else if let number = NumberScanner.scan(bytes, &position) {
        if !number.isFinite { throw failure(bytes, expected: "a number below 1.8e308 in size") }
        numbers.append(number)
      } else {
        break
      }
      skipBlanks(bytes)
      let separator = next(bytes)
      if separator == UInt8(ascii: "]") {
        position += 1
        append(
          .numberList, start, payload: firstNumber, count: numbers.count - firstNumber, hasNull: hasNull)
        return true
      }
      if separator != UInt8(ascii: ",") { break }
      position += 1
      skipBlanks(bytes)
    }
    numbers.removeSubrange(firstNumber...)
    position = firstPosition
    return false
  }

  private mutating func intern(_ key: String) -> Int {
    if let index = keyIndex[key] { return index }
    keys.append(key)
    keyIndex[key] = keys.count - 1
    return keys.count - 1
  }

  private mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) -> String {
    position += 1
    let start = position
    while let byte = next(bytes), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      position += 1
    }
    if next(bytes) == UInt8(ascii: "\"") {
      position += 1
      return try text(bytes[start..<position - 1], bytes)
    }
    var unescaped = Array(bytes[start..<position])
    while let byte = next(bytes) {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try text(unescaped[...], bytes)
      case UInt8(ascii: "\\"): try escape(bytes, &unescaped)
      case ..<0x20: throw failure(bytes, expected: "'\"' at the end of the text on the same line")
      default:
        unescaped.append(byte)
        position += 1
      }
    }
    throw failure(bytes, expected: "'\"' at the end of the text")
  }

  private func text(
    _ slice: some Collection<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(DataError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw failure(bytes, found: "a text with bytes that are not UTF-8", expected: "a file encoded in UTF-8")
    }
    return text
  }

  private mutating func escape(
    _ bytes: UnsafeBufferPointer<UInt8>, _ unescaped: inout [UInt8]
  ) throws(DataError) {
    position += 1
    guard let letter = next(bytes) else { throw failure(bytes, expected: "a letter after '\\'") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
    case UInt8(ascii: "b"): unescaped.append(8)
    case UInt8(ascii: "f"): unescaped.append(12)
    case UInt8(ascii: "n"): unescaped.append(10)
    case UInt8(ascii: "r"): unescaped.append(13)
    case UInt8(ascii: "t"): unescaped.append(9)
    case UInt8(ascii: "u"): try unicodeEscape(bytes, &unescaped)
    default:
      position -= 1
      throw failure(bytes, expected: "an escape JSON knows after '\\'")
    }
  }

  /// The digits behind `\u`, and those of the second half of a surrogate pair.
  private mutating func unicodeEscape(
    _ bytes: UnsafeBufferPointer<UInt8>, _ unescaped: inout [UInt8]
  ) throws(DataError) {
    var scalar = try hexadecimal(bytes)
    if (0xD800..<0xDC00).contains(scalar) {
      guard next(bytes) == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw failure(bytes, expected: "the second half of a surrogate pair") }
      position += 2
      let low = try hexadecimal(bytes)
      guard (0xDC00..<0xE000).contains(low) else {
        throw failure(bytes, expected: "the second half of a surrogate pair")
      }
      scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let character = Unicode.Scalar(scalar) else {
      throw failure(bytes, expected: "a Unicode character behind '\\u'")
    }
    unescaped.append(contentsOf: Array(String(Character(character)).utf8))
  }

  private mutating func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) -> UInt32 {
    guard position + 4 <= bytes.count, bytes[position..<position + 4].allSatisfy(\.isHexadecimalDigit),
      let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw failure(bytes, expected: "four hexadecimal digits behind '\\u'") }
    position += 4
    return value
  }

  @inline(__always)
  private mutating func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>) {
    while position < bytes.count, bytes[position] <= 0x20,
      bytes[position] == 0x20 || bytes[position] == 0x0A || bytes[position] == 0x0D || bytes[position] == 0x09
    {
      position += 1
    }
  }

  @inline(__always)
  private func next(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  /// A syntax error where the scanner stands.
  private func failure(
    _ bytes: UnsafeBufferPointer<UInt8>, found: String? = nil, expected: String
  ) -> DataError {
    let before = bytes[..<min(position, bytes.count)]
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let column = 1 + before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
    return DataError(
      DataIssue(
        file: file, line: line, place: "column \(column)", found: found ?? excerpt(bytes), expected: expected)
    )
  }

  private func excerpt(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard position < bytes.count else { return "the end of the file" }
    let word = bytes[position...].prefix(12).prefix {
      ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
    }
    if word.count > 1 { return "'\(String(decoding: word, as: UTF8.self))'" }
    let number = bytes[position...].prefix(25).prefix { $0.isPartOfNumber }
    if number.count > 1 { return "'\(String(decoding: number, as: UTF8.self))'" }
    let byte = bytes[position]
    return (0x21..<0x7F).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "a byte of value \(byte)"
  }
}

extension UInt8 {
  fileprivate var isHexadecimalDigit: Bool {
    (48...57).contains(self) || (97...102).contains(self | 0x20)
  }

  /// Digits, signs, the point and the `e` of an exponent.
  fileprivate var isPartOfNumber: Bool {
    (48...57).contains(self) || self == 43 || self == 45 || self == 46 || self | 0x20 == 101
  }
}
