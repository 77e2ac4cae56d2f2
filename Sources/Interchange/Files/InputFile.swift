// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file that is not there or cannot be read.
public struct UnreadableFile: Error, CustomStringConvertible {
  /// The file, as the user named it.
  public let path: String
  /// What is the matter.
  public let reason: String
  /// What is the matter, and with which file.
  public var description: String { "\(path): found \(reason); expected a file that can be read" }
}

/// Reads files whole.
public enum InputFile {
  /// The bytes of a file, or of standard input for `-`.
  public static func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw UnreadableFile(path: path, reason: "no such file")
    }
    if isFolder.boolValue { throw UnreadableFile(path: path, reason: "a folder") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UnreadableFile(path: path, reason: "a file that may not be read")
    }
    return Array(data)
  }

  /// A path relative to the file that names it.
  public static func resolve(_ path: String, besides file: String) -> String {
    if path.hasPrefix("/") || file == "-" { return path }
    guard let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }
}
