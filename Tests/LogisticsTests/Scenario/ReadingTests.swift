// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import Testing

@testable import Logistics

/// Every key of a file, in the field it belongs to; the figures are worked out by hand in the comments.
@Suite("Reading a scenario")
struct ReadingTests {
  private func full() throws -> LogisticsScenario { try SolvedCase.scenario(FullScenario.text) }

  @Test("the horizon")
  func horizon() throws {
    let scenario = try full()
    #expect(
      scenario.periods
        == .init(count: 6, unit: .week, firstDay: CivilDate(year: 2026, month: 12, day: 7)))
    #expect(scenario.resources == [.pallets, .t])
    #expect(scenario.slotCount == 12)
    #expect(scenario.options.gap == 0.001)
  }

  @Test("windows, areas and totals make the capacity of each slot")
  func capacity() throws {
    let scenario = try full()
    #expect(scenario.warehouses.map(\.areas) == [0..<1, 1..<3, 3..<4])
    #expect(scenario.areas.map(\.id) == [nil, "hall", "cold", nil])
    #expect(scenario.areas.map(\.warehouse) == [0, 1, 1, 2])
    // Two windows: the first with the warehouse's own pallets, tonnes always its own; none in week 3.
    #expect(scenario.areas[0].capacity == [90, 90, 0, 40, 40, 40, 70, 70, 0, 70, 70, 70])
    #expect(scenario.warehouses[0].totalCapacity == nil)
    // The hall states no tonnes: the warehouse's 60 t limit it.
    #expect(scenario.areas[1].capacity == [50, 50, 50, 50, 50, 50, 60, 60, 60, 60, 60, 60])
    #expect(scenario.areas[2].capacity == [0, 30, 30, 30, 30, 30, 0, 20, 20, 20, 20, 20])
    // The total limits tonnes; of pallets it is what the areas have.
    #expect(scenario.warehouses[1].totalCapacity == [50, 80, 80, 80, 80, 80, 60, 60, 60, 60, 60, 60])
    #expect(scenario.warehouses[2].totalCapacity == nil)
  }

  @Test("warehouses")
  func warehouses() throws {
    let warehouses = try full().warehouses
    #expect(warehouses.map(\.id) == ["north", "south", "east"])
    #expect(warehouses.map(\.activationCost) == [100_000, 0, 0])
    #expect(warehouses.map(\.periodActivationCost) == [20_000, 0, 0])
    #expect(warehouses.map(\.owner) == [0, 0, nil])
    #expect(warehouses.map(\.smallestUtilisation) == [[0.25, 0], [0, 0], [0, 0]])
  }

  @Test("demands")
  func demands() throws {
    let scenario = try full()
    let demands = scenario.demands
    #expect(demands.map(\.stay) == [3..<5, 1..<3, 0..<6, 0..<6])
    #expect(demands.map(\.isSingleSource) == [false, true, false, false])
    #expect(demands.map(\.mostWarehouses) == [2, nil, nil, nil])
    #expect(demands.map(\.smallestShare) == [0.25, 0, 0, 0])
    #expect(demands.map(\.group) == [0, 0, nil, nil])
    #expect(demands.map(\.zone) == [0, 1, nil, nil])
    #expect(scenario.storageClasses == ["dry", "chilled", "acid"])
    #expect(demands.map(\.storageClass) == [0, 1, 2, nil])
    // Tea by its tier: (20 x 1000 + 8 x 10) for 2 weeks; fish by its own penalty.
    #expect(demands.map(\.unservedPenalty) == [40_160, 77_000, nil, nil])
    // Pallets as stated, tonnes by default: 8 over 2 weeks; fish 10 and 9 over 2.
    #expect(demands.map(\.delivery) == [[7, 4], [5, 4.5], [0, 0], [0, 0]])
    #expect(demands.map(\.changeCost) == [4000, 2500, 2500, 2500])
  }

  @Test("rules, carbon, owners, groups and trucks")
  func rules() throws {
    let scenario = try full()
    #expect(scenario.rules.mostActivated == 3)
    #expect(scenario.rules.budget == 9_000_000)
    #expect(scenario.rules.carbonPrice == 50)
    #expect(scenario.rules.carbonCap == 900)
    // The pair that comes twice is one; no demand is frozen.
    #expect(scenario.rules.incompatibleClasses.map { [$0.0, $0.1] } == [[1, 2]])
    #expect(scenario.owners.map(\.id) == ["kim", "lee"])
    #expect(scenario.owners.map(\.mostWarehouses) == [2, nil])
    #expect(scenario.owners.map(\.largestShare) == [[0.8, 1], [1, 1]])
    #expect(scenario.groups.map(\.id) == ["small"])
    #expect(scenario.groups.map(\.smallestServedShare) == [[0, 0.5]])
    let trucks = try #require(scenario.trucks)
    #expect(trucks.zones == ["harbour", "town"])
    #expect(trucks.capacity == [12, .infinity])
    // North is 4 and 3 km from the zones, south 3 and 4, east root 52 and 3; each times 1.5 by road.
    let far = 52.0.squareRoot()
    let kilometres = [4.0, 3, 3, 4, far, 3].map { $0 * 1.5 }
    #expect(trucks.tripCost == kilometres.map { 30_000 + 1000 * $0 })
    #expect(trucks.tripCarbon == kilometres.map { 2 + 0.5 * $0 })
  }

  @Test("lanes: cost, handling, distance and carbon of each open pair, and why the others are closed")
  func lanes() throws {
    let scenario = try full()
    struct Open: Equatable {
      var demand: Int
      var area: Int
      var transport: Double
      var handling: Double
      var carbon: Double
      var distance: Double?
    }
    let lanes = scenario.lanes.map {
      Open(
        demand: $0.demand, area: $0.area, transport: $0.transportCost, handling: $0.handlingCost,
        carbon: $0.carbon, distance: $0.distance)
    }
    // Tea: north 4 x 1.5 km, 20 pallets x 100 x 6, 300 x 20 + 200 x 8, 0.2 x 8 t x 6 km; 17 minutes by the
    // table. South as the list has it: 8 km at 30 km/h are 16 minutes. East is further than 20 minutes.
    // Fish: weeks 2 and 3, in which north lends nothing for one; south's cold area 6 km away.
    // Lye: south's hall 4.5 km away. Tiles go anywhere that lends space all the time: not north.
    #expect(
      lanes == [
        Open(demand: 0, area: 0, transport: 12_000, handling: 7600, carbon: 0.2 * 8 * 6, distance: 6),
        Open(demand: 0, area: 1, transport: 5000, handling: 0, carbon: 3, distance: 8),
        Open(demand: 1, area: 2, transport: 6000, handling: 0, carbon: 0.2 * 9 * 6, distance: 6),
        Open(demand: 2, area: 1, transport: 2700, handling: 0, carbon: 0.2 * 12 * 4.5, distance: 4.5),
        Open(
          demand: 3, area: 1, transport: 3000 * (18.0.squareRoot() * 1.5), handling: 0,
          carbon: 0.2 * 60 * (18.0.squareRoot() * 1.5), distance: 18.0.squareRoot() * 1.5),
        Open(demand: 3, area: 3, transport: 4500, handling: 0, carbon: 0.2 * 60 * 1.5, distance: 1.5),
      ])
    #expect(scenario.laneStart == [0, 2, 3, 4, 6])
    func closed(_ fill: (inout LogisticsScenario.ClosedPairs) -> Void) -> LogisticsScenario.ClosedPairs {
      var closed = LogisticsScenario.ClosedPairs()
      fill(&closed)
      return closed
    }
    #expect(
      scenario.demands.map(\.closed) == [
        closed { $0.byDistance = 1 },
        closed {
          $0.byRule = 1
          $0.byWindow = 1
        },
        closed {
          $0.byClass = 1
          $0.byRule = 1
        }, closed { $0.byWindow = 1 },
      ])
  }

  @Test("the existing plan: shares on open lanes, those that must move, those that stay")
  func existing() throws {
    let scenario = try full()
    // Tea's quarter in north and three quarters in south's hall; fish is in north, which is closed to it
    // now; the pair of a demand that is gone, and that of a warehouse that is, play no part.
    #expect(scenario.existing.map(\.lane) == [0, 1, 5])
    #expect(scenario.existing.map(\.share) == [0.25, 0.75, 0.5])
    #expect(scenario.existing.map(\.isFrozen) == [false, false, true])
    #expect(scenario.demands.map(\.strandedShare) == [0, 1, 0, 0])
  }

  @Test("amounts carry the currency of the file")
  func currency() throws {
    let scenario = try SolvedCase.scenario(
      FullScenario.text.replacing("krw", with: "aud").replacing("\"KRW\"", with: "\"AUD\""))
    #expect(scenario.currency == "AUD")
    #expect(scenario.warehouses[0].periodActivationCost == 20_000)
    #expect(scenario.trucks?.tripCost == (try full().trucks?.tripCost))
    #expect(scenario.demands.map(\.unservedPenalty) == (try full().demands.map(\.unservedPenalty)))
  }

  @Test("a file without time, areas and rules has none")
  func plain() throws {
    let scenario = try SolvedCase.scenario(
      """
      {"format": "warewatt.scenario/1", "market": "logistics", "currency": "KRW",
       "transport": {"rate_krw_per_pallet_km": 1},
       "warehouses": [{"id": "w", "place": {"x_km": 0, "y_km": 0}, "capacity_pallets": 3}],
       "demands": [{"id": "d", "place": {"x_km": 0, "y_km": 1}, "quantity_pallets": 2}]}
      """)
    #expect(scenario.periods == .init())
    #expect(scenario.isClassic && scenario.isLinear && !scenario.hasActivation)
    #expect(scenario.areas.map(\.id) == [nil])
    #expect(scenario.areas.map(\.capacity) == [[3]])
    #expect(scenario.demands[0].stay == 0..<1)
    #expect(scenario.demands[0].delivery.isEmpty)
  }

  @Test("a file's content comes back from its text")
  func roundTrip() throws {
    let document = try JSONDocument(parsing: Array(FullScenario.text.utf8), file: "full")
    let file = try document.decode(LogisticsScenarioFile.self)
    let text = JSONText.file(try JSONValue(encoding: file))
    let again = try JSONDocument(parsing: Array(text.utf8), file: "again")
    try LogisticsMarket.scenarioSchema.validate(again)
    let reread = try again.decode(LogisticsScenarioFile.self)
    #expect(try JSONValue(encoding: reread) == JSONValue(encoding: file))
    // Nothing is lost on the way: as many keys are written as were there.
    let keys = #/"[a-z_0-9]+":/#
    #expect(text.matches(of: keys).count == FullScenario.text.matches(of: keys).count)
  }
}
