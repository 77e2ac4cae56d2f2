// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import PowerTrading

@Suite("Values of supply that consumers have in common") struct ValueRowsTests {
  private func problem(_ market: SmallMarket) throws -> ShareProblem {
    let document = try JSONDocument(parsing: Array(market.json.utf8), file: "market")
    return ShareProblem(try PowerMarket.scenario(from: document, inputs: InputReader()), threads: 2)
  }

  private func market(retail: [[Double]], fees: [Double], loads: [[Double]]) -> SmallMarket {
    SmallMarket(
      market: [40, 90, 60],
      suppliers: [.init(id: "s", generation: [10, 20, 30], ask: 50)],
      consumers: retail.indices.map {
        .init(id: "c\($0)", load: loads[$0], retail: retail[$0], supplyFee: fees[$0])
      })
  }

  @Test("Consumers share a row only where tariff and fee are the same and each interval has a load")
  func rows() throws {
    let (day, night) = ([100.0, 120, 80], [100.0, 120, 81])
    let full = [5.0, 6, 7]
    let problem = try problem(
      market(
        retail: [day, day, night, day, day, day], fees: [10, 10, 10, 11, 10, 10],
        loads: [full, [1, 2, 3], full, full, [5, 0, 7], [0, 6, 7]]))
    #expect(problem.value(0) == problem.value(1))
    for j in 2..<6 {
      for other in 0..<j { #expect(problem.value(j) != problem.value(other), "\(j) and \(other)") }
    }
    // Retail price less fee less market price, not below 0, and 0 where nothing is used.
    let expected: [[Double]] = [
      [50, 20, 10], [50, 20, 10], [50, 20, 11], [49, 19, 9], [50, 0, 10], [0, 20, 10],
    ]
    for (j, values) in expected.enumerated() {
      #expect(Array(UnsafeBufferPointer(start: problem.value(j), count: 3)) == values)
    }
    #expect(problem.highestValue == 50)
  }

  @Test("A consumer given values of its own no longer shares its row, and the others keep theirs")
  func ownValues() throws {
    let day = [100.0, 120, 80]
    let problem = try problem(
      market(retail: [day, day], fees: [10, 10], loads: [[5, 6, 7], [1, 2, 3]]))
    let other = ShareProblem(problem, addedCost: [0, 0], value: [nil, [1, 2, 3]])
    #expect(Array(UnsafeBufferPointer(start: other.value(0), count: 3)) == [50, 20, 10])
    #expect(Array(UnsafeBufferPointer(start: other.value(1), count: 3)) == [1, 2, 3])
    #expect(Array(UnsafeBufferPointer(start: other.load(1), count: 3)) == [1, 2, 3])
    #expect(Array(UnsafeBufferPointer(start: problem.value(1), count: 3)) == [50, 20, 10])
  }
}
