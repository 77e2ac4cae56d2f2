// SPDX-License-Identifier: GPL-3.0-or-later

/// A node of the search tree: facilities fixed, and where the ascent on its bound ended.
struct SplitNode: Sendable {
  /// Its number, in order of creation.
  var id = 0
  /// A proven bound on every solution below it.
  var bound: Double
  /// See `Fixing`.
  var fixing: [Int8]
  /// The best multipliers.
  var multiplier: [Float]
  /// How far each facility is open in the averaged fractional solution.
  var openness: [Float]
}

/// Open nodes, the least bound first.
struct SplitNodeHeap {
  private var heap: [SplitNode] = []

  var count: Int { heap.count }
  var isEmpty: Bool { heap.isEmpty }
  var least: SplitNode? { heap.first }

  private func comesFirst(_ a: SplitNode, _ b: SplitNode) -> Bool {
    a.bound < b.bound || (a.bound == b.bound && a.id < b.id)
  }

  mutating func push(_ node: SplitNode) {
    heap.append(node)
    var index = heap.count - 1
    while index > 0 {
      let above = (index - 1) / 2
      guard comesFirst(heap[index], heap[above]) else { break }
      heap.swapAt(index, above)
      index = above
    }
  }

  mutating func pop() -> SplitNode? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && comesFirst(heap[child], heap[least]) { least = child }
      if least == index { return first }
      heap.swapAt(index, least)
      index = least
    }
  }
}
