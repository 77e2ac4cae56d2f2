// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct TermsTests {
  /// One hour, a load of 10 worth 50 a kWh over the market, suppliers of 10 kWh and 10 kW.
  private func market(suppliers: Int = 1, consumers: Int = 1, load: Double = 10) -> RuledMarket {
    RuledMarket(
      market: [50],
      suppliers: (0..<suppliers).map { .init(id: "s\($0)", generation: [10], ask: 60, capacity: 10) },
      consumers: (0..<consumers).map { .init(id: "c\($0)", load: [load], retail: [100]) },
      pairs: Array(
        repeating: Array(repeating: RuledMarket.Pair(), count: consumers), count: suppliers))
  }

  private func expect(
    _ market: RuledMarket, _ value: Double?, shares: [Double]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let solved = try SolvedCase(market.json, sourceLocation: sourceLocation)
    guard let value else {
      #expect(solved.envelope.status == .infeasible, sourceLocation: sourceLocation)
      return
    }
    let found = try #require(solved.value, sourceLocation: sourceLocation)
    #expect(agree(found, value), "\(found)", sourceLocation: sourceLocation)
    #expect(solved.envelope.status == .optimal, sourceLocation: sourceLocation)
    if let shares {
      let found = solved.envelope.plan?.contracts.map(\.share) ?? []
      #expect(
        found.count == shares.count && zip(found, shares).allSatisfy { agree($0, $1) }, "\(found)",
        sourceLocation: sourceLocation)
    }
  }

  @Test("Contracted nameplate comes in whole lots")
  func lots() throws {
    var market = market(load: 5)
    // Lots of 3 kW: 2 of them fill the load of 5 and cost 6 of fees; 1 brings 3 x 50 - 3.
    market.lot = 3
    market.pairs[0][0].fee = 1
    try expect(market, 5 * 50 - 6, shares: [0.6])
    // At 60 a contracted kWh no lot pays; 40 for the surplus would still be lost.
    market.pairs[0][0].fee = 45
    try expect(market, 3 * 5, shares: [0.3])
    market.lot = 11
    let solved = try SolvedCase(market.json)
    #expect(solved.envelope.plan?.rejectedPairs.map(\.reason) == [.noShareKeepsTerms])
  }

  @Test("Volumes and shares of a pair are kept, and in their place those of the terms")
  func volumes() throws {
    var market = market()
    market.pairs[0][0].largestVolume = 4
    try expect(market, 4 * 50, shares: [0.4])
    market.pairs[0][0].largest = 0.3
    try expect(market, 3 * 50, shares: [0.3])
    // At least 2 kWh of a plant whose energy costs more than it is worth: none.
    market.pairs[0][0].smallestVolume = 2
    market.pairs[0][0].fee = 51
    try expect(market, 0, shares: [])
    market.consumers[0].minimumShare = 0.1
    try expect(market, -2, shares: [0.2])
    market.pairs[0][0].smallestVolume = 3.5
    let solved = try SolvedCase(market.json)
    let rejected = try #require(solved.envelope.plan?.rejectedPairs.first)
    #expect(rejected.reason == .noShareKeepsTerms && rejected.figure == 0.35 && rejected.limit == 0.3)
  }

  @Test("A supplier has no more contracts than it may, and the best of them")
  func counts() throws {
    var market = market(consumers: 3, load: 4)
    market.consumers[1].retail = [110]
    market.consumers[2].retail = [105]
    try expect(market, 4 * 60 + 4 * 55 + 2 * 50)
    market.suppliers[0].count = 1
    try expect(market, 4 * 60, shares: [0.4])
    market.countPerSupplier = 3
    try expect(market, 4 * 60, shares: [0.4])
    market.suppliers[0].count = nil
    market.countPerSupplier = 2
    try expect(market, 4 * 60 + 4 * 55)
    market.suppliers[0].count = 0
    try expect(market, 0, shares: [])
  }

  @Test("Contracts in force are kept to their share, whatever they cost")
  func frozen() throws {
    var market = market(suppliers: 2)
    market.pairs[1][0].frozen = 0.7
    market.pairs[1][0].fee = 30
    // 7 kWh at 50 - 30, and the other supplier fills the rest.
    try expect(market, 7 * 20 + 3 * 50, shares: [0.3, 0.7])
    market.pairs[1][0].fee = 70
    try expect(market, -7 * 20 + 3 * 50, shares: [0.3, 0.7])
    // They count among a consumer's contracts.
    market.consumers[0].count = 1
    try expect(market, -7 * 20, shares: [0.7])
    market.consumers[0].count = 0
    #expect(throws: DataError.self) { try SolvedCase.scenario(market.json) }
    market.consumers[0].count = nil
    market.suppliers[1].largest = 0.6
    #expect(throws: DataError.self) { try SolvedCase.scenario(market.json) }
    market.suppliers[1].largest = 1
    market.pairs[1][0].isClosed = true
    #expect(throws: DataError.self) { try SolvedCase.scenario(market.json) }
  }

  @Test(
    "Energy missing from a guaranteed supply costs its price, and without one a contract delivers it",
    arguments: [(5.0, 115.0), (45.0, 100.0), (nil, 100.0)])
  func guarantee(price: Double?, expected: Double) throws {
    var market = market(load: 4)
    market.pairs[0][0].fee = 20
    market.pairs[0][0].guarantee = 5
    market.pairs[0][0].guaranteePrice = price
    // 4 kWh are of use, 4 x (50 - 20); the fifth costs 20 of fees, or the price of its missing.
    try expect(market, expected)
    // A fixed guarantee of more than the plant has.
    market.pairs[0][0].guarantee = 12
    market.pairs[0][0].fee = 0
    if let price {
      // All of the plant leaves 2 missing.
      let contract = 4 * 50 - 2 * price
      try expect(market, max(0, contract))
    } else {
      try expect(market, 0, shares: [])
    }
  }

  @Test("What is supplied counts towards a target as far as the sources that count could supply it alone")
  func counted() throws {
    var market = market(suppliers: 2)
    market.suppliers[1].source = "fuel_cell"
    market.pairs[0][0].fee = 60
    market.consumers[0].minimumShare = 0.4
    // The fuel cell fills the load for nothing: 500. The wind adds 4 kWh of surplus for 60 each.
    try expect(market, 10 * 50 - 4 * 60)
    let solved = try SolvedCase(market.json)
    let account = try #require(solved.envelope.plan?.consumers.first)
    #expect(account.re100Counted.map { agree($0, 4) } == true && agree(account.re100Share, 0.4))
    market.suppliers[1].counts = true
    try expect(market, 500, shares: [1])
    market.suppliers[0].counts = false
    market.suppliers[1].counts = false
    try expect(market, nil)
  }
}
