// SPDX-License-Identifier: GPL-3.0-or-later

/// Wall-clock limit and cancellation of one solve, in the units GLPK takes.
struct SolveClock {
  private let start = ContinuousClock.now
  private let limit: Duration?
  private let cancellation: Cancellation?

  init(limit: Duration?, cancellation: Cancellation?) {
    self.limit = limit
    self.cancellation = cancellation
  }

  var elapsedSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// What stops the solve now, if anything.
  var stop: Termination.Stop? {
    if cancellation?.isCancelled == true { return .interrupt }
    if let limit, ContinuousClock.now - start >= limit { return .time }
    return nil
  }

  /// Milliseconds left, at most `slice`; at least 1, for GLPK reads 0 as "stop before the first step".
  func milliseconds(atMost slice: Int32 = .max) -> Int32 {
    guard let limit else { return slice }
    let left = (limit - (ContinuousClock.now - start)) / .milliseconds(1)
    return Int32(max(1, min(Double(slice), left)))
  }
}
