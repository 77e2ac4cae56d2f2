// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import Synchronization
import Testing

@Suite("Parallel map")
struct ParallelMapTests {
  @Test("every index is evaluated once, in order, on any number of threads", arguments: [1, 2, 3, 8, 100])
  func order(threads: Int) {
    let calls = Mutex([Int: Int]())
    let squares = parallelMap(count: 57, threads: threads) { index in
      calls.withLock { $0[index, default: 0] += 1 }
      return index * index
    }
    #expect(squares == (0..<57).map { $0 * $0 })
    #expect(calls.withLock { $0.count } == 57)
    #expect(calls.withLock { $0.values.allSatisfy { $0 == 1 } })
  }

  @Test("no work gives no results", arguments: [1, 4])
  func empty(threads: Int) {
    #expect(parallelMap(count: 0, threads: threads) { $0 }.isEmpty)
  }

  @Test("results that own memory arrive whole")
  func ownedResults() {
    let texts = parallelMap(count: 200, threads: 4) { String(repeating: "x", count: $0) }
    #expect(texts.map(\.count) == Array(0..<200))
  }
}
