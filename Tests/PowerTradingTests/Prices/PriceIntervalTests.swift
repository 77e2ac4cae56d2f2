// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// The prices at which either side of a contract gains nothing.
struct PriceIntervalTests {
  @Test("Reserve, ceiling and midpoint of a contract by hand")
  func byHand() throws {
    // 10 kWh at the plant, a tenth lost, 9 arrive, 6 are taken. Market 40: 400 forgone, 120 for the surplus.
    // The utility would bill 900; fees are 6 x 5 and 10 x 3, and a target of half is met: 3 kWh at 20.
    var market = SmallMarket(
      market: [40], suppliers: [.init(id: "s", generation: [10], ask: 100)],
      consumers: [
        .init(id: "c", load: [6], retail: [150], supplyFee: 5, minimumShare: 0.5, shortfallPrice: 20)
      ],
      loss: [[0.1]], contractedFee: [[3]])
    market.smallest = 1
    func interval() throws -> PriceInterval {
      let own = try SolvedCase(market.json)
      return try #require(own.envelope.plan?.contracts.first?.priceInterval)
    }
    let own = try interval()
    #expect(agree(own.reserve, (400 - 120) / 6.0))
    #expect(agree(own.ceiling, (900 + 60 - 30 - 30) / 6.0))
    #expect(agree(try #require(own.proposed), (280 / 6.0 + 150) / 2))
    // The stated ceiling is for ask and fees together.
    market.consumers[0].ceiling = 110
    #expect(try interval().ceiling == 102)
    // A hard target at a market price above the utility's: no price suits both.
    market.consumers[0].shortfallPrice = nil
    market.consumers[0].ceiling = 1000
    market.market = [140]
    market.suppliers[0].generation = [3]
    market.consumers[0].minimumShare = 0.4
    // 420 forgone for 2.7 kWh; 405 saved less 13.5 and 9.
    let none = try interval()
    #expect(agree(none.reserve, 420 / 2.7) && agree(none.ceiling, 382.5 / 2.7) && none.proposed == nil)
  }

  @Test("At the reserves suppliers gain nothing, at the ceilings consumers nothing", arguments: 0..<60)
  func gains(seed: Int) throws {
    var market = SmallMarket(seed: UInt64(seed), suppliers: 3, consumers: 3, intervals: 8)
    for j in market.consumers.indices { market.consumers[j].ceiling = 1e6 }
    guard let own = try? SolvedCase(market.json), let plan = own.envelope.plan, plan.infeasibility == nil,
      plan.contracts.allSatisfy({ $0.supplied > 1e-6 })
    else { return }
    for account in plan.suppliers {
      let contracts = plan.contracts.filter { $0.supplier == account.id }
      let sum = try contracts.reduce(0) {
        $0 + ($1.ask - (try #require($1.priceInterval)).reserve) * $1.supplied
      }
      #expect(agree(sum, account.gain))
    }
    for (j, account) in plan.consumers.enumerated() {
      let contracts = plan.contracts.filter { $0.consumer == account.id }
      let sum = try contracts.reduce(0) {
        $0 + ((try #require($1.priceInterval)).ceiling - $1.ask) * $1.supplied
      }
      // Without contracts all of a priced target is missing.
      let consumer = own.scenario.consumers[j]
      let without =
        contracts.isEmpty ? account.gain : -(consumer.shortfallPrice ?? 0) * consumer.requiredEnergy
      #expect(agree(sum, account.gain - without))
    }
  }

  @Test("A changed interval does not pass the check", arguments: [0, 1, 2])
  func tampered(field: Int) throws {
    let market = SmallMarket(
      market: [40, 50], suppliers: [.init(id: "s", generation: [10, 8], ask: 100)],
      consumers: [.init(id: "c", load: [6, 9], retail: [150, 170])])
    var own = try SolvedCase(market.json)
    switch field {
    case 0: own.envelope.plan?.contracts[0].priceInterval?.reserve += 0.001
    case 1: own.envelope.plan?.contracts[0].priceInterval?.ceiling -= 0.001
    default: own.envelope.plan?.contracts[0].priceInterval?.proposed = nil
    }
    let report = PowerMarket.check(own.envelope, against: own.scenario)
    #expect(report.violations.contains { $0.rule == "price" })
  }
}
