// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// One solve from hand-over to read-out, on the calling thread.
struct GLPKRun {
  let model: LinearModel
  let control: SolveControl
  let clock: SolveClock
  let generateRows: RowGenerator?

  func solve() -> LinearSolution {
    let session = GLPKSession()
    var problem = GLPKProblem()
    problem.load(model)
    var simplex = SimplexRun(run: self, session: session)
    let outcome: SimplexOutcome
    if control.presolve && generateRows == nil {
      outcome = simplex.solvePresolved(&problem)
    } else {
      outcome = simplex.solveGeneratingRows(&problem)
    }
    var solution = LinearSolution(termination: .optimal, objective: nil, bound: worstBound)
    solution.generatedRowCount = simplex.generatedRowCount
    if problem.isLost {
      solution.termination = .failed(reason: outcome.failure ?? "GLPK failed")
      return solution
    }
    solution.iterationCount = simplex.iterationCount
    switch outcome {
    case .infeasible: solution.termination = .infeasible
    case .unbounded: solution.termination = .unbounded
    case .infeasibleOrUnbounded: solution.termination = .infeasibleOrUnbounded
    case .failed(let reason): solution.termination = .failed(reason: reason)
    case .stopped(let stop): solution.termination = .stoppedWithoutSolution(by: stop)
    case .optimal:
      if model.hasIntegerColumns {
        branchAndCut(&problem, session, &simplex, &solution)
      } else {
        readLinear(problem, &solution)
      }
    }
    return solution
  }

  /// The bound that says nothing.
  var worstBound: Double { model.sense == .minimize ? -.infinity : .infinity }

  private func readLinear(_ problem: borrowing GLPKProblem, _ solution: inout LinearSolution) {
    let pointer = problem.pointer
    solution.objective = glp_get_obj_val(pointer)
    solution.bound = glp_get_obj_val(pointer)
    solution.primal = (0..<model.columnCount).map { glp_get_col_prim(pointer, Int32($0 + 1)) }
    solution.reducedCost = (0..<model.columnCount).map { glp_get_col_dual(pointer, Int32($0 + 1)) }
    solution.rowActivity = (0..<model.rowCount).map { glp_get_row_prim(pointer, Int32($0 + 1)) }
    solution.rowDual = (0..<model.rowCount).map { glp_get_row_dual(pointer, Int32($0 + 1)) }
  }

  private func branchAndCut(
    _ problem: inout GLPKProblem, _ session: borrowing GLPKSession, _ simplex: inout SimplexRun,
    _ solution: inout LinearSolution
  ) {
    let pointer = problem.pointer
    if control.wantsRootDuals {
      solution.rootRowDual = (0..<model.rowCount).map { glp_get_row_dual(pointer, Int32($0 + 1)) }
      solution.rootPrimal = (0..<model.columnCount).map { glp_get_col_prim(pointer, Int32($0 + 1)) }
    }
    let rootObjective = glp_get_obj_val(pointer)
    let watch = BranchAndCutWatch(run: self, rootObjective: rootObjective, log: session.log)
    let outcome = watch.solve(&problem, session)
    solution.iterationCount = problem.isLost ? simplex.iterationCount : problem.iterationCount
    solution.nodeCount = watch.nodeCount
    solution.generatedRowCount += watch.generatedRowCount
    solution.bound = watch.bound
    solution.termination = outcome
    if outcome.hasSolution {
      let value = glp_mip_obj_val(pointer)
      solution.objective = value
      solution.primal = (0..<model.columnCount).map { column in
        let value = glp_mip_col_val(pointer, Int32(column + 1))
        return model.columnKind[column] == .integer ? value.rounded() : value
      }
      solution.rowActivity = (0..<model.rowCount).map { glp_mip_row_val(pointer, Int32($0 + 1)) }
    }
  }
}
