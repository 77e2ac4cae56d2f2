// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

@Suite struct RuleCheckTests {
  /// Two suppliers, one of them not counting; a priced guarantee that is missed, a contract in force, a pair
  /// closed by its source, a zone whose member is topped up.
  private static let market: RuledMarket = {
    var market = RuledMarket(
      market: [50, 60],
      suppliers: [
        .init(id: "s", generation: [10, 20], ask: 60, capacity: 100),
        .init(id: "t", source: "chp", generation: [8, 4], ask: 60, capacity: 100),
        .init(id: "u", source: "waste_heat", generation: [1, 1], ask: 60, capacity: 100),
      ],
      consumers: [
        .init(id: "c", load: [15, 15], retail: [100, 130], minimumShare: 0.6, shortfallPrice: 3),
        .init(id: "d", load: [5, 5], retail: [100, 130], isMember: false),
      ],
      pairs: Array(repeating: Array(repeating: RuledMarket.Pair(loss: 0.1), count: 2), count: 3))
    market.pairs[0][0].guarantee = 40
    market.pairs[0][0].guaranteePrice = 1
    market.pairs[1][0].frozen = 0.4
    market.scheme = .init(
      sources: ["wind", "chp"], generationShare: 0.3, soldElsewhere: 0.7, servesFully: true)
    return market
  }()

  typealias Change = @Sendable (inout PowerPlan) -> Void

  static let changes: [(String, Change)] = [
    ("guaranteed energy missing", { $0.contracts[0].guaranteeShortfall? += 0.1 }),
    ("its cost", { $0.contracts[0].guaranteeShortfallCost? += 0.1 }),
    ("a guarantee left out", { $0.contracts[0].guaranteeShortfall = nil }),
    ("a guarantee made up", { $0.contracts[1].guaranteeShortfall = 0 }),
    ("the supplier's cost of it", { $0.suppliers[0].guaranteeShortfallCost? += 0.1 }),
    ("in force or not", { $0.contracts[1].isFrozen = nil }),
    ("in force made up", { $0.contracts[0].isFrozen = true }),
    ("top-up", { $0.consumers[0].topUp? += 0.1 }),
    ("its cost to the member", { $0.consumers[0].topUpCost? += 0.1 }),
    ("utility of a member", { $0.consumers[0].utility += 0.1 }),
    ("utility of a member's month", { $0.consumers[0].months[0].utility += 0.1 }),
    ("top-up of a consumer of the utility", { $0.consumers[1].topUp = 1 }),
    ("counted energy", { $0.consumers[0].re100Counted? += 0.1 }),
    ("counted energy left out", { $0.consumers[0].re100Counted = nil }),
    ("rule of a closed pair", { $0.rejectedPairs[0].reason = .notAMember }),
    ("its date", { $0.rejectedPairs[0].ruleValidFrom = "2020-01-01" }),
    ("its figure", { $0.rejectedPairs[0].figure = 1 }),
    ("basis left out", { $0.basis = nil }),
    ("rate of the fund", { $0.basis?.industryFundRate = 0.01 }),
    ("notes", { $0.basis?.notes = [] }),
    ("zone left out", { $0.specialZone = nil }),
    ("zone's contracted", { $0.specialZone?.contracted += 0.1 }),
    ("zone's use", { $0.specialZone?.use += 0.1 }),
    ("zone's generation", { $0.specialZone?.generation += 0.1 }),
    ("zone's share of use", { $0.specialZone?.generationShareOfUse += 0.01 }),
    ("zone's sold elsewhere", { $0.specialZone?.soldElsewhere += 0.1 }),
    ("zone's share sold elsewhere", { $0.specialZone?.shareSoldElsewhere += 0.01 }),
    ("zone's smallest share", { $0.specialZone?.smallestGenerationShareOfUse = 0 }),
    ("zone's largest share", { $0.specialZone?.largestShareSoldElsewhere = 1 }),
    ("multipliers of suppliers", { $0.offerProof?.supplierCountMultipliers = NumberList([1, 2, 3, 4, 5]) }),
    ("multiplier too large", { $0.offerProof?.zoneMarketMultiplier = 1.7e308 }),
    (
      "a kink that is not there",
      {
        $0.offerProof?.kinkConsumers = NumberList([0])
        $0.offerProof?.kinkIntervals = NumberList([2])
        $0.offerProof?.kinkPlaces = NumberList([0])
        $0.offerProof?.kinkNumbers = NumberList([0.5])
      }
    ),
  ]

  @Test("A changed account of rules does not pass", arguments: changes.indices)
  func mutated(index: Int) throws {
    let solved = try SolvedCase(Self.market.json)
    #expect((solved.envelope.plan?.contracts[0].guaranteeShortfall ?? 0) > 1)
    var envelope = solved.envelope
    var plan = try #require(envelope.plan)
    Self.changes[index].1(&plan)
    envelope.plan = plan
    #expect(!PowerMarket.check(envelope, against: solved.scenario).isClean, "\(Self.changes[index].0)")
  }

  @Test("A true account of contracts that break a rule names the rule")
  func brokenRules() throws {
    let free = RuledMarket(
      market: [50],
      suppliers: [.init(id: "s", generation: [10], ask: 0), .init(id: "t", generation: [10], ask: 0)],
      consumers: [.init(id: "c", load: [15], retail: [100])], pairs: [[.init()], [.init()]])
    func rules(_ change: (inout RuledMarket) -> Void) throws -> Set<String> {
      var strict = free
      change(&strict)
      var envelope = try SolvedCase(free.json).envelope
      envelope.plan?.boundProof = nil
      envelope.plan?.breakEvenAsks = nil
      let scenario = try SolvedCase.scenario(strict.json)
      return Set(PowerMarket.check(envelope, against: scenario).violations.map(\.rule))
    }
    #expect(try rules { _ in } == [])
    #expect(
      try rules {
        $0.pairs[0][0].largest = 0.1; $0.pairs[1][0].largest = 0.1
      } == ["largest contract"])
    #expect(try rules { $0.lot = 51 } == ["lots", "largest contract", "smallest contract"])
    #expect(
      try rules {
        $0.pairs[0][0].frozen = 0.9; $0.pairs[1][0].frozen = 0.9
      }.isSuperset(of: [
        "contract in force"
      ]))
    #expect(
      try rules {
        $0.suppliers[0].count = 0; $0.suppliers[1].count = 0
      } == ["contract count"])
    #expect(try rules { $0.scheme = .init(generationShare: 1) }.contains("zone"))
    #expect(try rules { $0.scheme = .init(soldElsewhere: 0.2) }.contains("zone"))
    #expect(
      try rules {
        $0.suppliers[0].source = "chp"; $0.suppliers[1].source = "chp"
      } == ["re100"])
  }

  @Test(
    "Whatever the multipliers of the rules, the bound that they give is not below the optimum",
    arguments: 0..<20)
  func anyProof(seed: Int) throws {
    for trial in 0..<8 {
      let market = RuledMarket(
        seed: UInt64(360_000 + 8 * seed + trial), suppliers: 2, consumers: 2, intervals: 3, hasLots: true,
        hasChoices: trial % 2 == 0, hasSpread: trial % 4 == 1)
      guard let best = market.bestInLots() else { continue }
      let scenario = try SolvedCase.scenario(market.json)
      var random = SplitMix64(seed: UInt64(seed * 100 + trial))
      for _ in 0..<60 {
        func list(_ count: Int, _ low: Double, _ high: Double) -> NumberList {
          NumberList((0..<count).map { _ in random.uniform(low, high) })
        }
        func places(_ count: Int, _ below: Int) -> NumberList {
          NumberList((0..<count).map { _ in Double(random.integer(0, below - 1)) })
        }
        var proof = PowerPlan.OfferProof(
          referenceShares: list(scenario.pairs.count, 0, 1.2), re100Multipliers: list(2, -50, 200),
          matchingMultipliers: list(2, -50, 200), contractCountMultipliers: list(2, -100, 900),
          consumerGainMultipliers: list(2, -1, 2), supplierGainMultipliers: list(2, -1, 2),
          stageMultipliers: NumberList([]), kinkConsumers: places(3, 2), kinkIntervals: places(3, 3),
          kinkPlaces: places(3, 2), kinkNumbers: list(3, 0, 1))
        proof.supplierCountMultipliers = list(2, -100, 900)
        proof.zoneGenerationMultiplier = random.uniform(-20, 60)
        proof.zoneMarketMultiplier = random.uniform(-20, 60)
        let proven = try #require(OfferTangents(scenario, proof, stages: []))
        #expect(proven.bound >= best - 1e-7 * max(1, abs(best)), "\(proven.bound) below \(best)")
        let own = OfferBound.value(scenario, OfferWorth(scenario), .jointGain, floors: [], proof)
        #expect(abs(own - proven.bound) <= 1e-8 * max(1, abs(own)), "\(own), not \(proven.bound)")
      }
    }
  }
}
