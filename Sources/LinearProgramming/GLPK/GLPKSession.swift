// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

/// GLPK's terminal output on the calling thread, captured for as long as the session lives: it
/// never reaches the user's terminal, and its tail explains a failure.
struct GLPKSession: ~Copyable {
  let log: UnsafeMutablePointer<warewatt_glpk_log>

  init() {
    log = .allocate(capacity: 1)
    log.initialize(to: warewatt_glpk_log())
    warewatt_capture_terminal(log)
  }

  deinit {
    warewatt_capture_terminal(nil)
    log.deallocate()
  }

  /// The last lines GLPK wrote, on one line.
  var message: String {
    let text = withUnsafeBytes(of: log.pointee.text) { bytes in
      String(decoding: bytes.prefix(Int(log.pointee.length)), as: UTF8.self)
    }
    return text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: "; ")
  }

  /// Takes the terminal back after an internal failure has thrown GLPK's environment away.
  func recapture() {
    warewatt_capture_terminal(log)
  }
}
