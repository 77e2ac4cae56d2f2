// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import LinearProgramming
internal import Reporting

/// The progress line, on a terminal only.
struct Terminal {
  private let isShown: Bool

  init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

  /// Shows where a solve stands, in the place of what was shown before.
  var onProgress: ((SolveProgress) -> Void)? {
    isShown ? { Self.show("\r\u{1B}[K\(ProgressLine.text($0))") } : nil
  }

  /// Takes the progress line away.
  func clear() {
    if isShown { Self.show("\r\u{1B}[K") }
  }

  private static func show(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// Largest resident set of this process, in MB of 10^6 bytes.
func peakMemoryMB() -> Double {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1e6
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
  #endif
}
