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
  public var description: String {
    "\(path == "-" ? "standard output" : path): cannot be written: \(reason)"
  }
}

/// Writes files whole: to a temporary name in the same folder, then renamed. A link stays a link, and
/// devices and pipes are written to, not replaced.
public struct OutputFile: Sendable {
  /// The file, as the user named it; `-` is standard output.
  public let path: String
  /// Where the bytes go: the file that `path` is a link to, if it is one.
  private let destination: String
  /// False for standard output, devices and pipes.
  public let isRegular: Bool

  /// Makes sure, before any work is done, that the file can be written.
  public init(_ path: String) throws(UnwritableFile) {
    self.path = path
    if path.isEmpty {
      throw UnwritableFile(path: "\"\"", reason: "the name is empty; name a file, or - for standard output")
    }
    let kind = path == "-" ? nil : FileKind(path)
    isRegular = path != "-" && (kind == nil || kind == .file)
    destination = isRegular ? FileKind.target(ofLink: path) : path
    if kind == .folder { throw UnwritableFile(path: path, reason: "it is a folder; name a file in it") }
    guard isRegular else { return }
    if kind == .file && access(destination, W_OK) != 0 {
      throw UnwritableFile(path: path, reason: Self.reason())
    }
    close(try openTemporary())
    unlink(temporaryPath)
  }

  /// Writes the file, or nothing.
  public func write(_ text: String) throws(UnwritableFile) {
    if path == "-" {
      try write(text, to: STDOUT_FILENO)
    } else if isRegular {
      try replace(with: text)
    } else {
      let file = open(path, O_WRONLY)
      if file < 0 { throw UnwritableFile(path: path, reason: Self.reason()) }
      defer { close(file) }
      try write(text, to: file)
    }
  }

  /// Whether this is the file at another path.
  public func isSame(as other: String) -> Bool {
    isRegular && other != "-"
      && URL(filePath: destination).resolvingSymlinksInPath().path
        == URL(filePath: other).resolvingSymlinksInPath().path
  }

  private var temporaryPath: String { "\(destination).\(ProcessInfo.processInfo.processIdentifier).part" }

  private func openTemporary() throws(UnwritableFile) -> Int32 {
    let file = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    if file < 0 { throw UnwritableFile(path: path, reason: Self.reason()) }
    return file
  }

  private func replace(with text: String) throws(UnwritableFile) {
    let file = try openTemporary()
    do {
      try write(text, to: file)
    } catch {
      close(file)
      unlink(temporaryPath)
      throw error
    }
    // A disk may tell only now that it is full.
    if close(file) != 0 || rename(temporaryPath, destination) != 0 {
      let reason = Self.reason()
      unlink(temporaryPath)
      throw UnwritableFile(path: path, reason: reason)
    }
  }

  private func write(_ text: String, to file: Int32) throws(UnwritableFile) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { throw UnwritableFile(path: path, reason: Self.reason()) }
      rest = rest.dropFirst(count)
    }
  }

  /// What the system said last, in words for people.
  private static func reason() -> String {
    switch errno {
    case ENOENT, ENOTDIR: "its folder does not exist"
    case EACCES, EPERM, EROFS: "no permission to write there"
    case ENOSPC, EDQUOT: "the disk is full"
    case ENAMETOOLONG: "the name is too long"
    default: String(cString: strerror(errno))
    }
  }
}

/// What stands at a path.
private enum FileKind {
  case file, folder, other

  /// What a path leads to, links followed; nil where there is nothing.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }

  /// The path behind a chain of links, of which the last may lead nowhere yet.
  static func target(ofLink path: String) -> String {
    var path = path
    for _ in 0..<40 {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
      path = InputFile.resolve(link, besides: path)
    }
    return path
  }
}

/// `write(2)`, whose name a method hides.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}
