// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// The non-concave intervals of a problem, and concave problems that lie above and below it.
///
/// In such an interval the value of supply is `-loss min(offered, load)`, convex. Below it lies its tangent at given
/// shares, above it a chord; both are linear in the shares, so that both problems are `ShareProblem`s with other costs.
struct NonConcaveHours: Sendable {
  /// Those of a consumer.
  struct Own: Sendable {
    /// The intervals, in order.
    var intervals: [Int] = []
    /// What a supplied kWh loses against surplus in each.
    var loss: [Double] = []
    /// The most that can be offered in each, kWh.
    var highest: [Double] = []
  }

  /// By consumer.
  let consumers: [Own]

  init(_ scenario: PowerScenario, threads: Int) {
    consumers = parallelMap(count: scenario.consumers.count, threads: threads) { j in
      let intervals = scenario.nonConcaveIntervals(consumer: j)
      if intervals.isEmpty { return Own() }
      let highest = OfferedEnergy.highest(scenario, consumer: j)
      return Own(
        intervals: intervals, loss: intervals.map { -scenario.supplyValue(consumer: j, interval: $0) },
        highest: intervals.map { highest[$0] })
    }
  }

  /// How many there are.
  var count: Int { consumers.reduce(0) { $0 + $1.intervals.count } }

  /// What a consumer's shares gain in truth; nil where its hard target is missed.
  ///
  /// - Parameter sunk: the problem whose fixed costs are paid already.
  func gain(_ sunk: ShareProblem, consumer j: Int, _ shares: [Double]) -> Double? {
    let load = sunk.load(j)
    let part = sunk.gain(consumer: j, shares: shares)
    var gain = part.gain
    for (k, offered) in offered(sunk, j, shares).enumerated() {
      gain -= consumers[j].loss[k] * min(offered, load[consumers[j].intervals[k]])
    }
    for p in sunk.pairs(j) where shares[p] > 0 { gain -= sunk.fixedCost[p] }
    let missing = sunk.required[j] - part.supplied
    if missing <= 1e-9 * sunk.totalLoad[j] { return gain }
    guard let price = sunk.shortfallPrice[j] else { return nil }
    return gain - price * missing
  }

  /// What is offered in a consumer's non-concave intervals.
  private func offered(_ problem: ShareProblem, _ j: Int, _ shares: [Double]) -> [Double] {
    let intervals = consumers[j].intervals
    var offered = [Double](repeating: 0, count: intervals.count)
    for p in problem.pairs(j) where shares[p] > 0 {
      let row = problem.generation(problem.profile[p])
      let factor = shares[p] * problem.arrival[p]
      for (k, t) in intervals.enumerated() { offered[k] += factor * row[t] }
    }
    return offered
  }

  /// A problem that lies below the true one, but for a constant, and touches it at given shares: a solution that
  /// gains under it gains at least as much in truth (the concave-convex procedure).
  func tangentProblem(_ problem: ShareProblem, at shares: [Double], threads: Int) -> ShareProblem {
    let costs = parallelMap(count: consumers.count, threads: threads) { j -> [Double] in
      let own = consumers[j]
      if own.intervals.isEmpty { return [] }
      let load = problem.load(j)
      let offered = offered(problem, j, shares)
      let weight = own.intervals.indices.map { offered[$0] <= load[own.intervals[$0]] ? own.loss[$0] : 0 }
      return linearCosts(problem, j, weight)
    }
    return ShareProblem(
      problem, addedCost: added(problem, costs), value: Array(repeating: nil, count: consumers.count))
  }

  /// A problem that lies above the true one: chords, and pairs of intervals that absorb each other.
  func majorant(_ problem: ShareProblem, _ pairs: [[HourPair]], threads: Int) -> ShareProblem {
    let parts = parallelMap(count: consumers.count, threads: threads) { j -> ([Double], [Double]?) in
      let own = consumers[j]
      if own.intervals.isEmpty { return ([], nil) }
      return majorant(problem, j, own, pairs[j])
    }
    return ShareProblem(problem, addedCost: added(problem, parts.map(\.0)), value: parts.map(\.1))
  }

  /// Added costs and values of a consumer; see `HourPair`.
  private func majorant(_ problem: ShareProblem, _ j: Int, _ own: Own, _ pairs: [HourPair])
    -> ([Double], [Double])
  {
    let (load, value) = (problem.load(j), problem.value(j))
    var left = (0..<problem.intervals).map { value[$0] }
    var rest = [Double](repeating: 1, count: own.intervals.count)
    for pair in pairs {
      rest[pair.hour] -= pair.part
      let scale = load[own.intervals[pair.hour]] / load[pair.partner]
      left[pair.partner] -= pair.part * own.loss[pair.hour] * scale
    }
    let weight = own.intervals.indices.map { k in
      own.loss[k] * max(0, rest[k]) * min(1, load[own.intervals[k]] / own.highest[k])
    }
    var costs = linearCosts(problem, j, weight)
    for (index, p) in problem.pairs(j).enumerated() {
      let row = problem.generation(problem.profile[p])
      // The pairs of an interval lie one behind the other.
      var (sum, more) = (0.0, 0.0)
      for (k, pair) in pairs.enumerated() {
        let t = own.intervals[pair.hour]
        more +=
          pair.part * own.loss[pair.hour] * (load[t] / load[pair.partner] * row[pair.partner] - row[t])
        if k + 1 == pairs.count || pairs[k + 1].hour != pair.hour {
          sum += max(0, more)
          more = 0
        }
      }
      costs[index] -= problem.arrival[p] * sum
    }
    return (costs, left.map { max(0, $0) })
  }

  /// What a weight on offered energy in each non-concave interval costs a share of each pair.
  private func linearCosts(_ problem: ShareProblem, _ j: Int, _ weight: [Double]) -> [Double] {
    problem.pairs(j).map { p in
      let row = problem.generation(problem.profile[p])
      var sum = 0.0
      for (k, t) in consumers[j].intervals.enumerated() { sum += weight[k] * row[t] }
      return problem.arrival[p] * sum
    }
  }

  private func added(_ problem: ShareProblem, _ costs: [[Double]]) -> [Double] {
    costs.indices.flatMap { j in
      costs[j].isEmpty ? Array(repeating: 0, count: problem.pairs(j).count) : costs[j]
    }
  }
}
