// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Where tests find files.
enum Folders {
  /// The published instances and real series, named by `WAREWATT_DATA`; nil where it is not set.
  static let data = ProcessInfo.processInfo.environment["WAREWATT_DATA"].flatMap { $0.isEmpty ? nil : $0 }

  /// The shipped scenarios.
  static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios").path

  /// Why a test on data is skipped.
  static let skipReason = "WAREWATT_DATA does not name a folder with the published instances"
}
