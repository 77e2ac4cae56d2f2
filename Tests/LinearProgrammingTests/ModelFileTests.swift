// SPDX-License-Identifier: GPL-3.0-or-later

import CGLPK
import Foundation
import LinearProgramming
import Testing

@Suite("written model files")
struct ModelFileTests {
  /// Writes the model, reads the file back with GLPK, and solves what was read.
  private func readBack(_ model: LinearModel, _ format: ModelFileFormat) throws -> (
    optimum: Double?, text: String
  ) {
    let path = NSTemporaryDirectory() + "warewatt-\(UUID().uuidString).\(format)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(model, to: path, as: format)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    glp_term_out(GLP_OFF)
    defer { glp_term_out(GLP_ON) }
    let problem = glp_create_prob()
    defer { glp_delete_prob(problem) }
    let code =
      format == .mps ? glp_read_mps(problem, GLP_MPS_FILE, nil, path) : glp_read_lp(problem, nil, path)
    try #require(code == 0, "GLPK cannot read\n\(text)")
    try #require(glp_simplex(problem, nil) == 0)
    if glp_get_status(problem) != GLP_OPT { return (nil, text) }
    if glp_get_num_int(problem) == 0 { return (glp_get_obj_val(problem), text) }
    try #require(glp_intopt(problem, nil) == 0)
    return (glp_mip_status(problem) == GLP_OPT ? glp_mip_obj_val(problem) : nil, text)
  }

  private func expect(_ optimum: Double?, of model: LinearModel, _ format: ModelFileFormat) throws {
    let sign: Double = format == .mps && model.sense == .maximize ? -1 : 1
    let (found, text) = try readBack(model, format)
    guard let optimum else {
      #expect(found == nil, "\(text)")
      return
    }
    #expect(abs(sign * (try #require(found, "\(text)")) - optimum) <= 1e-6 * (1 + abs(optimum)), "\(text)")
  }

  @Test(
    "a linear program read back has its certified optimum", arguments: 0..<60 as Range<UInt64>,
    [ModelFileFormat.mps, .lp])
  func linear(seed: UInt64, format: ModelFileFormat) throws {
    let program = CertifiedProgram(seed: seed, sense: seed % 2 == 0 ? .minimize : .maximize)
    try expect(program.optimum, of: program.sketch.model(), format)
  }

  @Test(
    "an integer program read back has its enumerated optimum", arguments: 0..<60 as Range<UInt64>,
    [ModelFileFormat.mps, .lp])
  func integer(seed: UInt64, format: ModelFileFormat) throws {
    let program = EnumeratedProgram(seed: seed, sense: seed % 2 == 0 ? .minimize : .maximize)
    try expect(program.optimum, of: program.sketch.model(), format)
  }

  static let names = [
    "", " ", "a b", "tab\tnew\nline\0zero", "창고 1", "2x", "e5", "E", ".5", "free", "INF", "st", "s.t.", "end",
    "bounds", "+", "-", "<=", "~r_1", "objective", "constant", "x", "x", "x_2", "c3", "r4", "R0000001",
    String(repeating: "n", count: 300), String(repeating: "n", count: 301), "\u{7F}\u{1B}[2J", "'", "\"", "*",
    "$",
  ]

  @Test("no name is too strange for a file", arguments: [ModelFileFormat.mps, .lp])
  func strangeNames(format: ModelFileFormat) throws {
    // min sum x_i with x_i >= i, each in a row of its own.
    var model = LinearModel()
    model.objectiveConstant = 1
    for (index, name) in Self.names.enumerated() {
      model.addColumn(lower: -.infinity, cost: 1, name: name)
      model.addRow(lower: Double(index), name: name)
      model.addTerm(row: index, column: index, coefficient: 1)
    }
    try expect(Double(1 + (0..<Self.names.count).reduce(0, +)), of: model, format)
  }

  @Test("free rows and a constant survive", arguments: [ModelFileFormat.mps, .lp])
  func freeRow(format: ModelFileFormat) throws {
    var model = LinearModel(sense: .maximize, keepsNames: false)
    model.objectiveConstant = 7
    model.addRow()
    model.addRow(upper: 5)
    model.addColumn(cost: 3)
    model.addTerm(row: 0, column: 0, coefficient: 100)
    model.addTerm(row: 1, column: 0, coefficient: 1)
    try expect(22, of: model, format)
  }

  @Test(
    "empty models can be written and read back", arguments: [(0, 0), (0, 2), (2, 0)],
    [ModelFileFormat.mps, .lp])
  func empty(size: (rows: Int, columns: Int), format: ModelFileFormat) throws {
    var model = LinearModel(sense: .maximize)
    model.objectiveConstant = 4
    for _ in 0..<size.rows { model.addRow(upper: 1, name: "always") }
    for _ in 0..<size.columns { model.addColumn(upper: 3, cost: 1) }
    try expect(4 + 3 * Double(size.columns), of: model, format)
    model.objectiveConstant = 0
    try expect(3 * Double(size.columns), of: model, format)
  }

  @Test(
    "a path that cannot be written is refused with it",
    arguments: [
      "/nonexistent/model.lp", "", "/", "/a\0b", "/" + String(repeating: "p", count: 300),
      "/" + String(repeating: "p/", count: 9_000),
    ], [ModelFileFormat.mps, .lp])
  func unwritable(path: String, format: ModelFileFormat) throws {
    let error = #expect(throws: SolverError.self) {
      try write(ValidationTests.sound(), to: path, as: format)
    }
    guard case .cannotWrite(path, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("the ending of a file names its format")
  func endings() {
    #expect(ModelFileFormat(path: "a.b/c.MPS") == .mps)
    #expect(ModelFileFormat(path: "c.lp") == .lp)
    #expect(ModelFileFormat(path: "lp") == nil)
  }
}
