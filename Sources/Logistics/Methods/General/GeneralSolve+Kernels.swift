// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// Branch-and-cut on kernels that grow until they hold every better plan.
extension GeneralSolve {
  /// Lanes of the first kernel.
  private var firstKernelLanes: Int { max(400, 4 * arrays.demandCount) }

  /// The part of all lanes that the first kernel has.
  var kernelPart: Double { min(1, Double(firstKernelLanes) / Double(max(1, arrays.laneCount))) }

  /// Gives kernels to branch-and-cut, each twice as large as the last one that was solved; where one takes
  /// long, neighbourhoods improve the plan before it is begun anew with more time. The last one holds every
  /// better plan and ends the search.
  mutating func searchKernels(limit: Double) {
    guard let search, search.bestValue.isFinite else { return }
    if arrays.laneCount > Self.mostLanesForQuick { polish() }
    // A first kernel is worth its time where all that is left is much larger.
    var lanes = firstKernelLanes
    var seconds = max(0.5, 0.04 * limit)
    while !isDone, !isExhausted {
      let whole = reducedProgram(search, mostLanes: .max)
      let isWholeSmall = whole.rowCount <= Self.mostRowsForKernel
      let kernel =
        isWholeSmall && whole.laneCount <= 2 * lanes ? whole : reducedProgram(search, mostLanes: lanes)
      if kernel.rowCount > Self.mostRowsForKernel {
        // The better the plan, the smaller the next.
        let most = clock.left < 3 * seconds ? limit : seconds
        searchNeighbourhoods(until: clock.seconds + most)
        if clock.left <= Self.leastForNeighbourhoods { return }
        lanes = max(firstKernelLanes, lanes / 2)
        seconds *= 2
        continue
      }
      // What ends the search has most of the time.
      let isLast = kernel.isWhole && (arrays.laneCount <= Self.mostLanesForQuick || 8 * seconds > clock.left)
      let outcome = solve(
        kernel, search, seconds: isLast ? clock.left : min(clock.left, kernel.isWhole ? 4 * seconds : seconds)
      )
      if kernel.isWhole {
        if outcome.bound.isFinite || outcome.isSolved { bound = max(bound, min(outcome.bound, value)) }
        isExhausted = outcome.isSolved
      }
      report(.branchAndCut)
      if !kernel.isWhole, outcome.isSolved {
        lanes = isWholeSmall ? .max / 2 : 2 * lanes
        continue
      }
      if isDone || isExhausted || isLast { continue }
      if run.options.threads == 1 { searchNeighbourhoods(until: clock.seconds + seconds) }
      seconds *= 2
    }
  }

  /// What the plan and the bound leave of the scenario, or the best lanes of that.
  private mutating func reducedProgram(_ search: LocalSearch, mostLanes: Int) -> ReducedProgram {
    ascent.evaluateBest()
    return ReducedProgram(
      scenario, arrays, program, ReducedCostFixing(ascent, cutoff: search.bestValue), shares: search.best,
      mostLanes: mostLanes)
  }

  /// Branch-and-cut on a program; with a second thread, neighbourhoods go on beside it.
  private mutating func solve(
    _ kernel: ReducedProgram, _ search: LocalSearch, seconds: Double
  ) -> ReducedProgram.Outcome {
    let isAside = run.options.threads > 1 && arrays.laneCount > Self.mostLanesForQuick
    var control = run.control
    if seconds.isFinite { control.timeLimit = .seconds(seconds) }
    control.onProgress = nil
    if let onProgress = run.onProgress {
      let (clock, value, bound, isWhole) = (clock, value, bound, kernel.isWhole)
      control.onProgress = { progress in
        var progress = progress
        progress.elapsedSeconds = clock.seconds
        progress.incumbent = value
        progress.bound = isWhole ? max(bound, min(progress.bound, value)) : bound
        onProgress(progress)
      }
    }
    let job = KernelJob(
      kernel: kernel, control: control,
      neighbourhoods: isAside ? neighbourhoodSearch(search, threads: 1) : nil, clock: clock)
    let found = parallelMap(count: isAside ? 2 : 1, threads: 2) { job.run($0) }
    for outcome in found {
      if let shares = outcome.shares { search.adopt(ShareTable(scenario, raw: shares[...]).share) }
    }
    return found[0]
  }
}

/// Branch-and-cut on the first thread, neighbourhoods on the second until it ends.
private struct KernelJob: @unchecked Sendable {
  let kernel: ReducedProgram
  let control: SolveControl
  let neighbourhoods: NeighbourhoodSearch?
  let clock: SearchClock
  let ended = Cancellation()

  func run(_ index: Int) -> ReducedProgram.Outcome {
    if index == 0 {
      defer { ended.cancel() }
      return kernel.solve(control)
    }
    guard let neighbourhoods else { return .init(shares: nil, bound: -.infinity, isSolved: false) }
    while !ended.isCancelled, !clock.isOver {
      neighbourhoods.step(seconds: min(2, max(0.05, clock.left - 0.2)), cancellation: ended)
    }
    return .init(shares: neighbourhoods.shares, bound: -.infinity, isSolved: false)
  }
}
