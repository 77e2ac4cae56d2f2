// SPDX-License-Identifier: GPL-3.0-or-later

/// The relaxed problems of some warehouses, one after the other, with working memory of their own.
final class RelaxationChunk {
  let arrays: ScenarioArrays
  let layout: MultiplierLayout
  let warehouses: Range<Int>
  let isOwnerShareLive: Bool
  let isUtilisationLive: Bool
  /// Served share of each demand in these warehouses.
  let served: UnsafeMutablePointer<Double>
  var totals: RelaxedTotals
  /// Whether the warehouse at hand has pairs with a price of the first trip.
  var hasCharged = false

  // Lanes of these warehouses, in their order.
  let base: Int
  let demand: UnsafeMutablePointer<Int32>
  let localArea: UnsafeMutablePointer<Int32>
  let localPair: UnsafeMutablePointer<Int32>
  let cost: UnsafeMutablePointer<Double>
  let carbon: UnsafeMutablePointer<Double>
  let most: UnsafeMutablePointer<Double>
  let existing: UnsafeMutablePointer<Double>
  let isFrozen: UnsafeMutablePointer<Bool>
  let classes: UnsafeMutablePointer<Int32>

  /// By warehouse of these: whether it keeps frozen shares, whatever it is worth.
  private let hasFrozen: UnsafeMutablePointer<Bool>

  // Lanes that need trips, by pair counted from the first of these warehouses, those that begin last first.
  let firstPair: Int
  let pairLaneStart: UnsafeMutablePointer<Int32>
  let pairLane: UnsafeMutablePointer<Int32>

  // Working memory of one warehouse.
  let areaPrefix: UnsafeMutablePointer<Double>
  let pairPrefix: UnsafeMutablePointer<Double>
  let areaLoad: UnsafeMutablePointer<Double>
  let pairLoad: UnsafeMutablePointer<Double>
  let perPeriod: UnsafeMutablePointer<Double>
  let stays: UnsafeMutablePointer<Double>
  let bestTo: UnsafeMutablePointer<Double>
  let runFrom: UnsafeMutablePointer<Int32>
  let periodFixed: UnsafeMutablePointer<Double>
  let isRequired: UnsafeMutablePointer<Bool>
  // Of first trips, by pair of the warehouse: prefix sums of their prices over periods, whether there are
  // any, and where each period's run of served periods ends (0 where the pair is not served). Of one pair:
  // the best value and what lanes bring within each interval of periods.
  let firstTripPrefix: UnsafeMutablePointer<Double>
  let isCharged: UnsafeMutablePointer<Bool>
  let pairRunEnd: UnsafeMutablePointer<Int32>
  let pairBest: UnsafeMutablePointer<Double>
  let pairWithin: UnsafeMutablePointer<Double>
  let pairEnds: UnsafeMutablePointer<Int32>
  // What each lane brings, its reduced cost, and the active periods with the ends of their runs: of the mode
  // at hand, and of the best mode so far.
  var trial: ModeResult
  var best: ModeResult

  init(_ arrays: ScenarioArrays, _ layout: MultiplierLayout, warehouses: Range<Int>) {
    self.arrays = arrays
    self.layout = layout
    self.warehouses = warehouses
    isOwnerShareLive = arrays.hasOwnerShares
    isUtilisationLive = arrays.hasSmallestUse
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      return pointer
    }
    func integers(_ count: Int) -> UnsafeMutablePointer<Int32> {
      let pointer = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: -1, count: max(1, count))
      return pointer
    }
    func flags(_ count: Int) -> UnsafeMutablePointer<Bool> {
      let pointer = UnsafeMutablePointer<Bool>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: false, count: max(1, count))
      return pointer
    }
    served = zeros(arrays.demandCount)
    totals = RelaxedTotals(
      resources: arrays.resourceCount, owners: arrays.ownerCount, groups: arrays.groupCount)
    base = Int(arrays.warehouseStart[warehouses.lowerBound])
    let lanes = Int(arrays.warehouseStart[warehouses.upperBound]) - base
    demand = integers(lanes)
    localArea = integers(lanes)
    localPair = integers(lanes)
    cost = zeros(lanes)
    carbon = zeros(lanes)
    most = zeros(lanes)
    existing = zeros(lanes)
    isFrozen = flags(lanes)
    classes = integers(lanes)
    hasFrozen = flags(warehouses.count)
    var (mostAreas, mostPairs, mostLanes) = (1, 1, 1)
    for w in warehouses {
      mostAreas = max(mostAreas, Int(arrays.areaStart[w + 1] - arrays.areaStart[w]))
      mostPairs = max(mostPairs, Int(arrays.pairStart[w + 1] - arrays.pairStart[w]))
      mostLanes = max(mostLanes, Int(arrays.warehouseStart[w + 1] - arrays.warehouseStart[w]))
      for position in Int(arrays.warehouseStart[w])..<Int(arrays.warehouseStart[w + 1]) {
        let (lane, i) = (Int(arrays.warehouseLane[position]), position - base)
        demand[i] = arrays.laneDemand[lane]
        localArea[i] = arrays.laneArea[lane] - arrays.areaStart[w]
        localPair[i] = arrays.lanePair[lane] < 0 ? -1 : arrays.lanePair[lane] - arrays.pairStart[w]
        cost[i] = arrays.laneCost[lane]
        carbon[i] = arrays.laneCarbon[lane]
        most[i] = arrays.laneMost[lane]
        existing[i] = arrays.laneExisting[lane]
        isFrozen[i] = arrays.laneIsFrozen[lane]
        if isFrozen[i], existing[i] > 0 { hasFrozen[w - warehouses.lowerBound] = true }
        classes[i] = arrays.storageClass[Int(arrays.laneDemand[lane])]
      }
    }
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    areaPrefix = zeros(mostAreas * resources * (periods + 1))
    pairPrefix = zeros(mostPairs * resources * (periods + 1))
    areaLoad = zeros(mostAreas * resources * (periods + 1))
    pairLoad = zeros(mostPairs * resources * (periods + 1))
    perPeriod = zeros(resources)
    stays = zeros((periods + 1) * (periods + 1))
    bestTo = zeros(periods + 1)
    runFrom = integers(periods + 1)
    periodFixed = zeros(periods)
    isRequired = flags(periods)
    firstTripPrefix = zeros(mostPairs * (periods + 1))
    isCharged = flags(mostPairs)
    pairRunEnd = integers(mostPairs * periods)
    pairBest = zeros((periods + 2) * (periods + 1))
    pairWithin = zeros((periods + 2) * (periods + 1))
    pairEnds = integers(periods + 1)
    firstPair = Int(arrays.pairStart[warehouses.lowerBound])
    let lists = Self.lanesOfPairs(arrays, warehouses)
    pairLaneStart = integers(lists.start.count)
    pairLaneStart.update(from: lists.start, count: lists.start.count)
    pairLane = integers(lists.lanes.count)
    pairLane.update(from: lists.lanes, count: lists.lanes.count)
    trial = ModeResult(lanes: mostLanes, periods: periods)
    best = ModeResult(lanes: mostLanes, periods: periods)
  }

  deinit {
    for pointer in [
      served, cost, carbon, most, existing, areaPrefix, pairPrefix, areaLoad, pairLoad, perPeriod,
      stays, bestTo, periodFixed, firstTripPrefix, pairBest, pairWithin,
    ] { pointer.deallocate() }
    for pointer in [
      demand, localArea, localPair, classes, runFrom, pairRunEnd, pairEnds, pairLaneStart, pairLane,
    ] { pointer.deallocate() }
    for pointer in [isFrozen, hasFrozen, isRequired, isCharged] { pointer.deallocate() }
    trial.deallocate()
    best.deallocate()
  }

  /// The lanes of each pair that need trips, as positions from the first lane of the warehouses.
  private static func lanesOfPairs(
    _ arrays: ScenarioArrays, _ warehouses: Range<Int>
  ) -> (start: [Int32], lanes: [Int32]) {
    let base = Int(arrays.warehouseStart[warehouses.lowerBound])
    let firstPair = Int(arrays.pairStart[warehouses.lowerBound])
    let count = Int(arrays.pairStart[warehouses.upperBound]) - firstPair
    var lanes = [[Int32]](repeating: [], count: count)
    for position in base..<Int(arrays.warehouseStart[warehouses.upperBound]) {
      let l = Int(arrays.warehouseLane[position])
      let d = Int(arrays.laneDemand[l])
      guard arrays.lanePair[l] >= 0 else { continue }
      let needsTrips = (0..<arrays.resourceCount).contains {
        arrays.delivery[d * arrays.resourceCount + $0] > 0 && arrays.truckCapacity[$0].isFinite
      }
      if needsTrips { lanes[Int(arrays.lanePair[l]) - firstPair].append(Int32(position - base)) }
    }
    func first(_ position: Int32) -> Int32 {
      arrays.first[Int(arrays.laneDemand[Int(arrays.warehouseLane[base + Int(position)])])]
    }
    var start: [Int32] = [0]
    for pair in lanes.indices {
      lanes[pair].sort { (-first($0), $0) < (-first($1), $1) }
      start.append(start[pair] + Int32(lanes[pair].count))
    }
    return (start, lanes.flatMap { $0 })
  }

  /// Everything of one evaluation; the results of these warehouses go to places of their own.
  func evaluate(
    _ vector: UnsafePointer<Double>, _ common: CommonPrices, _ modes: ModeTable,
    rule: UnsafePointer<Int8>, price: UnsafePointer<Double>, _ results: RelaxationResults
  ) {
    served.update(repeating: 0, count: arrays.demandCount)
    totals.clear()
    let periods = arrays.periodCount
    for w in warehouses {
      let lanes = Int(arrays.warehouseStart[w]) - base..<Int(arrays.warehouseStart[w + 1]) - base
      if rule[w] == WarehouseMode.PeriodRule.idle, !hasFrozen[w - warehouses.lowerBound] {
        leaveIdle(w, lanes, modes, results)
        continue
      }
      var isForced = false
      var value = Double.infinity
      var chosen = modes.modes[w][0]
      for (index, mode) in modes.modes[w].enumerated() {
        let own = evaluate(
          mode, lanes, vector, common, price: price, leastCost: results.reducedCost + base,
          isFirst: index == 0, isForced: &isForced)
        clear(mode, results.gradient)
        results.modeActive[mode.id] = 0
        (results.modePeriod + mode.id * periods).update(repeating: 0, count: periods)
        guard index == 0 || own < value else { continue }
        value = own
        chosen = mode
        swap(&trial, &best)
      }
      let isWorthIt =
        rule[w] == WarehouseMode.PeriodRule.free ? value < 0 : rule[w] == WarehouseMode.PeriodRule.active
      let isOn = isForced || !arrays.countsActivation[w] || isWorthIt
      // One that is activated anyway costs nothing to activate.
      results.warehouseValue[w] = isForced ? min(0, value) : value
      if isOn { totals.bound += value }
      results.active[w] = isOn ? 1 : 0
      let active = results.activePeriod + w * periods
      for t in 0..<periods { active[t] = isOn && best.isActive[t] ? 1 : 0 }
      if isOn {
        results.modeActive[chosen.id] = 1
        (results.modePeriod + chosen.id * periods).update(from: active, count: periods)
      }
      settle(chosen, lanes, isOn: isOn, vector, common, results)
    }
  }

  /// The value of activating a warehouse in one mode at its best, what it must keep included.
  private func evaluate(
    _ mode: WarehouseMode, _ lanes: Range<Int>, _ vector: UnsafePointer<Double>, _ common: CommonPrices,
    price: UnsafePointer<Double>, leastCost: UnsafeMutablePointer<Double>, isFirst: Bool,
    isForced: inout Bool
  ) -> Double {
    let isPeriodic = arrays.periodCost[mode.warehouse] > 0
    setPrices(of: mode, vector, common, isFirst: isFirst)
    let fixed = setFixedParts(of: mode, vector, common, isPeriodic: isPeriodic)
    var forced = 0.0
    var sum = priceLanes(
      lanes, mode, common, price: price, leastCost: leastCost, isFirst: isFirst, forced: &forced,
      isForced: &isForced)
    if isPeriodic {
      sum = chooseRuns(lanes, mode)
    } else {
      for t in 0..<arrays.periodCount { trial.isActive[t] = true }
      if hasCharged { sum += alwaysActive(mode.warehouse, lanes) }
    }
    return fixed + sum + forced
  }

  /// A warehouse that is decided not to be activated: it takes nothing of any row.
  private func leaveIdle(_ w: Int, _ lanes: Range<Int>, _ modes: ModeTable, _ results: RelaxationResults) {
    let (periods, slots) = (arrays.periodCount, arrays.slotCount)
    for mode in modes.modes[w] {
      clear(mode, results.gradient)
      results.modeActive[mode.id] = 0
      (results.modePeriod + mode.id * periods).update(repeating: 0, count: periods)
    }
    results.active[w] = 0
    results.warehouseValue[w] = .infinity
    (results.activePeriod + w * periods).update(repeating: 0, count: periods)
    (results.share + base + lanes.lowerBound).update(repeating: 0, count: lanes.count)
    (results.reducedCost + base + lanes.lowerBound).update(repeating: .infinity, count: lanes.count)
    if isUtilisationLive {
      (results.gradient + layout.utilisation + w * arrays.resourceCount)
        .update(repeating: 0, count: arrays.resourceCount)
    }
    let pairs = Int(arrays.pairStart[w])..<Int(arrays.pairStart[w + 1])
    (results.gradient + layout.truck + pairs.lowerBound * slots)
      .update(repeating: 0, count: pairs.count * slots)
    (results.gradient + layout.firstTrip + pairs.lowerBound * periods)
      .update(repeating: 0, count: pairs.count * periods)
  }

  /// The rows of a mode that is not chosen are kept.
  private func clear(_ mode: WarehouseMode, _ gradient: UnsafeMutablePointer<Double>) {
    let slots = arrays.slotCount
    let areas = Int(arrays.areaStart[mode.warehouse + 1] - arrays.areaStart[mode.warehouse])
    (gradient + mode.areaPlace).update(repeating: 0, count: areas * slots)
    if arrays.hasTotals { (gradient + mode.totalPlace).update(repeating: 0, count: slots) }
  }
}

/// What a mode of a warehouse comes to: working memory.
struct ModeResult {
  /// By lane of the warehouse: what it can bring, at most 0.
  let term: UnsafeMutablePointer<Double>
  /// By lane of the warehouse: its reduced cost.
  let cost: UnsafeMutablePointer<Double>
  /// By period: whether the warehouse is active, and where the run of active periods ends.
  let isActive: UnsafeMutablePointer<Bool>
  let runEnd: UnsafeMutablePointer<Int32>

  init(lanes: Int, periods: Int) {
    term = .allocate(capacity: max(1, lanes))
    term.initialize(repeating: 0, count: max(1, lanes))
    cost = .allocate(capacity: max(1, lanes))
    cost.initialize(repeating: 0, count: max(1, lanes))
    isActive = .allocate(capacity: max(1, periods))
    isActive.initialize(repeating: false, count: max(1, periods))
    runEnd = .allocate(capacity: max(1, periods))
    runEnd.initialize(repeating: 0, count: max(1, periods))
  }

  func deallocate() {
    term.deallocate()
    cost.deallocate()
    isActive.deallocate()
    runEnd.deallocate()
  }
}
