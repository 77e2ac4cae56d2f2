// SPDX-License-Identifier: GPL-3.0-or-later

/// How far a solve may go, and who watches it.
public struct SolveControl {
  /// Wall-clock limit; nil for none.
  public var timeLimit: Duration?
  /// An integer program ends once its proven gap is at most this.
  public var relativeGap: Double = 0
  /// Branch-and-cut nodes; nil for no limit.
  public var nodeLimit: Int?
  /// Whether GLPK's presolver runs first (off where rows are generated: they must meet the model as given).
  public var presolve = true
  /// Whether an integer program's solution carries the multipliers of its root relaxation.
  public var wantsRootDuals = false
  /// Rows and columns are handed over in this random order; 0 keeps the model's own.
  public var permutationSeed: UInt64 = 0
  /// A point of an integer program that keeps every row and bound, those still to be generated too, in the
  /// model's columns: the incumbent to begin with. Empty for none. Not with a permutation.
  public var startingPoint: [Double] = []
  /// Set from any thread to end the solve within about a second.
  public var cancellation: Cancellation?
  /// Called on the solving thread, at most every 0.1 s.
  public var onProgress: ((SolveProgress) -> Void)?

  /// No limits.
  public init() {}
}
