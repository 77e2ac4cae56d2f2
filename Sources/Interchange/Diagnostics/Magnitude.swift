// SPDX-License-Identifier: GPL-3.0-or-later

/// How large the numbers of an input may be.
///
/// A `Double` counts single units up to 9e15; beyond, sums of costs lose them, and products of a few
/// such numbers overflow.
public enum Magnitude {
  /// The largest size of a number.
  public static let most = 1e15
  /// What an issue expects of a number beyond it.
  public static let expectation = "a number of at most 1e15 in size"

  /// Whether a number can be calculated with; NaN is not judged here.
  public static func fits(_ number: Double) -> Bool { !(abs(number) > most) }
}
