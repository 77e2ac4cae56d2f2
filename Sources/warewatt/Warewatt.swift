// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LinearProgramming

/// The command line.
@main
struct Warewatt: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "warewatt",
    abstract: "Clears the warehouse and the power market of an industrial complex.",
    discussion: """
      Exit codes: 0 a plan was written; 2 proved infeasible or unbounded; 3 a limit came before any plan; \
      4 check found violations; 64 usage, 65 bad data, 66 no such input, 70 internal error, 73 cannot write.
      """,
    version: "warewatt \(version) (GLPK \(glpkVersion))",
    subcommands: [Solve.self, Doctor.self, Check.self, Settle.self, Convert.self, Generate.self, Schema.self])
}
