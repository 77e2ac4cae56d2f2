// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// How the simplex ended.
enum SimplexOutcome: Equatable {
  case optimal, infeasible, unbounded
  case stopped(Termination.Stop)
  case failed(String)

  var failure: String? {
    if case .failed(let reason) = self { reason } else { nil }
  }
}

/// The simplex in time slices: GLPK's own loop cannot be interrupted, but it resumes from its basis,
/// so each call is given a slice of time, and limit and cancellation are looked at between slices.
struct SimplexRun: ~Copyable {
  private let run: GLPKRun
  private let log: UnsafeMutablePointer<warewatt_glpk_log>
  private(set) var iterationCount = 0
  private(set) var rows: GeneratedRowFilter?

  init(run: GLPKRun, session: borrowing GLPKSession) {
    self.run = run
    log = session.log
    rows = run.generateRows.map { GeneratedRowFilter($0, model: run.model) }
  }

  /// Presolves, solves what is left, and carries the basic solution back to the problem.
  mutating func solvePresolved(_ problem: inout GLPKProblem) -> SimplexOutcome {
    // The presolver's own objects are gone before the problem is worked on again: a failure there
    // frees everything of the thread.
    guard let outcome = solveReduced(&problem) else { return solveGeneratingRows(&problem) }
    if outcome != .optimal || isSound(problem) { return outcome }
    return resume(&problem, dual: false)
  }

  /// What the reduced problem came to; nil where the presolver found the dual infeasible: the
  /// simplex can tell whether the primal is, too.
  private mutating func solveReduced(_ problem: inout GLPKProblem) -> SimplexOutcome? {
    let workspace = glp_npp_alloc_wksp()
    var reduced = GLPKProblem()
    defer { if !reduced.isLost { glp_npp_free_wksp(workspace) } }
    let code = warewatt_presolve(workspace, problem.pointer, GLP_SOL, reduced.pointer, log)
    if code == WAREWATT_GLPK_FAILED { return lose(&problem, &reduced) }
    if code == GLP_ENOPFS { return .infeasible }
    if code == GLP_ENODFS { return nil }
    let outcome = solve(&reduced)
    if reduced.isLost { problem.isLost = true }
    guard outcome == .optimal else { return outcome }
    if warewatt_postsolve(workspace, reduced.pointer, problem.pointer, log) == WAREWATT_GLPK_FAILED {
      return lose(&problem, &reduced)
    }
    return .optimal
  }

  /// Solves the model as it stands, adding the generator's rows until it has no more.
  mutating func solveGeneratingRows(_ problem: inout GLPKProblem) -> SimplexOutcome {
    var outcome = solve(&problem)
    while outcome == .optimal, rows?.addViolated(to: problem.pointer, node: 0) == true {
      outcome = resume(&problem, dual: true)
    }
    if let issue = rows?.issue { return .failed(issue) }
    if outcome == .unbounded && rows != nil {
      return .failed("the relaxation is unbounded before its generated rows; give its columns bounds")
    }
    return outcome
  }

  /// Makes sure the basis can be factorised, as branch-and-cut expects of it: the one the presolver
  /// carries back may be singular, and is then found again on the model as it stands.
  mutating func restoreFactorization(_ problem: inout GLPKProblem) -> Termination? {
    let code = warewatt_factorize(problem.pointer, log)
    if code == 0 { return nil }
    if code == WAREWATT_GLPK_FAILED { problem.isLost = true }
    let outcome = problem.isLost ? .failed(failure) : solve(&problem)
    switch outcome {
    case .optimal: return nil
    case .stopped(let stop): return .stoppedWithoutSolution(by: stop)
    case .infeasible, .unbounded: return .failed(reason: "the simplex lost the root relaxation's optimum")
    case .failed(let reason): return .failed(reason: reason)
    }
  }

  private mutating func solve(_ problem: inout GLPKProblem) -> SimplexOutcome {
    prepare(&problem, GLP_SF_AUTO, WAREWATT_BASIS_ADVANCED)
    return problem.isLost ? .failed(failure) : resume(&problem, dual: false)
  }

  private func prepare(_ problem: inout GLPKProblem, _ scaling: Int32, _ basis: warewatt_basis) {
    if warewatt_prepare(problem.pointer, scaling, basis, log) == WAREWATT_GLPK_FAILED {
      problem.isLost = true
    }
  }

  /// Whether the solution that was carried back keeps to rows, bounds and the signs of its
  /// multipliers: the presolver works with tolerances of its own, which can add up.
  private func isSound(_ problem: borrowing GLPKProblem) -> Bool {
    for condition in [GLP_KKT_PE, GLP_KKT_PB, GLP_KKT_DB] {
      var absolute = 0.0
      var relative = 0.0
      var absoluteAt: Int32 = 0
      var relativeAt: Int32 = 0
      glp_check_kkt(
        problem.pointer, GLP_SOL, condition, &absolute, &absoluteAt, &relative, &relativeAt)
      if !(relative <= 1e-6) { return false }
    }
    return true
  }

  /// Runs slices until the simplex ends, with recovery steps where it breaks down numerically.
  mutating func resume(_ problem: inout GLPKProblem, dual: Bool) -> SimplexOutcome {
    var control = glp_smcp()
    glp_init_smcp(&control)
    control.msg_lev = GLP_MSG_OFF
    control.presolve = GLP_OFF
    control.meth = dual ? GLP_DUALP : GLP_PRIMAL
    var slice: Int32 = 200
    var recoveries = 0
    let before = iterationCount - problem.iterationCount
    while true {
      if let stop = run.clock.stop { return .stopped(stop) }
      control.tm_lim = run.clock.milliseconds(atMost: slice)
      let code = warewatt_simplex(problem.pointer, &control, log)
      if code == WAREWATT_GLPK_FAILED {
        problem.isLost = true
        return .failed(failure)
      }
      iterationCount = before + problem.iterationCount
      switch code {
      case 0:
        switch glp_get_status(problem.pointer) {
        case GLP_OPT: return .optimal
        case GLP_NOFEAS: return .infeasible
        case GLP_UNBND: return .unbounded
        case GLP_INFEAS, GLP_UNDEF:
          // The dual simplex found the dual infeasible: the primal one can tell what that means.
          if control.meth == GLP_PRIMAL { return .failed("the simplex ended without a status") }
          control.meth = GLP_PRIMAL
        default: return .failed("the simplex ended without a status")
        }
      case GLP_ETMLIM:
        report(problem)
        slice = min(1000, slice * 2)
      default:
        recoveries += 1
        if recoveries > 4 { return .failed("the simplex broke down (GLPK code \(code))") }
        recover(&problem, step: recoveries, &control)
        if problem.isLost { return .failed(failure) }
      }
    }
  }

  /// Ways out of a singular or ill-conditioned basis, in turn.
  private func recover(_ problem: inout GLPKProblem, step: Int, _ control: inout glp_smcp) {
    switch step {
    case 1: prepare(&problem, GLP_SF_AUTO, WAREWATT_BASIS_ADVANCED)
    case 2:
      prepare(&problem, GLP_SF_AUTO, WAREWATT_BASIS_CPX)
      control.meth = control.meth == GLP_PRIMAL ? GLP_DUALP : GLP_PRIMAL
    case 3: prepare(&problem, GLP_SF_SKIP, WAREWATT_BASIS_STANDARD)
    default:
      prepare(&problem, 0, WAREWATT_BASIS_STANDARD)
      control.meth = GLP_PRIMAL
    }
  }

  private func report(_ problem: borrowing GLPKProblem) {
    run.control.onProgress?(
      SolveProgress(
        phase: .simplex, elapsedSeconds: run.clock.elapsedSeconds, incumbent: nil, bound: run.worstBound,
        nodeCount: 0, iterationCount: problem.iterationCount))
  }

  private func lose(_ problem: inout GLPKProblem, _ reduced: inout GLPKProblem) -> SimplexOutcome {
    problem.isLost = true
    reduced.isLost = true
    return .failed(failure)
  }

  private var failure: String { "GLPK failed internally: \(GLPKSession.message(of: log))" }
}
