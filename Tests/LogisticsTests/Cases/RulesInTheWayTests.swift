// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// Scenarios whose places suffice, and one rule does not let them.
@Suite("Rules in the way") struct RulesInTheWayTests {
  typealias Spoiling = @Sendable (inout LogisticsScenario) -> Void

  /// Two warehouses of 10 pallets, two demands of 6 that must be served, in food and chemistry; each costs 10
  /// in w0 and 20 in w1, activation 5, and a kg of carbon dioxide a unit of cost.
  static func market() -> LogisticsScenario {
    var scenario = LogisticsScenario(
      name: "ways", currency: "KRW", resources: [.pallets],
      warehouses: [0, 1].map { w in
        .init(id: "w\(w)", areas: w..<w + 1, activationCost: 5, owner: w, smallestUtilisation: [0])
      },
      areas: (0..<2).map { .init(warehouse: $0, capacity: [10]) },
      demands: [
        .init(id: "d0", quantity: [6], storageClass: 0), .init(id: "d1", quantity: [6], storageClass: 1),
      ], lanes: [],
      laneStart: [0, 2, 4])
    scenario.storageClasses = ["food", "chemistry"]
    scenario.owners = (0..<2).map { .init(id: "o\($0)", largestShare: [1]) }
    for d in 0..<2 {
      for w in 0..<2 {
        scenario.lanes.append(
          .init(
            demand: d, warehouse: w, area: w, transportCost: 10 * Double(w + 1), handlingCost: 0,
            carbon: 10 * Double(w + 1)))
      }
    }
    return scenario
  }

  /// What spoils the market, the first rule that is then in the way, and words of its reason.
  static let cases: [(rule: String, words: String, spoil: Spoiling)] = [
    // 10 of the 12 pallets go to w0, 2 to w1: 10 x 10/6 + 2 x 20/6 + 2 x 5 = 33.34 and no less.
    ("budget", "with 33.34", { $0.rules.budget = 25 }),
    ("carbon_cap", "with 23.34 kg", { $0.rules.carbonCap = 20 }),
    ("max_activated_warehouses", "with 2 there would", { $0.rules.mostActivated = 1 }),
    (
      "owner_max_warehouses", "o0 would have to lend 1 of its warehouses, not 0",
      { $0.owners[0].mostWarehouses = 0 }
    ),
    ("owner_largest_share", "o1 would hold more than 10 %", { $0.owners[1].largestShare = [0.1] }),
    (
      "group_smallest_served_share", "of the pallets of small 66.7 % can be served, and 90 % are guaranteed",
      {
        // 8 of 12 pallets find a place.
        $0.groups = [.init(id: "small", smallestServedShare: [0.9])]
        for d in 0..<2 {
          $0.demands[d].group = 0
          $0.demands[d].unservedPenalty = 1
        }
        $0.areas[0].capacity = [8]
        $0.areas[1].capacity = [0]
      }
    ),
    (
      "smallest_utilisation", "w1 would be used to 60 % of its pallets, and to 70 % it must",
      {
        $0.warehouses[0].smallestUtilisation = [0.7]
        $0.warehouses[1].smallestUtilisation = [0.7]
        $0.demands[0].isSingleSource = true
        $0.demands[1].isSingleSource = true
        $0.areas[0].capacity = [6]
      }
    ),
    (
      "frozen", "frozen pairs would have to change: d0",
      {
        $0.existing = [.init(lane: 0, share: 1, isFrozen: true), .init(lane: 2, share: 1, isFrozen: true)]
        $0.areas[0].capacity = [7]
      }
    ),
    (
      "incompatible_classes", "food and chemistry would have to share w0",
      {
        $0.rules.incompatibleClasses = [(0, 1)]
        $0.areas[1].capacity = [3]
      }
    ),
    (
      "max_warehouses", "more warehouses than they may use: d",
      {
        for d in 0..<2 { $0.demands[d].mostWarehouses = 1 }
        $0.areas[0].capacity = [7]
        $0.areas[1].capacity = [5]
      }
    ),
    (
      "smallest_share", "less than their smallest share: d",
      {
        for d in 0..<2 { $0.demands[d].smallestShare = 0.5 }
        $0.areas[1].capacity = [2]
      }
    ),
    (
      "single_source", "do not fit whole",
      {
        for d in 0..<2 { $0.demands[d].isSingleSource = true }
        $0.areas[1].capacity = [2]
        $0.rules.mostActivated = 2
      }
    ),
  ]

  @Test(
    "The rule that is in the way is named, and the check proves it or says whose word it is",
    arguments: cases.indices)
  func named(index: Int) throws {
    let (rule, words, spoil) = Self.cases[index]
    var scenario = Self.market()
    #expect(try SolvedCase(solving: scenario).envelope.status == .optimal)
    spoil(&scenario)
    let solved = try SolvedCase(solving: scenario)
    #expect(solved.envelope.status == .infeasible)
    let infeasibility = try #require(solved.envelope.plan?.infeasibility)
    let rules = infeasibility.rules ?? []
    #expect(rules.first?.rule == rule, "\(rules.map(\.rule)) \(infeasibility.summary)")
    #expect(rules.first?.detail.contains(words) == true, "\(infeasibility.summary)")
    #expect(infeasibility.summary == solved.envelope.termination.detail)
  }

  @Test("What would suffice suffices", arguments: [30.0, 20, 33])
  func suffices(budget: Double) throws {
    var scenario = Self.market()
    scenario.rules.budget = budget
    let detail = try #require(
      SolvedCase(solving: scenario).envelope.plan?.infeasibility?.rules?.first?.detail)
    let words = detail.split(separator: " ")
    let place = try #require(words.firstIndex(of: "with"))
    scenario.rules.budget = Double(words[place + 1])
    #expect(try SolvedCase(solving: scenario).envelope.status == .optimal)
  }

  @Test("A rule of the linear relaxation is proved by multipliers or by sums", arguments: 0..<5)
  func proved(index: Int) throws {
    var scenario = Self.market()
    Self.cases[index].spoil(&scenario)
    #expect(try SolvedCase(solving: scenario).report.infeasibilityProof != nil, "\(Self.cases[index].rule)")
  }
}
