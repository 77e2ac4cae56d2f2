// SPDX-License-Identifier: GPL-3.0-or-later

public import LinearProgramming

/// How far a solve may go, and who watches it.
public struct LocationControl {
  /// When the solve must end; nil for no limit.
  public var deadline: ContinuousClock.Instant?
  /// The solve ends once its proven gap is at most this.
  public var relativeGap: Double
  /// Threads to use.
  public var threads: Int
  /// Seed of whatever is drawn.
  public var seed: UInt64
  /// Ends the solve early when set, from any thread.
  public var cancellation: Cancellation?
  /// Told the incumbent and the bound where either changes, on the calling thread.
  public var onProgress: ((LocationProgress) -> Void)?

  /// Limits.
  public init(
    deadline: ContinuousClock.Instant? = nil, relativeGap: Double = 1e-6, threads: Int = 1, seed: UInt64 = 0,
    cancellation: Cancellation? = nil, onProgress: ((LocationProgress) -> Void)? = nil
  ) {
    self.deadline = deadline
    self.relativeGap = relativeGap
    self.threads = threads
    self.seed = seed
    self.cancellation = cancellation
    self.onProgress = onProgress
  }
}

/// Where a running solve stands.
public struct LocationProgress: Sendable {
  /// Objective value of the best solution so far; nil without one.
  public var incumbent: Double?
  /// The proven bound so far.
  public var bound: Double
  /// Branch-and-bound nodes so far.
  public var nodeCount: Int

  /// A record of where a solve stands.
  public init(incumbent: Double?, bound: Double, nodeCount: Int) {
    self.incumbent = incumbent
    self.bound = bound
    self.nodeCount = nodeCount
  }
}
