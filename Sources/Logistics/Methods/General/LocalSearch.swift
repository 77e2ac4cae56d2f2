// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Ruin and recreate on several threads: in each round the warehouses are divided into as many parts as
/// there are threads, neighbours together, and each thread works on the demands that are wholly in its part.
/// What the threads change adds up, but for the rules on the plan as a whole, which are looked at when the
/// parts are put together.
final class LocalSearch: @unchecked Sendable {
  let arrays: ScenarioArrays
  let guide: SearchGuide
  let threads: Int
  private var searches: [RuinAndRecreate]
  private var random: SplitMix64
  /// The plan under way.
  private var current: [Double]
  /// The best plan that breaks nothing, and its value; infinite without one.
  private(set) var best: [Double] = []
  private(set) var bestValue = Double.infinity
  private(set) var rules: SoftRules
  private let scratch: Placement
  private(set) var iterationCount = 0

  init(_ guide: SearchGuide, _ arrays: ScenarioArrays, _ rules: SoftRules, threads: Int, seed: UInt64) {
    self.arrays = arrays
    self.guide = guide
    self.rules = rules
    // A part needs some warehouses to exchange demands between.
    self.threads = max(1, min(threads, arrays.warehouseCount / 8))
    random = SplitMix64(seed: seed)
    searches = (0..<self.threads).map { index in
      RuinAndRecreate(
        guide, Placement(arrays, penalty: guide.penalty), rules, seed: seed &+ UInt64(index) &* 7919 &+ 1)
    }
    scratch = Placement(arrays, penalty: guide.penalty)
    current = []
  }

  /// The first plan: one of several that follow the relaxation more or less closely.
  ///
  /// - Parameter rank: 0 for the best of them, 1 for the next, and so on.
  func construct(rank: Int = 0, isOver: () -> Bool) {
    var plans: [(score: Double, shares: [Double])] = []
    for (trust, average) in [(1.0, 0.02), (0.8, 0), (1.0, 0.2), (0.9, 0.05), (0.5, 0.02)] {
      searches[0].construct(trust: trust, leastAverage: average)
      take(searches[0].placement)
      plans.append((searches[0].score, searches[0].placement.shares))
      if isOver() { break }
    }
    plans.sort { $0.score < $1.score }
    current = plans[min(rank, plans.count - 1)].shares
  }

  /// The first plan: the rounded end of a dive.
  func round(_ dive: LagrangianDive) {
    round(following: dive.ascent.averageShareByLane, isAllowed: dive.allowedLanes)
  }

  /// The first plan: an averaged relaxed plan, rounded.
  func round(following average: [Double], isAllowed: [Bool]) {
    searches[0].round(following: average, isAllowed: isAllowed)
    take(searches[0].placement)
    current = searches[0].placement.shares
  }

  /// Takes over a plan from elsewhere, as the best and as the one under way.
  func adopt(_ shares: [Double]) {
    keep(shares)
    current = shares
  }

  /// Takes over a plan from elsewhere as the best, if it is.
  func keep(_ shares: [Double]) {
    shares.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { scratch.load($0) } }
    take(scratch)
  }

  /// Goes on where another search is.
  func follow(_ other: LocalSearch) {
    if !other.best.isEmpty { keep(other.best) }
    current = other.current
  }

  /// By what searches are compared: the value of the best plan, or without one the score under way.
  var rank: (Int, Double) {
    bestValue.isFinite ? (0, bestValue) : (1, searches[0].score)
  }

  private func take(_ placement: Placement) {
    let value = placement.objective
    if value < bestValue, placement.isPlan {
      bestValue = value
      best = placement.shares
    }
  }

  /// One round: so many iterations on each thread.
  func round(iterations: Int, temperature: Double) {
    let parts = threads > 1 ? partition() : [[]]
    let job = Job(search: self, parts: parts, iterations: iterations, temperature: temperature)
    let done = parallelMap(count: threads, threads: threads) { job.run($0) }
    searches = done.map(\.0)
    iterationCount += iterations * threads
    if threads == 1 {
      current = searches[0].placement.shares
      if searches[0].bestValue < bestValue {
        bestValue = searches[0].bestValue
        best = searches[0].best
      }
      rules.adapt(to: searches[0].placement)
      return
    }
    // The best of each part, then each part as it is.
    var isPlan = false
    for pick in [done.map(\.1), done.map(\.0.placement.shares)] {
      var merged = current
      for d in 0..<arrays.demandCount {
        let part = owner(of: d, parts)
        guard part >= 0, !pick[part].isEmpty else { continue }
        for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) { merged[l] = pick[part][l] }
      }
      merged.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { scratch.load($0) } }
      take(scratch)
      isPlan = scratch.isPlan
      last = merged
    }
    rules.adapt(to: scratch)
    current = last
    // Parts that each keep the rules on the plan as a whole may break them together, round after round.
    // Then one of them goes on alone.
    brokenRounds = isPlan ? 0 : brokenRounds + 1
    guard brokenRounds >= Self.mostBrokenRounds else { return }
    brokenRounds = 0
    if let best = done.min(by: { $0.0.bestValue < $1.0.bestValue }), !best.1.isEmpty {
      adopt(best.1)
    } else {
      restart()
    }
  }
  private var last: [Double] = []
  /// Rounds in a row whose parts made no plan together, and how many are let pass.
  private var brokenRounds = 0
  private static let mostBrokenRounds = 3

  /// Goes back to the best plan.
  func restart() { if !best.isEmpty { current = best } }

  /// The part whose thread may have moved a demand; the threads decide alike from the plan they begin with.
  private func owner(of d: Int, _ parts: [[Bool]]) -> Int {
    var part = -1
    var isServed = false
    for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) where current[l] > 0 {
      let w = Int(arrays.laneWarehouse[l])
      isServed = true
      let mine = parts.firstIndex { $0[w] } ?? -1
      if part >= 0 && mine != part { return -1 }
      part = mine
    }
    if isServed { return part }
    guard arrays.laneStart[d] < arrays.laneStart[d + 1] else { return -1 }
    let w = Int(arrays.laneWarehouse[Int(guide.lanesByCost[Int(arrays.laneStart[d])])])
    return parts.firstIndex { $0[w] } ?? -1
  }

  /// Grows each part from a random warehouse over neighbours.
  private func partition() -> [[Bool]] {
    var part = [Int](repeating: -1, count: arrays.warehouseCount)
    let order = random.permutation(of: arrays.warehouseCount)
    var next = 0
    let size = (arrays.warehouseCount + threads - 1) / threads
    for p in 0..<threads - 1 {
      var queue: [Int] = []
      var head = 0
      var count = 0
      while count < size {
        if head == queue.count {
          while next < order.count, part[order[next]] >= 0 { next += 1 }
          guard next < order.count else { break }
          part[order[next]] = p
          count += 1
          queue.append(order[next])
        }
        let w = queue[head]
        head += 1
        for other in guide.warehouseNeighbours[w] where part[Int(other)] < 0 && count < size {
          part[Int(other)] = p
          count += 1
          queue.append(Int(other))
        }
      }
    }
    return (0..<threads).map { p in part.map { ($0 < 0 ? threads - 1 : $0) == p } }
  }

  /// One thread's round on a placement of its own.
  private struct Job: @unchecked Sendable {
    let search: LocalSearch
    let parts: [[Bool]]
    let iterations: Int
    let temperature: Double

    func run(_ index: Int) -> Part {
      var mine = search.searches[index]
      search.current.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { mine.placement.load($0) }
      }
      mine.rules = search.rules
      mine.restrict(to: parts[index])
      mine.refresh()
      mine.forgetBest()
      mine.run(iterations: iterations, temperature: temperature)
      return (mine, mine.best)
    }
  }
  private typealias Part = (RuinAndRecreate, [Double])
}
