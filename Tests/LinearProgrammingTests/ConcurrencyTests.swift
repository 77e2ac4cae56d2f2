// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearProgramming
import Synchronization
import Testing

@Suite("several threads")
struct ConcurrencyTests {
  @Test("eight threads solve different models at once, each with the right answers")
  func together() {
    let wrong = Mutex<[String]>([])
    let done = DispatchGroup()
    for thread in 0..<8 as Range<UInt64> {
      done.enter()
      Thread.detachNewThread {
        let issues = Self.work(thread)
        wrong.withLock { $0 += issues }
        done.leave()
      }
    }
    done.wait()
    #expect(wrong.withLock { $0 } == [])
  }

  /// Solves a share of the seeded programs and says what came out wrong.
  private static func work(_ thread: UInt64) -> [String] {
    var wrong: [String] = []
    for seed in (thread * 1_000)..<(thread * 1_000 + 30) {
      let linear = CertifiedProgram(seed: seed, sense: .maximize)
      let integer = EnumeratedProgram(seed: seed, sense: .minimize)
      for (sketch, optimum) in [(linear.sketch, linear.optimum), (integer.sketch, integer.optimum)] {
        let found = (try? solve(sketch.model()))?.objective
        let isRight =
          if let optimum, let found { abs(found - optimum) <= 1e-6 * (1 + abs(optimum)) } else {
            optimum == nil && found == nil
          }
        if !isRight { wrong.append("seed \(seed): \(String(describing: found))") }
      }
    }
    return wrong
  }
}
