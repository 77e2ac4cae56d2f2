// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads decimal numbers from bytes, correctly rounded.
///
/// Up to 19 digits with a small exponent are exact in one multiplication or division (Clinger 1990,
/// DOI 10.1145/93542.93557); anything else goes through the standard library.
package enum NumberScanner {
  /// Reads a number at `position` and moves behind it; nil, with `position` unmoved, where there
  /// is none. A number too large for a `Double` comes back infinite.
  ///
  /// - Parameter lenient: also takes what JSON does not: `+7`, `007`, `7.` and `.5`.
  @inline(__always)
  package static func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, lenient: Bool = false
  ) -> Double? {
    let count = bytes.count
    var cursor = position
    var negative = false
    if cursor < count && bytes[cursor] == UInt8(ascii: "-") {
      negative = true
      cursor += 1
    } else if lenient && cursor < count && bytes[cursor] == UInt8(ascii: "+") {
      cursor += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    let firstDigit = cursor
    while cursor < count, case let digit = bytes[cursor] &- 48, digit < 10 {
      if digits < 19 { mantissa = mantissa &* 10 &+ UInt64(digit) } else { exponent += 1 }
      if mantissa != 0 { digits += 1 }
      cursor += 1
    }
    let wholeDigits = cursor - firstDigit
    if !lenient && (wholeDigits == 0 || bytes[firstDigit] == 48 && wholeDigits > 1) { return nil }
    if cursor < count && bytes[cursor] == UInt8(ascii: ".") {
      cursor += 1
      let firstFraction = cursor
      while cursor < count, case let digit = bytes[cursor] &- 48, digit < 10 {
        if digits < 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          exponent -= 1
        }
        if mantissa != 0 { digits += 1 }
        cursor += 1
      }
      if cursor == firstFraction && (!lenient || wholeDigits == 0) { return nil }
    } else if wholeDigits == 0 {
      return nil
    }
    if cursor < count && (bytes[cursor] | 0x20) == UInt8(ascii: "e") {
      var sign = 1
      var power = 0
      cursor += 1
      if cursor < count && (bytes[cursor] == UInt8(ascii: "-") || bytes[cursor] == UInt8(ascii: "+")) {
        sign = bytes[cursor] == UInt8(ascii: "-") ? -1 : 1
        cursor += 1
      }
      let firstPower = cursor
      while cursor < count, case let digit = bytes[cursor] &- 48, digit < 10 {
        if power < 100_000 { power = power * 10 + Int(digit) }
        cursor += 1
      }
      if cursor == firstPower { return nil }
      exponent += sign * power
    }
    let start = position
    position = cursor
    if mantissa == 0 { return negative ? -0.0 : 0.0 }
    if digits <= 19 && mantissa <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      let value = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
      return negative ? -value : value
    }
    return Double(String(decoding: bytes[start..<cursor], as: UTF8.self))
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
  ]
}
