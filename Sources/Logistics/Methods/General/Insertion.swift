// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Finds the cheapest places for a demand in a placement, exact in activations, periods and trips, and by
/// prices in the rules that tie all lanes together.
final class Insertion {
  let placement: Placement
  let guide: SearchGuide
  private let arrays: ScenarioArrays
  /// By warehouse: whether nothing new may go there.
  @exclusivity(unchecked) var isBanned: [Bool]
  /// A warehouse where nothing new may stay in some periods; -1 for none.
  @exclusivity(unchecked) var shutWarehouse = -1
  @exclusivity(unchecked) var shutPeriods = 0..<0
  /// By warehouse: part of the cost of activating it that is counted, besides what is active already.
  @exclusivity(unchecked) var activationPart: [Double]
  /// How much the price of space counts.
  @exclusivity(unchecked) var spaceWeight = 0.0
  /// How much of an activation that the relaxation makes too is left out of its cost.
  @exclusivity(unchecked) var trust = 0.0
  /// The smallest share in the averaged relaxed plan that a lane must have.
  @exclusivity(unchecked) var leastAverage = 0.0
  /// By lane: whether it may be used, in warehouses that are active anyway; empty where all may be, at the
  /// cost of what they activate.
  @exclusivity(unchecked) var isOpenLane: [Bool] = []
  /// Chance that a lane is passed over.
  @exclusivity(unchecked) var blink = 0.0
  /// How much cost and carbon weigh, from the prices of what is broken.
  @exclusivity(unchecked) private var money = 1.0
  @exclusivity(unchecked) private var carbonPrice = 0.0
  @exclusivity(unchecked) private var groupPrice: [Double]
  @exclusivity(unchecked) private var ownerPrice: [Double]
  @exclusivity(unchecked) private var commonPrice: [Double]
  @exclusivity(unchecked) private var usePrice: [Double]
  @exclusivity(unchecked) private var mostUsePrice: [Double]
  @exclusivity(unchecked) private var hasVolumePrices = false

  @exclusivity(unchecked) private var splitLane: [Int32] = []
  @exclusivity(unchecked) private var splitShare: [Double] = []
  @exclusivity(unchecked) private var splitUnit: [(Double, Int32, Double)] = []

  init(_ placement: Placement, _ guide: SearchGuide) {
    self.placement = placement
    self.guide = guide
    arrays = placement.arrays
    let resources = arrays.resourceCount
    isBanned = Array(repeating: false, count: arrays.warehouseCount)
    activationPart = Array(repeating: 1, count: arrays.warehouseCount)
    groupPrice = Array(repeating: 0, count: arrays.groupCount * resources)
    ownerPrice = Array(repeating: 0, count: arrays.ownerCount * resources)
    commonPrice = Array(repeating: 0, count: resources)
    usePrice = Array(repeating: 0, count: arrays.warehouseCount * resources)
    mostUsePrice = Array(repeating: 0, count: resources)
  }

  /// Looks at what is broken, or nearly.
  func setPrices(_ rules: SoftRules) {
    let resources = arrays.resourceCount
    money = 1 + (placement.spend > arrays.budget * 0.999 ? rules.budget : 0)
    carbonPrice = placement.carbon > arrays.carbonCap * 0.999 ? rules.carbon : 0
    hasVolumePrices = false
    for row in 0..<arrays.groupCount * resources {
      let isShort =
        arrays.groupSmallest[row] > 0 && placement.groupVolume[row] < arrays.groupSmallest[row] * 1.002
      groupPrice[row] = isShort ? rules.group[row] : 0
      if isShort { hasVolumePrices = true }
    }
    if arrays.hasOwnerShares {
      for r in 0..<resources { commonPrice[r] = 0 }
      for o in 0..<arrays.ownerCount {
        for r in 0..<resources {
          let row = o * resources + r
          let limit = arrays.ownerLargestShare[row]
          ownerPrice[row] = 0
          guard limit < 1, placement.ownerVolume[row] > limit * placement.volume[r] * 0.998 else { continue }
          ownerPrice[row] = rules.owner[row]
          commonPrice[r] += rules.owner[row] * limit
          hasVolumePrices = true
        }
      }
    }
    if arrays.hasSmallestUse {
      for r in 0..<resources { mostUsePrice[r] = 0 }
      for row in 0..<arrays.warehouseCount * resources {
        let least = arrays.smallestUse[row]
        let isShort = least > 0 && placement.laneCount[row / resources] > 0 && placement.use[row] < least
        usePrice[row] = isShort ? rules.utilisation[row] : 0
        mostUsePrice[row % resources] = max(mostUsePrice[row % resources], usePrice[row])
        if isShort { hasVolumePrices = true }
      }
    }
  }

  /// The largest share of a demand, up to `wanted`, that a lane has room for.
  @inline(__always)
  func room(_ l: Int, _ d: Int, wanted: Double) -> Double {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let (k, w) = (Int(arrays.laneArea[l]), Int(arrays.laneWarehouse[l]))
    let (first, end) = (Int(arrays.first[d]), Int(arrays.end[d]))
    var share = wanted
    for r in 0..<resources {
      let q = arrays.quantity[d * resources + r]
      if q <= 0 { continue }
      let base = k * slots + r * periods
      let (load, capacity) = (placement.areaLoad + base, arrays.areaCapacity + base)
      var least = Double.infinity
      for t in first..<end { least = min(least, capacity[t] - load[t]) }
      if arrays.hasTotals {
        let base = w * slots + r * periods
        let (load, capacity) = (placement.totalLoad + base, arrays.totalCapacity + base)
        for t in first..<end { least = min(least, capacity[t] - load[t]) }
      }
      if least < q * share {
        // Rounding must not keep out what fits exactly.
        if least < q * share - Placement.tolerance * (q * share + abs(least)) { share = least / q }
        if share <= 1e-6 { return 0 }
      }
    }
    return share
  }

  /// What more of a demand does to the trucks of a pair.
  private struct TruckUse {
    /// Trips that are made for it.
    var trips: Int32
    /// The largest share, at most what was asked for, with a trip less in each period than all of it needs,
    /// or with those there are.
    var room: Double
  }

  /// The trips that a share of a demand on a lane of a pair makes.
  @inline(__always)
  private func truckUse(_ pair: Int, _ d: Int, _ x: Double) -> TruckUse {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    let loads = placement.pairLoad + pair * arrays.slotCount
    let trips = placement.trips + pair * periods
    let (delivery, part) = (arrays.delivery + d * resources, arrays.truckPart)
    var use = TruckUse(trips: 0, room: x)
    for t in Int(arrays.first[d])..<Int(arrays.end[d]) {
      var most = 0.0
      for r in 0..<resources { most = max(most, (loads[r * periods + t] + delivery[r] * x) * part[r]) }
      let needed = Placement.tripsFor(most)
      use.trips += needed - trips[t]
      if needed <= trips[t] { continue }
      let kept = Double(max(trips[t], needed - 1))
      for r in 0..<resources where delivery[r] * part[r] > 0 {
        let room = kept - loads[r * periods + t] * part[r]
        if room < use.room * delivery[r] * part[r] { use.room = room / (delivery[r] * part[r]) }
      }
    }
    return use
  }

  /// Whether the rules on warehouses let a lane be used.
  @inline(__always)
  private func isAllowed(_ w: Int, _ d: Int) -> Bool {
    if isBanned[w] { return false }
    if w == shutWarehouse, Int(arrays.first[d]) < shutPeriods.upperBound,
      Int(arrays.end[d]) > shutPeriods.lowerBound
    {
      return false
    }
    if placement.laneCount[w] == 0 {
      if arrays.mostActivated != .max, placement.activated >= arrays.mostActivated { return false }
      let o = Int(arrays.owner[w])
      if o >= 0, placement.ownerActivated[o] >= arrays.ownerMost[o] { return false }
    }
    if arrays.hasIncompatible {
      let kind = Int(arrays.storageClass[d])
      if kind >= 0 {
        let stored = placement.classCount + w * arrays.classCount
        let excluded = arrays.isIncompatible + kind * arrays.classCount
        for c in 0..<arrays.classCount where excluded[c] && stored[c] > 0 && c != kind { return false }
      }
    }
    return true
  }

  /// Whether a lane may be used beside what is stored there.
  func admits(_ l: Int, _ d: Int) -> Bool {
    !arrays.laneIsFrozen[l] && isAllowed(Int(arrays.laneWarehouse[l]), d)
  }

  /// What a share on a lane costs at the current prices, penalties and trips apart.
  @inline(__always)
  private func priceBesideTrips(_ l: Int, _ d: Int, _ x: Double) -> Double {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    let w = Int(arrays.laneWarehouse[l])
    let (first, end) = (Int(arrays.first[d]), Int(arrays.end[d]))
    var cost = arrays.laneCost[l] * x
    let existing = arrays.laneExisting[l]
    if existing > 0 { cost += arrays.changeCost[d] * (max(0, existing - x) - existing) }
    var extra = carbonPrice * arrays.laneCarbon[l] * x + spaceWeight * guide.spacePrice[l] * x
    if isOpenLane.isEmpty, placement.laneCount[w] == 0 {
      cost += arrays.activationCost[w] * activationPart[w] * max(0, 1 - trust * guide.activity[w])
    }
    if isOpenLane.isEmpty, arrays.periodCost[w] > 0 {
      let counts = placement.periodCount + w * periods
      var opened = 0.0
      if trust > 0 {
        for t in first..<end where counts[t] == 0 {
          opened += max(0, 1 - trust * guide.periodActivity[w * periods + t])
        }
      } else {
        for t in first..<end where counts[t] == 0 { opened += 1 }
      }
      cost += opened * arrays.periodCost[w] * activationPart[w]
    }
    if hasVolumePrices {
      let stay = Double(end - first)
      let (o, g) = (Int(arrays.owner[w]), Int(arrays.group[d]))
      for r in 0..<resources {
        var value = -usePrice[w * resources + r]
        if arrays.hasOwnerShares {
          value -= commonPrice[r]
          if o >= 0 { value += ownerPrice[o * resources + r] }
        }
        if g >= 0 { value -= groupPrice[g * resources + r] }
        extra += value * arrays.quantity[d * resources + r] * stay * x
      }
    }
    return money * cost + extra
  }

  /// What a trip of a pair costs at the current prices.
  @inline(__always)
  private func tripPrice(_ pair: Int) -> Double {
    money * arrays.tripCost[pair] + carbonPrice * arrays.tripCarbon[pair]
  }

  /// What a share on a lane costs at the current prices, penalties apart.
  private func price(_ l: Int, _ d: Int, _ x: Double) -> Double {
    let pair = Int(arrays.lanePair[l])
    let price = priceBesideTrips(l, d, x)
    return pair < 0 ? price : price + Double(truckUse(pair, d, x).trips) * tripPrice(pair)
  }

  /// For all of a demand.
  private func largestBonus(_ d: Int) -> Double {
    let resources = arrays.resourceCount
    let stay = Double(arrays.end[d] - arrays.first[d])
    let g = Int(arrays.group[d])
    var bonus = 0.0
    for r in 0..<resources {
      var value = mostUsePrice[r] + commonPrice[r]
      if g >= 0 { value += groupPrice[g * resources + r] }
      bonus += value * arrays.quantity[d * resources + r] * stay
    }
    return bonus
  }

  private func smallestShareOf(_ d: Int) -> Double { arrays.smallestShare[d] }

  /// Puts a demand in where it is cheapest, whole or in parts; leaves out what is cheaper unserved.
  func insert(_ d: Int, _ random: inout SplitMix64) {
    let arrays = arrays
    let wanted = 1 - placement.served[d]
    if wanted <= 1e-9 { return }
    let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
    let worth = placement.penalty[d]
    // Where a part is frozen, the rest follows other rules: it is left to the programs.
    let isFrozenInPart = arrays.hasExisting && wanted < 1 - 1e-9
    if isFrozenInPart && (smallestShareOf(d) > 0 || arrays.mostWarehouses[d] != .max) { return }
    var best = worth * wanted
    var bestLane = -1
    // What the prices of volume can make a lane cheaper by, at most.
    let bonus = hasVolumePrices ? largestBonus(d) * wanted : 0
    // Whether a lane cheaper than the best had room for a part.
    var hasParts = false
    let canSplit = arrays.mostWarehouses[d] > 1 && !arrays.isSingleSource[d]
    let smallest = max(1e-6, arrays.smallestShare[d])
    splitUnit.removeAll(keepingCapacity: true)
    for place in lanes {
      let l = Int(guide.lanesByCost[place])
      // Every other part of a price is at least 0, but for a change that is avoided.
      if money * arrays.laneCost[l] * wanted - bonus >= best {
        if !arrays.hasExisting { break }
        if arrays.laneExisting[l] == 0 { continue }
      }
      let w = Int(arrays.laneWarehouse[l])
      if arrays.laneIsFrozen[l] || !isAllowed(w, d) { continue }
      if !isOpenLane.isEmpty, !isOpenLane[l] { continue }
      if leastAverage > 0, guide.averageShare[l] < leastAverage { continue }
      if blink > 0, random.unit() < blink { continue }
      var whole = priceBesideTrips(l, d, wanted)
      // Trips alone cannot make it cheaper.
      if whole >= best { continue }
      // A lane that is dear for all of the demand is no cheaper for a part, per unit, but for the trucks
      // that are there already.
      let pair = Int(arrays.lanePair[l])
      if pair >= 0 {
        let use = truckUse(pair, d, wanted)
        whole += Double(use.trips) * tripPrice(pair)
        if canSplit, use.room >= smallest {
          let part = min(use.room, room(l, d, wanted: wanted))
          if part >= smallest, part < wanted * (1 - 1e-9) {
            let cost = price(l, d, part)
            if cost / part < worth {
              splitUnit.append((cost / part, Int32(l), part))
              hasParts = true
            }
          }
        }
      }
      if whole >= best { continue }
      let share = room(l, d, wanted: wanted)
      if share >= wanted * (1 - 1e-9) {
        best = whole
        bestLane = l
        if canSplit { splitUnit.append((whole / wanted, Int32(l), wanted)) }
      } else if canSplit, share >= smallest {
        let cost = price(l, d, share)
        if cost / share < worth {
          splitUnit.append((cost / share, Int32(l), share))
          hasParts = true
        }
      }
    }
    if canSplit && hasParts && trySplit(d, wanted: wanted, below: best, smallest: smallest) {
      for (index, l) in splitLane.enumerated() { placement.set(Int(l), to: splitShare[index]) }
      return
    }
    if bestLane >= 0 { placement.set(bestLane, to: wanted) }
  }

  /// Fills the cheapest rooms one after the other; whether that is cheaper than the best whole place.
  private func trySplit(_ d: Int, wanted: Double, below best: Double, smallest: Double) -> Bool {
    splitUnit.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    splitLane.removeAll(keepingCapacity: true)
    splitShare.removeAll(keepingCapacity: true)
    let worth = placement.penalty[d]
    var rest = wanted
    var cost = 0.0
    var used = 0
    let most = Int(arrays.mostWarehouses[d])
    for (unit, lane, share) in splitUnit {
      if unit >= worth || used >= most || rest <= 1e-9 { break }
      let w = arrays.laneWarehouse[Int(lane)]
      // A second area of the same warehouse would share its total and count once: left to the programs.
      if splitLane.contains(where: { arrays.laneWarehouse[Int($0)] == w }) { continue }
      var x = min(share, rest)
      if rest - x > 1e-9, rest - x < smallest { x = rest - smallest }
      if x < smallest || x <= 1e-6 { continue }
      cost += price(Int(lane), d, x)
      splitLane.append(lane)
      splitShare.append(x)
      rest -= x
      used += 1
    }
    if used == 0 { return false }
    if rest > 1e-9 { cost += worth * rest }
    return cost < best - 1e-9 * abs(best)
  }
}
