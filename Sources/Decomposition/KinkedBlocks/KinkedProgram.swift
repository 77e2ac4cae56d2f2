// SPDX-License-Identifier: GPL-3.0-or-later

/// Concave piecewise-linear gains of blocks, coupled by rows that limit the sums of their columns:
///
///     maximise   sum_j gain_j(s_j)
///     subject to sum of the columns of row i <= most_i
///
/// solved by a primal-dual interior-point method with predictor and corrector (S. Mehrotra, On the
/// implementation of a primal-dual interior point method, SIAM J. Optim. 2 (1992), DOI 10.1137/0802028). Each
/// Newton step is taken apart by structure: kinks are eliminated one by one, then the columns of each block
/// by a dense factorisation of its own, and what is left is a system in the coupling rows. A linear program
/// with a row and two columns for each kink so costs no more than a few passes over the coefficients.
public struct KinkedProgram: Sendable {
  /// The blocks; each has at least one column.
  public var blocks: [KinkedBlock]
  /// The most that the columns of each row may come to; positive.
  public var most: [Double]

  /// A program.
  public init(blocks: [KinkedBlock], most: [Double]) {
    self.blocks = blocks
    self.most = most
  }

  /// Solves it.
  ///
  /// - Parameters:
  ///   - start: columns to start from, by block; anywhere, they are moved to the inside.
  ///   - tolerance: relative gap between gain and bound at which it ends.
  ///   - threads: how many threads to use at the most.
  ///   - mustStop: looked at before each step.
  /// - Returns: the point reached, inside every limit; not converged where it was stopped or no step led on.
  public func solve(
    start: [[Double]]? = nil, tolerance: Double, threads: Int, mustStop: () -> Bool = { false }
  ) -> KinkedSolution {
    var run = KinkedProgramRun(self, threads: threads)
    run.start(from: start)
    return run.solve(tolerance: tolerance, mustStop: mustStop)
  }
}

/// A run of the interior-point method.
private struct KinkedProgramRun {
  private let program: KinkedProgram
  private let states: States
  private let threads: Int
  private let rowCount: Int
  private var multiplier: [Double]
  private var slack: [Double]
  private var multiplierStep: [Double]
  private var slackStep: [Double]
  private var system: [Double]
  private let productCount: Double

  /// Blocks that are worked on by one thread each at a time.
  private struct States: @unchecked Sendable {
    let all: [KinkedBlockState]
  }

  init(_ program: KinkedProgram, threads: Int) {
    self.program = program
    self.threads = threads
    rowCount = program.most.count
    states = States(
      all: parallelMap(count: program.blocks.count, threads: threads) { States(all: [KinkedBlockState(program.blocks[$0])]) }
        .map { $0.all[0] })
    multiplier = Array(repeating: 0, count: rowCount)
    slack = program.most
    multiplierStep = multiplier
    slackStep = multiplier
    system = Array(repeating: 0, count: rowCount * rowCount)
    productCount = Double(states.all.reduce(rowCount) { $0 + $1.productCount })
  }

  private func forEachBlock<Result: Sendable>(_ body: @Sendable (KinkedBlockState) -> Result) -> [Result] {
    let states = states
    return parallelMap(count: states.all.count, threads: threads) { body(states.all[$0]) }
  }

  mutating func start(from given: [[Double]]?) {
    var columnsOfRow = [Double](repeating: 1, count: rowCount)
    for block in program.blocks { for row in block.row { columnsOfRow[row] += 1 } }
    var columns = program.blocks.indices.map { j in
      program.blocks[j].row.enumerated().map { p, row in
        let spread = 0.5 * program.most[row] / columnsOfRow[row]
        return given.map { max(0.9 * $0[j][p], 0) + 0.1 * spread } ?? spread
      }
    }
    var used = [Double](repeating: 0, count: rowCount)
    for (j, block) in program.blocks.enumerated() {
      for (p, row) in block.row.enumerated() { used[row] += columns[j][p] }
    }
    let shrink = used.indices.map { used[$0] > 0.97 * program.most[$0] ? 0.97 * program.most[$0] / used[$0] : 1 }
    for (j, block) in program.blocks.enumerated() {
      for (p, row) in block.row.enumerated() { columns[j][p] *= shrink[row] }
      if let limit = block.limit {
        let sum = zip(limit.weight, columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
        if sum > 0.9 * limit.most { columns[j] = columns[j].map { $0 * 0.9 * limit.most / sum } }
      }
    }
    for i in 0..<rowCount { slack[i] = program.most[i] }
    for (j, block) in program.blocks.enumerated() {
      for (p, row) in block.row.enumerated() { slack[row] -= columns[j][p] }
    }
    var worth = 0.0
    var kinks = 0.0
    for block in program.blocks {
      worth += zip(block.level, block.value).reduce(0) { $0 + $1.0 * $1.1 }
      kinks += Double(block.level.count)
    }
    let mu = max((given == nil ? 0.1 : 0.02) * worth / max(1, kinks), 1e-12)
    for (j, state) in states.all.enumerated() { state.start(columns: columns[j], mu: mu) }
    // Row multipliers above the worth of each column, so that every reduced cost is positive.
    var highest = [Double](repeating: 0, count: rowCount)
    var size = 0.0
    for state in states.all {
      state.raiseRows { row, worth in
        highest[row] = max(highest[row], worth)
        size = max(size, abs(worth))
      }
    }
    for i in 0..<rowCount { multiplier[i] = highest[i] + max(0.05 * highest[i], 1e-3 * size, mu) }
    for state in states.all { state.startReducedCosts(multiplier) }
  }

  mutating func solve(tolerance: Double, mustStop: () -> Bool) -> KinkedSolution {
    var iterations = 0
    var isConverged = false
    var stalled = 0
    // The products at the last step that halved them.
    var reference = (products: Double.infinity, iteration: 0)
    while iterations < 200 {
      let products = productSum()
      if products < 0.5 * reference.products { reference = (products, iterations) }
      if iterations - reference.iteration > 12 { break }
      if products <= tolerance * max(gainSize(), 1e-300) {
        isConverged = true
        break
      }
      if stalled > 3 || mustStop() { break }
      iterations += 1
      let mu = products / productCount
      factorize()
      step(mu: 0, isCorrector: false)
      let (primal, dual) = longestStep()
      let predicted = max(0, productSum(primal: min(1, primal), dual: min(1, dual))) / productCount
      let centring = min(1, predicted / mu)
      step(mu: mu * max(centring * centring * centring, 1e-6), isCorrector: true)
      let (longestPrimal, longestDual) = longestStep()
      let (alpha, beta) = (min(1, 0.995 * longestPrimal), min(1, 0.995 * longestDual))
      guard alpha.isFinite, beta.isFinite else { break }
      stalled = alpha < 1e-3 && beta < 1e-3 ? stalled + 1 : 0
      move(primal: alpha, dual: beta)
    }
    return KinkedSolution(
      blocks: states.all.map { $0.part() }, rowMultiplier: multiplier, isConverged: isConverged,
      iterationCount: iterations)
  }

  /// What the row multipliers price the rows at: the size of the gains at stake.
  private func gainSize() -> Double {
    let priced = zip(multiplier, program.most).reduce(0) { $0 + $1.0 * $1.1 }
    let kinks = forEachBlock { $0.absorbedValue() }
    return priced + kinks.reduce(0, +)
  }

  private func productSum() -> Double {
    forEachBlock { $0.productSum() }.reduce(0, +) + zip(multiplier, slack).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func productSum(primal: Double, dual: Double) -> Double {
    var sum = forEachBlock { $0.productSum(primal: primal, dual: dual) }.reduce(0, +)
    for i in 0..<rowCount {
      sum += (multiplier[i] + dual * multiplierStep[i]) * (slack[i] + primal * slackStep[i])
    }
    return sum
  }

  private mutating func factorize() {
    let multiplier = Shared(multiplier)
    _ = forEachBlock { $0.factorize(multiplier.pointer) }
    let rows = rowCount
    let states = states
    system.withUnsafeMutableBufferPointer { system in
      for place in system.indices { system[place] = 0 }
      for state in states.all {
        let n = state.columnCount
        for p in 0..<n {
          let target = state.row[p] * rows
          for q in 0..<n { system[target + state.row[q]] += state.inverse[p * n + q] }
        }
      }
    }
    for i in 0..<rowCount { system[i * rowCount + i] += slack[i] / multiplier.pointer[i] }
    system.withUnsafeMutableBufferPointer { system in
      if let base = system.baseAddress { DenseKernels.factorizePositive(base, order: rows) }
    }
  }

  private mutating func step(mu: Double, isCorrector: Bool) {
    _ = forEachBlock { $0.setRightHandSide(mu: mu, isCorrector: isCorrector) }
    var side = [Double](repeating: 0, count: rowCount)
    for state in states.all {
      for p in 0..<state.columnCount { side[state.row[p]] += state.solved[p] }
    }
    for i in 0..<rowCount {
      let second = isCorrector ? multiplierStep[i] * slackStep[i] : 0
      side[i] += (mu - multiplier[i] * slack[i] - second) / multiplier[i]
    }
    let rows = rowCount
    system.withUnsafeMutableBufferPointer { system in
      side.withUnsafeMutableBufferPointer { side in
        if let base = system.baseAddress, let x = side.baseAddress {
          DenseKernels.solveFactorized(base, order: rows, x)
        }
      }
    }
    multiplierStep = side
    let steps = Shared(side)
    _ = forEachBlock { $0.finishStep(steps.pointer) }
    // From the rows themselves, so that they hold however ill-conditioned the system is.
    for i in 0..<rowCount { slackStep[i] = 0 }
    for state in states.all {
      for p in 0..<state.columnCount { slackStep[state.row[p]] -= state.columnStep(p) }
    }
  }

  private func longestStep() -> (primal: Double, dual: Double) {
    var result = (primal: Double.infinity, dual: Double.infinity)
    for own in forEachBlock({ LongestStep($0.longestStep()) }) {
      result = (min(result.primal, own.primal), min(result.dual, own.dual))
    }
    for i in 0..<rowCount {
      if slackStep[i] < 0 { result.primal = min(result.primal, -slack[i] / slackStep[i]) }
      if multiplierStep[i] < 0 { result.dual = min(result.dual, -multiplier[i] / multiplierStep[i]) }
    }
    return result
  }

  private mutating func move(primal: Double, dual: Double) {
    _ = forEachBlock { $0.move(primal: primal, dual: dual) }
    for i in 0..<rowCount {
      slack[i] += primal * slackStep[i]
      multiplier[i] += dual * multiplierStep[i]
    }
  }
}

/// Step lengths of a block.
private struct LongestStep: Sendable {
  var primal: Double
  var dual: Double

  init(_ pair: (primal: Double, dual: Double)) { (primal, dual) = pair }
}

/// Numbers that several threads read.
private final class Shared: @unchecked Sendable {
  let pointer: UnsafePointer<Double>
  private let storage: UnsafeMutablePointer<Double>

  init(_ numbers: [Double]) {
    storage = .allocate(capacity: max(1, numbers.count))
    for (index, number) in numbers.enumerated() { (storage + index).initialize(to: number) }
    pointer = UnsafePointer(storage)
  }

  deinit { storage.deallocate() }
}
