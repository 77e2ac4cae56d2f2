// SPDX-License-Identifier: GPL-3.0-or-later

/// What a solve brought back.
public struct LocationOutcome: Sendable {
  /// Why a solve ended.
  public enum Ending: Equatable, Sendable {
    /// The gap that was asked for is proved.
    case withinGap
    /// No solution exists.
    case infeasible
    /// The deadline came.
    case deadline
    /// It was cancelled.
    case interrupt
    /// The method has nothing left to try, and the gap is larger than asked for.
    case exhausted
  }

  /// Why it ended.
  public var ending: Ending
  /// The best solution; nil without one.
  public var solution: LocationSolution?
  /// A proven bound from below; -infinity where nothing was proved.
  public var bound: Double
  /// Multipliers that prove, without the search tree, the bound of the root; nil where there are none.
  public var rootProof: RootProof?
  /// Branch-and-bound nodes.
  public var nodeCount: Int

  /// Multipliers of the strong relaxation at the root.
  public struct RootProof: Sendable {
    /// Multiplier of each customer's assignment row.
    public var customerMultiplier: [Double]
    /// Multiplier of each facility's capacity row, per unit of capacity, at least 0.
    public var capacityPrice: [Double]

    /// A proof.
    public init(customerMultiplier: [Double], capacityPrice: [Double]) {
      self.customerMultiplier = customerMultiplier
      self.capacityPrice = capacityPrice
    }
  }

  /// An outcome.
  public init(
    ending: Ending, solution: LocationSolution?, bound: Double, rootProof: RootProof? = nil,
    nodeCount: Int = 0
  ) {
    self.ending = ending
    self.solution = solution
    self.bound = bound
    self.rootProof = rootProof
    self.nodeCount = nodeCount
  }
}

/// Shares and open facilities.
public struct LocationSolution: Sendable {
  /// Objective value, re-added from the data.
  public var value: Double
  /// Whether each facility is open.
  public var isOpen: [Bool]
  /// Share of the customer on each arc.
  public var share: [Double]

  /// A solution.
  public init(value: Double, isOpen: [Bool], share: [Double]) {
    self.value = value
    self.isOpen = isOpen
    self.share = share
  }
}
