// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// First plans of large scenarios from dives of the ascent.
extension GeneralSolve {
  /// How much chance there is in the dives after the first.
  private static let noise = 0.3
  /// Rounds of ruin and recreate on what a dive leaves, and iterations of each.
  private static let rounds = 60
  private static let iterationsOfRound = 1000

  /// A dive on each thread; the best of what they come to is the plan. The searches that they leave are begun
  /// with by the local search.
  ///
  /// - Parameter seconds: after so many a dive is rounded as it is.
  mutating func dive(seconds: Double) {
    guard !isDone else { return }
    let guide = SearchGuide(arrays, ascent)
    let rules = SoftRules(arrays, ascent, guide)
    let job = DiveJob(
      arrays: arrays, guide: guide, rules: rules, start: ascent.best, run: run,
      end: ContinuousClock.now + .seconds(min(seconds, 0.5 * clock.left)),
      temperature: 1e-3 * abs(ascent.bound) / Double(max(1, arrays.demandCount)))
    dived = parallelMap(count: run.options.threads, threads: run.options.threads) { job.search($0) }
      .sorted { $0.rank < $1.rank }
    search = dived.first
    report(.branchAndCut)
  }

  /// What each thread does, on arrays that nobody writes to.
  private struct DiveJob: @unchecked Sendable {
    let arrays: ScenarioArrays
    let guide: SearchGuide
    let rules: SoftRules
    let start: [Double]
    let run: SolveRun
    let end: ContinuousClock.Instant
    let temperature: Double

    private var isOver: Bool { run.cancellation.isCancelled || ContinuousClock.now >= end }

    func search(_ index: Int) -> LocalSearch {
      let seed = UInt64(bitPattern: Int64(run.options.seed)) &+ UInt64(index) &* 104_729
      let dive = LagrangianDive(
        arrays, start: start, noise: index == 0 ? 0 : GeneralSolve.noise, seed: seed)
      dive.run { isOver }
      let search = LocalSearch(guide, arrays, rules, threads: 1, seed: seed)
      search.round(dive)
      for round in 0..<GeneralSolve.rounds {
        if run.cancellation.isCancelled || run.deadline.map({ ContinuousClock.now >= $0 }) ?? false { break }
        let heat = 1 - Double(round) / Double(GeneralSolve.rounds)
        search.round(iterations: GeneralSolve.iterationsOfRound, temperature: temperature * heat)
      }
      return search
    }
  }
}
