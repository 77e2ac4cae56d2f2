// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// Hands out the numbers 0, 1, 2 and so on, each once, to whichever thread asks.
final class TaskCounter: Sendable {
  private let count = Atomic<Int>(0)

  /// The next number.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
