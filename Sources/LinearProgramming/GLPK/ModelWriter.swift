// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// File formats a model can be written in.
public enum ModelFileFormat: Sendable {
  /// Free MPS.
  case mps
  /// CPLEX LP.
  case lp

  /// The format a file name asks for by its ending, if any.
  public init?(path: String) {
    if path.lowercased().hasSuffix(".mps") {
      self = .mps
    } else if path.lowercased().hasSuffix(".lp") {
      self = .lp
    } else {
      return nil
    }
  }
}

/// Writes a model with GLPK's own writer, for other solvers to read.
///
/// Characters of names that the formats cannot hold (blanks, non-ASCII) become `_`.
/// - Throws: `SolverError` for an invalid model or a file that cannot be written.
public func write(_ model: LinearModel, to path: String, as format: ModelFileFormat) throws(SolverError) {
  do { try model.validate() } catch { throw .invalidModel(error) }
  let session = GLPKSession()
  let problem = GLPKProblem()
  problem.load(model, withNames: true)
  let code =
    switch format {
    case .mps: glp_write_mps(problem.pointer, GLP_MPS_FILE, nil, path)
    case .lp: glp_write_lp(problem.pointer, nil, path)
    }
  if code != 0 { throw .cannotWrite(path: path, reason: session.message) }
}
