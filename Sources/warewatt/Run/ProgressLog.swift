// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Interchange
internal import LinearProgramming

/// Records where a run stands as JSON Lines, for pictures of gap over time:
/// `{ "seconds": 1.5, "incumbent": 120, "bound": 100 }`, seconds since the command began, null where there
/// is none. A line is written when the incumbent or the bound has changed, and one at the end.
final class ProgressLog {
  private let handle: FileHandle
  private let start: ContinuousClock.Instant
  private var last: (incumbent: Double?, bound: Double?)?

  init(_ path: String, start: ContinuousClock.Instant) throws(UnwritableFile) {
    try OutputFile(path).write("")
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw UnwritableFile(path: path, reason: "it cannot be opened")
    }
    self.handle = handle
    self.start = start
  }

  func record(_ progress: SolveProgress) {
    record(incumbent: progress.incumbent, bound: progress.bound.isFinite ? progress.bound : nil)
  }

  /// The last line: what the plan proves in the end.
  func finish(value: Double?, bound: Double?) {
    last = nil
    record(incumbent: value, bound: bound)
    try? handle.close()
  }

  private func record(incumbent: Double?, bound: Double?) {
    if let last, last == (incumbent, bound) { return }
    last = (incumbent, bound)
    let seconds = (((ContinuousClock.now - start) / .seconds(1)) * 1e4).rounded() / 1e4
    let line = JSONText.compact(
      .object([
        ("seconds", .number(seconds)), ("incumbent", incumbent.map { .number($0) } ?? .null),
        ("bound", bound.map { .number($0) } ?? .null),
      ]))
    try? handle.write(contentsOf: Data("\(line)\n".utf8))
  }
}
