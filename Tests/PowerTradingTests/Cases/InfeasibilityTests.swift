// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct InfeasibilityTests {
  private func culprits(_ market: SmallMarket) throws -> [PowerPlan.Infeasibility.Culprit] {
    let solved = try SolvedCase(market.json)
    #expect(solved.envelope.status == .infeasible && solved.value == nil && solved.envelope.bound == nil)
    let infeasibility = try #require(solved.envelope.plan?.infeasibility)
    #expect(solved.envelope.termination.detail == infeasibility.summary)
    return infeasibility.consumers
  }

  private func consumer(_ id: String, _ share: Double, _ load: Double = 10) -> SmallMarket.Consumer {
    .init(id: id, load: [load, load], retail: [90, 90], minimumShare: share)
  }

  private func market(_ consumers: [SmallMarket.Consumer]) -> SmallMarket {
    SmallMarket(
      market: [40, 40], suppliers: [.init(id: "s", generation: [10, 0], ask: 60)], consumers: consumers)
  }

  @Test("A consumer that no supplier may serve is named")
  func closed() throws {
    var market = market([consumer("a", 0.1), consumer("b", 0.3)])
    market.closed = [[0, 0]]
    let found = try culprits(market)
    #expect(found.map(\.consumer) == ["a"] && found[0].reachableShare == 0)
  }

  @Test("A consumer whose load falls in hours without generation is named with what it can reach")
  func alone() throws {
    // All 10 kWh of the first hour cover half of its 20.
    let found = try culprits(market([consumer("a", 0.1), consumer("b", 0.6)]))
    #expect(found.map(\.consumer) == ["b"] && agree(found[0].reachableShare, 0.5))
  }

  @Test("Targets out of reach together leave one short, and never one that is priced")
  func together() throws {
    // 0.3 x 20 = 6 kWh each for a and b, who get 8 of the 10 generated: 4 are missing. The priced target of
    // c could take all 10, and needs none.
    var priced = consumer("c", 0.5)
    priced.shortfallPrice = 100
    var market = market([priced, consumer("a", 0.3), consumer("b", 0.3)])
    market.loss = [[0, 0.2, 0.2]]
    let found = try culprits(market)
    #expect(!found.isEmpty && found.allSatisfy { $0.consumer != "c" })
    let missing = found.reduce(0) { $0 + ($1.requiredShare - $1.reachableShare) * 20 }
    #expect(agree(missing, 4))
  }

  @Test("A number of contracts that keeps a target out of reach is found")
  func contractCount() throws {
    var none = consumer("a", 0.2)
    none.count = 0
    let found = try culprits(market([none, consumer("b", 0.1)]))
    #expect(found.map(\.consumer) == ["a"] && agree(found[0].reachableShare, 0))
  }
}
