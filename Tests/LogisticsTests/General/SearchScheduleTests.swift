// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Logistics

@Suite("How a local search divides its time") struct SearchScheduleTests {
  @Test(
    "Half of the searches are given up again and again, until one is left",
    arguments: zip(
      [1, 2, 3, 8, 11],
      [[1, 1, 1, 1, 1], [2, 2, 2, 1, 1], [3, 3, 3, 1, 1], [8, 4, 2, 1, 1], [11, 5, 2, 1, 1]]))
  func halves(starts: Int, kept: [Int]) {
    for (done, expected) in zip([0, 0.14, 0.27, 0.4, 1], kept) {
      #expect(Halving.kept(of: starts, done) == expected, "\(starts) searches after \(done)")
    }
  }

  @Test("The temperature is halved six times, and falls all the while")
  func cools() {
    for halvings in 0...6 {
      #expect(abs(Cooling.factor(Double(halvings) / 6) - 1 / Double(1 << halvings)) < 1e-12)
    }
    #expect(abs(Cooling.factor(0.25) - 0.375) < 1e-12)
    #expect(Cooling.factor(-1) == 1)
    #expect(abs(Cooling.factor(2) - 1.0 / 64) < 1e-12)
  }
}
