// SPDX-License-Identifier: GPL-3.0-or-later

/// The integral part of a plan: what is activated and when, what is whole and where, which pairs and
/// classes there are, how many trucks go. With it fixed, a linear program is left; see `FixedProgram`.
struct IntegralChoices {
  /// By warehouse; true where nothing depends on it.
  private(set) var isActivated: [Bool]
  /// By warehouse and period (`w * periods + t`); true where the period costs nothing.
  private(set) var isActive: [Bool]
  /// By warehouse, zone and period: trips.
  private(set) var trips: [Int]
  /// By lane: whether its demand may use its warehouse.
  private var usesPairOf: [Bool]
  /// By warehouse and class; true where the class excludes nothing there.
  private var storesClass: [Bool]
  /// By lane: the share of a demand that is all or nothing; nil for others.
  private var whole: [Double?]
  private var laneIsOpen: [Bool] = []
  private let periods: Int
  private let classes: Int

  /// The choices that shares make: activated and active is what stores something, and trips are the least
  /// that suffice.
  init(_ scenario: LogisticsScenario, shares: [Double]) {
    let loads = PlanLoads(scenario, shares)
    periods = scenario.periods.count
    classes = scenario.storageClasses.count
    isActivated = scenario.warehouses.indices.map {
      !scenario.countsActivation(ofWarehouse: $0) || loads.isStocked[$0]
    }
    isActive = loads.isStockedIn
    for (w, warehouse) in scenario.warehouses.enumerated() where warehouse.periodActivationCost == 0 {
      for t in 0..<periods { isActive[w * periods + t] = true }
    }
    trips = loads.trips
    usesPairOf = Array(repeating: true, count: scenario.lanes.count)
    for d in scenario.demands.indices {
      let lanes = scenario.lanesByWarehouse(ofDemand: d)
      guard scenario.countsPairs(ofDemand: d, warehouses: lanes.count) else { continue }
      for (_, lanes) in lanes {
        let isUsed = lanes.contains { shares[$0] > 0 }
        for l in lanes { usesPairOf[l] = isUsed }
      }
    }
    storesClass = Array(repeating: true, count: scenario.warehouses.count * classes)
    var stored = Array(repeating: false, count: storesClass.count)
    for (l, lane) in scenario.lanes.enumerated() where shares[l] > 0 {
      if let kind = scenario.demands[lane.demand].storageClass {
        stored[lane.warehouse * classes + kind] = true
      }
    }
    for (first, second) in scenario.rules.incompatibleClasses where first != second {
      for w in scenario.warehouses.indices {
        for kind in [first, second] { storesClass[w * classes + kind] = stored[w * classes + kind] }
      }
    }
    whole = scenario.lanes.enumerated().map { l, lane in
      scenario.demands[lane.demand].isSingleSource ? shares[l].rounded() : nil
    }
    openLanes(scenario)
  }

  /// The choices in the integer columns of a solution.
  init(_ scenario: LogisticsScenario, _ index: FormulationIndex, primal: [Double]) {
    periods = scenario.periods.count
    classes = scenario.storageClasses.count
    isActivated = index.activationColumn.map { $0.map { primal[$0] > 0.5 } ?? true }
    isActive = index.periodColumn.map { $0.map { primal[$0] > 0.5 } ?? true }
    if isActive.isEmpty { isActive = Array(repeating: true, count: scenario.warehouses.count * periods) }
    let zones = scenario.trucks?.zones.count ?? 0
    trips = Array(repeating: 0, count: scenario.warehouses.count * zones * periods)
    for block in index.trips {
      for t in block.periods {
        trips[(block.warehouse * zones + block.zone) * periods + t] = Int(primal[block.column].rounded())
      }
    }
    usesPairOf = Array(repeating: true, count: scenario.lanes.count)
    for pair in index.pairs where primal[pair.column] <= 0.5 {
      for l in scenario.laneStart[pair.demand]..<scenario.laneStart[pair.demand + 1]
      where scenario.lanes[l].warehouse == pair.warehouse { usesPairOf[l] = false }
    }
    storesClass = Array(repeating: true, count: scenario.warehouses.count * classes)
    for stored in index.storedClasses {
      storesClass[stored.warehouse * classes + stored.storageClass] = primal[stored.column] > 0.5
    }
    whole = scenario.lanes.enumerated().map { l, lane in
      scenario.demands[lane.demand].isSingleSource ? primal[index.firstLaneColumn + l].rounded() : nil
    }
    openLanes(scenario)
  }

  /// Whether anything may be stored in a warehouse in a period.
  func isStocked(_ w: Int, _ t: Int) -> Bool { isActivated[w] && isActive[w * periods + t] }

  /// Whether a demand may use the warehouse of these lanes.
  func usesPair(_ lanes: [Int]) -> Bool { lanes.contains { usesPairOf[$0] } }

  /// Whether a warehouse may store a class.
  func stores(_ kind: Int, _ w: Int) -> Bool { storesClass[w * classes + kind] }

  /// Whether a share on the lane is left open by the choices.
  func isOpen(_ l: Int) -> Bool { laneIsOpen[l] }

  /// The share of a lane of a demand that is all or nothing; nil for others.
  func share(ofWhole l: Int) -> Double? { whole[l] }

  private mutating func openLanes(_ scenario: LogisticsScenario) {
    laneIsOpen = scenario.lanes.enumerated().map { l, lane in
      let demand = scenario.demands[lane.demand]
      return usesPairOf[l] && demand.stay.allSatisfy { isStocked(lane.warehouse, $0) }
        && demand.storageClass.map { stores($0, lane.warehouse) } ?? true
    }
  }
}
