// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// What a run of the program left.
struct Outcome {
  var code: Int32
  var output: String
  var log: String
}

/// The built program, run as a process of its own in a folder of its own.
final class Program {
  let folder = NSTemporaryDirectory() + "warewatt-\(UUID().uuidString)"

  init(files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(Data(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The program stands beside the test bundle.
  static let executable: URL = {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    let places =
      bundles + [Bundle.main.executableURL, URL(filePath: CommandLine.arguments[0])].compactMap { $0 }
    let candidates = places.map { $0.deletingLastPathComponent().appending(path: "warewatt") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? URL(filePath: ".build/debug/warewatt")
  }()

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func write(_ data: Data, to name: String) throws { try data.write(to: URL(filePath: path(name))) }

  func read(_ name: String) -> Data? { FileManager.default.contents(atPath: path(name)) }

  /// Names of the files in the folder, those of this class apart.
  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
      .sorted()
  }

  /// Runs the program in the folder; `input` is its standard input, `output` the file that takes its
  /// standard output.
  func run(_ arguments: [String], input: String = "", output: String? = nil) throws -> Outcome {
    try write(Data(input.utf8), to: ".in")
    for name in [".out", ".log"] { try write(Data(), to: name) }
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ["SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin"]
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: path(".in")))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output ?? path(".out")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: path(".log")))
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: read(".out") ?? Data(), as: UTF8.self),
      log: String(decoding: read(".log") ?? Data(), as: UTF8.self))
  }
}
