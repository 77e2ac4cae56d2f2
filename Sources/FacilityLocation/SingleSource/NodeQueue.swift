// SPDX-License-Identifier: GPL-3.0-or-later

/// Open nodes of the tree, lowest bound first; among equals the one that came first.
struct NodeQueue {
  private var heap: [(bound: Double, number: Int, node: SearchNode)] = []
  private var pushed = 0

  var isEmpty: Bool { heap.isEmpty }
  var count: Int { heap.count }
  /// The lowest bound; infinite when empty.
  var lowestBound: Double { heap.first?.bound ?? .infinity }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].bound, heap[a].number) < (heap[b].bound, heap[b].number)
  }

  mutating func push(_ node: SearchNode) {
    heap.append((node.bound, pushed, node))
    pushed += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard isBefore(child, parent) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> SearchNode? {
    guard !heap.isEmpty else { return nil }
    heap.swapAt(0, heap.count - 1)
    let last = heap.removeLast()
    var parent = 0
    while true {
      var least = 2 * parent + 1
      if least >= heap.count { break }
      if least + 1 < heap.count && isBefore(least + 1, least) { least += 1 }
      guard isBefore(least, parent) else { break }
      heap.swapAt(least, parent)
      parent = least
    }
    return last.node
  }
}
