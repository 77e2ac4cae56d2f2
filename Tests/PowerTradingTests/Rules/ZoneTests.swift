// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

@Suite struct ZoneTests {
  /// Two hours; a plant of 10 and 20 kWh; a member with a load of 15 an hour at 100.
  private func market() -> RuledMarket {
    var market = RuledMarket(
      market: [50, 60],
      suppliers: [.init(id: "s", source: "fuel_cell", generation: [10, 20], ask: 70, capacity: 100)],
      consumers: [.init(id: "c", load: [15, 15], retail: [100, 100])], pairs: [[.init(loss: 0.1)]])
    market.scheme = .init(generationShare: 0.7, soldElsewhere: 0.3, servesFully: true)
    return market
  }

  @Test("Members are served in full: the utility's bill goes, the market's price comes in its place")
  func servedInFull() throws {
    let market = market()
    let solved = try SolvedCase(market.json)
    // Bills of 3000 against 15 x 50 + 15 x 60 = 1650: 1350 whatever the contracts. A share of s loses
    // 1 x 50 + 2 x 60 = 170 s of energy, and supplies 9 s, and up to 15 of 18 s.
    // 70 % of 30 kWh are 21 contracted: s >= 0.7. Taken or lost 21 of 30: 12 s + 15 from s = 5/6 on,
    // 30 s below it: s >= 0.7. So 1350 - 119.
    #expect(solved.value.map { agree($0, 1350 - 119) } == true)
    let plan = try #require(solved.envelope.plan)
    #expect(agree(plan.contracts[0].share, 0.7))
    let account = plan.consumers[0]
    #expect(account.utility == 0 && agree(account.utilityBillSaved, 3000))
    // Supplied 0.7 x 27 = 18.9; topped up 15 - 6.3 at 50 and 15 - 12.6 at 60.
    #expect(account.topUp.map { agree($0, 30 - 18.9) } == true)
    #expect(account.topUpCost.map { agree($0, 8.7 * 50 + 2.4 * 60) } == true)
    #expect(agree(account.gain, 3000 - 8.7 * 50 - 2.4 * 60 - 18.9 * 70))
    let zone = try #require(plan.specialZone)
    #expect(agree(zone.generationShareOfUse, 0.7) && agree(zone.shareSoldElsewhere, 0.3))
    #expect(solved.report.provenBound.map { agree($0, 1350 - 119) } == true)
    #expect(solved.envelope.methodReason == nil)
  }

  @Test("The rule on energy sold elsewhere binds by itself")
  func soldElsewhere() throws {
    var market = market()
    market.scheme?.generationShare = nil
    market.scheme?.soldElsewhere = 0.2
    // 24 of 30 kWh taken or lost: 30 s = 24, s = 0.8.
    #expect(try SolvedCase(market.json).value.map { agree($0, 1350 - 136) } == true)
    market.scheme?.soldElsewhere = 0.1
    // 12 s + 15 = 27 from s = 5/6 on: s = 1, all of it.
    #expect(try SolvedCase(market.json).value.map { agree($0, 1350 - 170) } == true)
    market.scheme?.soldElsewhere = 0.09
    #expect(try SolvedCase(market.json).envelope.status == .infeasible)
  }

  @Test("Generation that cannot reach the share of use is proved out of reach, without a solver")
  func outOfReach() throws {
    var market = market()
    market.consumers[0].load = [30, 30]
    let solved = try SolvedCase(market.json)
    #expect(solved.envelope.status == .infeasible)
    #expect(solved.report.infeasibilityProof?.contains("30 kWh") == true)
    #expect(solved.envelope.termination.detail.contains("70 %"))
  }

  @Test("The method that goes by the structure hands over what it does not know, and says so")
  func handedOver() throws {
    var lots = market()
    lots.scheme = nil
    lots.lot = 10
    for (market, part) in [(market(), "zone"), (lots, "whole lots")] {
      let direct = try SolvedCase(market.json)
      for method in [SolveOptions.Method.decomposition, .auto] {
        let solved = try SolvedCase(market.json, method: method)
        #expect(solved.envelope.method == "direct")
        #expect(solved.envelope.methodReason?.contains(part) == true)
        #expect(solved.value == direct.value)
      }
    }
  }

  @Test("By structure fees, adders, schemes and terms that it knows come to the same gain", arguments: 0..<8)
  func agreement(block: Int) throws {
    for seed in block * 12..<block * 12 + 12 {
      var market = RuledMarket(
        seed: UInt64(380_000 + seed), suppliers: 1 + seed % 3, consumers: 1 + seed % 3, intervals: 6,
        hasLots: false, hasChoices: seed % 2 == 0)
      // Leaves what the structure knows: prices, fees, eligibility, smallest contracts and fixed costs.
      market.scheme?.generationShare = nil
      market.scheme?.soldElsewhere = nil
      market.scheme?.servesFully = false
      market.countPerSupplier = nil
      for i in market.suppliers.indices {
        market.suppliers[i].count = nil
        market.suppliers[i].counts = true
        for j in market.consumers.indices {
          market.pairs[i][j].frozen = nil
          market.pairs[i][j].largest = nil
          market.pairs[i][j].largestVolume = nil
          market.pairs[i][j].guaranteePrice = nil
        }
      }
      let direct = try SolvedCase(market.json)
      let structured = try SolvedCase(market.json, method: .decomposition)
      #expect(structured.envelope.methodReason == nil, "seed \(seed)")
      guard let expected = direct.value else {
        #expect(structured.envelope.status == .infeasible, "seed \(seed)")
        continue
      }
      let value = try #require(structured.value, "seed \(seed)")
      #expect(
        abs(value - expected) <= 1e-6 * max(1, abs(expected)), "seed \(seed): \(value), not \(expected)")
      let bound = try #require(structured.envelope.bound, "seed \(seed)")
      #expect(bound >= expected - 1e-6 * max(1, abs(expected)), "seed \(seed): \(bound) below \(expected)")
    }
  }
}
