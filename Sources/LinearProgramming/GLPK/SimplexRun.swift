// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// How the simplex ended.
enum SimplexOutcome: Equatable {
  case optimal, infeasible, unbounded, infeasibleOrUnbounded
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
  private(set) var generatedRowCount = 0

  init(run: GLPKRun, session: borrowing GLPKSession) {
    self.run = run
    log = session.log
  }

  /// Presolves, solves what is left, and carries the basic solution back to the problem.
  mutating func solvePresolved(_ problem: inout GLPKProblem) -> SimplexOutcome {
    let workspace = glp_npp_alloc_wksp()
    var reduced = GLPKProblem()
    let code = warewatt_presolve(workspace, problem.pointer, GLP_SOL, reduced.pointer, log)
    if code == WAREWATT_GLPK_FAILED { return lose(&problem, &reduced) }
    defer { if !reduced.isLost { glp_npp_free_wksp(workspace) } }
    if code == GLP_ENOPFS { return .infeasible }
    if code == GLP_ENODFS { return .infeasibleOrUnbounded }
    glp_scale_prob(reduced.pointer, GLP_SF_AUTO)
    if reduced.rowCount > 0 && reduced.columnCount > 0 { glp_adv_basis(reduced.pointer, 0) }
    let outcome = resume(&reduced, dual: false)
    if reduced.isLost {
      problem.isLost = true
      return outcome
    }
    guard outcome == .optimal else { return outcome }
    if warewatt_postsolve(workspace, reduced.pointer, problem.pointer, log) == WAREWATT_GLPK_FAILED {
      return lose(&problem, &reduced)
    }
    return .optimal
  }

  /// Solves the model as it stands, adding the generator's rows until it has no more.
  mutating func solveGeneratingRows(_ problem: inout GLPKProblem) -> SimplexOutcome {
    glp_scale_prob(problem.pointer, GLP_SF_AUTO)
    if problem.rowCount > 0 && problem.columnCount > 0 { glp_adv_basis(problem.pointer, 0) }
    var outcome = resume(&problem, dual: false)
    guard let generate = run.generateRows else { return outcome }
    while outcome == .optimal {
      let pointer = problem.pointer
      let primal = (0..<run.model.columnCount).map { glp_get_col_prim(pointer, Int32($0 + 1)) }
      let added = GeneratedRowFilter.violated(
        generate, at: primal, objective: glp_get_obj_val(pointer), model: run.model)
      if added.chosen.isEmpty { return .optimal }
      problem.append(added.rows, chosen: added.chosen)
      generatedRowCount += added.chosen.count
      outcome = resume(&problem, dual: true)
    }
    return outcome
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
    while true {
      if let stop = run.clock.stop { return .stopped(stop) }
      control.tm_lim = run.clock.milliseconds(atMost: slice)
      let code = warewatt_simplex(problem.pointer, &control, log)
      if code == WAREWATT_GLPK_FAILED {
        problem.isLost = true
        return .failed(failure)
      }
      iterationCount = problem.iterationCount
      switch code {
      case 0:
        switch glp_get_status(problem.pointer) {
        case GLP_OPT: return .optimal
        case GLP_NOFEAS: return .infeasible
        case GLP_UNBND: return .unbounded
        case GLP_INFEAS, GLP_UNDEF:
          // The dual simplex found the dual infeasible: the primal one can tell what that means.
          if control.meth == GLP_PRIMAL && recoveries > 0 { return .infeasibleOrUnbounded }
          control.meth = GLP_PRIMAL
          recoveries += 1
        default: return .failed("the simplex ended without a status")
        }
      case GLP_ETMLIM:
        report(problem)
        slice = min(1000, slice * 2)
      default:
        recoveries += 1
        if recoveries > 4 { return .failed("the simplex broke down (GLPK code \(code))") }
        recover(problem, step: recoveries, &control)
      }
    }
  }

  /// Ways out of a singular or ill-conditioned basis, in turn.
  private func recover(_ problem: borrowing GLPKProblem, step: Int, _ control: inout glp_smcp) {
    switch step {
    case 1: glp_adv_basis(problem.pointer, 0)
    case 2:
      glp_cpx_basis(problem.pointer)
      control.meth = control.meth == GLP_PRIMAL ? GLP_DUALP : GLP_PRIMAL
    case 3:
      glp_scale_prob(problem.pointer, GLP_SF_SKIP)
      glp_std_basis(problem.pointer)
    default:
      glp_unscale_prob(problem.pointer)
      glp_std_basis(problem.pointer)
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

  private var failure: String {
    let text = withUnsafeBytes(of: log.pointee.text) {
      String(decoding: $0.prefix(Int(log.pointee.length)), as: UTF8.self)
    }
    return "GLPK failed internally: "
      + text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: "; ")
  }
}
