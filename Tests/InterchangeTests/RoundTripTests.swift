// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

/// One of everything that files hold.
private struct Sample: Codable, Equatable {
  enum Word: String, Codable { case one, two }
  struct Inner: Codable, Equatable {
    var text: String
    var list: [Int]
  }
  var number: Double
  var whole: Int
  var truth: Bool
  var word: Word
  var missing: Double?
  var inner: [Inner]
  var numbers: NumberList
  var nested: [[Double]]
  var table: [String: Int]
}

@Suite("Encoding and decoding")
struct RoundTripTests {
  private func sample(_ number: Double, _ text: String) -> Sample {
    Sample(
      number: number, whole: -42, truth: true, word: .two, missing: nil,
      inner: [.init(text: text, list: [1, 2]), .init(text: "", list: [])],
      numbers: NumberList([1, number, -0.5]), nested: [[], [1.5], [number, 2]], table: ["k": 7])
  }

  @Test(
    "A value comes back from its text",
    arguments: [
      0, 0.1, 1e15, 999_999_999_999_999, -1e-300, 1.7976931348623157e308, .leastNonzeroMagnitude, 1.0 / 3,
    ],
    ["plain", "\"quoted\" \\ and \n\t\u{1}\u{7F}", "가나 😀", "\u{2028}"])
  func roundTrip(number: Double, text: String) throws {
    let value = sample(number, text)
    let written = try JSONText.file(JSONValue(encoding: value))
    #expect(try document(written).decode(Sample.self) == value)
  }

  @Test("Null in a list of numbers comes back as null")
  func nulls() throws {
    let list = try document("[1,null,3]").decode(NumberList.self)
    #expect(list.values.map(\.isNaN) == [false, true, false])
    #expect(try JSONText.compact(JSONValue(encoding: list)) == "[1,null,3]")
    #expect(try document("[1,null]").decode([Double?].self) == [1, nil])
  }

  @Test("An infinite number is not written", arguments: [Double.infinity, -.infinity])
  func infinity(number: Double) {
    #expect(throws: EncodingError.self) { try JSONValue(encoding: sample(number, "")) }
    #expect(throws: EncodingError.self) { try JSONValue(encoding: NumberList([1, number])) }
  }

  @Test(
    "A mismatch of types throws and does not crash",
    arguments: ["1", "\"x\"", "[]", "{\"a\":1}", "null", "true", "[1,2]", "[{}]"])
  func mismatches(text: String) throws {
    let parsed = try document(text)
    #expect(throws: DecodingError.self) { try parsed.decode(Sample.self) }
    if text != "1" { #expect(throws: DecodingError.self) { try parsed.decode(Int.self) } }
    if text != "true" { #expect(throws: DecodingError.self) { try parsed.decode(Bool.self) } }
  }

  @Test("A fraction or a number beyond the range is no integer", arguments: ["1.5", "1e19", "-1e300"])
  func integers(text: String) throws {
    let parsed = try document(text)
    #expect(throws: DecodingError.self) { try parsed.decode(Int.self) }
  }

  @Test("Long objects are laid out over lines, short ones on one")
  func layout() throws {
    let short = JSONValue.object([("a", .integer(1)), ("b", .array([.bool(true), .null]))])
    #expect(JSONText.file(short) == "{ \"a\": 1, \"b\": [true, null] }\n")
    let long = JSONValue.object([("a", .string(String(repeating: "x", count: 300))), ("b", .integer(1))])
    #expect(JSONText.file(long).split(separator: "\n").count == 4)
  }

  @Test("Numbers are written so that they come back", arguments: NumberScannerTests.hard)
  func numbers(text: String) throws {
    let number = try #require(Double(text))
    if number.isInfinite { return }
    #expect(Double(JSONText.number(number)) == number)
  }
}
