// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct CornerTests {
  private let plain = SmallMarket(
    market: [50, 40], suppliers: [.init(id: "s", generation: [10, 20], ask: 60)],
    consumers: [.init(id: "c", load: [5, 30], retail: [90, 90])])

  @Test("Where no contract gains anything the plan is optimal without one")
  func nothingGains() throws {
    var market = plain
    market.contractedFee = [[1000]]
    for load in [[0.0, 0.0], [5.0, 30.0]] {
      market.consumers[0].load = load
      let solved = try SolvedCase(market.json)
      #expect(solved.value == 0 && solved.envelope.bound == 0 && solved.envelope.status == .optimal)
    }
  }

  @Test("Without load a target is no target, hard or priced", arguments: [nil, 10.0])
  func noLoad(price: Double?) throws {
    var market = plain
    market.consumers[0].load = [0, 0]
    market.consumers[0].minimumShare = 0.8
    market.consumers[0].shortfallPrice = price
    #expect(try SolvedCase(market.json).value == 0)
  }

  @Test("A supplier without generation changes nothing")
  func noGeneration() throws {
    var market = plain
    market.suppliers.append(.init(id: "idle", generation: [0, 0], ask: 1))
    // 40 x 5 + 50 x 20
    #expect(try SolvedCase(market.json).value.map { agree($0, 1200) } == true)
  }

  @Test("A target of a kWh is met beside plants of GWh", arguments: [1.0, 100.0])
  func smallConsumer(load: Double) throws {
    var market = plain
    market.suppliers[0].generation = [4e5, 8e5]
    market.contractedFee = [[1]]
    market.consumers[0].load = [load, load]
    market.consumers[0].minimumShare = 0.75
    // Once the second hour is full, a further kWh in the first brings 40 and costs 3 of fees: both are filled.
    let solved = try SolvedCase(market.json)
    // 40 and 50 a kWh, less 3 contracted kWh a kWh of load.
    #expect(solved.value.map { agree($0, load * (40 + 50 - 3)) } == true)
    #expect(solved.envelope.status == .optimal)
  }

  @Test("A loss of 0.999 leaves a thousandth")
  func loss() throws {
    var market = plain
    market.loss = [[0.999]]
    market.market = [0, 0]
    // 0.01 and 0.02 kWh arrive, worth 90 each kWh, and lost energy is worth nothing.
    #expect(try SolvedCase(market.json).value.map { agree($0, 2.7) } == true)
  }

  @Test("At a negative market price contracts save the supplier the payment for what is lost")
  func negativePrice() throws {
    var market = plain
    market.market = [-10, -10]
    market.loss = [[0.5]]
    market.contractedFee = [[1]]
    // 5 and 10 kWh arrive and are taken: 100 x 15 + 10 x 15 lost - 1 x 30.
    #expect(try SolvedCase(market.json).value.map { agree($0, 1500 + 150 - 30) } == true)
  }

  @Test("A larger smallest contract never gains more")
  func largerSmallest() throws {
    var market = plain
    market.suppliers.append(.init(id: "small", generation: [10, 20], ask: 60, largest: 0.2))
    market.consumers[0].count = 1
    market.consumers.append(.init(id: "d", load: [9, 9], retail: [90, 90], smallest: 0.1))
    let solved = try SolvedCase(market.json)
    var raised = market
    raised.consumers[1].smallest = 0.15
    #expect(try #require(SolvedCase(raised.json).value) <= (solved.value ?? .nan) + 1e-6)
  }

  @Test("Supply worth less than surplus is counted, but not where nothing is generated or used")
  func nonConcave() throws {
    func counted(_ market: SmallMarket) throws -> Int? {
      try SolvedCase(market.json).envelope.plan?.consumers[0].nonConcaveIntervals
    }
    var market = plain
    market.consumers[0].retail = [90, 39]
    #expect(try counted(market) == 1)
    market.consumers[0].load[1] = 0
    #expect(try counted(market) == 0)
    market.consumers[0].load[1] = 30
    market.suppliers[0].generation[1] = 0
    #expect(try counted(market) == 0)
  }

  @Test("A contract pays in spite of an hour in which it supplies what had better be sold")
  func worthTheLoss() throws {
    // Share s: 40 min(10 s, 5) - 10 min(20 s, 30); best at 0.5, where the first hour is full: 200 - 100.
    var market = plain
    market.consumers[0].retail = [90, 30]
    let solved = try SolvedCase(market.json)
    #expect(agree(try #require(solved.value), 100))
    #expect(solved.envelope.status == .optimal)
  }

  @Test("The settlement by interval adds up to the plan")
  func ledger() throws {
    var market = plain
    market.suppliers.append(.init(id: "t", generation: [7, 3], ask: 50))
    market.loss = [[0.1], [0.2]]
    let solved = try SolvedCase(market.json)
    let plan = try #require(solved.envelope.plan)
    let rows = try #require(PowerMarket.ledger(plan, solved.scenario)).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    func sum(_ column: Int) -> Double { rows.reduce(0) { $0 + (Double($1[column]) ?? .nan) } }
    #expect(rows.count == 2 * plan.contracts.count)
    #expect(agree(sum(3), plan.contracts.reduce(0) { $0 + $1.contracted }))
    #expect(agree(sum(5), plan.contracts.reduce(0) { $0 + $1.supplied }))
    #expect(agree(sum(6), plan.contracts.reduce(0) { $0 + $1.surplus }))
    #expect(agree(sum(9), plan.contracts.reduce(0) { $0 + $1.energyPayment }))
    #expect(agree(sum(10), plan.suppliers.reduce(0) { $0 + $1.surplusRevenue }))
  }
}
