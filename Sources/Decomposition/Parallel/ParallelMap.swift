// SPDX-License-Identifier: GPL-3.0-or-later

internal import Dispatch
internal import Synchronization

/// Evaluates independent oracles on several threads: `body(0)` to `body(count - 1)`, the results in
/// that order.
///
/// Results do not depend on the number of threads as long as each `body` depends on its index alone;
/// sum them in order, and the sum does not either.
///
/// - Parameters:
///   - count: how many results there are.
///   - threads: how many threads to use at the most, at least 1.
///   - body: called once for each index, on any thread, several at a time.
public func parallelMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = max(1, min(threads, count))
  if workers == 1 { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    // Each index is written by exactly one worker; the buffer outlives the loop below.
    let slots = Slots(base: buffer.baseAddress)
    let next = NextIndex()
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      // Whoever is free takes the next: neither uneven bodies nor other work on a core keep the others waiting.
      while case let index = next.take(), index < count {
        slots.base?.advanced(by: index).initialize(to: body(index))
      }
    }
    initialized = count
  }
}

private struct Slots<Result>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Result>?
}

/// Hands out the numbers 0, 1, 2 and so on, each once.
private final class NextIndex: Sendable {
  private let taken = Atomic<Int>(0)

  func take() -> Int { taken.wrappingAdd(1, ordering: .relaxed).oldValue }
}
