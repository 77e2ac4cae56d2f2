// SPDX-License-Identifier: GPL-3.0-or-later

/// How the temperature falls over a search.
enum Cooling {
  /// From 1 at the beginning to 1/64 at the end: halved 6 times, linear between.
  static func factor(_ done: Double) -> Double {
    var factor = 1.0
    var rest = max(0, min(1, done)) * 6
    while rest >= 1 {
      factor *= 0.5
      rest -= 1
    }
    return factor * (1 - 0.5 * rest)
  }
}

/// How many searches are left of those that a local search begins with.
enum Halving {
  /// Part of the time after which one is left.
  private static let part = 0.4

  /// - Parameter done: part of the time that is over; each halving gets as much of it as any other.
  static func kept(of starts: Int, _ done: Double) -> Int {
    guard starts > 1, done < part else { return 1 }
    let halvings = Int.bitWidth - 1 - starts.leadingZeroBitCount
    return starts >> Int(max(0, done) / part * Double(halvings))
  }
}
