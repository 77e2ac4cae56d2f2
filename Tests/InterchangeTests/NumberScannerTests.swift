// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@Suite("Number scanner")
struct NumberScannerTests {
  /// The number at the start of a text, and how many bytes it took.
  static func scan(_ text: String, lenient: Bool = false) -> (value: Double?, length: Int) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var position = 0
      let value = NumberScanner.scan(bytes, &position, lenient: lenient)
      return (value, position)
    }
  }

  /// Halfway cases, limits of the fast path, subnormals and the ends of the range.
  static let hard = [
    "0", "-0", "0.0", "0e999999999999", "1", "-1", "9007199254740992", "9007199254740993",
    "9007199254740995", "9007199254740993.0000000000000000000000000000000001", "1e22", "1e23", "1e-22",
    "1e-23", "8.5e22", "9007199254740992e22", "9007199254740992e-22", "123456789012345678",
    "1234567890123456789", "12345678901234567890", "123456789012345678901234567890", "0.1", "0.3",
    "0.30000000000000004", "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9e-324", "5e-324",
    "2.4703282292062327e-324", "2.4703282292062328e-324", "2e-324", "1e-400", "1.7976931348623157e308",
    "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "-1e999", "6.02214076E+23",
    "0.000000000000000000000000000000000000001", "00001".replacing("0000", with: ""), "1E5", "1e+05",
    "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
    "3.141592653589793238462643383279502884197169399375105820974944592307816406286",
  ]

  @Test("Hard decimal strings give the number the standard library gives", arguments: hard)
  func hardStrings(text: String) {
    let scanned = Self.scan(text)
    #expect(scanned.value?.bitPattern == Double(text)?.bitPattern)
    #expect(scanned.length == text.utf8.count)
  }

  @Test("Seeded random strings give the number the standard library gives", arguments: [1, 2, 3, 4])
  func randomStrings(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      var text = Bool.random(using: &random) ? "-" : ""
      text += String(
        UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0...63, using: &random))
      if Bool.random(using: &random) {
        text += "."
        for _ in 0...Int.random(in: 0...24, using: &random) {
          text += String(Int.random(in: 0...9, using: &random))
        }
      }
      if Bool.random(using: &random) { text += "e\(Int.random(in: -330...310, using: &random))" }
      let scanned = Self.scan(text)
      #expect(scanned.value?.bitPattern == Double(text)?.bitPattern, "\(text)")
      #expect(scanned.length == text.utf8.count, "\(text)")
    }
  }

  @Test("Shortest texts of random numbers come back bit for bit", arguments: [5, 6])
  func roundTrip(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      let number = Double(bitPattern: random.next())
      if !number.isFinite { continue }
      #expect(Self.scan("\(number)").value?.bitPattern == number.bitPattern)
    }
  }

  @Test(
    "What JSON does not call a number is none, and the position stays",
    arguments: [
      "", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+", "1.e5", "NaN", "Infinity", "-Infinity", "e5",
      "--1",
    ])
  func notNumbers(text: String) {
    let scanned = Self.scan(text)
    #expect(scanned.value == nil)
    #expect(scanned.length == 0)
  }

  @Test(
    "Tables may write what JSON may not",
    arguments: [
      ("+7", 7.0), ("007", 7), ("7.", 7), (".5", 0.5), ("-.5e1", -5),
      (".12345678901234567890123", 0.12345678901234567890123),
      ("+12345678901234567890.", 12_345_678_901_234_567_168),
      ("0000000000000000000000000000012345678901234567890", 12_345_678_901_234_567_168),
    ])
  func lenient(text: String, expected: Double) {
    let scanned = Self.scan(text, lenient: true)
    #expect(scanned.value == expected)
    #expect(scanned.length == text.utf8.count)
    #expect(Self.scan(text).length < text.utf8.count)
  }

  @Test("A number ends where its last digit ends", arguments: ["1,2", "1 ", "1]", "1-1", "1.5.5"])
  func ends(text: String) {
    #expect(Self.scan(text).length == (text.hasPrefix("1.5") ? 3 : 1))
  }
}
