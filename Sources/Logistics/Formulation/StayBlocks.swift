// SPDX-License-Identifier: GPL-3.0-or-later

/// The periods that stays divide the horizon into, for each of several places: within a block, whoever is
/// there stays throughout.
struct StayBlocks {
  private let periods: Int
  /// By place and period: whether a stay begins or has just ended there.
  private var isEdge: [Bool]
  /// By place and period: stays that begin there less stays that have just ended.
  private var change: [Int32]

  init(warehouses count: Int, periods: Int) {
    self.periods = periods
    isEdge = Array(repeating: false, count: count * (periods + 1))
    change = Array(repeating: 0, count: count * (periods + 1))
  }

  mutating func add(_ stay: Range<Int>, to place: Int) {
    let base = place * (periods + 1)
    isEdge[base + stay.lowerBound] = true
    isEdge[base + stay.upperBound] = true
    change[base + stay.lowerBound] += 1
    change[base + stay.upperBound] -= 1
  }

  /// The blocks of a place in which anybody stays, ascending.
  func blocks(of place: Int) -> [Range<Int>] {
    let base = place * (periods + 1)
    var blocks: [Range<Int>] = []
    var present: Int32 = 0
    for t in 0..<periods {
      present += change[base + t]
      if present == 0 { continue }
      if !isEdge[base + t], let last = blocks.last {
        blocks[blocks.count - 1] = last.lowerBound..<t + 1
      } else {
        blocks.append(t..<t + 1)
      }
    }
    return blocks
  }

  /// The periods of a place in which anybody stays, each as a block of its own.
  func periods(of place: Int) -> [Range<Int>] { blocks(of: place).flatMap { $0.map { $0..<$0 + 1 } } }
}
