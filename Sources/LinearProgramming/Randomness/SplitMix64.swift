// SPDX-License-Identifier: GPL-3.0-or-later

/// A small seeded generator whose numbers are the same on every platform.
///
/// SplitMix64 of Steele, Lea and Flood 2014, DOI 10.1145/2660193.2660195. The helpers below use
/// integer and correctly rounded operations only, so that a seed names one file everywhere; the
/// standard library's own `random(in:)` does not promise that across versions.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that repeats itself for the same seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in [low, high).
  public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

  /// An integer in low...high, each equally likely up to 2^-64 times the width.
  public mutating func integer(_ low: Int, _ high: Int) -> Int {
    low + Int(next().multipliedFullWidth(by: UInt64(high - low) + 1).high)
  }

  /// The numbers 0..<count in random order (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(0, last)) }
    return order
  }
}
