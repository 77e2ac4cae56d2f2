// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// The Lagrangian relaxation of the assignment rows over one part of the solution space:
///
///     L(u) = fixed + sum_j u_j + min over y of sum_i v_i(u) y_i,   sum_i s_i y_i >= sum_j d_j
///     v_i(u) = f_i - max { sum_j (u_j - c_ij) x_ij : sum_j d_j x_ij <= s_i, x binary }
///
/// with one 0/1 knapsack for each facility (Holmberg, Ronnqvist and Yuan 1999,
/// DOI 10.1016/S0377-2217(98)00008-3) and, for the implied row that the open facilities hold all demand,
/// one covering knapsack over the facilities. L(u) is a lower bound for any u, also where a knapsack is
/// only bounded.
///
/// A workspace: `load` fills it with a node, dropping what is decided; not for several threads at once.
final class LagrangianModel {
  let data: SingleSourceData

  // The loaded part. Customers and facilities are counted within it.
  private(set) var customerCount = 0
  private(set) var facilityCount = 0
  /// Customer of the data behind each customer.
  private(set) var customer: [Int32] = []
  /// Facility of the data behind each facility.
  private(set) var facility: [Int32] = []
  /// What is left of each facility's capacity.
  let capacity: UnsafeMutablePointer<Double>
  /// Fixed cost still to be paid: 0 for an open facility.
  let fixedCost: UnsafeMutablePointer<Double>
  /// Whether the facility is open whatever happens.
  let isOpen: UnsafeMutablePointer<Bool>
  /// Whether the facility is closed for the time of a probe.
  private let isBarred: UnsafeMutablePointer<Bool>
  let itemStart: UnsafeMutablePointer<Int>
  let itemCustomer: UnsafeMutablePointer<Int32>
  let itemCost: UnsafeMutablePointer<Double>
  let itemDemand: UnsafeMutablePointer<Double>
  let itemArc: UnsafeMutablePointer<Int32>
  /// Cost of what is decided: assigned customers and open facilities.
  private(set) var decidedCost = 0.0
  /// Demand not yet assigned.
  private(set) var openDemand = 0.0
  /// Facility of the data that each customer of the data is assigned to, -1 while undecided.
  private(set) var assigned: [Int32]

  // What the last evaluation found.
  /// v of each facility: what opening it costs net of what its customers pay.
  let netCost: UnsafeMutablePointer<Double>
  /// Value of each facility's knapsack, from above.
  let knapsackBound: UnsafeMutablePointer<Double>
  /// Whether each facility is open in the relaxed solution.
  let isChosen: UnsafeMutablePointer<Bool>
  /// Items of each facility's knapsack solution: `pickStart[i] ..< pickStart[i + 1]` in `pick`.
  let pickStart: UnsafeMutablePointer<Int>
  let pick: UnsafeMutablePointer<Int32>
  /// Price of a unit of capacity in the covering row.
  private(set) var coverPrice = 0.0
  /// The bound with the covering row relaxed at `coverPrice`.
  private(set) var linearBound = 0.0

  // Work space.
  private var supposedCost = 0.0
  private let order: UnsafeMutablePointer<Int32>
  private let ratio: UnsafeMutablePointer<Double>
  private let profit: UnsafeMutablePointer<Double>
  private let weight: UnsafeMutablePointer<Double>
  private let slot: UnsafeMutablePointer<Int32>
  private let leftover: UnsafeMutablePointer<Int32>
  private let restProfit: UnsafeMutablePointer<Double>
  private let restWeight: UnsafeMutablePointer<Double>
  private let knapsack: KnapsackSearch
  /// Branch-and-bound nodes a single knapsack may take.
  private static let knapsackLimit = 4_000

  init(_ data: SingleSourceData) {
    self.data = data
    let m = data.facilityCount
    let arcs = max(1, data.arcCost.count)
    let widest = max(1, max(data.customerCount, m))
    func make<T>(_ count: Int, _ value: T) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: value, count: max(1, count))
      return pointer
    }
    capacity = make(m, 0)
    fixedCost = make(m, 0)
    isOpen = make(m, false)
    isBarred = make(m, false)
    itemStart = make(m + 1, 0)
    itemCustomer = make(arcs, 0)
    itemCost = make(arcs, 0)
    itemDemand = make(arcs, 0)
    itemArc = make(arcs, 0)
    netCost = make(m, 0)
    knapsackBound = make(m, 0)
    isChosen = make(m, false)
    pickStart = make(m + 1, 0)
    pick = make(arcs, 0)
    order = make(arcs, 0)
    ratio = make(widest, 0)
    profit = make(widest, 0)
    weight = make(widest, 0)
    slot = make(widest, 0)
    leftover = make(widest, 0)
    restProfit = make(widest, 0)
    restWeight = make(widest, 0)
    knapsack = KnapsackSearch(itemLimit: widest)
    assigned = [Int32](repeating: -1, count: data.customerCount)
  }

  deinit {
    capacity.deallocate()
    fixedCost.deallocate()
    isOpen.deallocate()
    isBarred.deallocate()
    itemStart.deallocate()
    itemCustomer.deallocate()
    itemCost.deallocate()
    itemDemand.deallocate()
    itemArc.deallocate()
    netCost.deallocate()
    knapsackBound.deallocate()
    isChosen.deallocate()
    pickStart.deallocate()
    pick.deallocate()
    order.deallocate()
    ratio.deallocate()
    profit.deallocate()
    weight.deallocate()
    slot.deallocate()
    leftover.deallocate()
    restProfit.deallocate()
    restWeight.deallocate()
  }

  // MARK: Loading

  /// Fills the workspace with a node, after drawing the conclusions that need no bound: a customer with
  /// one arc left is assigned, its facility opened, arcs of closed or too full facilities are removed.
  ///
  /// - Returns: whether the node may have a solution; the node then holds the conclusions as well.
  func load(_ node: inout SearchNode) -> Bool {
    let m = data.facilityCount
    let n = data.customerCount
    var room = data.capacity
    var arcCount = [Int](repeating: 0, count: n)
    for j in 0..<n { assigned[j] = -1 }
    for i in 0..<m {
      for a in data.arcStart[i]..<data.arcStart[i + 1] where !node.isRemoved(a) {
        if node.state[i] == FacilityState.closed {
          node.remove(a)
        } else {
          arcCount[Int(data.arcCustomer[a])] += 1
        }
      }
      if node.state[i] == FacilityState.free && data.fixedCost[i] == 0 { node.state[i] = FacilityState.open }
    }
    decidedCost = 0
    var pending = (0..<n).filter { arcCount[$0] <= 1 }
    var isTouched = [Bool](repeating: false, count: m)
    while !pending.isEmpty {
      var touched: [Int] = []
      for j in pending where assigned[j] < 0 {
        guard arcCount[j] == 1,
          let arc = data.byCost[data.listStart[j]..<data.listStart[j + 1]].first(where: {
            !node.isRemoved(Int($0))
          })
        else { return false }
        let i = Int(data.arcFacility[Int(arc)])
        assigned[j] = Int32(i)
        decidedCost += data.arcCost[Int(arc)]
        room[i] -= data.demand[j]
        if room[i] < 0 { return false }
        node.state[i] = FacilityState.open
        if !isTouched[i] {
          isTouched[i] = true
          touched.append(i)
        }
      }
      pending.removeAll(keepingCapacity: true)
      for i in touched {
        isTouched[i] = false
        for a in data.arcStart[i]..<data.arcStart[i + 1] where !node.isRemoved(a) {
          let j = Int(data.arcCustomer[a])
          if assigned[j] < 0 && data.demand[j] > room[i] {
            node.remove(a)
            arcCount[j] -= 1
            if arcCount[j] <= 1 { pending.append(j) }
          }
        }
      }
    }

    var place = [Int32](repeating: -1, count: n)
    customer.removeAll(keepingCapacity: true)
    facility.removeAll(keepingCapacity: true)
    openDemand = 0
    for j in 0..<n where assigned[j] < 0 {
      place[j] = Int32(customer.count)
      customer.append(Int32(j))
      openDemand += data.demand[j]
    }
    customerCount = customer.count
    var items = 0
    for i in 0..<m where node.state[i] != FacilityState.closed {
      if node.state[i] == FacilityState.open { decidedCost += data.fixedCost[i] }
      let first = items
      var reach = 0.0
      for a in data.arcStart[i]..<data.arcStart[i + 1] where !node.isRemoved(a) {
        let j = Int(data.arcCustomer[a])
        guard place[j] >= 0 else { continue }
        itemCustomer[items] = place[j]
        itemCost[items] = data.arcCost[a]
        itemDemand[items] = data.demand[j]
        itemArc[items] = Int32(a)
        order[items] = Int32(items)
        reach += data.demand[j]
        items += 1
      }
      if items == first { continue }
      let k = facility.count
      facility.append(Int32(i))
      capacity[k] = min(room[i], reach)
      isOpen[k] = node.state[i] == FacilityState.open
      isBarred[k] = false
      fixedCost[k] = isOpen[k] ? 0 : data.fixedCost[i]
      itemStart[k] = first
      itemStart[k + 1] = items
    }
    facilityCount = facility.count
    if facilityCount == 0 { itemStart[0] = 0 }
    var total = 0.0
    for i in 0..<facilityCount { total += capacity[i] }
    return total >= openDemand * (1 - 1e-9)
  }

  /// Opens or closes a free facility for the time of a probe.
  func suppose(_ i: Int, isOpen open: Bool) {
    if open {
      isOpen[i] = true
      decidedCost += fixedCost[i]
      supposedCost = fixedCost[i]
      fixedCost[i] = 0
    } else {
      isBarred[i] = true
    }
  }

  /// Ends a probe.
  func release(_ i: Int) {
    if isBarred[i] {
      isBarred[i] = false
    } else {
      isOpen[i] = false
      fixedCost[i] = supposedCost
      decidedCost -= supposedCost
    }
  }

  // MARK: Evaluation

  /// L(u), with the relaxed solution in `isChosen` and `pick`.
  func evaluate(_ u: UnsafePointer<Double>) -> Double {
    var picks = 0
    pickStart[0] = 0
    for i in 0..<facilityCount {
      knapsackBound[i] = isBarred[i] ? 0 : solveKnapsack(i, u, &picks)
      netCost[i] = fixedCost[i] - knapsackBound[i]
      pickStart[i + 1] = picks
    }
    return chooseFacilities(u)
  }

  /// Solves the knapsack of a facility and appends its items to `pick`; returns a bound of its value.
  @inline(__always)
  private func solveKnapsack(_ i: Int, _ u: UnsafePointer<Double>, _ picks: inout Int) -> Double {
    let first = itemStart[i]
    let last = itemStart[i + 1]
    // Items of positive profit to the front, in the order of the last time; the others behind.
    var good = 0
    var bad = 0
    var total = 0.0
    var value = 0.0
    var load = 0.0
    for k in first..<last {
      let item = order[k]
      let p = u[Int(itemCustomer[Int(item)])] - itemCost[Int(item)]
      if p > 0 {
        let w = itemDemand[Int(item)]
        load += w
        total += p
        profit[good] = p
        weight[good] = w
        ratio[good] = w > 0 ? p / w : .infinity
        slot[good] = item
        good += 1
      } else {
        leftover[bad] = item
        bad += 1
      }
    }
    if load <= capacity[i] {
      for k in 0..<good {
        order[first + k] = slot[k]
        pick[picks + k] = slot[k]
      }
      for k in 0..<bad { order[first + good + k] = leftover[k] }
      picks += good
      return total
    }
    sortByRatio(good)
    for k in 0..<good { order[first + k] = slot[k] }
    for k in 0..<bad { order[first + good + k] = leftover[k] }
    var free = 0
    while free < good && weight[free] == 0 {
      value += profit[free]
      pick[picks] = slot[free]
      picks += 1
      free += 1
    }
    let found = knapsack.solve(
      profit: profit + free, weight: weight + free, count: good - free, capacity: capacity[i],
      nodeLimit: Self.knapsackLimit)
    for k in free..<good where knapsack.chosen[k - free] {
      pick[picks] = slot[k]
      picks += 1
    }
    return value + found.bound
  }

  /// Sorts the gathered items by falling ratio.
  private func sortByRatio(_ count: Int) {
    var budget = 12 * count
    var k = 1
    while k < count {
      let r = ratio[k]
      if ratio[k - 1] < r {
        let p = profit[k]
        let w = weight[k]
        let s = slot[k]
        var hole = k
        repeat {
          ratio[hole] = ratio[hole - 1]
          profit[hole] = profit[hole - 1]
          weight[hole] = weight[hole - 1]
          slot[hole] = slot[hole - 1]
          hole -= 1
        } while hole > 0 && ratio[hole - 1] < r
        ratio[hole] = r
        profit[hole] = p
        weight[hole] = w
        slot[hole] = s
        budget -= k - hole
        if budget < 0 {
          sortAnew(count)
          return
        }
      }
      k += 1
    }
  }

  private func sortAnew(_ count: Int) {
    let items = (0..<count).map { (ratio[$0], profit[$0], weight[$0], slot[$0]) }
      .sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.3 < $1.3 }
    for (k, item) in items.enumerated() { (ratio[k], profit[k], weight[k], slot[k]) = item }
  }

  /// Opens facilities of negative net cost and, where they cannot hold the demand, the cheapest more.
  private func chooseFacilities(_ u: UnsafePointer<Double>) -> Double {
    var bound = decidedCost
    for j in 0..<customerCount { bound += u[j] }
    var room = 0.0
    var closed = 0
    for i in 0..<facilityCount {
      if isBarred[i] {
        isChosen[i] = false
      } else if isOpen[i] || netCost[i] < 0 {
        isChosen[i] = true
        bound += netCost[i]
        room += capacity[i]
      } else {
        isChosen[i] = false
        slot[closed] = Int32(i)
        ratio[closed] = capacity[i] > 0 ? netCost[i] / capacity[i] : .infinity
        profit[closed] = netCost[i]
        weight[closed] = capacity[i]
        closed += 1
      }
    }
    coverPrice = 0
    linearBound = bound
    let missing = openDemand * (1 - 1e-12) - room
    if missing <= 0 { return bound }
    // Which to leave closed is a knapsack: most net cost saved within the capacity that can be spared.
    sortByRatio(closed)
    var spare = -missing
    var saved = 0.0
    for k in 0..<closed {
      spare += weight[k]
      // One without room is of no use to the row and stays closed.
      if weight[k] > 0 { saved += profit[k] }
    }
    if spare < 0 { return .infinity }
    var k = closed - 1
    var still = missing
    var linear = 0.0
    while k >= 0 && still > 0 {
      let part = weight[k] > 0 ? min(1, still / weight[k]) : 0
      linear += part * profit[k]
      still -= part * weight[k]
      coverPrice = ratio[k]
      k -= 1
    }
    if !coverPrice.isFinite { coverPrice = 0 }
    linearBound = bound + linear
    var count = 0
    for k in 0..<closed where weight[k] > 0 && profit[k] > 0 && weight[k] <= spare {
      profit[count] = profit[k]
      weight[count] = weight[k]
      count += 1
    }
    let found = knapsack.solve(profit: profit, weight: weight, count: count, capacity: spare)
    var used = 0
    for k in 0..<closed {
      let i = Int(slot[k])
      let isCandidate = capacity[i] > 0 && netCost[i] > 0 && capacity[i] <= spare
      if isCandidate {
        isChosen[i] = !knapsack.chosen[used]
        used += 1
      } else {
        isChosen[i] = capacity[i] > 0
      }
    }
    return max(linearBound, bound + saved - found.bound)
  }

  // MARK: What a bound decides

  /// Draws conclusions from the last evaluation, given that only solutions below `cutoff` are wanted:
  /// opens and closes facilities, removes arcs, assigns customers.
  ///
  /// - Parameter arcs: whether arcs are looked at too, each by a knapsack of its own.
  /// - Returns: number of conclusions.
  func fix(
    _ node: inout SearchNode, _ u: UnsafePointer<Double>, cutoff: Double, arcs: Bool
  ) -> Int {
    var decisions = 0
    // With the covering row at its price, every facility stands for itself. Net costs at that price:
    for i in 0..<facilityCount {
      let owner = Int(facility[i])
      let priced = netCost[i] - coverPrice * capacity[i]
      if !isOpen[i] {
        if priced >= 0 {
          if linearBound + priced >= cutoff {
            node.state[owner] = FacilityState.closed
            decisions += 1
            continue
          }
        } else if linearBound - priced >= cutoff {
          node.state[owner] = FacilityState.open
          decisions += 1
        }
      }
      guard arcs else { continue }
      let base = linearBound + (isOpen[i] ? 0 : max(0, priced))
      decisions += fixArcs(&node, u, i, base: base, cutoff: cutoff)
    }
    return decisions
  }

  /// Looks at each arc of a facility: with the facility open and the arc used, or not used, is the bound
  /// still below the cutoff?
  ///
  /// - Parameter base: the bound with the facility open.
  private func fixArcs(
    _ node: inout SearchNode, _ u: UnsafePointer<Double>, _ i: Int, base: Double, cutoff: Double
  ) -> Int {
    var decisions = 0
    let first = itemStart[i]
    let last = itemStart[i + 1]
    // Only items worth more than this together keep the bound under the cutoff.
    let needed = knapsackBound[i] + base - cutoff
    var good = 0
    while first + good < last {
      let item = Int(order[first + good])
      let p = u[Int(itemCustomer[item])] - itemCost[item]
      guard p > 0 else { break }
      profit[good] = p
      weight[good] = itemDemand[item]
      ratio[good] = weight[good] > 0 ? p / weight[good] : .infinity
      slot[good] = order[first + good]
      good += 1
    }
    sortByRatio(good)
    for k in 0..<(last - first) {
      let item = Int(k < good ? slot[k] : order[first + k])
      let p = u[Int(itemCustomer[item])] - itemCost[item]
      let best = valueWithout(
        k, of: good, capacity: capacity[i] - itemDemand[item], above: needed - p)
      if best <= needed - p {
        node.remove(Int(itemArc[item]))
        decisions += 1
      }
    }
    guard isOpen[i] else { return decisions }
    for t in pickStart[i]..<pickStart[i + 1] {
      let item = pick[t]
      guard let k = (0..<good).first(where: { slot[$0] == item }) else { continue }
      guard valueWithout(k, of: good, capacity: capacity[i], above: needed) <= needed else { continue }
      let arc = itemArc[Int(item)]
      let j = Int(data.arcCustomer[Int(arc)])
      for other in data.byCost[data.listStart[j]..<data.listStart[j + 1]]
      where other != arc && !node.isRemoved(Int(other)) {
        node.remove(Int(other))
        decisions += 1
      }
    }
    return decisions
  }

  /// Bound of the best knapsack of the first `good` gathered items without the one at `place`; not below
  /// `above`.
  private func valueWithout(_ place: Int, of good: Int, capacity: Double, above: Double) -> Double {
    if capacity < 0 { return above }
    var free = 0.0
    var count = 0
    for k in 0..<good where k != place {
      if weight[k] == 0 {
        free += profit[k]
      } else {
        restProfit[count] = profit[k]
        restWeight[count] = weight[k]
        count += 1
      }
    }
    let found = knapsack.solve(
      profit: restProfit, weight: restWeight, count: count, capacity: capacity, above: above - free,
      stopsAtFirst: true, nodeLimit: 500)
    return found.bound + free
  }
}
