// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file that cannot be written.
public struct UnwritableFile: Error, CustomStringConvertible {
  /// The file, as the user named it.
  public let path: String
  /// What is the matter.
  public let reason: String
  /// A file and what is the matter with it.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// What is the matter, and with which file.
  public var description: String { "\(path): cannot be written: \(reason)" }
}

/// Writes files whole: to a temporary name in the same folder, then renamed.
public struct OutputFile: Sendable {
  /// The file, as the user named it; `-` is standard output.
  public let path: String

  /// Makes sure, before any work is done, that the file can be written.
  public init(_ path: String) throws(UnwritableFile) {
    self.path = path
    guard isReplaced else { return }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw UnwritableFile(path: path, reason: "it is a folder; name a file in it")
    }
    guard FileManager.default.createFile(atPath: temporaryPath, contents: nil) else {
      throw UnwritableFile(path: path, reason: "its folder does not exist or may not be written")
    }
    try? FileManager.default.removeItem(atPath: temporaryPath)
  }

  /// Writes the file, or nothing.
  public func write(_ text: String) throws(UnwritableFile) {
    do {
      if path == "-" {
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
      } else if isReplaced {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
      } else {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.write(contentsOf: Data(text.utf8))
      }
    } catch {
      throw UnwritableFile(path: path, reason: "the disk is full, or the folder may not be written")
    }
  }

  private var temporaryPath: String { "\(path).\(ProcessInfo.processInfo.processIdentifier).part" }

  /// False for standard output and for devices and pipes, which must not be renamed over.
  private var isReplaced: Bool {
    if path == "-" { return false }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let type = attributes?[.type] as? FileAttributeType else { return true }
    return type == .typeRegular || type == .typeDirectory || type == .typeSymbolicLink
  }
}
