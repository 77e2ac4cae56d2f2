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
  /// The subset-row cuts that the relaxation may price; taken over by the next `load`.
  var cuts = SubsetRowCuts()

  // The loaded part. Customers and facilities are counted within it.
  var customerCount = 0
  var facilityCount = 0
  /// Customer of the data behind each customer.
  var customer: [Int32] = []
  /// Facility of the data behind each facility.
  var facility: [Int32] = []
  /// What is left of each facility's capacity.
  let capacity: UnsafeMutablePointer<Double>
  /// Fixed cost still to be paid: 0 for an open facility.
  let fixedCost: UnsafeMutablePointer<Double>
  /// Whether the facility is open whatever happens.
  let isOpen: UnsafeMutablePointer<Bool>
  /// Whether the facility is closed for the time of a probe.
  let isBarred: UnsafeMutablePointer<Bool>
  let itemStart: UnsafeMutablePointer<Int>
  let itemCustomer: UnsafeMutablePointer<Int32>
  let itemCost: UnsafeMutablePointer<Double>
  let itemDemand: UnsafeMutablePointer<Double>
  let itemArc: UnsafeMutablePointer<Int32>
  /// Cost of what is decided: assigned customers and open facilities.
  var decidedCost = 0.0
  /// Demand not yet assigned.
  var openDemand = 0.0
  /// Room beyond the demand that the covering row asks the open facilities for.
  ///
  /// Above 0, the bound holds only for solutions whose facilities have that room.
  var reserve = 0.0
  /// Facility of the data that each customer of the data is assigned to, -1 while undecided.
  var assigned: [Int32]

  /// Loaded cuts: those that still say something.
  var cutCount = 0
  /// Place of each loaded cut among `cuts`.
  let cutSource: UnsafeMutablePointer<Int32>
  /// Its customers, three for each; the last is -1 where one is decided.
  let cutMember: UnsafeMutablePointer<Int32>
  /// The facility that serves the decided customer of each cut, -1 without one.
  let cutHome: UnsafeMutablePointer<Int32>
  /// Cuts of each customer: `cutStart[j] ..< cutStart[j + 1]` in `cutList`.
  let cutStart: UnsafeMutablePointer<Int>
  let cutList: UnsafeMutablePointer<Int32>
  /// Number of multipliers: one for each loaded customer, then one for each loaded cut.
  var multiplierCount: Int { customerCount + cutCount }

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
  var coverPrice = 0.0
  /// The bound with the covering row relaxed at `coverPrice`.
  var linearBound = 0.0

  // Work space.
  var supposedCost = 0.0
  let order: UnsafeMutablePointer<Int32>
  let ratio: UnsafeMutablePointer<Double>
  let profit: UnsafeMutablePointer<Double>
  let weight: UnsafeMutablePointer<Double>
  let slot: UnsafeMutablePointer<Int32>
  let leftover: UnsafeMutablePointer<Int32>
  let restProfit: UnsafeMutablePointer<Double>
  let restWeight: UnsafeMutablePointer<Double>
  let knapsack: KnapsackSearch
  let penaltyKnapsack: PenaltyKnapsackSearch
  let seen: UnsafeMutablePointer<Int32>
  let classOf: UnsafeMutablePointer<Int32>
  let firstItem: UnsafeMutablePointer<Int32>
  let penalty: UnsafeMutablePointer<Double>
  let mask: UnsafeMutablePointer<PenaltyKnapsackSearch.ClassMask>
  let restMask: UnsafeMutablePointer<PenaltyKnapsackSearch.ClassMask>
  /// Whether any loaded cut has a price at the point being evaluated.
  var hasPricedCuts = false
  let pricedStart: UnsafeMutablePointer<Int>
  let pricedList: UnsafeMutablePointer<Int32>
  /// Whether the facility whose arcs are looked at has prices of cuts to pay.
  var hasPenalties = false
  var onceAtStart = PenaltyKnapsackSearch.ClassMask()
  /// Branch-and-bound nodes a single knapsack may take.
  static let knapsackLimit = 4_000
  /// The same for one with prices of cuts: a bound that is only now and then exact would make the
  /// ascent stumble.
  static let penaltyKnapsackLimit = 100_000

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
    penaltyKnapsack = PenaltyKnapsackSearch(itemLimit: widest)
    let most = SubsetRowCuts.limit
    cutSource = make(most, 0)
    cutMember = make(3 * most, -1)
    cutHome = make(most, -1)
    cutStart = make(data.customerCount + 1, 0)
    cutList = make(3 * most, 0)
    pricedStart = make(data.customerCount + 1, 0)
    pricedList = make(3 * most, 0)
    seen = make(most, 0)
    classOf = make(most, -1)
    firstItem = make(most, 0)
    penalty = make(PenaltyKnapsackSearch.classLimit, 0)
    mask = make(widest, PenaltyKnapsackSearch.ClassMask())
    restMask = make(widest, PenaltyKnapsackSearch.ClassMask())
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
    cutSource.deallocate()
    cutMember.deallocate()
    cutHome.deallocate()
    cutStart.deallocate()
    cutList.deallocate()
    pricedStart.deallocate()
    pricedList.deallocate()
    seen.deallocate()
    classOf.deallocate()
    firstItem.deallocate()
    penalty.deallocate()
    mask.deallocate()
    restMask.deallocate()
  }

  // MARK: Evaluation

  /// L(u), with the relaxed solution in `isChosen` and `pick`.
  func evaluate(_ u: UnsafePointer<Double>) -> Double {
    var picks = 0
    pickStart[0] = 0
    hasPricedCuts = pricedCuts(u + customerCount)
    for i in 0..<facilityCount {
      knapsackBound[i] = isBarred[i] ? 0 : solveKnapsack(i, u, &picks)
      netCost[i] = fixedCost[i] - knapsackBound[i]
      pickStart[i + 1] = picks
    }
    return chooseFacilities(u)
  }

  /// Solves the knapsack of a facility and appends its items to `pick`; returns a bound of its value.
  @inline(__always)
  func solveKnapsack(_ i: Int, _ u: UnsafePointer<Double>, _ picks: inout Int) -> Double {
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
    if hasPricedCuts && sharesPricedCut(i, slot, good, u + customerCount) {
      sortByRatio(good)
      for k in 0..<good { order[first + k] = slot[k] }
      for k in 0..<bad { order[first + good + k] = leftover[k] }
      return solvePenaltyKnapsack(i, u, good, &picks)
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

  /// The same with the prices of cuts: the gathered items, sorted.
  func solvePenaltyKnapsack(
    _ i: Int, _ u: UnsafePointer<Double>, _ good: Int, _ picks: inout Int
  ) -> Double {
    _ = markPricedClasses(i, slot, good, u + customerCount)
    let found = penaltyKnapsack.solve(
      profit: profit, weight: weight, mask: mask, count: good, capacity: capacity[i], penalty: penalty,
      once: onceAtStart, nodeLimit: Self.penaltyKnapsackLimit)
    for k in 0..<good where penaltyKnapsack.chosen[k] {
      pick[picks] = slot[k]
      picks += 1
    }
    return found.bound
  }

  /// Sorts the gathered items by falling ratio.
  func sortByRatio(_ count: Int) {
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

  func sortAnew(_ count: Int) {
    let items = (0..<count).map { (ratio[$0], profit[$0], weight[$0], slot[$0]) }
      .sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.3 < $1.3 }
    for (k, item) in items.enumerated() { (ratio[k], profit[k], weight[k], slot[k]) = item }
  }

  /// Opens facilities of negative net cost and, where they cannot hold the demand, the cheapest more.
  func chooseFacilities(_ u: UnsafePointer<Double>) -> Double {
    var bound = decidedCost
    for j in 0..<customerCount { bound += u[j] }
    for c in customerCount..<multiplierCount { bound -= u[c] }
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
    let missing = (openDemand + reserve) * (1 - 1e-12) - room
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

}
