// SPDX-License-Identifier: GPL-3.0-or-later

/// The closed-form passes of the decomposition by themselves, for benchmarks to time.
@_spi(Benchmarking) public struct SharePasses: Sendable {
  private let problem: ShareProblem
  private let tangents: Tangents

  /// Each written by the thread of its consumer alone.
  private struct Tangents: @unchecked Sendable {
    let all: [TangentStore]
  }

  /// Prepares the passes of a scenario.
  public init(_ scenario: PowerScenario) {
    let problem = ShareProblem(scenario, threads: 1)
    self.problem = problem
    tangents = Tangents(
      all: (0..<problem.consumerCount).map { _ in TangentStore(intervals: problem.intervals) })
  }

  /// One pass over all suppliers, consumers and intervals, forth and back; returns the bound that it gives.
  ///
  /// - Parameter isTangentHere: whether the tangents are taken at these shares, or are those of no shares.
  public func pass(_ shares: [Double], isTangentHere: Bool, threads: Int) -> Double {
    ShareRound(
      problem, shares: shares, tangents: tangents.all,
      settings: .init(isTangentHere: isTangentHere, width: 0.002, keepsKinks: true, snap: 1e-6),
      threads: threads
    ).bound
  }
}
