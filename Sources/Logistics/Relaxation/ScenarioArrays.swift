// SPDX-License-Identifier: GPL-3.0-or-later

/// A scenario on flat arrays, as the inner loops of the general method read it.
///
/// Slots are as in the scenario: resource r and period t at `r * periodCount + t`. Lanes keep the
/// scenario's numbers; `warehouseLane` lists them warehouse by warehouse. Pairs are the warehouse and
/// zone of lanes that take part in joint delivery.
final class ScenarioArrays: @unchecked Sendable {
  let demandCount: Int
  let warehouseCount: Int
  let areaCount: Int
  let laneCount: Int
  let resourceCount: Int
  let periodCount: Int
  let slotCount: Int

  /// By demand and resource: the quantity.
  let quantity: UnsafeMutablePointer<Double>
  /// By demand: first period of the stay, and the one after its last.
  let first: UnsafeMutablePointer<Int32>
  let end: UnsafeMutablePointer<Int32>
  /// By demand: the price of leaving it unserved, infinite where it must be served.
  let penalty: UnsafeMutablePointer<Double>
  /// By demand: group, zone and class; -1 for none.
  let group: UnsafeMutablePointer<Int32>
  let zone: UnsafeMutablePointer<Int32>
  let storageClass: UnsafeMutablePointer<Int32>
  /// By demand and resource: what is delivered in each period; 0 where no truck is needed.
  let delivery: UnsafeMutablePointer<Double>
  /// By demand: whether it goes to one area, the most warehouses, the smallest share of one.
  let isSingleSource: UnsafeMutablePointer<Bool>
  let mostWarehouses: UnsafeMutablePointer<Int32>
  let smallestShare: UnsafeMutablePointer<Double>
  /// By demand: the price of moving all of it.
  let changeCost: UnsafeMutablePointer<Double>

  /// The lanes of demand d are `laneStart[d] ..< laneStart[d + 1]`.
  let laneStart: UnsafeMutablePointer<Int32>
  let laneDemand: UnsafeMutablePointer<Int32>
  let laneWarehouse: UnsafeMutablePointer<Int32>
  let laneArea: UnsafeMutablePointer<Int32>
  /// By lane: transport, handling and carbon at its price, for all of the demand.
  let laneCost: UnsafeMutablePointer<Double>
  /// By lane: kg of carbon dioxide for all of the demand.
  let laneCarbon: UnsafeMutablePointer<Double>
  /// By lane: the largest share it can hold.
  let laneMost: UnsafeMutablePointer<Double>
  /// By lane: the share of the existing plan, and whether it is frozen.
  let laneExisting: UnsafeMutablePointer<Double>
  let laneIsFrozen: UnsafeMutablePointer<Bool>
  /// By lane: its pair of warehouse and zone; -1 where no truck is needed.
  let lanePair: UnsafeMutablePointer<Int32>

  /// The lanes of warehouse w are `warehouseLane[warehouseStart[w] ..< warehouseStart[w + 1]]`.
  let warehouseStart: UnsafeMutablePointer<Int32>
  let warehouseLane: UnsafeMutablePointer<Int32>
  /// Areas of warehouse w are `areaStart[w] ..< areaStart[w + 1]`.
  let areaStart: UnsafeMutablePointer<Int32>
  /// By area and slot.
  let areaCapacity: UnsafeMutablePointer<Double>
  /// By warehouse and slot: the total capacity; infinite where there is none.
  let totalCapacity: UnsafeMutablePointer<Double>
  /// By warehouse and resource: what must be used at least if it is activated; 0 for none.
  let smallestUse: UnsafeMutablePointer<Double>
  let activationCost: UnsafeMutablePointer<Double>
  let periodCost: UnsafeMutablePointer<Double>
  /// By warehouse: its owner; -1 for none.
  let owner: UnsafeMutablePointer<Int32>
  /// By warehouse: whether it matters if it is activated; if not it is always on.
  let countsActivation: UnsafeMutablePointer<Bool>

  /// The pairs of warehouse w are `pairStart[w] ..< pairStart[w + 1]`.
  let pairStart: UnsafeMutablePointer<Int32>
  let pairWarehouse: UnsafeMutablePointer<Int32>
  let pairZone: UnsafeMutablePointer<Int32>
  /// By pair: cost of a trip, carbon at its price included, and kg of carbon dioxide.
  let tripCost: UnsafeMutablePointer<Double>
  let tripCarbon: UnsafeMutablePointer<Double>
  let pairCount: Int
  /// By resource: what a truck holds; infinite where it does not limit.
  let truckCapacity: UnsafeMutablePointer<Double>
  /// By resource: the part of a truck that a unit takes; 0 where it does not limit.
  let truckPart: UnsafeMutablePointer<Double>

  /// By owner: the most of its warehouses; `Int32.max` for no limit.
  let ownerMost: UnsafeMutablePointer<Int32>
  /// By owner and resource: the largest part of all that is stored.
  let ownerLargestShare: UnsafeMutablePointer<Double>
  let ownerCount: Int
  /// By group and resource: the volume that must be served at least.
  let groupSmallest: UnsafeMutablePointer<Double>
  let groupCount: Int

  let hasTotals: Bool
  let hasSmallestUse: Bool
  let hasOwnerShares: Bool
  let hasExisting: Bool
  let mostActivated: Int
  let budget: Double
  let carbonCap: Double
  /// By class and class: whether the two must not share a warehouse.
  let isIncompatible: UnsafeMutablePointer<Bool>
  let classCount: Int
  let hasIncompatible: Bool
  /// Change cost that no plan escapes: that of stranded shares.
  let strandedCost: Double

  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  init(_ scenario: LogisticsScenario) {
    var blocks: [UnsafeMutableRawPointer] = []
    func block<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(1, values.count))
      pointer.initialize(from: values, count: values.count)
      blocks.append(UnsafeMutableRawPointer(pointer))
      return pointer
    }
    let resources = scenario.resources.count
    let periods = scenario.periods.count
    let slots = resources * periods
    let demands = scenario.demands
    let lanes = scenario.lanes
    let warehouses = scenario.warehouses
    demandCount = demands.count
    warehouseCount = warehouses.count
    areaCount = scenario.areas.count
    laneCount = lanes.count
    resourceCount = resources
    periodCount = periods
    slotCount = slots

    quantity = block(demands.flatMap(\.quantity))
    first = block(demands.map { Int32($0.stay.lowerBound) })
    end = block(demands.map { Int32($0.stay.upperBound) })
    penalty = block(demands.map { $0.unservedPenalty ?? .infinity })
    group = block(demands.map { Int32($0.group ?? -1) })
    zone = block(demands.map { Int32($0.zone ?? -1) })
    storageClass = block(demands.map { Int32($0.storageClass ?? -1) })
    let hasTrucks = scenario.trucks != nil
    delivery = block(
      demands.flatMap { demand -> [Double] in
        hasTrucks && demand.zone != nil && demand.delivery.count == resources
          ? demand.delivery : [Double](repeating: 0, count: resources)
      })
    isSingleSource = block(demands.map(\.isSingleSource))
    mostWarehouses = block(demands.map { Int32(clamping: $0.isSingleSource ? 1 : $0.mostWarehouses ?? .max) })
    smallestShare = block(demands.map { $0.isSingleSource ? 1 : $0.smallestShare })
    changeCost = block(demands.map(\.changeCost))
    strandedCost = demands.reduce(0) { $0 + $1.changeCost * $1.strandedShare }

    let carbonPrice = scenario.rules.carbonPrice
    laneStart = block(scenario.laneStart.map { Int32($0) })
    laneDemand = block(lanes.map { Int32($0.demand) })
    laneWarehouse = block(lanes.map { Int32($0.warehouse) })
    laneArea = block(lanes.map { Int32($0.area) })
    laneCost = block(lanes.map { $0.cost + carbonPrice * $0.carbon })
    laneCarbon = block(lanes.map(\.carbon))
    laneMost = block(lanes.map { scenario.largestShare(of: $0) })
    var existing = [Double](repeating: 0, count: lanes.count)
    var frozen = [Bool](repeating: false, count: lanes.count)
    for share in scenario.existing {
      existing[share.lane] = share.share
      frozen[share.lane] = share.isFrozen
    }
    laneExisting = block(existing)
    laneIsFrozen = block(frozen)
    hasExisting = !scenario.existing.isEmpty

    var start = [Int32](repeating: 0, count: warehouses.count + 1)
    for lane in lanes { start[lane.warehouse + 1] += 1 }
    for w in warehouses.indices { start[w + 1] += start[w] }
    var next = start
    var order = [Int32](repeating: 0, count: lanes.count)
    for (index, lane) in lanes.enumerated() {
      order[Int(next[lane.warehouse])] = Int32(index)
      next[lane.warehouse] += 1
    }
    warehouseStart = block(start)
    warehouseLane = block(order)
    areaStart = block(warehouses.map { Int32($0.areas.lowerBound) } + [Int32(scenario.areas.count)])
    areaCapacity = block(scenario.areas.flatMap(\.capacity))
    totalCapacity = block(
      warehouses.flatMap { $0.totalCapacity ?? [Double](repeating: .infinity, count: slots) })
    hasTotals = warehouses.contains { $0.totalCapacity != nil }
    smallestUse = block(
      warehouses.flatMap { warehouse in
        (0..<resources).map { r -> Double in
          guard warehouse.smallestUtilisation[r] > 0 else { return 0 }
          return warehouse.smallestUtilisation[r]
            * (0..<periods).reduce(0.0) { sum, t in
              let slot = r * periods + t
              let areas = warehouse.areas.reduce(0.0) { $0 + scenario.areas[$1].capacity[slot] }
              return sum + min(areas, warehouse.totalCapacity?[slot] ?? .infinity)
            }
        }
      })
    hasSmallestUse = warehouses.contains { $0.smallestUtilisation.contains { $0 > 0 } }
    activationCost = block(warehouses.map(\.activationCost))
    periodCost = block(warehouses.map(\.periodActivationCost))
    owner = block(warehouses.map { Int32($0.owner ?? -1) })
    countsActivation = block(
      warehouses.map { warehouse in
        warehouse.activationCost > 0 || warehouse.periodActivationCost > 0
          || warehouse.smallestUtilisation.contains { $0 > 0 } || scenario.rules.mostActivated != nil
          || warehouse.owner.map { scenario.owners[$0].mostWarehouses != nil } == true
      })

    var pairOf = [Int: Int32]()
    var pairs: [(Int, Int)] = []
    var pairStarts: [Int32] = [0]
    var lanePairs = [Int32](repeating: -1, count: lanes.count)
    if hasTrucks {
      for w in warehouses.indices {
        for position in Int(start[w])..<Int(start[w + 1]) {
          let lane = Int(order[position])
          let demand = demands[lanes[lane].demand]
          guard let z = demand.zone, demand.delivery.contains(where: { $0 > 0 }) else { continue }
          let key = w * (scenario.trucks?.zones.count ?? 0) + z
          if pairOf[key] == nil {
            pairOf[key] = Int32(pairs.count)
            pairs.append((w, z))
          }
          lanePairs[lane] = pairOf[key] ?? -1
        }
        pairStarts.append(Int32(pairs.count))
      }
    } else {
      pairStarts = [Int32](repeating: 0, count: warehouses.count + 1)
    }
    lanePair = block(lanePairs)
    pairStart = block(pairStarts)
    pairWarehouse = block(pairs.map { Int32($0.0) })
    pairZone = block(pairs.map { Int32($0.1) })
    pairCount = pairs.count
    let zones = scenario.trucks?.zones.count ?? 0
    let trucks = scenario.trucks
    tripCost = block(
      pairs.map { w, z in
        (trucks?.tripCost[w * zones + z] ?? 0) + carbonPrice * (trucks?.tripCarbon[w * zones + z] ?? 0)
      })
    tripCarbon = block(pairs.map { w, z in trucks?.tripCarbon[w * zones + z] ?? 0 })
    let truckCapacities =
      trucks?.capacity.map { $0 > 0 ? $0 : .infinity } ?? [Double](repeating: .infinity, count: resources)
    truckCapacity = block(truckCapacities)
    truckPart = block(truckCapacities.map { 1 / $0 })

    ownerMost = block(scenario.owners.map { Int32(clamping: $0.mostWarehouses ?? .max) })
    ownerLargestShare = block(scenario.owners.flatMap(\.largestShare))
    ownerCount = scenario.owners.count
    hasOwnerShares = scenario.owners.contains { $0.largestShare.contains { $0 < 1 } }
    var volume = [Double](repeating: 0, count: scenario.groups.count * resources)
    for demand in demands {
      guard let g = demand.group else { continue }
      for r in 0..<resources {
        volume[g * resources + r] += demand.quantity[r] * Double(demand.stay.count)
      }
    }
    groupSmallest = block(
      scenario.groups.indices.flatMap { g in
        (0..<resources).map { scenario.groups[g].smallestServedShare[$0] * volume[g * resources + $0] }
      })
    groupCount = scenario.groups.count
    mostActivated = scenario.rules.mostActivated ?? .max
    budget = scenario.rules.budget ?? .infinity
    carbonCap = scenario.rules.carbonCap ?? .infinity
    classCount = scenario.storageClasses.count
    var incompatible = [Bool](repeating: false, count: classCount * classCount)
    for (a, b) in scenario.rules.incompatibleClasses {
      incompatible[a * classCount + b] = true
      incompatible[b * classCount + a] = true
    }
    isIncompatible = block(incompatible)
    hasIncompatible = !scenario.rules.incompatibleClasses.isEmpty
    self.blocks = blocks
  }

  /// Values in the order of `warehouseLane`, put in the order of the lanes.
  func byLane(_ values: UnsafePointer<Double>) -> [Double] {
    var result = [Double](repeating: 0, count: laneCount)
    for position in 0..<laneCount { result[Int(warehouseLane[position])] = values[position] }
    return result
  }
}
