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

  /// Hands a validated model over.
  func load(_ model: LinearModel, withNames: Bool = false) {
    glp_set_obj_dir(pointer, model.sense == .minimize ? GLP_MIN : GLP_MAX)
    glp_set_obj_coef(pointer, 0, model.objectiveConstant)
    if model.rowCount > 0 { glp_add_rows(pointer, Int32(model.rowCount)) }
    for row in 0..<model.rowCount {
      let (lower, upper) = (model.rowLower[row], model.rowUpper[row])
      glp_set_row_bnds(pointer, Int32(row + 1), Self.boundType(lower, upper), lower, upper)
    }
    if model.columnCount > 0 { glp_add_cols(pointer, Int32(model.columnCount)) }
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
    if withNames { setNames(model) }
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

  /// Adds rows over the problem's columns and returns how many were new.
  func append(_ generated: GeneratedRows, chosen: [Int]) {
    for index in chosen {
      let row = glp_add_rows(pointer, 1)
      let (lower, upper) = generated.rows[index]
      glp_set_row_bnds(pointer, row, Self.boundType(lower, upper), lower, upper)
      let range = generated.start[index]..<generated.start[index + 1]
      let columns = [0] + generated.columns[range].map { Int32($0 + 1) }
      let values = [0] + generated.coefficients[range]
      glp_set_mat_row(pointer, row, Int32(range.count), columns, values)
    }
  }

  static func boundType(_ lower: Double, _ upper: Double) -> Int32 {
    if lower == upper { return GLP_FX }
    if lower == -.infinity { return upper == .infinity ? GLP_FR : GLP_UP }
    return upper == .infinity ? GLP_LO : GLP_DB
  }

  /// Names for written models; GLPK takes at most 255 bytes and no control characters.
  private func setNames(_ model: LinearModel) {
    for row in 0..<model.rowCount {
      if let name = Self.acceptable(model.rowNames.label(row)) {
        glp_set_row_name(pointer, Int32(row + 1), name)
      }
    }
    for column in 0..<model.columnCount {
      if let name = Self.acceptable(model.columnNames.label(column)) {
        glp_set_col_name(pointer, Int32(column + 1), name)
      }
    }
  }

  private static func acceptable(_ name: String?) -> String? {
    guard let name else { return nil }
    let bytes = name.utf8.map { $0 < 0x21 || $0 > 0x7E ? UInt8(ascii: "_") : $0 }
    return String(decoding: bytes.prefix(255), as: UTF8.self)
  }
}
