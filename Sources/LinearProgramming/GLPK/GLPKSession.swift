// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGLPK

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// GLPK's terminal output on the calling thread, captured for as long as the session lives: it
/// never reaches the user's terminal, and its tail explains a failure.
///
/// GLPK keeps one output hook and one error hook per thread. A solve that is begun inside a callback
/// of another (a separation problem, say) must give them back as it found them, so each session
/// knows the one it is nested in.
struct GLPKSession: ~Copyable {
  let log: UnsafeMutablePointer<warewatt_glpk_log>

  /// Where each thread keeps the log of its innermost session.
  private static let current: pthread_key_t = {
    var key = pthread_key_t()
    guard pthread_key_create(&key, nil) == 0 else { preconditionFailure("no thread-specific keys are left") }
    return key
  }()

  init() {
    log = .allocate(capacity: 1)
    log.initialize(to: warewatt_glpk_log())
    log.pointee.outer = pthread_getspecific(Self.current)?.assumingMemoryBound(to: warewatt_glpk_log.self)
    pthread_setspecific(Self.current, log)
    warewatt_capture_terminal(log)
  }

  deinit {
    let outer = log.pointee.outer
    pthread_setspecific(Self.current, outer)
    warewatt_capture_terminal(outer)
    log.deallocate()
  }

  /// The last lines GLPK wrote, on one line.
  var message: String { Self.message(of: log) }

  static func message(of log: UnsafeMutablePointer<warewatt_glpk_log>) -> String {
    let text = withUnsafeBytes(of: log.pointee.text) { bytes in
      String(decoding: bytes.prefix(Int(log.pointee.length)), as: UTF8.self)
    }
    return text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: "; ")
  }
}
