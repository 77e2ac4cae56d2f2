// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file that is not there or cannot be read.
public struct UnreadableFile: Error, CustomStringConvertible {
  /// The file, as the user named it.
  public let path: String
  /// What is the matter.
  public let reason: String
  /// The file that names it, if one does.
  public var namedBy: String?
  /// What is the matter, and with which file.
  public var description: String {
    let name = path == "-" ? "standard input" : path.isEmpty ? "\"\"" : path
    let source = namedBy.map { $0 == "-" ? ", which standard input names" : ", which \($0) names" } ?? ""
    return "\(name)\(source): found \(reason); expected a file that can be read"
  }
}

/// Reads files whole.
public enum InputFile {
  /// The most bytes of a file. A device without an end is a mistake, not an input.
  static let most = 4_000_000_000

  /// The bytes of a file, or of standard input for `-`.
  public static func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    let file = path == "-" ? STDIN_FILENO : open(path.contains("\u{0}") ? "" : path, O_RDONLY)
    if file < 0 { throw UnreadableFile(path: path, reason: reason()) }
    defer { if path != "-" { close(file) } }
    var status = stat()
    let size = fstat(file, &status) == 0 ? max(0, Int(status.st_size)) : 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(size, most) + 1)
    let block = 1 << 20
    while true {
      var failure: Int32 = 0
      let start = bytes.count
      let more = [UInt8](unsafeUninitializedCapacity: block) { buffer, count in
        let got = systemRead(file, buffer.baseAddress, block)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      if failure != 0 { throw UnreadableFile(path: path, reason: reason(failure)) }
      bytes += more
      if bytes.count == start { return bytes }
      if bytes.count > most { throw UnreadableFile(path: path, reason: "more than 4 GB") }
    }
  }

  /// A path relative to the file that names it.
  public static func resolve(_ path: String, besides file: String) -> String {
    if path.hasPrefix("/") { return path }
    // Within a file, `-` is a file of that name, not standard input.
    guard file != "-", let slash = file.lastIndex(of: "/") else { return path == "-" ? "./-" : path }
    return file[...slash] + path
  }

  private static func reason(_ number: Int32 = errno) -> String {
    switch number {
    case ENOENT, ENOTDIR: "no such file"
    case EISDIR: "a folder"
    case EACCES, EPERM: "a file that may not be read"
    case EBADF: "no open file"
    default: String(cString: strerror(number))
    }
  }
}

/// `read(2)`, whose name a method hides.
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}
