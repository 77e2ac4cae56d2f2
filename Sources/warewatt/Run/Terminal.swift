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
///
/// Linux tells it in /proc; getrusage's figure there survives exec, and is that of whoever started the
/// program if he was larger.
func peakMemoryMB() -> Double {
  if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
    let kilobytes = Double(line.filter(\.isNumber))
  {
    return kilobytes * 1024 / 1e6
  }
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1e6
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
  #endif
}
