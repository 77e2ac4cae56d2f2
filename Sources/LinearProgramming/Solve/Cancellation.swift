// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// A flag that ends a solve from another thread or a signal handler.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A flag that is not set.
  public init() {}

  /// Asks every solve that was given this flag to end.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  /// Whether `cancel()` was called.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
