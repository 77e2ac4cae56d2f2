// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Work on the incumbent between root and tree: dives, local search, clusters.
extension SingleSourceRun {
  /// Dives from the root and works on what they find by turns.
  ///
  /// - Parameters:
  ///   - turns: turns at the most.
  ///   - patience: turns in vain after which it ends.
  ///   - rounds: rounds of local search in a turn.
  mutating func alternate(turns: Int, patience: Int, rounds: Int) {
    var idle = 0
    for turn in 0..<turns {
      guard !clock.isOver, let root = queue.pop() else { return }
      queue.push(root)
      let goal = cutoff
      guard root.bound < goal, idle < patience else { return }
      let former = incumbent?.cost
      let count = cuts.count > 0 ? 2 : 1
      hire(count)
      let (workers, clock, seed) = (workers, clock, control.seed)
      let reserves = (0..<count).map { diveReserve($0 + turn * count) }
      let polishes = cuts.count > 0
      let wanted = polishes ? goal + Effort.diveAllowance * abs(goal) : goal
      let (data, openness) = (data, openness)
      let found = parallelMap(count: count, threads: threads) { worker -> Assignment? in
        let ownSeed = seed &+ UInt64(turn) &+ 1024 &* UInt64(worker)
        let found = workers[worker].dive(
          root, cutoff: wanted, reserve: reserves[worker], seed: ownSeed, clock: clock)
        guard polishes, var best = found, best.cost < wanted else { return found }
        // Each dive ends near a local optimum of its own, which clusters find at once.
        let clusters = ClusterSearch(data, seed: ownSeed, clock: clock)
        while clusters.passes < Effort.divePasses && !clock.isOver {
          best = clusters.improve(best, openness: openness, batch: 4, threads: 1) ?? best
        }
        return best
      }
      for assignment in found { take(assignment) }
      if turn >= 2, let incumbent {
        improver.offer(incumbent)
        improver.restart()
        improver.improve(
          rounds: rounds, warmth: turn % 2 == 0 ? 0.001 : 0.003, openness: openness, clock: clock)
        take(improver.best)
      }
      idle = incumbent?.cost == former ? idle + 1 : 0
      shrink()
      report()
    }
  }

  /// Room beyond the demand that the facilities opened by a dive must have.
  ///
  /// Steps of the golden ratio spread the dives over small and large reserves, small ones more densely; the
  /// first dive asks for one in the middle, which leads to an assignment more often than the ends do.
  func diveReserve(_ dive: Int) -> Double {
    guard cuts.count > 0 else { return 0 }
    let place = (0.7 + 0.6180339887 * Double(dive)).truncatingRemainder(dividingBy: 1)
    let part = Effort.leastReserve + (Effort.mostReserve - Effort.leastReserve) * place * place
    return part * data.demand.reduce(0, +)
  }

  /// Works on the incumbent by clusters while it is far above the root's bound.
  ///
  /// - Parameters:
  ///   - gap: relative distance of incumbent and bound at which it ends.
  ///   - largest: largest size of a cluster that is tried.
  ///   - passes: passes over all clusters at the most.
  mutating func improveByClusters(
    downTo gap: Double = Effort.clusterGap, largest: Int = .max, passes: Int = .max
  ) {
    guard let clusters, let root = queue.pop() else { return }
    queue.push(root)
    while let incumbent, !clusters.isExhausted, clusters.width <= largest, clusters.passes < passes,
      !clock.isOver, incumbent.cost - root.bound > gap * abs(incumbent.cost)
    {
      guard let better = clusters.improve(incumbent, openness: openness, batch: 4, threads: threads) else {
        continue
      }
      take(better)
      report()
    }
    if let incumbent { improver.offer(incumbent) }
  }
}
