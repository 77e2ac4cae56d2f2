// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

/// Memory for the rows of a kernel. Each row begins where no vector need begin, and lies between bytes that read as
/// NaN, so that a number read outside of it spoils the result.
final class Memory {
  private struct Block {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    let row: Range<Int>
  }

  private static let fence = 128
  private var blocks: [Block] = []
  private var random: SplitMix64

  init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

  deinit { for block in blocks { block.base.deallocate() } }

  /// A copy of the numbers.
  func row<Number: BitwiseCopyable>(_ numbers: [Number]) -> UnsafeMutablePointer<Number> {
    let size = MemoryLayout<Number>.stride
    let start = Self.fence + size * random.integer(0, 15)
    let end = start + size * numbers.count
    let byteCount = end + Self.fence
    let base = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0xFF, count: byteCount)
    blocks.append(Block(base: base, byteCount: byteCount, row: start..<end))
    let row = (base + start).bindMemory(to: Number.self, capacity: numbers.count)
    for (place, number) in numbers.enumerated() { (row + place).initialize(to: number) }
    return row
  }

  /// Rows of one length, one behind the other.
  func matrix<Number: BitwiseCopyable>(_ rows: [[Number]]) -> UnsafeMutablePointer<Number> {
    row(rows.flatMap { $0 })
  }

  /// Whether nothing was written outside of the rows.
  var isIntact: Bool {
    blocks.allSatisfy { block in
      let bytes = UnsafeRawBufferPointer(start: block.base, count: block.byteCount)
      return bytes[..<block.row.lowerBound].allSatisfy { $0 == 0xFF }
        && bytes[block.row.upperBound...].allSatisfy { $0 == 0xFF }
    }
  }
}

/// Does the work with memory that lives as long, and sees that nothing was written outside of its rows.
func inMemory<Result>(seed: Int = 1, _ work: (Memory) throws -> Result) rethrows -> Result {
  let memory = Memory(seed: seed)
  let result = try withExtendedLifetime(memory) { try work(memory) }
  #expect(memory.isIntact, "written outside of the rows")
  return result
}

extension UnsafeMutablePointer {
  /// The first numbers of a row.
  func first(_ count: Int) -> [Pointee] { Array(UnsafeBufferPointer(start: self, count: count)) }
}
