// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Whether a facility may be open.
enum Fixing {
  static let free: Int8 = 0
  static let closed: Int8 = 1
  static let open: Int8 = 2
}

/// The Lagrangian relaxation of the assignment rows at given multipliers: a continuous knapsack for each
/// facility, and over the facilities a covering knapsack, for together they must hold the demand
/// (Van Roy 1986, DOI 10.1287/opre.34.1.145; Goertz and Klose 2012, DOI 10.1287/ijoc.1110.0468):
///
///     L(v) = sum_j v_j d_j + min { sum_i rho_i y_i : sum_i s_i y_i >= D, y in {0, 1} }
///     rho_i = f_i + min { sum_j (e_ij - v_j) d_j x_ij : sum_j d_j x_ij <= s_i, 0 <= x <= 1 }
///
/// L(v) is a bound from below for every v.
final class LagrangianEvaluator {
  let model: SplitModel
  private(set) var order: ArcOrder
  /// Value of each facility's knapsack with its fixed cost; only of facilities not closed.
  let rho: FlatBuffer<Double>
  /// Worth of one more unit of each facility's capacity.
  let price: FlatBuffer<Double>
  /// How far each facility is open in the relaxation's solution.
  let openness: FlatBuffer<Double>
  /// 1 less the share of each customer that is served in the relaxation's solution.
  let shortage: FlatBuffer<Double>
  /// The continuous covering knapsack's price of a unit of capacity.
  private(set) var coverPrice = 0.0
  /// The bound with the continuous covering knapsack.
  private(set) var relaxedBound = -Double.infinity
  /// The most work for the covering knapsack in whole facilities; 0 for the continuous one.
  var coverNodeLimit = 60

  private var candidateCost: FlatBuffer<Double>
  private var candidate: FlatBuffer<Int32>
  /// Arcs of customers beyond the reach of a pass, in lists by facility; see `listFarArcs`.
  private let nearMultiplier: FlatBuffer<Double>
  private let farHead: FlatBuffer<Int32>
  private var farNext: FlatBuffer<Int32>
  private var farCustomer: FlatBuffer<Int32>
  private var farCost: FlatBuffer<Double>
  private var farCount = 0
  private let farList: FlatBuffer<Int32>
  private let farListCost: FlatBuffer<Double>
  private let arcStart: FlatBuffer<Int>
  private let arcFacility: FlatBuffer<Int32>
  private let arcCost: FlatBuffer<Double>
  private let middleCost: FlatBuffer<Double>
  private let middle: FlatBuffer<Int32>
  private let restCost: FlatBuffer<Double>
  private let rest: FlatBuffer<Int32>
  private let takenCount: FlatBuffer<Int32>
  private let lastPart: FlatBuffer<Double>
  private let size: FlatBuffer<Double>
  private let scale: FlatBuffer<Double>
  private let capacity: FlatBuffer<Double>
  private let fixedCost: FlatBuffer<Double>
  private let cover: FlatBuffer<Int32>
  private let coverScratch: FlatBuffer<Int32>

  init(_ model: SplitModel, _ order: ArcOrder) {
    self.model = model
    self.order = order
    let facilities = model.facilityCount
    rho = FlatBuffer(facilities, repeating: 0)
    price = FlatBuffer(facilities, repeating: 0)
    openness = FlatBuffer(facilities, repeating: 0)
    shortage = FlatBuffer(model.customerCount, repeating: 0)
    candidateCost = FlatBuffer(order.cost.count + 1, repeating: 0)
    candidate = FlatBuffer(order.cost.count + 1, repeating: 0)
    nearMultiplier = FlatBuffer(model.customerCount, repeating: 0)
    farHead = FlatBuffer(facilities, repeating: -1)
    farNext = FlatBuffer(64, repeating: 0)
    farCustomer = FlatBuffer(64, repeating: 0)
    farCost = FlatBuffer(64, repeating: 0)
    farList = FlatBuffer(model.customerCount + 1, repeating: 0)
    farListCost = FlatBuffer(model.customerCount + 1, repeating: 0)
    arcStart = FlatBuffer(copying: model.arcStart)
    arcFacility = FlatBuffer(copying: model.arcFacility)
    arcCost = FlatBuffer(copying: model.arcCost)
    middleCost = FlatBuffer(model.customerCount + 1, repeating: 0)
    middle = FlatBuffer(model.customerCount + 1, repeating: 0)
    restCost = FlatBuffer(model.customerCount + 1, repeating: 0)
    rest = FlatBuffer(model.customerCount + 1, repeating: 0)
    takenCount = FlatBuffer(facilities, repeating: 0)
    lastPart = FlatBuffer(facilities, repeating: 0)
    size = FlatBuffer(model.size.count, repeating: 0)
    scale = FlatBuffer(model.size.count, repeating: 0)
    for (index, value) in model.size.enumerated() { size.pointer[index] = value }
    for (index, value) in model.scale.enumerated() { scale.pointer[index] = value }
    capacity = FlatBuffer(facilities, repeating: 0)
    fixedCost = FlatBuffer(facilities, repeating: 0)
    for (index, value) in model.capacity.enumerated() { capacity.pointer[index] = value }
    for (index, value) in model.fixedCost.enumerated() { fixedCost.pointer[index] = value }
    cover = FlatBuffer(facilities, repeating: 0)
    coverScratch = FlatBuffer(2 * facilities, repeating: 0)
  }

  /// Takes arcs in another order.
  func use(_ order: ArcOrder) {
    self.order = order
    if order.cost.count >= candidate.count {
      candidateCost = FlatBuffer(order.cost.count + 1, repeating: 0)
      candidate = FlatBuffer(order.cost.count + 1, repeating: 0)
    }
  }

  /// The bound at multipliers v for the facilities not closed; leaves the relaxation's solution behind.
  func evaluate(_ v: UnsafePointer<Double>, _ fixing: UnsafePointer<Int8>) -> Double {
    let total = solveFacilities(v, fixing)
    let value = total + chooseFacilities(fixing, total)
    collectShortage(v, fixing)
    return value
  }

  /// Solves each facility's knapsack at multipliers v; gives the sum of the multipliers.
  @discardableResult
  func solveFacilities(_ v: UnsafePointer<Double>, _ fixing: UnsafePointer<Int8>) -> Double {
    let facilities = model.facilityCount
    let customers = model.customerCount
    let sized = model.sizedCount
    var total = 0.0
    let scale = scale.pointer
    for j in 0..<sized { total += v[j] * scale[j] }
    for j in sized..<customers { total += v[j] }
    let reach = findReach(v)
    listFarArcs(v, fixing, reach)
    for i in 0..<facilities where fixing[i] != Fixing.closed { solveFacility(i, v, reach) }
    return total
  }

  /// How far above their reference all multipliers are but the few that rose the most.
  ///
  /// One customer whose multiplier rose far would else make every facility look at arcs that cannot count.
  private func findReach(_ v: UnsafePointer<Double>) -> Double {
    let reference = order.reference.pointer
    let sized = model.sizedCount
    guard sized > 0 else { return -.infinity }
    let few = sized / 100 + 1
    // The few largest, the least of them first (a heap).
    let largest = middleCost.pointer
    var count = 0
    for j in 0..<sized {
      let rise = v[j] - reference[j]
      if count < few {
        var place = count
        while place > 0 && largest[(place - 1) / 2] > rise {
          largest[place] = largest[(place - 1) / 2]
          place = (place - 1) / 2
        }
        largest[place] = rise
        count += 1
      } else if rise > largest[0] {
        var place = 0
        while true {
          var child = 2 * place + 1
          if child >= few { break }
          if child + 1 < few && largest[child + 1] < largest[child] { child += 1 }
          if largest[child] >= rise { break }
          largest[place] = largest[child]
          place = child
        }
        largest[place] = rise
      }
    }
    return largest[0]
  }

  /// Lists for each facility the arcs with a negative reduced cost of customers beyond `reach`, and takes these
  /// customers out of the multipliers that the passes over the arcs in order see.
  private func listFarArcs(_ v: UnsafePointer<Double>, _ fixing: UnsafePointer<Int8>, _ reach: Double) {
    let reference = order.reference.pointer
    let near = nearMultiplier.pointer
    let head = farHead.pointer
    let orderStart = order.start.pointer
    head.update(repeating: -1, count: model.facilityCount)
    farCount = 0
    let cost = arcCost.pointer
    for j in 0..<model.sizedCount {
      near[j] = v[j]
      guard v[j] - reference[j] > reach else { continue }
      near[j] = -.infinity
      var arc = arcStart.pointer[j]
      let end = arcStart.pointer[j + 1]
      while arc < end && cost[arc] < v[j] {
        let i = Int(arcFacility.pointer[arc])
        // A facility without arcs in the order is out of the search, and has no room for candidates.
        if fixing[i] != Fixing.closed, orderStart[i] < orderStart[i + 1] {
          if farCount == farNext.count { growFar() }
          farNext.pointer[farCount] = head[i]
          farCustomer.pointer[farCount] = Int32(truncatingIfNeeded: j)
          farCost.pointer[farCount] = cost[arc]
          head[i] = Int32(truncatingIfNeeded: farCount)
          farCount += 1
        }
        arc += 1
      }
    }
  }

  private func growFar() {
    func grown<Element>(_ buffer: FlatBuffer<Element>, _ filler: Element) -> FlatBuffer<Element> {
      let larger = FlatBuffer(2 * buffer.count + 64, repeating: filler)
      larger.pointer.update(from: buffer.pointer, count: buffer.count)
      return larger
    }
    farNext = grown(farNext, 0)
    farCustomer = grown(farCustomer, 0)
    farCost = grown(farCost, 0)
  }

  private func solveFacility(_ i: Int, _ v: UnsafePointer<Double>, _ reach: Double) {
    let order = self.order
    let low = order.start.pointer[i]
    let high = order.start.pointer[i + 1]
    let key = order.key.pointer
    let cost = order.cost.pointer
    let customer = order.customer.pointer
    let size = self.size.pointer
    // Around the unit cost at which the knapsack was full the last time: what is well below is taken, what
    // is well above is not, and only the few between need an order.
    let expected = price.pointer[i]
    let lower = expected > 0 ? -1.15 * expected : 0
    let upper = -0.85 * expected
    let keptCost = candidateCost.pointer + low
    let kept = candidate.pointer + low
    let middleCost = middleCost.pointer
    let middle = middle.pointer
    let restCost = restCost.pointer
    let rest = rest.pointer
    var count = 0
    var middleCount = 0
    var restCount = 0
    var size0 = 0.0
    var size1 = 0.0
    var size2 = 0.0
    var gain0 = 0.0
    var gain1 = 0.0
    var gain2 = 0.0
    let room = capacity.pointer[i]
    // No arc from this key on costs less than `upper`; they are looked at only if the others leave room.
    let near = min(reach, upper + reach)
    var end = low
    while end < high && key[end] < near { end += 1 }
    var (segmentCost, segmentCustomer, segmentCount) = (cost + low, customer + low, end - low)
    var multiplier = UnsafePointer(nearMultiplier.pointer)
    for segment in 0..<3 {
      if segment == 2 {
        multiplier = UnsafePointer(nearMultiplier.pointer)
        if size0 + size1 >= room { break }
        let first = end
        while end < high && key[end] < reach { end += 1 }
        (segmentCost, segmentCustomer, segmentCount) = (cost + first, customer + first, end - first)
      } else if segment == 1 {
        var far = Int(farHead.pointer[i])
        multiplier = v
        segmentCount = 0
        (segmentCost, segmentCustomer) = (farListCost.pointer, farList.pointer)
        while far >= 0 {
          segmentCost[segmentCount] = farCost.pointer[far]
          segmentCustomer[segmentCount] = farCustomer.pointer[far]
          segmentCount += 1
          far = Int(farNext.pointer[far])
        }
      }
      for arc in 0..<segmentCount {
        let j = Int(segmentCustomer[arc])
        let reduced = segmentCost[arc] - multiplier[j]
        let weight = size[j]
        let gain = reduced * weight
        let isKept = reduced < lower
        let isRest = reduced >= upper
        let isNegative = reduced < 0
        keptCost[count] = reduced
        kept[count] = Int32(truncatingIfNeeded: j)
        middleCost[middleCount] = reduced
        middle[middleCount] = Int32(truncatingIfNeeded: j)
        restCost[restCount] = reduced
        rest[restCount] = Int32(truncatingIfNeeded: j)
        let isMiddle = !isKept && !isRest
        let isOther = !isKept && isRest && isNegative
        count &+= isKept ? 1 : 0
        middleCount &+= isMiddle ? 1 : 0
        restCount &+= isOther ? 1 : 0
        size0 += isKept ? weight : 0
        size1 += isMiddle ? weight : 0
        size2 += isOther ? weight : 0
        gain0 += isKept ? gain : 0
        gain1 += isMiddle ? gain : 0
        gain2 += isOther ? gain : 0
      }
    }
    var value = fixedCost.pointer[i]
    var part = 1.0
    var worth = 0.0
    if size0 + size1 + size2 <= room {
      value += gain0 + gain1 + gain2
      (kept + count).update(from: middle, count: middleCount)
      (kept + count + middleCount).update(from: rest, count: restCount)
      count += middleCount + restCount
    } else if size0 >= room {
      let choice = ContinuousKnapsack.fill(
        cost: keptCost, item: kept, count: count, size: size, capacity: room)
      value += choice.cost
      (count, part, worth) = (choice.count, choice.lastPart, choice.price)
    } else {
      value += gain0
      var left = room - size0
      var (lastCost, last, lastCount) = (middleCost, middle, middleCount)
      if size1 < left {
        (kept + count).update(from: middle, count: middleCount)
        count += middleCount
        value += gain1
        left -= size1
        (lastCost, last, lastCount) = (restCost, rest, restCount)
      }
      let choice = ContinuousKnapsack.fill(
        cost: lastCost, item: last, count: lastCount, size: size, capacity: left)
      value += choice.cost
      (kept + count).update(from: last, count: choice.count)
      count += choice.count
      (part, worth) = (choice.lastPart, choice.price)
    }
    takenCount.pointer[i] = Int32(truncatingIfNeeded: count)
    lastPart.pointer[i] = part
    price.pointer[i] = worth
    let freeLow = order.freeStart.pointer[i]
    let freeHigh = order.freeStart.pointer[i + 1]
    for free in freeLow..<freeHigh {
      value += min(0, order.freeCost.pointer[free] - v[Int(order.freeCustomer.pointer[free])])
    }
    rho.pointer[i] = value
  }

  /// Sets `openness`, and gives its cost.
  private func chooseFacilities(_ fixing: UnsafePointer<Int8>, _ total: Double) -> Double {
    var value = 0.0
    var need = model.totalDemand * (1 - 1e-9)
    var open = 0
    let rho = self.rho.pointer
    let capacity = self.capacity.pointer
    let openness = self.openness.pointer
    let cover = self.cover.pointer
    for i in 0..<model.facilityCount {
      if fixing[i] == Fixing.closed {
        openness[i] = 0
      } else if fixing[i] == Fixing.open || rho[i] < 0 {
        value += rho[i]
        need -= capacity[i]
        openness[i] = 1
      } else {
        openness[i] = 0
        if capacity[i] > 0 {
          cover[open] = Int32(truncatingIfNeeded: i)
          open += 1
        }
      }
    }
    coverPrice = 0
    relaxedBound = total + value
    guard need > 1e-12 * model.totalDemand else { return value }
    let choice = CoveringKnapsack.solve(
      order: cover, count: open, cost: rho, size: capacity, need: need, share: openness,
      scratch: coverScratch.pointer, nodeLimit: coverNodeLimit)
    coverPrice = choice.price
    relaxedBound += choice.relaxed
    return value + choice.bound
  }

  private func collectShortage(_ v: UnsafePointer<Double>, _ fixing: UnsafePointer<Int8>) {
    let shortage = self.shortage.pointer
    shortage.update(repeating: 1, count: model.customerCount)
    let openness = self.openness.pointer
    for i in 0..<model.facilityCount where openness[i] > 0 {
      let share = openness[i]
      let kept = candidate.pointer + order.start.pointer[i]
      let count = Int(takenCount.pointer[i])
      if count > 0 {
        for index in 0..<count - 1 { shortage[Int(kept[index])] -= share }
        shortage[Int(kept[count - 1])] -= share * lastPart.pointer[i]
      }
      for free in order.freeStart.pointer[i]..<order.freeStart.pointer[i + 1] {
        let j = Int(order.freeCustomer.pointer[free])
        if order.freeCost.pointer[free] < v[j] { shortage[j] -= share }
      }
    }
  }
}
