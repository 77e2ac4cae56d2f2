// SPDX-License-Identifier: GPL-3.0-or-later

/// What stands between a model and an answer.
public enum SolverError: Error, CustomStringConvertible {
  /// The model must not reach the solver.
  case invalidModel(LinearModelError)
  /// GLPK could not write a model file.
  case cannotWrite(path: String, reason: String)

  /// The reason, for people.
  public var description: String {
    switch self {
    case .invalidModel(let error): error.description
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}

/// Solves a model with GLPK: presolve, simplex, and for integer programs branch-and-cut with
/// Gomory, mixed-integer-rounding, cover and clique cuts.
///
/// Synchronous, and complete on the calling thread, for GLPK's objects belong to the thread that
/// made them; independent models may be solved on several threads at once.
///
/// - Parameter generateRows: shown each relaxation, may add rows; switches the presolver and GLPK's
///   own rounding heuristics off, which know only the rows of the model, and the permutation too.
/// - Throws: `SolverError.invalidModel`. Everything GLPK itself meets is in the solution's termination.
public func solve(
  _ model: LinearModel, control: SolveControl = SolveControl(), generateRows: RowGenerator? = nil
) throws(SolverError) -> LinearSolution {
  do { try model.validate() } catch { throw .invalidModel(error) }
  let clock = SolveClock(limit: control.timeLimit, cancellation: control.cancellation)
  guard control.permutationSeed != 0, generateRows == nil else {
    return GLPKRun(model: model, control: control, clock: clock, generateRows: generateRows).solve()
  }
  let (shuffled, rowOf, columnOf) = model.permuted(seed: control.permutationSeed)
  var control = control
  control.startingPoint = []
  var solution = GLPKRun(model: shuffled, control: control, clock: clock, generateRows: nil).solve()
  solution.primal = restored(solution.primal, columnOf)
  solution.reducedCost = restored(solution.reducedCost, columnOf)
  solution.rowActivity = restored(solution.rowActivity, rowOf)
  solution.rowDual = restored(solution.rowDual, rowOf)
  solution.rootRowDual = restored(solution.rootRowDual, rowOf)
  solution.rootPrimal = restored(solution.rootPrimal, columnOf)
  return solution
}

/// Puts values in permuted order back to the model's own.
private func restored(_ values: [Double], _ order: [Int]) -> [Double] {
  guard !values.isEmpty else { return [] }
  var result = values
  for (position, index) in order.enumerated() { result[index] = values[position] }
  return result
}
