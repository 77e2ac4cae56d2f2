// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Takes some demands that have to do with each other out of a placement and puts them back at their
/// cheapest, over and over, accepting a little worse at first and less and less so.
///
/// Schrimpf et al. 2000 (DOI 10.1006/jcph.1999.6413) for the principle; passing lanes over now and then
/// ("blinks") after Christiaens and Vanden Berghe 2020 (DOI 10.1287/trsc.2019.0914).
struct RuinAndRecreate: @unchecked Sendable {
  let arrays: ScenarioArrays
  let guide: SearchGuide
  let placement: Placement
  let insertion: Insertion
  var rules: SoftRules
  var random: SplitMix64
  /// The best score of a plan that breaks nothing, and its shares.
  private(set) var bestValue = Double.infinity
  private(set) var best: [Double] = []
  private(set) var score = 0.0
  private(set) var iterationCount = 0
  /// The warehouses and demands this search may touch; all where empty.
  private var isMine: [Bool] = []
  private var myDemands: [Int32] = []

  private var removed: [Int32] = []
  private var isRemoved: [Bool]
  private var undo: [(Int32, Double)] = []
  private var key: [Double]
  /// Demands moved since the best plan was kept.
  private var moved: [Int32] = []
  private var isMoved: [Bool]

  init(_ guide: SearchGuide, _ placement: Placement, _ rules: SoftRules, seed: UInt64) {
    arrays = placement.arrays
    self.guide = guide
    self.placement = placement
    self.rules = rules
    insertion = Insertion(placement, guide)
    random = SplitMix64(seed: seed)
    isRemoved = Array(repeating: false, count: arrays.demandCount)
    key = Array(repeating: 0, count: arrays.demandCount)
    isMoved = Array(repeating: false, count: arrays.demandCount)
    myDemands = (0..<Int32(arrays.demandCount)).map { $0 }
    score = placement.score(rules)
  }

  /// Puts everything in, guided by the relaxation: demands that lose most where their best place is taken
  /// go first; activations that the relaxation makes too cost less, by `trust`, and lanes with less than
  /// `leastAverage` of a share there are left for what finds no other place.
  mutating func construct(trust: Double, leastAverage: Double) {
    placement.clear()
    insertion.spaceWeight = 1
    insertion.blink = 0
    insertion.trust = trust
    var regret: [(Double, Int32)] = []
    for d in 0..<arrays.demandCount {
      var (first, second) = (Double.infinity, Double.infinity)
      for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) {
        let cost = guide.reducedCost[l]
        if cost < first {
          second = first
          first = cost
        } else if cost < second {
          second = cost
        }
      }
      let loss = first.isFinite ? min(second, max(first, guide.penalty[d])) - first : 0
      // What must be served comes before what may be left.
      regret.append((arrays.penalty[d].isFinite ? -loss : -1e300, Int32(d)))
    }
    regret.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    for least in leastAverage > 0 ? [leastAverage, 0] : [0] {
      insertion.leastAverage = least
      for (index, (_, d)) in regret.enumerated() {
        if index % 64 == 0 { insertion.setPrices(rules) }
        insertion.insert(Int(d), &random)
      }
    }
    insertion.leastAverage = 0
    insertion.trust = 0
    insertion.spaceWeight = 0
    score = placement.score(rules)
    forgetBest()
  }

  /// Restricts the search to some warehouses, and to the demands that are wholly there.
  mutating func restrict(to isMine: [Bool]) {
    self.isMine = isMine
    if isMine.isEmpty {
      myDemands = (0..<Int32(arrays.demandCount)).map { $0 }
      for w in 0..<arrays.warehouseCount { insertion.isBanned[w] = false }
      return
    }
    for w in 0..<arrays.warehouseCount { insertion.isBanned[w] = !isMine[w] }
    myDemands = (0..<Int32(arrays.demandCount)).filter { belongs(Int($0)) }
  }

  private func belongs(_ d: Int) -> Bool {
    if isMine.isEmpty { return true }
    var first = -1
    for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) {
      if placement.share[l] > 0, !isMine[Int(arrays.laneWarehouse[l])] { return false }
      if first < 0 { first = Int(arrays.laneWarehouse[Int(guide.lanesByCost[l])]) }
    }
    if placement.served[d] > 1e-9 { return true }
    // An unserved demand belongs where its cheapest lane leads.
    return first >= 0 && isMine[first]
  }

  /// Starts over from the placement as it is.
  mutating func refresh() { score = placement.score(rules) }

  /// Forgets the best plan, which was taken over elsewhere.
  mutating func forgetBest() {
    bestValue = .infinity
    best = []
    keepIfBest()
  }

  /// Some iterations at one temperature.
  mutating func run(iterations: Int, temperature: Double) {
    guard !myDemands.isEmpty else { return }
    for _ in 0..<iterations { iterate(temperature) }
  }

  private mutating func iterate(_ temperature: Double) {
    iterationCount += 1
    removed.removeAll(keepingCapacity: true)
    undo.removeAll(keepingCapacity: true)
    // What is broken changes little from one iteration to the next.
    if iterationCount % 8 == 1 { insertion.setPrices(rules) }
    insertion.blink = 0.01
    insertion.spaceWeight = max(0, min(1, 0.7 * Double(random.integer(-1, 2)) - 0.4))
    insertion.trust = random.integer(0, 3) == 3 ? 0.6 : 0
    var opened = -1
    var closed = -1
    switch random.integer(0, 19) {
    case 0, 1:
      closed = close()
      if random.integer(0, 1) == 0, closed >= 0 { opened = openNear(closed) }
    case 2, 3: opened = open()
    case 4: ruinPeriod()
    case 5, 6, 7: shutPeriods()
    case 8, 9: ruinWarehouse()
    case 10...13 where arrays.pairCount > 0: ruinZone()
    default: ruinNear()
    }
    if removed.isEmpty {
      restoreFlags(opened, closed)
      return
    }
    order()
    for d in removed { insertion.insert(Int(d), &random) }
    restoreFlags(opened, closed)
    let next = placement.score(rules)
    let limit = score - temperature * log(max(1e-12, random.unit()))
    if next < limit {
      score = next
      for d in removed where !isMoved[Int(d)] {
        isMoved[Int(d)] = true
        moved.append(d)
      }
      keepIfBest()
    } else {
      rollBack()
    }
    for d in removed { isRemoved[Int(d)] = false }
  }

  private mutating func restoreFlags(_ opened: Int, _ closed: Int) {
    if opened >= 0 { insertion.activationPart[opened] = 1 }
    if closed >= 0 { insertion.isBanned[closed] = false }
    insertion.shutWarehouse = -1
  }

  private mutating func keepIfBest() {
    let value = placement.objective
    guard value < bestValue - 1e-9 * abs(value), placement.isPlan else { return }
    bestValue = value
    if best.isEmpty {
      best = placement.shares
    } else {
      for d in moved {
        for l in Int(arrays.laneStart[Int(d)])..<Int(arrays.laneStart[Int(d) + 1]) {
          best[l] = placement.share[l]
        }
      }
    }
    for d in moved { isMoved[Int(d)] = false }
    moved.removeAll(keepingCapacity: true)
  }

  // MARK: Ruin

  private mutating func take(_ d: Int) {
    if isRemoved[d] || !belongs(d) { return }
    isRemoved[d] = true
    removed.append(Int32(d))
    for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
    where placement.share[l] > 0 && !arrays.laneIsFrozen[l] {
      undo.append((Int32(l), placement.share[l]))
      placement.set(l, to: 0)
    }
  }

  private mutating func rollBack() {
    for d in removed { placement.remove(Int(d)) }
    for (l, x) in undo { placement.set(Int(l), to: x) }
  }

  private mutating func anyDemand() -> Int { Int(myDemands[random.integer(0, myDemands.count - 1)]) }

  /// Demands that compete with a random one.
  private mutating func ruinNear() {
    let seed = anyDemand()
    let size = random.integer(2, 14)
    take(seed)
    let near = guide.neighbours[seed]
    guard !near.isEmpty else { return }
    for _ in 0..<size * 2 where removed.count < size {
      // Nearer ones more often.
      let place = Int(Double(near.count) * random.unit() * random.unit())
      take(Int(near[min(near.count - 1, place)]))
    }
  }

  /// Demands of one delivery zone at the same time, those of one warehouse first: their trucks are shared
  /// anew.
  private mutating func ruinZone() {
    let seed = anyDemand()
    let (first, end) = (arrays.first[seed], arrays.end[seed])
    guard arrays.zone[seed] >= 0 else { return ruinNear() }
    let others = guide.zoneDemands[Int(arrays.zone[seed])]
    var home: Int32 = -1
    for l in Int(arrays.laneStart[seed])..<Int(arrays.laneStart[seed + 1]) where placement.share[l] > 0 {
      home = arrays.laneWarehouse[l]
    }
    take(seed)
    let size = random.integer(3, 12)
    let start = random.integer(0, others.count - 1)
    for isHome in [true, false] {
      for place in others.indices where removed.count < (isHome ? size * 2 / 3 : size) {
        let d = Int(others[(start + place) % others.count])
        guard arrays.first[d] < end, first < arrays.end[d] else { continue }
        let isThere = (Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])).contains {
          placement.share[$0] > 0 && arrays.laneWarehouse[$0] == home
        }
        if isThere == isHome { take(d) }
      }
    }
  }

  /// Some of what a warehouse stores, and some that would go there.
  private mutating func ruinWarehouse() {
    let seed = anyDemand()
    var w = -1
    for l in Int(arrays.laneStart[seed])..<Int(arrays.laneStart[seed + 1]) where placement.share[l] > 0 {
      w = Int(arrays.laneWarehouse[l])
    }
    take(seed)
    guard w >= 0 else { return }
    let size = random.integer(3, 12)
    for _ in 0..<size where placement.laneCount[w] > 0 {
      let place = Int(arrays.warehouseStart[w]) + random.integer(0, Int(placement.laneCount[w]) - 1)
      take(Int(arrays.laneDemand[Int(placement.occupant[place])]))
    }
    let near = guide.neighbours[seed]
    for _ in 0..<size / 2 where !near.isEmpty { take(Int(near[random.integer(0, near.count - 1)])) }
  }

  /// Everything in a warehouse in one period.
  private mutating func ruinPeriod() {
    let seed = anyDemand()
    for l in Int(arrays.laneStart[seed])..<Int(arrays.laneStart[seed + 1]) where placement.share[l] > 0 {
      let w = Int(arrays.laneWarehouse[l])
      let t = random.integer(Int(arrays.first[seed]), Int(arrays.end[seed]) - 1)
      guard placement.periodCount[w * arrays.periodCount + t] <= 25 else { return }
      evict(w) { arrays, d in arrays.first[d] <= t && t < arrays.end[d] }
      return
    }
  }

  /// Everything in a warehouse in some periods one after the other, in which it is shut for this once.
  private mutating func shutPeriods() {
    let seed = anyDemand()
    let periods = arrays.periodCount
    for l in Int(arrays.laneStart[seed])..<Int(arrays.laneStart[seed + 1]) where placement.share[l] > 0 {
      let w = Int(arrays.laneWarehouse[l])
      let counts = placement.periodCount + w * periods
      // Of three periods of the stay, the one with the least in it.
      var t = random.integer(Int(arrays.first[seed]), Int(arrays.end[seed]) - 1)
      for _ in 0..<2 {
        let other = random.integer(Int(arrays.first[seed]), Int(arrays.end[seed]) - 1)
        if counts[other] < counts[t] { t = other }
      }
      var (first, end) = (t, t + 1)
      let reach = random.integer(0, max(1, periods / 3))
      switch random.integer(0, 2) {
      case 0: first = max(0, t - reach)
      case 1: end = min(periods, t + 1 + reach)
      default: break
      }
      var most: Int32 = 0
      for t in first..<end { most = max(most, counts[t]) }
      guard most <= 25, !insertion.isBanned[w] else { return }
      evict(w) { arrays, d in Int(arrays.first[d]) < end && first < Int(arrays.end[d]) }
      insertion.shutWarehouse = w
      insertion.shutPeriods = first..<end
      return
    }
  }

  /// Everything in a warehouse, which is closed for this once; its number, or -1.
  private mutating func close() -> Int {
    let seed = anyDemand()
    for l in Int(arrays.laneStart[seed])..<Int(arrays.laneStart[seed + 1]) where placement.share[l] > 0 {
      let w = Int(arrays.laneWarehouse[l])
      guard !insertion.isBanned[w], placement.laneCount[w] <= 60 else { return -1 }
      insertion.isBanned[w] = true
      evict(w) { _, _ in true }
      return w
    }
    return -1
  }

  private mutating func evict(_ w: Int, where isWanted: (ScenarioArrays, Int) -> Bool) {
    var demands: [Int32] = []
    let start = Int(arrays.warehouseStart[w])
    for place in start..<start + Int(placement.laneCount[w]) {
      let d = arrays.laneDemand[Int(placement.occupant[place])]
      if isWanted(arrays, Int(d)) { demands.append(d) }
    }
    for d in demands { take(Int(d)) }
  }

  /// A warehouse near another one is made to cost nothing to activate for this once.
  private mutating func openNear(_ w: Int) -> Int {
    let near = guide.warehouseNeighbours[w]
    guard !near.isEmpty else { return -1 }
    let other = Int(near[random.integer(0, near.count - 1)])
    return attract(to: other) ? other : -1
  }

  private mutating func open() -> Int {
    let seed = anyDemand()
    let lanes = Int(arrays.laneStart[seed])..<Int(arrays.laneStart[seed + 1])
    if lanes.isEmpty { return -1 }
    let place = lanes.lowerBound + Int(Double(lanes.count) * random.unit() * random.unit())
    let w = Int(arrays.laneWarehouse[Int(guide.lanesByCost[min(place, lanes.upperBound - 1)])])
    return attract(to: w) ? w : -1
  }

  /// Takes out the demands that a warehouse would serve most cheaply, compared with where they are.
  private mutating func attract(to w: Int) -> Bool {
    if insertion.isBanned[w] { return false }
    var wishes: [(Double, Int32)] = []
    for position in Int(arrays.warehouseStart[w])..<Int(arrays.warehouseStart[w + 1]) {
      let l = Int(arrays.warehouseLane[position])
      let d = Int(arrays.laneDemand[l])
      if isRemoved[d] { continue }
      var now = placement.penalty[d] * (1 - placement.served[d])
      for other in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) where placement.share[other] > 0 {
        now += placement.share[other] * (arrays.laneCost[other] + guide.spacePrice[other])
      }
      let gain = now - arrays.laneCost[l] - guide.spacePrice[l]
      if gain > 0 { wishes.append((-gain, Int32(d))) }
    }
    if wishes.isEmpty { return false }
    wishes.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    let size = random.integer(3, 30)
    for (_, d) in wishes.prefix(size) { take(Int(d)) }
    insertion.activationPart[w] = 0
    return true
  }

  /// In which order demands go back: at random, the large first, or those with the fewest ways.
  private mutating func order() {
    let mode = random.integer(0, 3)
    for d in removed {
      let index = Int(d)
      let stay = Double(arrays.end[index] - arrays.first[index])
      switch mode {
      case 0: key[index] = -arrays.quantity[index * arrays.resourceCount] * stay
      case 1: key[index] = Double(arrays.laneStart[index + 1] - arrays.laneStart[index])
      case 2: key[index] = -guide.penalty[index]
      default: key[index] = random.unit()
      }
    }
    let keys = key
    removed.sort { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
  }
}
