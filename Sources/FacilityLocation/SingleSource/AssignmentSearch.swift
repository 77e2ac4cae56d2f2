// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Local search over complete assignments: ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt and
/// Dueck 2000, DOI 10.1006/jcph.1999.6413) around a descent by shifts and swaps of customers.
///
/// Loads above capacity are allowed at a price that adapts, so that tight instances do not wall the
/// search in; only feasible assignments are kept as solutions. The same seed and the same calls give the
/// same assignments. Not for several threads at once.
final class AssignmentSearch: @unchecked Sendable {
  let data: SingleSourceData
  let m: Int
  let n: Int
  var random: SplitMix64

  // The current assignment.
  let facility: UnsafeMutablePointer<Int32>
  let load: UnsafeMutablePointer<Double>
  let count: UnsafeMutablePointer<Int32>
  let firstIn: UnsafeMutablePointer<Int32>
  let next: UnsafeMutablePointer<Int32>
  let previous: UnsafeMutablePointer<Int32>
  /// Assignment and opening cost, without the price of overload.
  var cost = 0.0

  let demand: UnsafeMutablePointer<Double>
  let capacity: UnsafeMutablePointer<Double>
  let fixedCost: UnsafeMutablePointer<Double>
  let kept: UnsafeMutablePointer<Int32>
  let isBanned: UnsafeMutablePointer<Bool>
  let isInvited: UnsafeMutablePointer<Bool>
  var removed: [Int] = []
  var queue: [Int] = []
  let isQueued: UnsafeMutablePointer<Bool>

  /// Price of a unit of load above capacity.
  var overloadPrice: Double
  let firstOverloadPrice: Double
  /// Largest number of open facilities, by cost, that an insertion looks at.
  static let insertionWidth = 8
  static let shiftWidth = 6

  /// The best feasible assignment found; nil before there is one.
  private(set) var best: Assignment?

  init(_ data: SingleSourceData, seed: UInt64) {
    self.data = data
    m = data.facilityCount
    n = data.customerCount
    random = SplitMix64(seed: seed)
    func make<T>(_ count: Int, _ value: T) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: value, count: max(1, count))
      return pointer
    }
    facility = make(n, -1)
    load = make(m, 0)
    count = make(m, 0)
    firstIn = make(m, -1)
    next = make(n, -1)
    previous = make(n, -1)
    demand = make(n, 0)
    capacity = make(m, 0)
    fixedCost = make(m, 0)
    kept = make(n, -1)
    isBanned = make(m, false)
    isInvited = make(m, false)
    isQueued = make(n, false)
    for j in 0..<n { demand[j] = data.demand[j] }
    for i in 0..<m {
      capacity[i] = data.capacity[i]
      fixedCost[i] = data.fixedCost[i]
    }
    var costSum = 0.0
    var demandSum = 0.0
    for j in 0..<n where data.listStart[j] < data.listStart[j + 1] {
      costSum += data.arcCost[Int(data.byCost[data.listStart[j]])]
      demandSum += data.demand[j]
    }
    // What room costs where it is dear: overload must not be the cheaper way to open a facility.
    var dearest = 0.0
    for i in 0..<m where data.capacity[i] > 0 {
      dearest = max(dearest, data.fixedCost[i] / data.capacity[i])
    }
    firstOverloadPrice = max(1e-9, 2 * costSum / max(demandSum, 1e-12) + 2 * dearest)
    overloadPrice = firstOverloadPrice
  }

  deinit {
    facility.deallocate()
    load.deallocate()
    count.deallocate()
    firstIn.deallocate()
    next.deallocate()
    previous.deallocate()
    demand.deallocate()
    capacity.deallocate()
    fixedCost.deallocate()
    kept.deallocate()
    isBanned.deallocate()
    isInvited.deallocate()
    isQueued.deallocate()
  }

  /// Forgets what was found before.
  func begin(seed: UInt64) {
    random = SplitMix64(seed: seed)
    best = nil
    overloadPrice = firstOverloadPrice
  }

  // MARK: State

  func reset() {
    for i in 0..<m {
      load[i] = 0
      count[i] = 0
      firstIn[i] = -1
    }
    for j in 0..<n { facility[j] = -1 }
    cost = 0
  }

  @inline(__always)
  func insert(_ j: Int, _ i: Int, _ arcCost: Double) {
    facility[j] = Int32(i)
    if count[i] == 0 {
      cost += fixedCost[i]
      load[i] = 0
    }
    count[i] += 1
    load[i] += demand[j]
    cost += arcCost
    previous[j] = -1
    next[j] = firstIn[i]
    if firstIn[i] >= 0 { previous[Int(firstIn[i])] = Int32(j) }
    firstIn[i] = Int32(j)
  }

  @inline(__always)
  func take(_ j: Int) {
    let i = Int(facility[j])
    count[i] -= 1
    load[i] -= demand[j]
    cost -= data.cost(i, j)
    if count[i] == 0 {
      cost -= fixedCost[i]
      load[i] = 0
    }
    if previous[j] >= 0 { next[Int(previous[j])] = next[j] } else { firstIn[i] = next[j] }
    if next[j] >= 0 { previous[Int(next[j])] = previous[j] }
    facility[j] = -1
  }

  func overload() -> Double {
    var sum = 0.0
    for i in 0..<m { sum += max(0, load[i] - capacity[i]) }
    return sum
  }

  /// Keeps the current assignment if it is a better solution; re-adds it from the data.
  func keepIfBetter() {
    if let best, cost >= best.cost - 1e-9 * abs(best.cost) { return }
    if let found = Assignment((0..<n).map { facility[$0] }, in: data), found.cost < best?.cost ?? .infinity {
      best = found
    }
  }

  /// Offers a solution found elsewhere.
  func offer(_ assignment: Assignment) {
    if assignment.cost < best?.cost ?? .infinity { best = assignment }
  }

  // MARK: Starts

  /// Builds an assignment from a wish, -1 where there is none, and improves it.
  ///
  /// - Parameters:
  ///   - wish: facility wished for each customer.
  ///   - isOpen: facilities that may be used without thinking of their fixed cost.
  func start(wish: [Int32], isOpen: [Bool]) {
    reset()
    removed.removeAll(keepingCapacity: true)
    for j in 0..<n {
      if wish[j] >= 0, load[Int(wish[j])] + demand[j] <= capacity[Int(wish[j])] {
        insert(j, Int(wish[j]), data.cost(Int(wish[j]), j))
      } else {
        removed.append(j)
      }
    }
    for i in 0..<m { isInvited[i] = isOpen[i] }
    recreate(noise: 0)
    for i in 0..<m { isInvited[i] = false }
    for j in 0..<n { enqueue(j) }
    descend()
    keepIfBetter()
  }

  /// Makes the best solution the current one.
  func restart() {
    guard let best else { return }
    reset()
    for j in 0..<n { insert(j, Int(best.facility[j]), data.cost(Int(best.facility[j]), j)) }
  }

}
