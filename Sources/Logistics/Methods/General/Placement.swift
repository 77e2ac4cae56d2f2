// SPDX-License-Identifier: GPL-3.0-or-later

/// A plan under way on flat arrays: shares, and everything that follows from them, kept up to date as one
/// share after another changes in O(stay). One thread at a time.
final class Placement: @unchecked Sendable {
  /// How far a capacity may be exceeded by rounding, relative.
  static let tolerance = 1e-9

  let arrays: ScenarioArrays
  /// Share of its demand on each lane.
  let share: UnsafeMutablePointer<Double>
  /// By area and slot.
  let areaLoad: UnsafeMutablePointer<Double>
  /// By warehouse and slot; only where a warehouse has a total.
  let totalLoad: UnsafeMutablePointer<Double>
  /// Lanes in use by warehouse, and by warehouse and period.
  let laneCount: UnsafeMutablePointer<Int32>
  let periodCount: UnsafeMutablePointer<Int32>
  /// By warehouse and class: lanes in use.
  let classCount: UnsafeMutablePointer<Int32>
  /// By pair and slot: what trucks carry; by pair and period: lanes in use, and trips.
  let pairLoad: UnsafeMutablePointer<Double>
  let pairCount: UnsafeMutablePointer<Int32>
  let trips: UnsafeMutablePointer<Int32>
  /// By demand: the share that is served.
  let served: UnsafeMutablePointer<Double>
  /// By resource, owner and resource, group and resource, warehouse and resource: quantity times periods.
  let volume: UnsafeMutablePointer<Double>
  let ownerVolume: UnsafeMutablePointer<Double>
  let groupVolume: UnsafeMutablePointer<Double>
  let use: UnsafeMutablePointer<Double>
  /// By owner: activated warehouses.
  let ownerActivated: UnsafeMutablePointer<Int32>
  /// Lanes in use of warehouse w, at `arrays.warehouseStart[w]` and after, in any order; and the place of
  /// each lane there.
  let occupant: UnsafeMutablePointer<Int32>
  let occupantPlace: UnsafeMutablePointer<Int32>

  @exclusivity(unchecked) private(set) var activated = 0
  /// Demands that must be served and are not, or not wholly.
  @exclusivity(unchecked) private(set) var shortCount = 0
  /// All that the plan costs but penalties.
  @exclusivity(unchecked) private(set) var spend = 0.0
  @exclusivity(unchecked) private(set) var carbon = 0.0
  /// Penalties, those of demands that must be served by `guide.penalty`.
  @exclusivity(unchecked) private(set) var penalties = 0.0
  /// Whether the frozen shares alone break a rule that no change mends: then nothing here is a plan.
  private var isBlocked = false
  /// By demand, as in the guide.
  let penalty: UnsafeMutablePointer<Double>

  private var doubles: [UnsafeMutablePointer<Double>] = []
  private var integers: [UnsafeMutablePointer<Int32>] = []
  private let counts: [(UnsafeMutablePointer<Double>, Int)]
  private let integerCounts: [(UnsafeMutablePointer<Int32>, Int)]

  init(_ arrays: ScenarioArrays, penalty: [Double]) {
    self.arrays = arrays
    var counts: [(UnsafeMutablePointer<Double>, Int)] = []
    var integerCounts: [(UnsafeMutablePointer<Int32>, Int)] = []
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      counts.append((pointer, count))
      return pointer
    }
    func integers(_ count: Int) -> UnsafeMutablePointer<Int32> {
      let pointer = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      integerCounts.append((pointer, count))
      return pointer
    }
    let (slots, resources, periods) = (arrays.slotCount, arrays.resourceCount, arrays.periodCount)
    share = zeros(arrays.laneCount)
    areaLoad = zeros(arrays.areaCount * slots)
    totalLoad = zeros(arrays.hasTotals ? arrays.warehouseCount * slots : 0)
    laneCount = integers(arrays.warehouseCount)
    periodCount = integers(arrays.warehouseCount * periods)
    classCount = integers(arrays.warehouseCount * arrays.classCount)
    pairLoad = zeros(arrays.pairCount * slots)
    pairCount = integers(arrays.pairCount * periods)
    trips = integers(arrays.pairCount * periods)
    served = zeros(arrays.demandCount)
    volume = zeros(resources)
    ownerVolume = zeros(arrays.ownerCount * resources)
    groupVolume = zeros(arrays.groupCount * resources)
    use = zeros(arrays.warehouseCount * resources)
    ownerActivated = integers(arrays.ownerCount)
    occupant = integers(arrays.laneCount)
    occupantPlace = integers(arrays.laneCount)
    self.penalty = .allocate(capacity: max(1, penalty.count))
    self.penalty.initialize(from: penalty, count: penalty.count)
    self.counts = counts
    self.integerCounts = integerCounts
    clear()
    isBlocked = arrays.hasExisting && frozenSharesBreakARule
  }

  deinit {
    for (pointer, _) in counts { pointer.deallocate() }
    for (pointer, _) in integerCounts { pointer.deallocate() }
    penalty.deallocate()
  }

  /// Nothing stored but what is frozen.
  func clear() {
    for (pointer, count) in counts { pointer.update(repeating: 0, count: count) }
    for (pointer, count) in integerCounts { pointer.update(repeating: 0, count: count) }
    activated = 0
    shortCount = (0..<arrays.demandCount).count { !arrays.penalty[$0].isFinite }
    carbon = 0
    spend = arrays.strandedCost
    penalties = 0
    for d in 0..<arrays.demandCount { penalties += penalty[d] }
    guard arrays.hasExisting else { return }
    for l in 0..<arrays.laneCount where arrays.laneExisting[l] > 0 {
      spend += arrays.changeCost[Int(arrays.laneDemand[l])] * arrays.laneExisting[l]
    }
    for l in 0..<arrays.laneCount where arrays.laneIsFrozen[l] { set(l, to: arrays.laneExisting[l]) }
  }

  /// Takes over the shares of another placement, or any shares; sums are added anew.
  func load(_ shares: UnsafePointer<Double>) {
    clear()
    for l in 0..<arrays.laneCount where shares[l] > 0 && !arrays.laneIsFrozen[l] { set(l, to: shares[l]) }
  }

  /// Shares as an array.
  var shares: [Double] { Array(UnsafeBufferPointer(start: share, count: arrays.laneCount)) }

  /// The objective, penalties of demands that must be served included.
  var objective: Double { spend + penalties }

  // MARK: What is broken

  var budgetExcess: Double { max(0, spend - arrays.budget * (1 + Self.tolerance)) }
  var carbonExcess: Double { max(0, carbon - arrays.carbonCap * (1 + Self.tolerance)) }

  func groupShortage(_ row: Int) -> Double {
    max(0, arrays.groupSmallest[row] * (1 - Self.tolerance) - groupVolume[row])
  }

  func ownerExcess(_ o: Int, _ r: Int) -> Double {
    let limit = arrays.ownerLargestShare[o * arrays.resourceCount + r]
    if limit >= 1 { return 0 }
    return max(0, ownerVolume[o * arrays.resourceCount + r] - limit * volume[r] * (1 + Self.tolerance))
  }

  func useShortage(_ row: Int) -> Double {
    let least = arrays.smallestUse[row]
    guard least > 0, laneCount[row / arrays.resourceCount] > 0 else { return 0 }
    return max(0, least * (1 - Self.tolerance) - use[row])
  }

  /// The objective and the price of what is broken.
  func score(_ rules: SoftRules) -> Double {
    var value = objective
    if arrays.budget.isFinite { value += rules.budget * budgetExcess }
    if arrays.carbonCap.isFinite { value += rules.carbon * carbonExcess }
    let resources = arrays.resourceCount
    for row in 0..<arrays.groupCount * resources { value += rules.group[row] * groupShortage(row) }
    if arrays.hasOwnerShares {
      for o in 0..<arrays.ownerCount {
        for r in 0..<resources { value += rules.owner[o * resources + r] * ownerExcess(o, r) }
      }
    }
    if arrays.hasSmallestUse {
      for row in 0..<arrays.warehouseCount * resources {
        value += rules.utilisation[row] * useShortage(row)
      }
    }
    return value
  }

  /// Whether no rule is broken, and all is served that must be.
  var isPlan: Bool {
    if isBlocked || shortCount > 0 || budgetExcess > 0 || carbonExcess > 0 { return false }
    let resources = arrays.resourceCount
    for row in 0..<arrays.groupCount * resources where groupShortage(row) > 0 { return false }
    for o in 0..<arrays.ownerCount {
      for r in 0..<resources where ownerExcess(o, r) > 0 { return false }
    }
    if arrays.hasSmallestUse {
      for row in 0..<arrays.warehouseCount * resources where useShortage(row) > 0 { return false }
    }
    return activated <= arrays.mostActivated
      && (0..<arrays.ownerCount).allSatisfy { ownerActivated[$0] <= arrays.ownerMost[$0] }
  }

  /// Of the placement with nothing but them.
  private var frozenSharesBreakARule: Bool {
    let (slots, classes) = (arrays.slotCount, arrays.classCount)
    for slot in 0..<arrays.areaCount * slots
    where areaLoad[slot] > arrays.areaCapacity[slot] * (1 + Self.tolerance) { return true }
    if arrays.hasTotals {
      for slot in 0..<arrays.warehouseCount * slots
      where totalLoad[slot] > arrays.totalCapacity[slot] * (1 + Self.tolerance) { return true }
    }
    if arrays.hasIncompatible {
      for w in 0..<arrays.warehouseCount {
        let stored = classCount + w * classes
        for a in 0..<classes where stored[a] > 0 {
          for b in 0..<classes where b != a && stored[b] > 0 {
            if arrays.isIncompatible[a * classes + b] { return true }
          }
        }
      }
    }
    for d in 0..<arrays.demandCount where served[d] > 0 {
      var shares: [Int32: Double] = [:]
      for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) where share[l] > 0 {
        shares[arrays.laneWarehouse[l], default: 0] += share[l]
      }
      if shares.count > Int(arrays.mostWarehouses[d]) { return true }
      if shares.values.contains(where: { $0 < arrays.smallestShare[d] - Self.tolerance }) { return true }
    }
    return false
  }

  // MARK: Changes

  /// Changes the share of one lane.
  func set(_ l: Int, to x: Double) {
    let arrays = arrays
    let old = share[l]
    if old == x { return }
    let (d, w, k) = (Int(arrays.laneDemand[l]), Int(arrays.laneWarehouse[l]), Int(arrays.laneArea[l]))
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let (first, end) = (Int(arrays.first[d]), Int(arrays.end[d]))
    let change = x - old
    share[l] = x
    spend += arrays.laneCost[l] * change
    carbon += arrays.laneCarbon[l] * change
    let existing = arrays.laneExisting[l]
    if existing > 0 { spend += arrays.changeCost[d] * (max(0, existing - x) - max(0, existing - old)) }
    if arrays.penalty[d].isFinite {
      served[d] += change
    } else {
      let wasShort = served[d] < 1 - 1e-9
      served[d] += change
      let isShort = served[d] < 1 - 1e-9
      if wasShort != isShort { shortCount += isShort ? 1 : -1 }
    }
    penalties -= penalty[d] * change
    let stay = Double(end - first)
    let (o, g) = (Int(arrays.owner[w]), Int(arrays.group[d]))
    for r in 0..<resources {
      let amount = arrays.quantity[d * resources + r] * change
      if amount == 0 { continue }
      let load = areaLoad + k * slots + r * periods
      for t in first..<end { load[t] += amount }
      if arrays.hasTotals {
        let load = totalLoad + w * slots + r * periods
        for t in first..<end { load[t] += amount }
      }
      volume[r] += amount * stay
      use[w * resources + r] += amount * stay
      if o >= 0 { ownerVolume[o * resources + r] += amount * stay }
      if g >= 0 { groupVolume[g * resources + r] += amount * stay }
    }
    let step: Int32 = old == 0 ? 1 : x == 0 ? -1 : 0
    if step != 0 { count(l, d, w, first, end, step) }
    let pair = Int(arrays.lanePair[l])
    if pair >= 0 { carry(pair, d, first, end, change, step) }
  }

  /// A lane comes into use, or falls out of it.
  private func count(_ l: Int, _ d: Int, _ w: Int, _ first: Int, _ end: Int, _ step: Int32) {
    let start = Int(arrays.warehouseStart[w])
    if step > 0 {
      if laneCount[w] == 0 { activate(w, 1) }
      occupant[start + Int(laneCount[w])] = Int32(l)
      occupantPlace[l] = laneCount[w]
      laneCount[w] += 1
    } else {
      laneCount[w] -= 1
      let last = occupant[start + Int(laneCount[w])]
      occupant[start + Int(occupantPlace[l])] = last
      occupantPlace[Int(last)] = occupantPlace[l]
      if laneCount[w] == 0 { activate(w, -1) }
    }
    let counts = periodCount + w * arrays.periodCount
    let price = arrays.periodCost[w]
    if step > 0 {
      for t in first..<end {
        if counts[t] == 0 { spend += price }
        counts[t] += 1
      }
    } else {
      for t in first..<end {
        counts[t] -= 1
        if counts[t] == 0 { spend -= price }
      }
    }
    let kind = Int(arrays.storageClass[d])
    if kind >= 0 { classCount[w * arrays.classCount + kind] += step }
  }

  private func activate(_ w: Int, _ step: Int32) {
    activated += Int(step)
    spend += Double(step) * arrays.activationCost[w]
    let o = Int(arrays.owner[w])
    if o >= 0 { ownerActivated[o] += step }
  }

  private func carry(_ pair: Int, _ d: Int, _ first: Int, _ end: Int, _ change: Double, _ step: Int32) {
    let (resources, periods, slots) = (arrays.resourceCount, arrays.periodCount, arrays.slotCount)
    let loads = pairLoad + pair * slots
    var made: Int32 = 0
    for t in first..<end {
      pairCount[pair * periods + t] += step
      let isEmpty = pairCount[pair * periods + t] == 0
      var most = 0.0
      for r in 0..<resources {
        let load = isEmpty ? 0 : loads[r * periods + t] + arrays.delivery[d * resources + r] * change
        loads[r * periods + t] = load
        most = max(most, load * arrays.truckPart[r])
      }
      let needed = Self.tripsFor(most)
      made += needed - trips[pair * periods + t]
      trips[pair * periods + t] = needed
    }
    spend += Double(made) * arrays.tripCost[pair]
    carbon += Double(made) * arrays.tripCarbon[pair]
  }

  /// Whole trips for so many truckloads.
  @inline(__always)
  static func tripsFor(_ load: Double) -> Int32 {
    guard load > 1e-12 else { return 0 }
    let least = min(1e9, load * (1 - 1e-7))
    let whole = Int32(least)
    return Double(whole) < least ? whole + 1 : whole
  }

  /// Takes a demand out, frozen shares apart.
  func remove(_ d: Int) {
    for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
    where share[l] > 0 && !arrays.laneIsFrozen[l] { set(l, to: 0) }
  }
}
