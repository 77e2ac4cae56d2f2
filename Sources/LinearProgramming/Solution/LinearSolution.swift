// SPDX-License-Identifier: GPL-3.0-or-later

/// What a solve brought back. Every array is indexed as the model's rows and columns.
public struct LinearSolution: Sendable {
  /// Why the solve ended.
  public var termination: Termination
  /// Objective value of `primal`; nil without a solution.
  public var objective: Double?
  /// A proven bound on the best objective value; infinite where nothing was proved.
  public var bound: Double
  /// Value of each column; empty without a solution.
  public var primal: [Double] = []
  /// Value of each row; empty without a solution.
  public var rowActivity: [Double] = []
  /// For a linear program solved to optimality, the multiplier of each row: the change of the
  /// objective per unit of its right-hand side. Empty otherwise.
  public var rowDual: [Double] = []
  /// For a linear program solved to optimality, the reduced cost of each column:
  /// `cost - sum over rows of rowDual * coefficient`. Empty otherwise.
  public var reducedCost: [Double] = []
  /// Multipliers of the root relaxation of an integer program, on the model's rows; empty where
  /// they were not asked for (`SolveControl.wantsRootDuals`) or the root was not solved.
  public var rootRowDual: [Double] = []
  /// The root relaxation's solution, under the same conditions.
  public var rootPrimal: [Double] = []
  /// Simplex iterations, those within branch-and-cut included.
  public var iterationCount = 0
  /// Branch-and-cut nodes; 0 for a linear program.
  public var nodeCount = 0
  /// Rows added by a row generator.
  public var generatedRowCount = 0

  /// |objective - bound| / max(|objective|, 1e-9); nil without a solution or a bound.
  public var relativeGap: Double? {
    guard let objective, bound.isFinite else { return nil }
    return abs(objective - bound) / max(abs(objective), 1e-9)
  }
}
