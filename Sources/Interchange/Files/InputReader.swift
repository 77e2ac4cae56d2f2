// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// Reads the files of one run and keeps the digest over all of them.
public final class InputReader: Sendable {
  private let digest = Mutex(Digest())

  /// A reader that has read nothing yet.
  public init() {}

  /// Reads the file the user named.
  public func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
    let bytes = try InputFile.read(path)
    digest.withLock { $0.add(bytes) }
    return bytes
  }

  /// Reads a file that another file names, relative to it.
  public func read(_ path: String, namedBy file: String) throws(UnreadableFile) -> [UInt8] {
    do { return try read(InputFile.resolve(path, besides: file)) } catch {
      var error = error
      error.namedBy = file
      throw error
    }
  }

  /// SHA-256 over all files read, in the order they were read.
  public var sha256: String { digest.withLock { $0.hexadecimal } }
}
