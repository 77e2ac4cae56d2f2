// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Logistics
import Testing

@Suite struct HandComputedTests {
  private func site(
    _ id: String, _ capacity: [Double], activation: Double = 0, handling: Double = 0, at x: Double = 0
  ) -> SmallMarket.Site {
    .init(
      id: id, place: (x, 0), capacity: capacity, activation: activation,
      handling: capacity.indices.map { $0 == 0 ? handling : 0 })
  }

  private func firm(
    _ id: String, _ quantity: [Double], whole: Bool = false, penalty: Double? = nil
  ) -> SmallMarket.Firm {
    .init(id: id, place: (0, 0), quantity: quantity, isWhole: whole, penalty: penalty)
  }

  @Test("Activation, transport and handling are weighed together")
  func activation() throws {
    // Only w0: 100 + 10 + 10 = 120. Only w1: 30 + 40 + 20 + 2 x 10 pallets = 110. Both: at least
    // 130 + 20 = 150.
    let solved = try SolvedCase(
      SmallMarket(
        matrix: [[10, 40], [10, 20]],
        sites: [site("w0", [10], activation: 100), site("w1", [10], activation: 30, handling: 2)],
        firms: [firm("d0", [6]), firm("d1", [4])]
      ).json)
    let components = solved.envelope.objective.components
    #expect(solved.value == 110)
    #expect(components["activation"] == 30 && components["transport"] == 60 && components["handling"] == 20)
    #expect(solved.envelope.plan?.activatedWarehouses.map(\.id) == ["w1"])
    // With w0 closed, w1 is exactly full of what must be served: no price from 0 on is wrong.
    let price = solved.envelope.plan?.activatedWarehouses.first?.utilisation.first?.shadowPrice
    #expect(price.map { $0 >= 0 } == true)
  }

  @Test("The shadow price of a capacity is what one more unit of it saves")
  func shadowPrice() throws {
    // 6 of 10 pallets go to w0 at 1 each, 4 to w1 at 5 each: 26. A seventh in w0 saves 5 - 1 = 4.
    func market(_ capacity: Double) -> String {
      SmallMarket(
        matrix: [[10, 50]], sites: [site("w0", [capacity]), site("w1", [20])], firms: [firm("d0", [10])]
      ).json
    }
    let solved = try SolvedCase(market(6))
    #expect(solved.value.map { agree($0, 26) } == true)
    let prices = solved.envelope.plan?.activatedWarehouses.map { $0.utilisation[0].shadowPrice ?? .nan } ?? []
    #expect(prices.count == 2 && agree(prices[0], 4) && agree(prices[1], 0), "\(prices)")
    #expect(try SolvedCase(market(7)).value.map { agree($0, 22) } == true)
  }

  @Test("The scarcer of two resources limits a share and carries the price")
  func twoResources() throws {
    // w0 holds 3 t of 6 t, so half at 20 / 2 and half in w1 at 60 / 2: 40. A tonne more in w0 is a share of
    // 1/6, and saves 40 / 6.
    let solved = try SolvedCase(
      SmallMarket(
        resources: ["pallets", "t"], matrix: [[20, 60]],
        sites: [site("w0", [10, 3]), site("w1", [10, 10])], firms: [firm("d0", [5, 6])]
      ).json)
    #expect(solved.value.map { agree($0, 40) } == true)
    let prices = solved.envelope.plan?.activatedWarehouses[0].utilisation.map { $0.shadowPrice ?? .nan } ?? []
    #expect(prices.count == 2 && agree(prices[0], 0) && agree(prices[1], 40.0 / 6), "\(prices)")
  }

  @Test("A demand for one warehouse goes to the larger one, or is left whole")
  func singleSource() throws {
    // In parts: 6 of 8 pallets at 8/8 each, 2 at 24/8 each. Whole: all 24 in w1, as w0 is too small.
    // Two such firms do not both fit w1 (10): one is left at 30, 24 + 30 = 54.
    func market(_ whole: Bool, firms: Int) -> String {
      SmallMarket(
        matrix: Array(repeating: [8, 24], count: firms), sites: [site("w0", [6]), site("w1", [10])],
        firms: (0..<firms).map { firm("d\($0)", [8], whole: whole, penalty: 30) }
      ).json
    }
    #expect(try SolvedCase(market(false, firms: 1)).value.map { agree($0, 6 + 6) } == true)
    #expect(try SolvedCase(market(true, firms: 1)).value == 24)
    #expect(try SolvedCase(market(true, firms: 2)).value == 54)
  }

  @Test("Distances on a plane are straight, times the road factor", arguments: [(6.0, 120.0), (5.9, 500.0)])
  func distances(limit: Double, expected: Double) throws {
    // 3-4-5 triangle: 5 km x 1.2 = 6 km; 6 km x 2 x 10 pallets = 120. With a limit of 5.9 km: the penalty.
    var market = SmallMarket(
      roadFactor: 1.2, rate: 2, sites: [site("w0", [10])], firms: [firm("d0", [10], penalty: 500)])
    market.firms[0].place = (3, 4)
    market.firms[0].maxDistance = limit
    let solved = try SolvedCase(market.json)
    #expect(solved.value.map { agree($0, expected) } == true)
    #expect(solved.envelope.plan?.unserved.map(\.reason) == (limit < 6 ? [.tooFar] : []))
  }

  @Test("Every unserved demand says why")
  func unservedReasons() throws {
    // The 5 pallets of w0 go to "saves 18 a pallet" (10 against 100 for 5), which leaves "full" (5 against
    // 30 for 5). w1 is empty. The others: their penalties.
    var market = SmallMarket(
      matrix: [[10, 1], [5, 1], [8, nil], [1, 1], [1, 1], [1, 1], [nil, nil], [9, nil]],
      sites: [site("w0", [5]), site("w1", [0])],
      firms: [
        firm("saves", [5], penalty: 100), firm("full", [5], penalty: 30), firm("dear", [1], penalty: 8),
        firm("cold", [1], penalty: 7), firm("far", [1], penalty: 6),
        firm("large", [9], whole: true, penalty: 5),
        firm("alone", [1], penalty: 4), firm("free", [1], penalty: 0),
      ])
    market.sites[0].classes = ["dry"]
    market.sites[1].classes = ["dry", "frozen"]
    market.firms[3].storageClass = "pharmaceutical"
    market.firms[4].place = (9, 0)
    market.firms[4].maxDistance = 8
    let solved = try SolvedCase(market.json)
    #expect(solved.value.map { agree($0, 10 + 30 + 8 + 7 + 6 + 5 + 4 + 0) } == true)
    let reasons = (solved.envelope.plan?.unserved ?? []).map { "\($0.demand) \($0.reason.rawValue)" }
    #expect(
      reasons == [
        "full capacity_full", "dear cheaper_unserved", "cold class_not_stored", "far too_far",
        "large larger_than_every_warehouse", "alone no_lane", "free cheaper_unserved",
      ])
  }
}
