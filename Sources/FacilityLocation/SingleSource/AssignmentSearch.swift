// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Local search over complete assignments: ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt and
/// Dueck 2000, DOI 10.1006/jcph.1999.6413) around a descent by shifts and swaps of customers.
///
/// Loads above capacity are allowed at a price that adapts, so that tight instances do not wall the
/// search in; only feasible assignments are kept as solutions. The same seed and the same calls give the
/// same assignments. Not for several threads at once.
final class AssignmentSearch: @unchecked Sendable {
  private let data: SingleSourceData
  private let m: Int
  private let n: Int
  private var random: SplitMix64

  // The current assignment.
  private let facility: UnsafeMutablePointer<Int32>
  private let load: UnsafeMutablePointer<Double>
  private let count: UnsafeMutablePointer<Int32>
  private let firstIn: UnsafeMutablePointer<Int32>
  private let next: UnsafeMutablePointer<Int32>
  private let previous: UnsafeMutablePointer<Int32>
  /// Assignment and opening cost, without the price of overload.
  private var cost = 0.0

  private let demand: UnsafeMutablePointer<Double>
  private let capacity: UnsafeMutablePointer<Double>
  private let fixedCost: UnsafeMutablePointer<Double>
  private let kept: UnsafeMutablePointer<Int32>
  private let isBanned: UnsafeMutablePointer<Bool>
  private let isInvited: UnsafeMutablePointer<Bool>
  private var removed: [Int] = []
  private var queue: [Int] = []
  private let isQueued: UnsafeMutablePointer<Bool>

  /// Price of a unit of load above capacity.
  private var overloadPrice: Double
  private let firstOverloadPrice: Double
  /// Largest number of open facilities, by cost, that an insertion looks at.
  private static let insertionWidth = 8
  private static let shiftWidth = 6

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

  private func reset() {
    for i in 0..<m {
      load[i] = 0
      count[i] = 0
      firstIn[i] = -1
    }
    for j in 0..<n { facility[j] = -1 }
    cost = 0
  }

  @inline(__always)
  private func insert(_ j: Int, _ i: Int, _ arcCost: Double) {
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
  private func take(_ j: Int) {
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

  private func overload() -> Double {
    var sum = 0.0
    for i in 0..<m { sum += max(0, load[i] - capacity[i]) }
    return sum
  }

  /// Keeps the current assignment if it is a better solution; re-adds it from the data.
  private func keepIfBetter() {
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

  // MARK: Recreate

  /// Inserts the removed customers, largest regret first.
  private func recreate(noise: Double) {
    while !removed.isEmpty {
      var chosen = -1
      var target = -1
      var largest = -Double.infinity
      for (k, j) in removed.enumerated() {
        let (first, second, place) = bestPlaces(j, noise: noise)
        if place < 0 { continue }
        let regret = (second.isFinite ? second - first : 1e15) + 1e-3 * demand[j] * overloadPrice
        if regret > largest {
          largest = regret
          chosen = k
          target = place
        }
      }
      if chosen < 0 {
        // Every facility of what is left is banned: lift the ban.
        for i in 0..<m { isBanned[i] = false }
        continue
      }
      let j = removed.remove(at: chosen)
      insert(j, target, data.cost(target, j))
      enqueue(j)
    }
  }

  /// Price of the best and the second best place for a customer, and the best place.
  private func bestPlaces(_ j: Int, noise: Double) -> (Double, Double, Int) {
    var first = Double.infinity
    var second = Double.infinity
    var place = -1
    var seen = 0
    data.byCost.withUnsafeBufferPointer { byCost in
      data.arcFacility.withUnsafeBufferPointer { arcFacility in
        data.arcCost.withUnsafeBufferPointer { arcCost in
          for t in data.listStart[j]..<data.listStart[j + 1] {
            let a = Int(byCost[t])
            let i = Int(arcFacility[a])
            if isBanned[i] { continue }
            var price = arcCost[a]
            if price >= second { break }
            if count[i] == 0 && !isInvited[i] {
              price += fixedCost[i]
            } else {
              seen += 1
            }
            let excess = load[i] + demand[j] - capacity[i]
            if excess > 0 { price += overloadPrice * min(excess, demand[j]) }
            if noise > 0 { price *= 1 + noise * (random.unit() - 0.5) }
            if price < first {
              second = first
              first = price
              place = i
            } else if price < second {
              second = price
            }
            if seen >= Self.insertionWidth { break }
          }
        }
      }
    }
    return (first, second, place)
  }

  // MARK: Descent

  private func enqueue(_ j: Int) {
    if !isQueued[j] {
      isQueued[j] = true
      queue.append(j)
    }
  }

  /// Shifts and swaps queued customers until none improves.
  private func descend() {
    var head = 0
    var moves = 0
    while head < queue.count {
      let j = queue[head]
      head += 1
      isQueued[j] = false
      if moves < 50 * n && improve(j) {
        moves += 1
        enqueue(j)
      }
      if head > 4 * n {
        queue.removeFirst(head)
        head = 0
      }
    }
    queue.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private func excess(_ load: Double, _ i: Int) -> Double { max(0, load - capacity[i]) }

  /// The best shift or swap of a customer; whether it was made.
  private func improve(_ j: Int) -> Bool {
    let a = Int(facility[j])
    let d = demand[j]
    let own = data.cost(a, j)
    let leaving =
      own + (count[a] == 1 ? fixedCost[a] : 0)
      + overloadPrice * (excess(load[a], a) - excess(load[a] - d, a))
    var bestChange = -1e-9 * (1 + abs(own))
    var bestPlace = -1
    var bestPartner = -1
    var seen = 0
    data.byCost.withUnsafeBufferPointer { byCost in
      data.arcFacility.withUnsafeBufferPointer { arcFacility in
        data.arcCost.withUnsafeBufferPointer { arcCost in
          for t in data.listStart[j]..<data.listStart[j + 1] {
            let arc = Int(byCost[t])
            let b = Int(arcFacility[arc])
            if b == a { continue }
            let c = arcCost[arc]
            if count[b] == 0 {
              let change = c + fixedCost[b] - leaving
              if change < bestChange {
                bestChange = change
                bestPlace = b
                bestPartner = -1
              }
              continue
            }
            seen += 1
            if seen > Self.shiftWidth { break }
            let change = c - leaving + overloadPrice * (excess(load[b] + d, b) - excess(load[b], b))
            if change < bestChange {
              bestChange = change
              bestPlace = b
              bestPartner = -1
            }
            // Swaps with the customers of b.
            let fixedPart = c - own
            let overloadNow = excess(load[a], a) + excess(load[b], b)
            var k = Int(firstIn[b])
            while k >= 0 {
              let change = fixedPart + data.cost(a, k) - data.cost(b, k)
              if change < bestChange + overloadPrice * overloadNow {
                let shift = demand[k] - d
                let total =
                  change + overloadPrice
                  * (excess(load[a] + shift, a) + excess(load[b] - shift, b) - overloadNow)
                if total < bestChange {
                  bestChange = total
                  bestPlace = b
                  bestPartner = k
                }
              }
              k = Int(next[k])
            }
          }
        }
      }
    }
    guard bestPlace >= 0 else { return false }
    take(j)
    if bestPartner >= 0 {
      take(bestPartner)
      insert(bestPartner, a, data.cost(a, bestPartner))
      enqueue(bestPartner)
    }
    insert(j, bestPlace, data.cost(bestPlace, j))
    return true
  }

  // MARK: Ruin and recreate

  private func remove(_ j: Int) {
    take(j)
    removed.append(j)
  }

  private func removeAll(of i: Int) {
    while firstIn[i] >= 0 { remove(Int(firstIn[i])) }
  }

  private func randomOpen() -> Int {
    // The facility of a random customer: crowded ones more often.
    Int(facility[random.integer(0, n - 1)])
  }

  /// A closed facility near a random customer; nil if none shows up.
  private func randomClosed(_ openness: [Double]) -> Int? {
    for _ in 0..<12 {
      let j = random.integer(0, n - 1)
      let width = data.listStart[j + 1] - data.listStart[j]
      let arc = Int(data.byCost[data.listStart[j] + random.integer(0, min(width, 12) - 1)])
      let i = Int(data.arcFacility[arc])
      if count[i] > 0 { continue }
      if openness.isEmpty || random.unit() < openness[i] + 0.01 { return i }
    }
    return nil
  }

  /// Removes customers around a seed customer, from the facilities that serve it best.
  private func ruinAround(_ seed: Int, facilities: Int, share: Double) {
    var seen = 0
    for t in data.listStart[seed]..<data.listStart[seed + 1] {
      let i = Int(data.arcFacility[Int(data.byCost[t])])
      if count[i] == 0 { continue }
      var k = Int(firstIn[i])
      while k >= 0 {
        let following = Int(next[k])
        if random.unit() < share { remove(k) }
        k = following
      }
      seen += 1
      if seen >= facilities { return }
    }
  }

  /// Customers that a newly invited facility would serve more cheaply.
  private func removeAttracted(by i: Int) {
    for a in data.arcStart[i]..<data.arcStart[i + 1] {
      let j = Int(data.arcCustomer[a])
      guard facility[j] >= 0 else { continue }
      if data.arcCost[a] < data.cost(Int(facility[j]), j) { remove(j) }
    }
  }

  /// Runs a number of rounds from the current assignment.
  ///
  /// - Parameters:
  ///   - openness: how likely each facility is open in a good solution, or empty.
  ///   - warmth: how much worse, relative, an accepted round may be at the start; falls to 0.
  func improve(rounds: Int, warmth: Double, openness: [Double], clock: SearchClock) {
    guard facility[0] >= 0, n > 1 else { return }
    var current = cost + overloadPrice * overload()
    for round in 0..<rounds {
      if round & 15 == 0 && clock.isOver { return }
      for j in 0..<n { kept[j] = facility[j] }
      let keptCost = cost
      let draw = random.unit()
      if draw < 0.55 {
        ruinAround(
          random.integer(0, n - 1), facilities: random.integer(1, 4), share: random.uniform(0.15, 0.8))
      } else if draw < 0.70 {
        let i = randomOpen()
        removeAll(of: i)
        isBanned[i] = true
      } else if draw < 0.85 {
        if let i = randomClosed(openness) {
          isInvited[i] = true
          removeAttracted(by: i)
        }
      } else {
        let seed = random.integer(0, n - 1)
        let i = Int(facility[seed])
        if let other = randomClosed(openness) {
          isInvited[other] = true
          isBanned[i] = true
          removeAll(of: i)
          removeAttracted(by: other)
        } else {
          ruinAround(seed, facilities: 3, share: 0.5)
        }
      }
      recreate(noise: random.unit() < 0.5 ? 0 : 0.1)
      for i in 0..<m {
        isBanned[i] = false
        isInvited[i] = false
      }
      descend()
      let over = overload()
      let value = cost + overloadPrice * over
      if over <= 0 {
        keepIfBetter()
        overloadPrice = max(overloadPrice * 0.995, 0.05 * firstOverloadPrice)
      } else {
        overloadPrice = min(overloadPrice * 1.02, 1e4 * firstOverloadPrice)
        current = keptCost + overloadPrice * keptOverload()
      }
      let threshold = current + warmth * abs(current) * (1 - Double(round) / Double(rounds)) * random.unit()
      if value <= threshold {
        current = value
      } else {
        reset()
        for j in 0..<n { insert(j, Int(kept[j]), data.cost(Int(kept[j]), j)) }
        current = cost + overloadPrice * overload()
      }
    }
  }

  private func keptOverload() -> Double {
    var sum = 0.0
    var loads = [Double](repeating: 0, count: m)
    for j in 0..<n { loads[Int(kept[j])] += demand[j] }
    for i in 0..<m { sum += max(0, loads[i] - capacity[i]) }
    return sum
  }
}
