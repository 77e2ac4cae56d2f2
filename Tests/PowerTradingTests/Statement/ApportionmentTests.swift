// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import PowerTrading

struct ApportionmentTests {
  @Test(
    "The largest remainder gets the Wh that is left, of equal ones the earlier",
    arguments: [
      // Quotas 33.3 each; 3.5 of 7; 4.2, 2.8 and 0; 0.5 and 0.5.
      (100 as Int64, [1, 1, 1] as [Int64], 3 as Int64, [34, 33, 33] as [Int64]),
      (7, [1, 1], 2, [4, 3]),
      (7, [3, 2, 0], 5, [4, 3, 0]),
      (1, [5, 5], 10, [1, 0]),
      // Half of it is sold: quotas 2.5 and 2.5 of 10, in all 5; 0.75 and 0.75 of 3, in all 1.5, which is 2.
      (10, [1, 1], 4, [3, 2]),
      (3, [1, 1], 4, [1, 1]),
      (0, [1, 2], 3, [0, 0]),
    ])
  func byHand(total: Int64, weights: [Int64], denominator: Int64, expected: [Int64]) {
    var apportionment = Apportionment()
    var parts = [Int64](repeating: 0, count: weights.count)
    apportionment.split(total, weights: weights, denominator: denominator, into: &parts)
    #expect(parts == expected)
  }

  @Test("Parts add up to the rounded sum of the quotas, and none is a Wh or more away from its own")
  func addUp() {
    var random = SplitMix64(seed: 7)
    var apportionment = Apportionment()
    for _ in 0..<2000 {
      let weights = (0..<random.integer(1, 6)).map { _ in Int64(random.integer(0, 1_000_000_000)) }
      let sum = max(1, weights.reduce(0, +))
      let denominator = random.unit() < 0.5 ? sum : sum + Int64(random.integer(0, 1_000_000_000))
      let total = Int64(random.integer(0, 1_000_000))
      var parts = [Int64](repeating: 0, count: weights.count)
      apportionment.split(total, weights: weights, denominator: denominator, into: &parts)
      let all = Int128(total) * Int128(weights.reduce(0, +))
      #expect(
        Int128(parts.reduce(0, +)) == (2 * all + Int128(denominator)) / (2 * Int128(denominator)))
      for (part, weight) in zip(parts, weights) {
        let away = Int128(part) * Int128(denominator) - Int128(total) * Int128(weight)
        #expect(abs(away) < Int128(denominator) && part >= 0 && part <= total)
      }
    }
  }

  @Test(
    "Amounts are rounded half up, or truncated to ten",
    arguments: [
      (25 as Int128, 10 as Int128, 3 as Int64, 0 as Int64), (24, 10, 2, 0), (-25, 10, -2, 0),
      (-26, 10, -3, 0),
      (1999, 10, 200, 190), (-1999, 10, -200, -190), (0, 7, 0, 0),
    ])
  func rounding(numerator: Int128, denominator: Int128, halfUp: Int64, toTen: Int64) {
    #expect(RoundingRule.roundHalfUp.whole(numerator, over: denominator) == halfUp)
    #expect(RoundingRule.truncateToTen.whole(numerator, over: denominator) == toTen)
  }
}
