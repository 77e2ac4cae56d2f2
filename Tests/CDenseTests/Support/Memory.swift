// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

/// Memory for the rows of a kernel. Each row begins where no vector need begin, and lies between signalling NaNs: read,
/// they spoil the result; written to, even by a sum of their own, they are no longer the same.
final class Memory {
  private struct Block {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    let row: Range<Int>
    let filling: [UInt8]
  }

  private static let fence = 128
  private var blocks: [Block] = []
  private var random: SplitMix64

  init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

  deinit { for block in blocks { block.base.deallocate() } }

  /// A signalling NaN, or two halves that make one, in the processor's order of bytes.
  private static func filling<Number>(_: Number.Type) -> [UInt8] {
    let word: UInt32 = Number.self == Float.self ? 0x7FB7_FFF7 : 0x7FF7_FFF7
    return withUnsafeBytes(of: word) { Array($0) }
  }

  /// A copy of the numbers.
  func row<Number: BitwiseCopyable>(_ numbers: [Number]) -> UnsafeMutablePointer<Number> {
    let size = MemoryLayout<Number>.stride
    let start = Self.fence + size * random.integer(0, 15)
    let end = start + size * numbers.count
    let byteCount = end + Self.fence
    let base = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    let filling = Self.filling(Number.self)
    for place in 0..<byteCount {
      base.storeBytes(of: filling[place % 4], toByteOffset: place, as: UInt8.self)
    }
    blocks.append(Block(base: base, byteCount: byteCount, row: start..<end, filling: filling))
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
      let around = [0..<block.row.lowerBound, block.row.upperBound..<block.byteCount]
      return around.allSatisfy { $0.allSatisfy { bytes[$0] == block.filling[$0 % 4] } }
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
