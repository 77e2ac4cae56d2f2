// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// Watches GLPK's branch-and-cut from its callback: records the proven bound, which GLPK itself
/// does not give back after a limit, ends the search when asked to, and lets the generator add rows.
final class BranchAndCutWatch {
  /// Nodes whose bound is within this of the incumbent, relative, are dropped: how far from the best
  /// an "optimal" value may be.
  static let objectiveTolerance = 1e-9

  private let run: GLPKRun
  private let log: UnsafeMutablePointer<warewatt_glpk_log>
  private(set) var bound: Double
  private(set) var nodeCount = 0
  private(set) var rows: GeneratedRowFilter?
  private var beginningCount = 0
  private var stopReason: Termination.Stop?
  private var lastReport = 0.0
  private var hasOfferedStart = false

  init(
    run: GLPKRun, rootObjective: Double, rows: GeneratedRowFilter?,
    log: UnsafeMutablePointer<warewatt_glpk_log>
  ) {
    self.run = run
    self.log = log
    self.rows = rows
    bound = rootObjective
  }

  func solve(_ problem: inout GLPKProblem, _ session: borrowing GLPKSession) -> Termination {
    var control = glp_iocp()
    glp_init_iocp(&control)
    control.msg_lev = GLP_MSG_OFF
    control.presolve = GLP_OFF
    // GLPK refuses a gap that is not a number or below 0.
    control.mip_gap = run.control.relativeGap > 0 ? run.control.relativeGap : 0
    control.tol_obj = Self.objectiveTolerance
    // GLPK's 1e-5 lets a variable of a large coefficient pass as integral while its row is far from it.
    control.tol_int = 1e-9
    control.gmi_cuts = GLP_ON
    control.mir_cuts = GLP_ON
    control.cov_cuts = GLP_ON
    control.clq_cuts = GLP_ON
    if run.generateRows != nil {
      // GLPK's rounding knows only the rows of the model, not those still to be generated.
      control.sr_heur = GLP_OFF
    }
    if let stop = run.clock.stop { return .stoppedWithoutSolution(by: stop) }
    control.tm_lim = run.clock.milliseconds()
    control.cb_func = { tree, info in
      guard let tree, let info else { return }
      Unmanaged<BranchAndCutWatch>.fromOpaque(info).takeUnretainedValue().look(tree)
    }
    control.cb_info = Unmanaged.passUnretained(self).toOpaque()
    let code = withExtendedLifetime(self) { warewatt_intopt(problem.pointer, &control, log) }
    if code == WAREWATT_GLPK_FAILED {
      problem.isLost = true
      return .failed(reason: "GLPK failed internally: \(session.message)")
    }
    return outcome(code, problem)
  }

  private func outcome(_ code: Int32, _ problem: borrowing GLPKProblem) -> Termination {
    if let issue = rows?.issue { return .failed(reason: issue) }
    let status = glp_mip_status(problem.pointer)
    let hasSolution = status == GLP_OPT || status == GLP_FEAS
    func stopped(_ stop: Termination.Stop) -> Termination {
      hasSolution ? .stopped(by: stop) : .stoppedWithoutSolution(by: stop)
    }
    switch code {
    case 0 where status == GLP_OPT:
      // GLPK drops nodes that promise less than this over the incumbent (`ios_is_hopeful`).
      let value = glp_mip_obj_val(problem.pointer)
      let tolerance = Self.objectiveTolerance * (1 + abs(value))
      bound = run.model.sense == .minimize ? value - tolerance : value + tolerance
      return .optimal
    case 0 where status == GLP_NOFEAS: return .infeasible
    case GLP_EMIPGAP: return .withinGap
    case GLP_ETMLIM: return stopped(.time)
    case GLP_ESTOP: return stopped(stopReason ?? .interrupt)
    default: return .failed(reason: "branch-and-cut broke down (GLPK code \(code))")
    }
  }

  /// A bound beyond the incumbent says no more than the incumbent.
  func clampBound(to value: Double) {
    bound = run.model.sense == .minimize ? min(bound, value) : max(bound, value)
  }

  private func look(_ tree: OpaquePointer) {
    log.pointee.in_callback = 1
    defer { log.pointee.in_callback = 0 }
    var total: Int32 = 0
    glp_ios_tree_size(tree, nil, nil, &total)
    // Where one of two branches is hopeless GLPK tightens the node it is at and begins it anew; over
    // unbounded integers that can go on for ever without a new node, so each beginning counts.
    if glp_ios_reason(tree) == GLP_IPREPRO { beginningCount += 1 }
    nodeCount = max(Int(total), beginningCount)
    let best = glp_ios_best_node(tree)
    if best != 0 {
      let value = glp_ios_node_bound(tree, best)
      // A node that was not solved yet carries -DBL_MAX or its parent's bound.
      if abs(value) < 1e300 { bound = value }
    }
    if glp_ios_reason(tree) == GLP_IROWGEN, let pointer = glp_ios_get_prob(tree) {
      _ = rows?.addViolated(to: pointer, node: glp_ios_curr_node(tree))
    }
    if glp_ios_reason(tree) == GLP_IHEUR { offerStart(tree) }
    if stopReason == nil { stopReason = run.clock.stop ?? nodeStop }
    if stopReason != nil || rows?.issue != nil { glp_ios_terminate(tree) }
    report(tree)
  }

  /// Hands GLPK the incumbent that the solve begins with. It looks at integrality and objective only, so
  /// the point must keep every row.
  private func offerStart(_ tree: OpaquePointer) {
    guard !hasOfferedStart else { return }
    hasOfferedStart = true
    let point = run.control.startingPoint
    guard point.count == run.model.columnCount, !point.isEmpty else { return }
    glp_ios_heur_sol(tree, [0] + point)
  }

  private var nodeStop: Termination.Stop? {
    guard let limit = run.control.nodeLimit else { return nil }
    return nodeCount > limit ? .nodes : nil
  }

  private func report(_ tree: OpaquePointer) {
    guard let onProgress = run.control.onProgress else { return }
    let now = run.clock.elapsedSeconds
    guard now - lastReport >= 0.1, let pointer = glp_ios_get_prob(tree) else { return }
    lastReport = now
    let status = glp_mip_status(pointer)
    onProgress(
      SolveProgress(
        phase: .branchAndCut, elapsedSeconds: now,
        incumbent: status == GLP_FEAS || status == GLP_OPT ? glp_mip_obj_val(pointer) : nil, bound: bound,
        nodeCount: nodeCount, iterationCount: Int(glp_get_it_cnt(pointer))))
  }
}
