// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

@testable import Logistics

/// A small seeded scenario that mixes time, space, rules, joint delivery, carbon and continuity; made as
/// values, so that no reading of files takes part. Quantities, capacities and prices are whole numbers.
struct FeatureMarket {
  /// Something a scenario may have.
  enum Feature: CaseIterable {
    case time, periodActivation, areas, totals, utilisation, single, several, smallestShare, number, owners
    case groups, budget, classes, carbonPrice, carbonCap, trucks, existing, frozen, activation, mustServe
  }

  var scenario: LogisticsScenario
  private var random: SplitMix64
  private let features: Set<Feature>

  /// - Parameters:
  ///   - features: what it may have; each is drawn with `chance`.
  init(
    seed: UInt64, features: Set<Feature> = Set(Feature.allCases), chance: Double = 0.4, warehouses: Int = 3,
    demands: Int = 3, resources: Int? = nil
  ) {
    var random = SplitMix64(seed: seed)
    var drawn: Set<Feature> = []
    for feature in Feature.allCases where random.unit() < chance && features.contains(feature) {
      drawn.insert(feature)
    }
    if drawn.contains(.periodActivation) && features.contains(.time) { drawn.insert(.time) }
    self.features = drawn
    let resourceCount = resources ?? random.integer(1, 2)
    self.random = random
    scenario = LogisticsScenario(
      name: "features", currency: "KRW", resources: Array([.pallets, .t].prefix(resourceCount)),
      warehouses: [], areas: [], demands: [], lanes: [], laneStart: [0])
    if drawn.contains(.time) { scenario.periods = .init(count: self.random.integer(2, 4), unit: .day) }
    makeWarehouses(warehouses)
    makeDemands(demands)
    makeRules()
    makeTrucks()
    makeLanes()
    makeExisting()
  }

  /// Makes every demand single-source, and closes the lanes and drops the existing shares that are too small
  /// for that.
  mutating func makeWhole() {
    let before = scenario
    scenario.lanes = []
    scenario.laneStart = [0]
    var moved: [Int: Int] = [:]
    for d in scenario.demands.indices {
      scenario.demands[d].isSingleSource = true
      scenario.demands[d].smallestShare = 0
      for index in before.laneStart[d]..<before.laneStart[d + 1] {
        guard before.largestShare(of: before.lanes[index]) >= 1 else { continue }
        moved[index] = scenario.lanes.count
        scenario.lanes.append(before.lanes[index])
      }
      scenario.laneStart.append(scenario.lanes.count)
    }
    scenario.existing = before.existing.compactMap { kept in
      guard let lane = moved[kept.lane] else { return nil }
      return .init(lane: lane, share: kept.share, isFrozen: kept.isFrozen && kept.share == 1)
    }
  }

  private mutating func chance(_ probability: Double) -> Bool { random.unit() < probability }
  private mutating func whole(_ low: Int, _ high: Int) -> Double { Double(random.integer(low, high)) }

  private mutating func makeWarehouses(_ count: Int) {
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    if features.contains(.owners) {
      scenario.owners = (0..<2).map { o in
        let most = chance(0.5) ? random.integer(1, 2) : nil
        return .init(
          id: "o\(o)", mostWarehouses: most,
          largestShare: (0..<resources).map { _ in chance(0.4) ? whole(2, 4) / 4 : 1 })
      }
    }
    for w in 0..<count {
      let first = scenario.areas.count
      let areaCount = features.contains(.areas) && chance(0.6) ? 2 : 1
      for k in 0..<areaCount {
        let lowest = areaCount == 1 ? 4 : 2
        let capacity = (0..<resources).flatMap { _ in
          let base = whole(lowest, 14)
          return (0..<periods).map { _ in
            features.contains(.time) && chance(0.25) ? (chance(0.3) ? 0 : whole(1, 14)) : base
          }
        }
        scenario.areas.append(
          .init(id: areaCount == 1 ? nil : "a\(k)", warehouse: w, capacity: capacity))
      }
      let total =
        features.contains(.totals) && chance(0.5)
        ? (0..<resources * periods).map { _ in whole(6, 16) } : nil
      scenario.warehouses.append(
        .init(
          id: "w\(w)", areas: first..<scenario.areas.count, totalCapacity: total,
          activationCost: features.contains(.activation) && chance(0.7) ? whole(1, 60) : 0,
          periodActivationCost: features.contains(.periodActivation) && chance(0.7) ? whole(1, 25) : 0,
          owner: scenario.owners.isEmpty || chance(0.2) ? nil : random.integer(0, 1),
          smallestUtilisation: (0..<resources).map { _ in
            features.contains(.utilisation) && chance(0.5) ? whole(1, 3) / 8 : 0
          }))
    }
  }

  private mutating func makeDemands(_ count: Int) {
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    if features.contains(.groups) {
      scenario.groups = (0..<2).map { g in
        .init(
          id: "g\(g)",
          smallestServedShare: (0..<resources).map { _ in chance(0.6) ? whole(1, 3) / 4 : 0 })
      }
    }
    if features.contains(.classes) {
      scenario.storageClasses = ["food", "hazardous"]
      scenario.rules.incompatibleClasses = [(0, 1)]
    }
    for d in 0..<count {
      let start = random.integer(0, periods - 1)
      let end = random.integer(start + 1, periods)
      let isSingle = features.contains(.single) && chance(0.5)
      scenario.demands.append(
        .init(
          id: "d\(d)",
          quantity: (0..<resources).map { r in r == 0 || chance(0.6) ? whole(1, 10) : 0 },
          stay: start..<end, isSingleSource: isSingle,
          mostWarehouses: features.contains(.several) && chance(0.5) ? random.integer(1, 2) : nil,
          smallestShare: features.contains(.smallestShare) && !isSingle && chance(0.6) ? 0.5 : 0,
          unservedPenalty: features.contains(.mustServe) && chance(0.4) ? nil : whole(20, 160),
          storageClass: scenario.storageClasses.isEmpty || chance(0.2) ? nil : random.integer(0, 1),
          group: scenario.groups.isEmpty || chance(0.3) ? nil : random.integer(0, 1)))
    }
  }

  private mutating func makeRules() {
    if features.contains(.number) { scenario.rules.mostActivated = random.integer(1, 2) }
    if features.contains(.budget) { scenario.rules.budget = whole(80, 260) }
    if features.contains(.carbonPrice) { scenario.rules.carbonPrice = whole(1, 4) / 2 }
    if features.contains(.carbonCap) { scenario.rules.carbonCap = whole(10, 50) }
  }

  private mutating func makeTrucks() {
    guard features.contains(.trucks) else { return }
    let pairs = scenario.warehouses.count * 2
    scenario.trucks = .init(
      zones: ["z0", "z1"],
      capacity: scenario.resources.indices.map { r in r == 0 ? whole(2, 6) : .infinity },
      tripCost: (0..<pairs).map { _ in whole(0, 12) }, tripCarbon: (0..<pairs).map { _ in whole(0, 4) })
    for d in scenario.demands.indices where chance(0.8) {
      scenario.demands[d].zone = random.integer(0, 1)
      let days = Double(scenario.demands[d].stay.count)
      scenario.demands[d].delivery = scenario.demands[d].quantity.map { $0 / days }
    }
  }

  private mutating func makeLanes() {
    let hasCarbon = scenario.rules.carbonCap != nil || scenario.rules.carbonPrice > 0
    for (d, demand) in scenario.demands.enumerated() {
      for (k, area) in scenario.areas.enumerated() {
        let lane = LogisticsScenario.Lane(
          demand: d, warehouse: area.warehouse, area: k, transportCost: whole(0, 90),
          handlingCost: chance(0.5) ? whole(0, 20) : 0, carbon: hasCarbon ? whole(0, 20) : 0)
        let share = scenario.largestShare(of: lane)
        let least = demand.isSingleSource ? 1 : demand.smallestShare
        if share > 0 && share >= least && !chance(0.1) { scenario.lanes.append(lane) }
      }
      scenario.laneStart.append(scenario.lanes.count)
    }
  }

  private mutating func makeExisting() {
    guard features.contains(.existing) else { return }
    for d in scenario.demands.indices {
      scenario.demands[d].changeCost = whole(0, 40)
      if chance(0.2) { scenario.demands[d].strandedShare = 0.5 }
      let lanes = scenario.laneStart[d]..<scenario.laneStart[d + 1]
      guard !lanes.isEmpty && chance(0.8) else { continue }
      let lane = random.integer(lanes.lowerBound, lanes.upperBound - 1)
      let isHalf = scenario.demands[d].strandedShare > 0 || chance(0.3)
      let share = isHalf ? 0.5 : 1.0
      let fits = scenario.largestShare(of: scenario.lanes[lane]) >= share
      let keepsRules = !scenario.demands[d].isSingleSource || share == 1
      scenario.existing.append(
        .init(
          lane: lane, share: share,
          isFrozen: features.contains(.frozen) && fits && keepsRules && chance(0.4)))
    }
  }
}
