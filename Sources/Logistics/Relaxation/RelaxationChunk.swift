// SPDX-License-Identifier: GPL-3.0-or-later

/// The relaxed problems of some warehouses, one after the other, with working memory of their own.
final class RelaxationChunk {
  private let arrays: ScenarioArrays
  private let layout: MultiplierLayout
  private let warehouses: Range<Int>
  private let isOwnerShareLive: Bool
  private let isUtilisationLive: Bool
  /// Served share of each demand in these warehouses.
  let served: UnsafeMutablePointer<Double>
  private(set) var totals: RelaxedTotals

  // Lanes of these warehouses, in their order.
  private let base: Int
  private let demand: UnsafeMutablePointer<Int32>
  private let localArea: UnsafeMutablePointer<Int32>
  private let localPair: UnsafeMutablePointer<Int32>
  private let cost: UnsafeMutablePointer<Double>
  private let carbon: UnsafeMutablePointer<Double>
  private let most: UnsafeMutablePointer<Double>
  private let existing: UnsafeMutablePointer<Double>
  private let isFrozen: UnsafeMutablePointer<Bool>

  // Working memory of one warehouse.
  private let areaPrefix: UnsafeMutablePointer<Double>
  private let pairPrefix: UnsafeMutablePointer<Double>
  private let areaLoad: UnsafeMutablePointer<Double>
  private let pairLoad: UnsafeMutablePointer<Double>
  private let perPeriod: UnsafeMutablePointer<Double>
  private let term: UnsafeMutablePointer<Double>
  private let stays: UnsafeMutablePointer<Double>
  private let bestTo: UnsafeMutablePointer<Double>
  private let runFrom: UnsafeMutablePointer<Int32>
  private let periodFixed: UnsafeMutablePointer<Double>
  private let isRequired: UnsafeMutablePointer<Bool>
  private let periodSet: UnsafeMutablePointer<Bool>
  private let runEnd: UnsafeMutablePointer<Int32>

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
      }
    }
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    areaPrefix = zeros(mostAreas * resources * (periods + 1))
    pairPrefix = zeros(mostPairs * resources * (periods + 1))
    areaLoad = zeros(mostAreas * resources * (periods + 1))
    pairLoad = zeros(mostPairs * resources * (periods + 1))
    perPeriod = zeros(resources)
    term = zeros(mostLanes)
    stays = zeros((periods + 1) * (periods + 1))
    bestTo = zeros(periods + 1)
    runFrom = integers(periods + 1)
    periodFixed = zeros(periods)
    isRequired = flags(periods)
    periodSet = flags(periods)
    runEnd = integers(periods)
  }

  deinit {
    for pointer in [
      served, cost, carbon, most, existing, areaPrefix, pairPrefix, areaLoad, pairLoad, perPeriod, term,
      stays, bestTo, periodFixed,
    ] { pointer.deallocate() }
    for pointer in [demand, localArea, localPair, runFrom, runEnd] { pointer.deallocate() }
    for pointer in [isFrozen, isRequired, periodSet] { pointer.deallocate() }
  }

  // Everything of one evaluation; the results of these warehouses go to places of their own.
  func evaluate(
    _ vector: UnsafePointer<Double>, _ common: CommonPrices, price: UnsafePointer<Double>,
    share: UnsafeMutablePointer<Double>, active: UnsafeMutablePointer<Double>,
    activePeriod: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    reducedCost: UnsafeMutablePointer<Double>, warehouseValue: UnsafeMutablePointer<Double>
  ) {
    served.update(repeating: 0, count: arrays.demandCount)
    totals.clear()
    for w in warehouses {
      setPrices(of: w, vector, common)
      let periodic = arrays.periodCost[w] > 0
      let fixed = setFixedParts(of: w, vector, common, periodic: periodic)
      let lanes = Int(arrays.warehouseStart[w]) - base..<Int(arrays.warehouseStart[w + 1]) - base
      var forced = 0.0
      var isForced = false
      var sum = priceLanes(
        lanes, common, price: price, reducedCost: reducedCost + base, forced: &forced, isForced: &isForced)
      if periodic {
        sum = chooseRuns(lanes)
      } else {
        for t in 0..<arrays.periodCount { periodSet[t] = true }
      }
      var value = fixed + sum
      let isOn = isForced || !arrays.countsActivation[w] || value < 0
      warehouseValue[w] = value
      if !isOn { value = 0 }
      totals.bound += value + forced
      active[w] = isOn ? 1 : 0
      for t in 0..<arrays.periodCount {
        activePeriod[w * arrays.periodCount + t] = isOn && periodSet[t] ? 1 : 0
      }
      settle(
        w, lanes, isOn: isOn, vector, common, share: share + base, reducedCost: reducedCost + base,
        activePeriod: activePeriod + w * arrays.periodCount, gradient: gradient)
    }
  }

  /// Prefix sums of the prices of space and of trucks, over periods.
  @inline(__always)
  private func setPrices(of w: Int, _ vector: UnsafePointer<Double>, _ common: CommonPrices) {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let o = Int(arrays.owner[w])
    for r in 0..<resources {
      var value = 0.0
      if isOwnerShareLive {
        value -= common.volume[r]
        if o >= 0, arrays.ownerLargestShare[o * resources + r] < 1 {
          value += vector[layout.ownerShare + o * resources + r]
        }
      }
      if isUtilisationLive { value -= vector[layout.utilisation + w * resources + r] }
      perPeriod[r] = value
    }
    let firstArea = Int(arrays.areaStart[w])
    for k in firstArea..<Int(arrays.areaStart[w + 1]) {
      for r in 0..<resources {
        let prefix = areaPrefix + ((k - firstArea) * resources + r) * (periods + 1)
        let prices = vector + layout.area + k * slots + r * periods
        var sum = 0.0
        if arrays.hasTotals {
          let total = vector + layout.total + w * slots + r * periods
          for t in 0..<periods {
            prefix[t] = sum
            sum += prices[t] + total[t] + perPeriod[r]
          }
        } else {
          for t in 0..<periods {
            prefix[t] = sum
            sum += prices[t] + perPeriod[r]
          }
        }
        prefix[periods] = sum
      }
    }
    let firstPair = Int(arrays.pairStart[w])
    for p in firstPair..<Int(arrays.pairStart[w + 1]) {
      for r in 0..<resources {
        let prefix = pairPrefix + ((p - firstPair) * resources + r) * (periods + 1)
        let prices = vector + layout.truck + p * slots + r * periods
        var sum = 0.0
        for t in 0..<periods {
          prefix[t] = sum
          sum += prices[t]
        }
        prefix[periods] = sum
      }
    }
  }

  /// The fixed part of a warehouse, and of its periods.
  @inline(__always)
  private func setFixedParts(
    of w: Int, _ vector: UnsafePointer<Double>, _ common: CommonPrices, periodic: Bool
  ) -> Double {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    var fixed = common.money * arrays.activationCost[w] + vector[layout.activation]
    let o = Int(arrays.owner[w])
    if o >= 0 { fixed += vector[layout.ownerActivation + o] }
    if isUtilisationLive {
      for r in 0..<resources {
        fixed += vector[layout.utilisation + w * resources + r] * arrays.smallestUse[w * resources + r]
      }
    }
    for t in 0..<periods { periodFixed[t] = common.money * arrays.periodCost[w] }
    for k in Int(arrays.areaStart[w])..<Int(arrays.areaStart[w + 1]) {
      for r in 0..<resources {
        let prices = vector + layout.area + k * slots + r * periods
        let capacity = arrays.areaCapacity + k * slots + r * periods
        for t in 0..<periods { periodFixed[t] -= prices[t] * capacity[t] }
      }
    }
    if arrays.hasTotals {
      for r in 0..<resources {
        let prices = vector + layout.total + w * slots + r * periods
        let capacity = arrays.totalCapacity + w * slots + r * periods
        for t in 0..<periods where prices[t] > 0 { periodFixed[t] -= prices[t] * capacity[t] }
      }
    }
    if !periodic { for t in 0..<periods { fixed += periodFixed[t] } }
    return fixed
  }

  /// Reduced cost of each lane, and what it can bring; the sum over all lanes that bring something.
  @inline(__always)
  private func priceLanes(
    _ lanes: Range<Int>, _ common: CommonPrices, price: UnsafePointer<Double>,
    reducedCost: UnsafeMutablePointer<Double>, forced: inout Double, isForced: inout Bool
  ) -> Double {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    let (firsts, ends, quantity, delivery) = (arrays.first, arrays.end, arrays.quantity, arrays.delivery)
    let (demand, localArea, localPair) = (demand, localArea, localPair)
    let (cost, carbon, most, existing, term) = (cost, carbon, most, existing, term)
    let (areaPrefix, pairPrefix) = (areaPrefix, pairPrefix)
    let (money, carbonPrice) = (common.money, common.carbon)
    let hasExisting = arrays.hasExisting
    if hasExisting { for t in 0..<periods { isRequired[t] = false } }
    var sum = 0.0
    let from = lanes.lowerBound
    for i in lanes {
      let d = Int(demand[i])
      let (first, end) = (Int(firsts[d]), Int(ends[d]))
      var value = money * cost[i] + carbonPrice * carbon[i] - price[d]
      let prefix = areaPrefix + Int(localArea[i]) * resources * (periods + 1)
      for r in 0..<resources {
        let row = prefix + r * (periods + 1)
        value += quantity[d * resources + r] * (row[end] - row[first])
      }
      let pair = Int(localPair[i])
      if pair >= 0 {
        let prefix = pairPrefix + pair * resources * (periods + 1)
        for r in 0..<resources {
          let row = prefix + r * (periods + 1)
          value += delivery[d * resources + r] * (row[end] - row[first])
        }
      }
      reducedCost[i] = value
      var brings = min(0, value * most[i])
      if hasExisting, existing[i] > 0 {
        let change = money * arrays.changeCost[d]
        if isFrozen[i] {
          forced += (value - change) * existing[i]
          isForced = true
          for t in first..<end { isRequired[t] = true }
          brings = 0
        } else {
          let kept = min(existing[i], most[i])
          brings = min(0, (value - change) * kept, value * most[i] - change * kept)
        }
      }
      term[i - from] = brings
      sum += brings
    }
    return sum
  }

  /// The best set of active periods; fills `periodSet` and gives its value.
  @inline(__always)
  private func chooseRuns(_ lanes: Range<Int>) -> Double {
    let periods = arrays.periodCount
    let (stays, bestTo, runFrom) = (stays, bestTo, runFrom)
    // stays[s][e]: what lanes that stay from s to just before e bring.
    let width = periods + 1
    stays.update(repeating: 0, count: width * width)
    let from = lanes.lowerBound
    for i in lanes where term[i - from] < 0 {
      let d = Int(demand[i])
      stays[Int(arrays.first[d]) * width + Int(arrays.end[d])] += term[i - from]
    }
    // Then what all lanes within s..<e bring.
    var s = periods - 1
    while s >= 0 {
      var row = 0.0
      for e in s + 1...periods {
        row += stays[s * width + e]
        stays[s * width + e] = row + (s + 1 < periods && e > s + 1 ? stays[(s + 1) * width + e] : 0)
      }
      s -= 1
    }
    bestTo[0] = 0
    for e in 1...periods {
      let isForcedOn = arrays.hasExisting && isRequired[e - 1]
      var best = isForcedOn ? Double.infinity : bestTo[e - 1]
      var choice: Int32 = -1
      var fixed = 0.0
      var s = e - 1
      while s >= 0 {
        fixed += periodFixed[s]
        let value = bestTo[s] + fixed + stays[s * width + e]
        if value < best {
          best = value
          choice = Int32(s)
        }
        s -= 1
      }
      bestTo[e] = best
      runFrom[e] = choice
    }
    for t in 0..<periods { periodSet[t] = false }
    var e = periods
    while e > 0 {
      let s = Int(runFrom[e])
      if s < 0 {
        e -= 1
      } else {
        for t in s..<e {
          periodSet[t] = true
          runEnd[t] = Int32(e)
        }
        e = s
      }
    }
    return bestTo[periods]
  }

  /// Shares of the relaxed plan, and what they take of each row.
  @inline(__always)
  private func settle(
    _ w: Int, _ lanes: Range<Int>, isOn: Bool, _ vector: UnsafePointer<Double>, _ common: CommonPrices,
    share: UnsafeMutablePointer<Double>, reducedCost: UnsafePointer<Double>,
    activePeriod: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
  ) {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let firstArea = Int(arrays.areaStart[w])
    let areas = Int(arrays.areaStart[w + 1]) - firstArea
    let firstPair = Int(arrays.pairStart[w])
    let pairs = Int(arrays.pairStart[w + 1]) - firstPair
    let width = periods + 1
    areaLoad.update(repeating: 0, count: areas * resources * width)
    pairLoad.update(repeating: 0, count: pairs * resources * width)
    let periodic = arrays.periodCost[w] > 0
    let o = Int(arrays.owner[w])
    let from = lanes.lowerBound
    var cost = 0.0
    if isOn {
      cost += arrays.activationCost[w]
      totals.activated += 1
      if o >= 0 { totals.ownerActivated[o] += 1 }
      for t in 0..<periods { cost += arrays.periodCost[w] * activePeriod[t] }
    }
    for i in lanes {
      share[i] = 0
      let hasShare = existing[i] > 0
      guard isOn, term[i - from] < 0 || hasShare else { continue }
      let d = Int(demand[i])
      let (first, end) = (Int(arrays.first[d]), Int(arrays.end[d]))
      var x = 0.0
      if hasShare && isFrozen[i] {
        x = existing[i]
      } else {
        guard term[i - from] < 0 else { continue }
        if periodic, !periodSet[first] || Int(runEnd[first]) < end { continue }
        x = most[i]
        if hasShare {
          let kept = min(existing[i], most[i])
          let change = common.money * arrays.changeCost[d]
          let value = reducedCost[i]
          if (value - change) * kept <= value * most[i] - change * kept { x = kept }
        }
      }
      if hasShare { cost -= arrays.changeCost[d] * min(x, existing[i]) }
      share[i] = x
      served[d] += x
      cost += self.cost[i] * x
      totals.carbon += carbon[i] * x
      let stay = Double(end - first)
      let area = Int(localArea[i])
      let g = Int(arrays.group[d])
      for r in 0..<resources {
        let q = arrays.quantity[d * resources + r] * x
        let row = areaLoad + (area * resources + r) * width
        row[first] += q
        row[end] -= q
        totals.volume[r] += q * stay
        if o >= 0 { totals.ownerVolume[o * resources + r] += q * stay }
        if g >= 0 { totals.groupVolume[g * resources + r] += q * stay }
      }
      let pair = Int(localPair[i])
      if pair >= 0 {
        for r in 0..<resources {
          let q = arrays.delivery[d * resources + r] * x
          let row = pairLoad + (pair * resources + r) * width
          row[first] += q
          row[end] -= q
        }
      }
    }
    // From differences to loads, and to violations.
    for k in 0..<areas {
      for r in 0..<resources {
        let row = areaLoad + (k * resources + r) * width
        let capacity = arrays.areaCapacity + (firstArea + k) * slots + r * periods
        let out = gradient + layout.area + (firstArea + k) * slots + r * periods
        var load = 0.0
        for t in 0..<periods {
          load += row[t]
          row[t] = load
          out[t] = load - capacity[t] * activePeriod[t]
        }
      }
    }
    if arrays.hasTotals {
      for r in 0..<resources {
        let capacity = arrays.totalCapacity + w * slots + r * periods
        let out = gradient + layout.total + w * slots + r * periods
        for t in 0..<periods {
          var load = 0.0
          for k in 0..<areas { load += areaLoad[(k * resources + r) * width + t] }
          out[t] = capacity[t].isFinite ? load - capacity[t] * activePeriod[t] : 0
        }
      }
    }
    if isUtilisationLive {
      for r in 0..<resources {
        var use = 0.0
        for k in 0..<areas {
          let row = areaLoad + (k * resources + r) * width
          for t in 0..<periods { use += row[t] }
        }
        gradient[layout.utilisation + w * resources + r] =
          arrays.smallestUse[w * resources + r] > 0
          ? (isOn ? arrays.smallestUse[w * resources + r] : 0) - use : 0
      }
    }
    for p in 0..<pairs { cost += settleTrips(p, firstPair + p, vector, common, gradient: gradient) }
    totals.cost += cost
  }

  /// Violations of the rows of a pair's trucks, and what its trips cost. Where a trip earns exactly what
  /// it costs, as many are made as are needed.
  @inline(__always)
  private func settleTrips(
    _ local: Int, _ pair: Int, _ vector: UnsafePointer<Double>, _ common: CommonPrices,
    gradient: UnsafeMutablePointer<Double>
  ) -> Double {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let out = gradient + layout.truck + pair * slots
    let prices = vector + layout.truck + pair * slots
    let tripPrice = common.money * arrays.tripCost[pair] + common.carbon * arrays.tripCarbon[pair]
    let rows = pairLoad + local * resources * (periods + 1)
    for r in 0..<resources {
      var load = 0.0
      for t in 0..<periods {
        load += rows[r * (periods + 1) + t]
        rows[r * (periods + 1) + t] = load
      }
    }
    var cost = 0.0
    for t in 0..<periods {
      var slack = tripPrice
      var trips = 0.0
      for r in 0..<resources where arrays.truckCapacity[r].isFinite {
        slack -= prices[r * periods + t] * arrays.truckCapacity[r]
        trips = max(trips, rows[r * (periods + 1) + t] / arrays.truckCapacity[r])
      }
      if slack < -1e-9 * tripPrice { totals.bound = -.infinity }
      if slack > 1e-9 * tripPrice { trips = 0 }
      cost += trips * arrays.tripCost[pair]
      totals.carbon += trips * arrays.tripCarbon[pair]
      for r in 0..<resources where arrays.truckCapacity[r].isFinite {
        out[r * periods + t] = rows[r * (periods + 1) + t] - trips * arrays.truckCapacity[r]
      }
    }
    return cost
  }
}
