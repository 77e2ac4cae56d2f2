// SPDX-License-Identifier: GPL-3.0-or-later

internal import Crypto

/// SHA-256 over a sequence of files.
public struct Digest {
  private var hash = SHA256()

  /// A digest of nothing yet.
  public init() {}

  /// Adds a file's bytes.
  public mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The digest so far, as 64 hexadecimal digits.
  public var hexadecimal: String {
    hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
