// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Logging

/// The log, on standard error. `WAREWATT_LOG_LEVEL` sets how much of it is shown (trace, debug, info,
/// notice, warning, error, critical); warning by default, so that an unattended run says only what
/// somebody should look at.
let log: Logger = {
  LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
  var log = Logger(label: "warewatt")
  log.logLevel =
    ProcessInfo.processInfo.environment["WAREWATT_LOG_LEVEL"].flatMap { Logger.Level(rawValue: $0) }
    ?? .warning
  return log
}()
