// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// The shadow price of a capacity against the difference that one more unit makes to the optimum.
@Suite("Shadow prices")
struct ShadowPriceTests {
  private func scenario(juan: Double, bupyeong: Double) throws -> LogisticsScenario {
    let places = [Place(x: 0, y: 0), Place(x: 0, y: 6), Place(x: 1, y: -9)]
    let capacities = [juan, bupyeong, 600]
    let quantities = [420.0, 330, 380]
    let file = LogisticsScenarioFile(
      currency: "KRW", transport: .init(rates: ResourceAmounts([.m3: 300])),
      warehouses: places.indices.map {
        .init(id: "w\($0)", place: places[$0], capacity: ResourceAmounts([.m3: capacities[$0]]))
      },
      demands: places.indices.map {
        .init(id: "d\($0)", place: places[$0], quantity: ResourceAmounts([.m3: quantities[$0]]))
      })
    return try LogisticsScenario(file, document: JSONDocument(placeholderFor: "test"), inputs: InputReader())
  }

  private func plan(_ scenario: LogisticsScenario) throws -> SolveOutcome<LogisticsPlan> {
    try LogisticsMarket.solve(scenario, SolveRun(options: SolveOptions(cores: 1)))
  }

  /// Of the capacity row alone: a bound on the shares that the row implies must not take part of the price.
  @Test("is what one more unit saves, also where a warehouse is smaller than the demand next to it")
  func finiteDifference() throws {
    let base = try plan(scenario(juan: 300, bupyeong: 250))
    let value = try #require(base.objective.value)
    let prices = try #require(base.part).activatedWarehouses.compactMap { $0.utilisation[0].shadowPrice }
    let moreInJuan = try #require(plan(scenario(juan: 301, bupyeong: 250)).objective.value)
    let moreInBupyeong = try #require(plan(scenario(juan: 300, bupyeong: 251)).objective.value)
    #expect(prices.count == 3)
    #expect(abs(prices[0] - (value - moreInJuan)) < 1e-6)
    #expect(abs(prices[1] - (value - moreInBupyeong)) < 1e-6)
    #expect(prices[2] == 0)
    // By hand: a unit of the middle goes 9.055... km to the third place, one of the north 15.033... km.
    #expect(abs(prices[0] - 300 * 82.0.squareRoot()) < 1e-6)
    #expect(abs(prices[1] - 300 * 226.0.squareRoot()) < 1e-6)
  }
}
