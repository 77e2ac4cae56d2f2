// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// When a search must end; may be asked from several threads.
struct SearchClock: Sendable {
  let deadline: ContinuousClock.Instant?
  let cancellation: Cancellation?

  /// Whether the deadline came or the search was cancelled.
  var isOver: Bool {
    if let cancellation, cancellation.isCancelled { return true }
    if let deadline { return ContinuousClock.now >= deadline }
    return false
  }
}
