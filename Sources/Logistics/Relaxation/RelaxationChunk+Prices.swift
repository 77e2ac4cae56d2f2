// SPDX-License-Identifier: GPL-3.0-or-later

/// What a warehouse costs, and what each of its lanes brings, at given multipliers.
extension RelaxationChunk {
  /// Prefix sums of the prices of space and of trucks, over periods.
  func setPrices(
    of mode: WarehouseMode, _ vector: UnsafePointer<Double>, _ common: CommonPrices, isFirst: Bool
  ) {
    let w = mode.warehouse
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
        let prices = vector + mode.areaPlace + (k - firstArea) * slots + r * periods
        var sum = 0.0
        if arrays.hasTotals {
          let total = vector + mode.totalPlace + r * periods
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
    // Trucks have the same prices in all modes.
    guard isFirst else { return }
    setFirstTripPrices(of: w, vector)
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
  func setFixedParts(
    of mode: WarehouseMode, _ vector: UnsafePointer<Double>, _ common: CommonPrices, isPeriodic: Bool
  ) -> Double {
    let w = mode.warehouse
    let firstArea = Int(arrays.areaStart[w])
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
    for k in firstArea..<Int(arrays.areaStart[w + 1]) {
      for r in 0..<resources {
        let prices = vector + mode.areaPlace + (k - firstArea) * slots + r * periods
        let capacity = arrays.areaCapacity + k * slots + r * periods
        for t in 0..<periods { periodFixed[t] -= prices[t] * capacity[t] }
      }
    }
    if arrays.hasTotals {
      for r in 0..<resources {
        let prices = vector + mode.totalPlace + r * periods
        let capacity = arrays.totalCapacity + w * slots + r * periods
        for t in 0..<periods where prices[t] > 0 { periodFixed[t] -= prices[t] * capacity[t] }
      }
    }
    if !isPeriodic { for t in 0..<periods { fixed += periodFixed[t] } }
    return fixed
  }

  /// Reduced cost of each lane, and what it can bring; the sum over all lanes that bring something.
  func priceLanes(
    _ lanes: Range<Int>, _ mode: WarehouseMode, _ common: CommonPrices, price: UnsafePointer<Double>,
    leastCost: UnsafeMutablePointer<Double>, isFirst: Bool, forced: inout Double, isForced: inout Bool
  ) -> Double {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    let (firsts, ends, quantity, delivery) = (arrays.first, arrays.end, arrays.quantity, arrays.delivery)
    let (demand, localArea, localPair, classes) = (demand, localArea, localPair, classes)
    let (cost, carbon, most, existing, term) = (cost, carbon, most, existing, trial.term)
    let (areaPrefix, pairPrefix) = (areaPrefix, pairPrefix)
    let (money, carbonPrice) = (common.money, common.carbon)
    let hasExisting = arrays.hasExisting
    let (hasExcluded, isExcluded, laneCost) = (mode.hasExcluded, mode.isExcluded, trial.cost)
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
      laneCost[i - from] = value
      if hasExcluded, classes[i] >= 0, isExcluded[Int(classes[i])], !(isFrozen[i] && existing[i] > 0) {
        if isFirst { leastCost[i] = .infinity }
        term[i - from] = 0
        continue
      }
      leastCost[i] = isFirst ? value : min(leastCost[i], value)
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
}
