// SPDX-License-Identifier: GPL-3.0-or-later

/// The relaxed plan of a warehouse, and the rows it breaks.
extension RelaxationChunk {
  /// Shares of the relaxed plan, and what they take of each row.
  func settle(
    _ mode: WarehouseMode, _ lanes: Range<Int>, isOn: Bool, _ vector: UnsafePointer<Double>,
    _ common: CommonPrices, _ results: RelaxationResults
  ) {
    let w = mode.warehouse
    let (share, gradient) = (results.share + base, results.gradient)
    let activePeriod = results.activePeriod + w * arrays.periodCount
    let (term, laneCost, periodSet, runEnd) = (best.term, best.cost, best.isActive, best.runEnd)
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let firstArea = Int(arrays.areaStart[w])
    let areas = Int(arrays.areaStart[w + 1]) - firstArea
    let firstPair = Int(arrays.pairStart[w])
    let pairs = Int(arrays.pairStart[w + 1]) - firstPair
    let width = periods + 1
    areaLoad.update(repeating: 0, count: areas * resources * width)
    pairLoad.update(repeating: 0, count: pairs * resources * width)
    let periodic = arrays.periodCost[w] > 0
    if hasCharged { settleFirstTrips(w, isOn: isOn, isPeriodic: periodic, from: lanes.lowerBound) }
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
        let pair = Int(localPair[i])
        if hasCharged, pair >= 0, isCharged[pair], Int(pairRunEnd[pair * periods + first]) < end { continue }
        x = most[i]
        if hasShare {
          let kept = min(existing[i], most[i])
          let change = common.money * arrays.changeCost[d]
          let value = laneCost[i - from]
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
        let out = gradient + mode.areaPlace + k * slots + r * periods
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
        let out = gradient + mode.totalPlace + r * periods
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
  func settleTrips(
    _ local: Int, _ pair: Int, _ vector: UnsafePointer<Double>, _ common: CommonPrices,
    gradient: UnsafeMutablePointer<Double>
  ) -> Double {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let out = gradient + layout.truck + pair * slots
    let prices = vector + layout.truck + pair * slots
    let first = vector + layout.firstTrip + pair * periods
    let outFirst = gradient + layout.firstTrip + pair * periods
    let hasFirst = hasCharged && isCharged[local]
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
      var slack = tripPrice - first[t]
      var trips = 0.0
      for r in 0..<resources where arrays.truckCapacity[r].isFinite {
        slack -= prices[r * periods + t] * arrays.truckCapacity[r]
        trips = max(trips, rows[r * (periods + 1) + t] / arrays.truckCapacity[r])
      }
      let served = hasFirst ? pairRunEnd[local * periods + t] > 0 : trips > 1e-12
      if served { trips = max(1, trips) }
      if slack < -1e-9 * tripPrice { totals.bound = -.infinity }
      if slack > 1e-9 * tripPrice { trips = 0 }
      outFirst[t] = (served ? 1 : 0) - trips
      cost += trips * arrays.tripCost[pair]
      totals.carbon += trips * arrays.tripCarbon[pair]
      for r in 0..<resources where arrays.truckCapacity[r].isFinite {
        out[r * periods + t] = rows[r * (periods + 1) + t] - trips * arrays.truckCapacity[r]
      }
    }
    return cost
  }
}
