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
/// What the formats, or GLPK's writers of them, cannot hold is written another way with the same
/// optimal solutions: a constant of the objective as the cost of a column `constant` fixed at 1
/// (GLPK writes it as a comment in LP files); free rows not at all (GLPK takes the first one for the
/// objective in MPS files). MPS files have no maximisation in GLPK's dialect: there the costs change
/// their sign. Characters of names outside `A-Z a-z 0-9 _ .` become `_`, and names that are not
/// unique then get a number.
/// - Throws: `SolverError` for an invalid model or a file that cannot be written.
public func write(_ model: LinearModel, to path: String, as format: ModelFileFormat) throws(SolverError) {
  do { try model.validate() } catch { throw .invalidModel(error) }
  // GLPK prints the path to a buffer of 4,096 bytes.
  if path.utf8.count > 2_000 { throw .cannotWrite(path: path, reason: "the path is too long") }
  if path.utf8.contains(0) { throw .cannotWrite(path: path, reason: "the path holds a zero byte") }
  let session = GLPKSession()
  var problem = GLPKProblem()
  defer { withExtendedLifetime(session) {} }
  let portable = model.portable(negatingMaximum: format == .mps)
  problem.load(portable.model)
  for (row, name) in portable.rowNames.enumerated() {
    glp_set_row_name(problem.pointer, Int32(row + 1), name)
  }
  for (column, name) in portable.columnNames.enumerated() {
    glp_set_col_name(problem.pointer, Int32(column + 1), name)
  }
  glp_set_obj_name(problem.pointer, PortableNames.objective)
  let code = warewatt_write(problem.pointer, format == .mps ? 1 : 0, path, session.log)
  if code == WAREWATT_GLPK_FAILED { problem.isLost = true }
  if code != 0 { throw .cannotWrite(path: path, reason: session.message) }
}
