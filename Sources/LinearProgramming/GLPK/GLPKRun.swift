// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// One solve from hand-over to read-out, on the calling thread.
struct GLPKRun {
  var model: LinearModel
  var control: SolveControl
  let clock: SolveClock
  let generateRows: RowGenerator?

  func solve() -> LinearSolution {
    var solution = solveOnce()
    if solution.termination == .unbounded && model.hasIntegerColumns {
      solution.termination = integerUnboundedness()
    }
    return solution
  }

  /// The bound that says nothing.
  var worstBound: Double { model.sense == .minimize ? -.infinity : .infinity }

  /// An unbounded relaxation leaves two answers for an integer program: with rational data it is
  /// unbounded if it has any integral point, else infeasible. Branch-and-cut without costs decides,
  /// within a number of nodes: over unbounded integers it may go on for ever.
  private func integerUnboundedness() -> Termination {
    var feasibility = self
    for column in 0..<model.columnCount { feasibility.model.setCost(ofColumn: column, to: 0) }
    feasibility.control.wantsRootDuals = false
    feasibility.control.nodeLimit = min(control.nodeLimit ?? .max, 1_000)
    let answer = feasibility.solveOnce().termination
    switch answer {
    case .infeasible, .stoppedWithoutSolution(by: .time), .stoppedWithoutSolution(by: .interrupt):
      return answer
    case _ where answer.hasSolution: return .unbounded
    default: return .infeasibleOrUnbounded
    }
  }

  private func solveOnce() -> LinearSolution {
    let session = GLPKSession()
    // The log must outlive the problem, which still refers to it through GLPK's hooks.
    defer { withExtendedLifetime(session) {} }
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
    solution.generatedRowCount = simplex.rows?.addedCount ?? 0
    solution.iterationCount = simplex.iterationCount
    switch outcome {
    case .infeasible: solution.termination = .infeasible
    case .unbounded: solution.termination = .unbounded
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
    if let failure = simplex.restoreFactorization(&problem) {
      solution.termination = failure
      return
    }
    let iterationsBefore = problem.iterationCount
    let watch = BranchAndCutWatch(
      run: self, rootObjective: rootObjective, rows: simplex.rows, log: session.log)
    solution.termination = watch.solve(&problem, session)
    solution.nodeCount = watch.nodeCount
    solution.generatedRowCount = watch.rows?.addedCount ?? 0
    if !problem.isLost {
      solution.iterationCount = simplex.iterationCount + problem.iterationCount - iterationsBefore
    }
    if solution.termination.hasSolution {
      solution.primal = (0..<model.columnCount).map { glp_mip_col_val(pointer, Int32($0 + 1)) }
      // GLPK rounds integer columns when it stores a solution, but not its objective and row values.
      solution.objective = model.objective(at: solution.primal)
      solution.rowActivity = model.rowActivity(at: solution.primal)
      solution.objective.map(watch.clampBound)
    }
    solution.bound = watch.bound
  }
}
