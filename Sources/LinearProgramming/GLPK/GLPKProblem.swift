// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// A GLPK problem object, owned by the thread that made it and deleted there.
struct GLPKProblem: ~Copyable {
  let pointer: OpaquePointer
  /// Set once an internal failure has freed GLPK's memory: the object is gone already.
  var isLost = false

  init() { pointer = glp_create_prob() }

  deinit {
    if !isLost { glp_delete_prob(pointer) }
  }

  var rowCount: Int { Int(glp_get_num_rows(pointer)) }
  var columnCount: Int { Int(glp_get_num_cols(pointer)) }
  var iterationCount: Int { Int(glp_get_it_cnt(pointer)) }
  var nonzeroCount: Int { Int(glp_get_num_nz(pointer)) }

  /// Hands a validated model over.
  func load(_ model: LinearModel) {
    glp_set_obj_dir(pointer, model.sense == .minimize ? GLP_MIN : GLP_MAX)
    glp_set_obj_coef(pointer, 0, model.objectiveConstant)
    loadRows(model)
    loadColumns(model)
    if model.termCount == 0 { return }
    if model.hasRepeatedTerms() {
      let merged = model.mergedTerms()
      glp_load_matrix(
        pointer, Int32(merged.rows.count - 1), merged.rows, merged.columns, merged.coefficients)
    } else {
      glp_load_matrix(
        pointer, Int32(model.termCount), model.termRow, model.termColumn, model.termCoefficient)
    }
  }

  private func loadRows(_ model: LinearModel) {
    if model.rowCount == 0 { return }
    glp_add_rows(pointer, Int32(model.rowCount))
    for row in 0..<model.rowCount {
      let (lower, upper) = (model.rowLower[row], model.rowUpper[row])
      glp_set_row_bnds(pointer, Int32(row + 1), Self.boundType(lower, upper), lower, upper)
    }
  }

  private func loadColumns(_ model: LinearModel) {
    if model.columnCount == 0 { return }
    glp_add_cols(pointer, Int32(model.columnCount))
    for column in 0..<model.columnCount {
      var (lower, upper) = (model.columnLower[column], model.columnUpper[column])
      if model.columnKind[column] == .integer {
        glp_set_col_kind(pointer, Int32(column + 1), GLP_IV)
        lower = lower.rounded(.up)
        upper = upper.rounded(.down)
      }
      glp_set_col_bnds(pointer, Int32(column + 1), Self.boundType(lower, upper), lower, upper)
      glp_set_obj_coef(pointer, Int32(column + 1), model.columnCost[column])
    }
  }

  /// Bounds that differ by rounding alone are one value: scaled, they can become equal, and over equal bounds
  /// of the other type GLPK ends.
  static func boundType(_ lower: Double, _ upper: Double) -> Int32 {
    if lower == -.infinity { return upper == .infinity ? GLP_FR : GLP_UP }
    if upper == .infinity { return GLP_LO }
    return upper - lower <= 1e-14 * min(abs(lower), abs(upper)) ? GLP_FX : GLP_DB
  }
}
