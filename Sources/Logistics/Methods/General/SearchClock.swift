// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// How much time a run has, and what it has reached.
struct SearchClock {
  let start = ContinuousClock.now
  private let deadline: ContinuousClock.Instant?
  private let cancellation: Cancellation
  private let onProgress: ((SolveProgress) -> Void)?
  private var lastReport = -1.0

  init(_ run: SolveRun) {
    // The plan has to be written down within the limit too.
    deadline = run.deadline.map { deadline in
      let left = deadline - ContinuousClock.now
      return deadline - min(.milliseconds(300), max(.zero, left) * 0.05)
    }
    cancellation = run.cancellation
    onProgress = run.onProgress
  }

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
  var isCancelled: Bool { cancellation.isCancelled }
  var isOver: Bool { isCancelled || deadline.map { ContinuousClock.now >= $0 } ?? false }
  /// Seconds left; infinite without a limit.
  var left: Double { deadline.map { max(0, ($0 - ContinuousClock.now) / .seconds(1)) } ?? .infinity }

  /// Tells where the run stands, at most ten times a second.
  mutating func report(incumbent: Double?, bound: Double, phase: SolveProgress.Phase, steps: Int) {
    guard let onProgress, seconds - lastReport >= 0.1 else { return }
    lastReport = seconds
    onProgress(
      SolveProgress(
        phase: phase, elapsedSeconds: seconds, incumbent: incumbent, bound: bound, nodeCount: 0,
        iterationCount: steps))
  }
}
