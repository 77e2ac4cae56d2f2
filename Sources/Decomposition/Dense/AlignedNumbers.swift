// SPDX-License-Identifier: GPL-3.0-or-later

#if canImport(Glibc)
  internal import Glibc
#endif

/// Numbers, not initialised, for dense kernels: they begin where the widest vectors do, and many of them lie on the
/// system's large pages, where it has them, so that going through many rows at once does not wait for page tables.
public final class AlignedNumbers: @unchecked Sendable {
  /// The first number.
  public let base: UnsafeMutablePointer<Double>

  /// Bytes of the widest vector, and of a line of the caches.
  private static let vectorBytes = 64
  /// Bytes of a large page of the usual processors.
  private static let pageBytes = 1 << 21

  /// The length that rows take up when each begins where a vector does.
  public static func rowLength(_ count: Int) -> Int {
    let lanes = vectorBytes / MemoryLayout<Double>.stride
    return (count + lanes - 1) / lanes * lanes
  }

  /// Room for `count` numbers.
  public init(count: Int) {
    let bytes = max(1, count) * MemoryLayout<Double>.stride
    let isLarge = bytes >= Self.pageBytes
    let room = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? Self.pageBytes : Self.vectorBytes)
    #if canImport(Glibc)
      // A wish: where it is not granted, the numbers lie on small pages.
      if isLarge { madvise(room, bytes, MADV_HUGEPAGE) }
    #endif
    base = room.bindMemory(to: Double.self, capacity: max(1, count))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
