// SPDX-License-Identifier: GPL-3.0-or-later

/// One block of a kinked program: a concave piecewise-linear gain of a few columns.
///
///     gain_j(s) = c . s - sum_k value_k max(0, level_k - a_k . s) - price h
///     subject to  f . s - sum_k max(0, level_k - a_k . s) + h >= required  (where the block has a target)
///                 d . s <= limit                                            (where it has a limit)
///                 s >= 0, h >= 0
///
/// with value_k >= 0, level_k > 0, a_k >= 0. A column takes part in one coupling row.
public struct KinkedBlock: Sendable {
  /// What the linear part less the shortages of the kinks must come to.
  public struct Target: Sendable {
    /// What a unit of each column adds outside the kinks.
    public var slope: [Double]
    /// What is required.
    public var required: Double
    /// What a unit missing costs; positive.
    public var price: Double

    /// A target.
    public init(slope: [Double], required: Double, price: Double) {
      self.slope = slope
      self.required = required
      self.price = price
    }
  }

  /// A limit on a weighted sum of the columns.
  public struct Limit: Sendable {
    /// Weight of each column, at least 0.
    public var weight: [Double]
    /// The most that the sum may be; positive.
    public var most: Double

    /// A limit.
    public init(weight: [Double], most: Double) {
      self.weight = weight
      self.most = most
    }
  }

  /// Coupling row of each column.
  public var row: [Int]
  /// Gain of a unit of each column outside the kinks.
  public var gain: [Double]
  /// Column by column, the coefficient in each kink.
  public var coefficients: [Double]
  /// Level of each kink.
  public var level: [Double]
  /// Value of each kink.
  public var value: [Double]
  /// The block's target, if any.
  public var target: Target?
  /// The block's limit, if any.
  public var limit: Limit?

  /// A block. `coefficients` has `level.count` numbers for each column.
  public init(
    row: [Int], gain: [Double], coefficients: [Double], level: [Double], value: [Double],
    target: Target? = nil, limit: Limit? = nil
  ) {
    self.row = row
    self.gain = gain
    self.coefficients = coefficients
    self.level = level
    self.value = value
    self.target = target
    self.limit = limit
  }
}

/// What a kinked program came to.
public struct KinkedSolution: Sendable {
  /// A block's part.
  public struct Block: Sendable {
    /// Value of each column.
    public var columns: [Double]
    /// What a unit of each column falls short of its row's multiplier.
    public var reducedCosts: [Double]
    /// The part of each kink's value that its last unit earns, in [0, 1]: its multiplier over
    /// value plus target multiplier.
    public var fraction: [Double]
    /// Multiplier of the target; 0 without one.
    public var targetMultiplier: Double
    /// Multiplier of the limit; 0 without one.
    public var limitMultiplier: Double
    /// What is missing from the target.
    public var missing: Double
  }

  /// Each block's part.
  public var blocks: [Block]
  /// Multiplier of each coupling row.
  public var rowMultiplier: [Double]
  /// Whether the gap asked for was reached.
  public var isConverged: Bool
  /// Steps taken.
  public var iterationCount: Int
}
