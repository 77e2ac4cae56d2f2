// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Numbers and words separated by any white space.
struct TokenReader {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private(set) var count = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The next token; nil at the end of the file.
  private mutating func next() -> Range<Int>? {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    let start = position
    while position < bytes.count, bytes[position] > 0x20 { position += 1 }
    return start == position ? nil : start..<position
  }

  /// A number of at least `minimum`; `what` says in errors what it is.
  mutating func number(_ what: @autoclosure () -> String, minimum: Double = 0) throws(DataError) -> Double {
    guard let token = next() else {
      throw failure(
        position, what(), found: "the end of the file after \(count) numbers", expected: "a number")
    }
    count += 1
    var cursor = token.lowerBound
    let value = bytes.withUnsafeBufferPointer { NumberScanner.scan($0, &cursor, lenient: true) }
    guard let value, cursor == token.upperBound, Magnitude.fits(value), value >= minimum else {
      let isLarge = cursor == token.upperBound && value.map { !Magnitude.fits($0) } ?? false
      let least =
        minimum == .leastNonzeroMagnitude ? "above 0" : "of at least \(JSONText.number(minimum))"
      throw failure(
        token.lowerBound, what(), found: "\"\(String(decoding: bytes[token].prefix(30), as: UTF8.self))\"",
        expected: isLarge ? Magnitude.expectation : "a number \(least)")
    }
    return value
  }

  /// A whole number from 1 to a million.
  mutating func size(_ what: String) throws(DataError) -> Int {
    let value = try number(what, minimum: 1)
    guard value == value.rounded(), value <= 1e6 else {
      throw failure(
        position, what, found: JSONText.number(value), expected: "a whole number from 1 to 1000000")
    }
    return Int(value)
  }

  /// Steps over a word, if it is the next token.
  mutating func skip(word: String) -> Bool {
    let start = position
    if let token = next(), String(decoding: bytes[token], as: UTF8.self) == word {
      count += 1
      return true
    }
    position = start
    return false
  }

  /// Makes sure that nothing is left.
  mutating func end() throws(DataError) {
    guard let token = next() else { return }
    throw failure(
      token.lowerBound, "after \(count) numbers",
      found: "\"\(String(decoding: bytes[token].prefix(30), as: UTF8.self))\"",
      expected: "the end of the file; is it of another format?")
  }

  func failure(_ offset: Int, _ place: String, found: String, expected: String) -> DataError {
    let line = 1 + bytes[..<min(offset, bytes.count)].count { $0 == UInt8(ascii: "\n") }
    return DataError(DataIssue(file: file, line: line, place: place, found: found, expected: expected))
  }

  /// A failure where the reader stands.
  func failure(_ place: String, found: String, expected: String) -> DataError {
    failure(position, place, found: found, expected: expected)
  }
}
