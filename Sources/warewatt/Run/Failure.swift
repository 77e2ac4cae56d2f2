// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Interchange
internal import LinearProgramming

/// Exit codes; the upper ones are those of sysexits.h.
enum Status {
  static let infeasible = ExitCode(2)
  static let noPlan = ExitCode(3)
  static let violations = ExitCode(4)
  static let badData = ExitCode(65)
  static let noInput = ExitCode(66)
  static let internalError = ExitCode(70)
  static let cannotWrite = ExitCode(73)
}

/// Runs a command, and turns what goes wrong into one message on standard error and an exit code.
func reportingFailures(_ body: () throws -> Void) throws {
  do { try body() } catch {
    let code: ExitCode
    switch error {
    case is DataError: code = Status.badData
    case is UnreadableFile: code = Status.noInput
    case is UnwritableFile: code = Status.cannotWrite
    case SolverError.cannotWrite: code = Status.cannotWrite
    case is ValidationError, is ExitCode, is CleanExit: throw error
    default: code = Status.internalError
    }
    let label = code == Status.internalError ? "internal error: " : "error: "
    printToStandardError("\(label)\(error)")
    throw code
  }
}

/// Writes a line to standard error.
func printToStandardError(_ text: String) {
  // Nobody is left to tell where even this fails.
  try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
}

/// Writes to standard output.
func printToStandardOutput(_ text: String) throws {
  try OutputFile("-").write(text)
}

/// Writes what may be wrong in the data to standard error, the first ones in full.
func printWarnings(_ warnings: [String]) {
  let most = 20
  for warning in warnings.prefix(most) { printToStandardError("warning: \(warning)") }
  if warnings.count > most {
    printToStandardError("... and \(warnings.count - most) more warnings, which doctor lists")
  }
}
