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

  /// Tolerance from which coefficients in single precision do.
  private static let coarseTolerance = 1e-7
  /// Coefficients from which reading them takes most of the time.
  private static let largeCount = 1 << 18

  private var isLarge: Bool { blocks.reduce(0) { $0 + $1.coefficients.count } >= Self.largeCount }

  /// A program.
  public init(blocks: [KinkedBlock], most: [Double]) {
    self.blocks = blocks
    self.most = most
  }

  /// Solves it.
  ///
  /// - Parameters:
  ///   - tolerance: gap between gain and bound, relative to the gains at stake, at which it ends.
  ///   - enough: gap in units of the gain at which it ends in any case.
  ///   - threads: how many threads to use at the most.
  ///   - isCoarse: whether steps may be taken with coefficients in single precision, which are half as much to read;
  ///     nil where size and tolerance decide.
  ///   - mustStop: looked at before each step.
  /// - Returns: the point reached, inside every limit; not converged where it was stopped or no step led on.
  public func solve(
    tolerance: Double, enough: Double = 0, threads: Int, isCoarse: Bool? = nil,
    mustStop: () -> Bool = { false }
  ) -> KinkedSolution {
    let isCoarse = isCoarse ?? (isLarge && tolerance >= Self.coarseTolerance)
    var run = KinkedProgramRun(self, isCoarse: isCoarse, threads: threads)
    run.start()
    return run.solve(tolerance: tolerance, enough: enough, mustStop: mustStop)
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
  private var rowCorrection: [Double] = []
  private var system: [Double]
  private let productCount: Double

  /// Blocks that are worked on by one thread each at a time.
  private struct States: @unchecked Sendable {
    let all: [KinkedBlockState]
  }

  init(_ program: KinkedProgram, isCoarse: Bool, threads: Int) {
    self.program = program
    self.threads = threads
    rowCount = program.most.count
    states = States(
      all: parallelMap(count: program.blocks.count, threads: threads) {
        States(all: [KinkedBlockState(program.blocks[$0], isCoarse: isCoarse)])
      }
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

  /// Starts near the central path, where all products are the same and large: each row is divided among its columns so that
  /// share times reduced cost comes to the same for all.
  mutating func start() {
    var columnsOfRow = [Double](repeating: 1, count: rowCount)
    for block in program.blocks { for row in block.row { columnsOfRow[row] += 1 } }
    for state in states.all { state.startMultipliers() }
    var worth = Parts(states.all.map { $0.worths() })
    var mu = 1e-9
    for (j, block) in program.blocks.enumerated() {
      for (p, row) in block.row.enumerated() {
        let gross = abs(worth.all[j][p]) + abs(block.gain[p])
        mu = max(mu, 0.2 * gross * program.most[row] / columnsOfRow[row])
      }
    }
    for round in 0..<6 {
      let isLast = round == 5
      setMultipliers(worth.all, mu: mu)
      var columns = Parts(worth.all)
      var used = [Double](repeating: 0, count: rowCount)
      for (j, block) in program.blocks.enumerated() {
        for (p, row) in block.row.enumerated() {
          columns.all[j][p] = mu / (multiplier[row] - worth.all[j][p])
          used[row] += columns.all[j][p]
        }
      }
      slack = program.most
      for (j, block) in program.blocks.enumerated() {
        var scale = 1.0
        if let limit = block.limit {
          let sum = zip(limit.weight, columns.all[j]).reduce(0) { $0 + $1.0 * $1.1 }
          if sum > 0.9 * limit.most { scale = 0.9 * limit.most / sum }
        }
        for (p, row) in block.row.enumerated() {
          columns.all[j][p] *= scale * min(1, 0.99 * program.most[row] / used[row])
          slack[row] -= columns.all[j][p]
        }
      }
      let (states, starts, mu) = (states, columns, mu)
      worth = Parts(
        parallelMap(count: states.all.count, threads: threads) { j in
          if round > 0 { states.all[j].takeRho() }
          states.all[j].start(columns: starts.all[j], mu: mu)
          return states.all[j].worths()
        })
      if isLast { setMultipliers(worth.all, mu: mu) }
    }
    for state in states.all { state.startReducedCosts(multiplier) }
  }

  private struct Parts: Sendable {
    var all: [[Double]]
    init(_ all: [[Double]]) { self.all = all }
  }

  /// Row multipliers at which `mu` over each reduced cost, and over the multiplier itself, add up to the row.
  private mutating func setMultipliers(_ worth: [[Double]], mu: Double) {
    var ofRow = [[Double]](repeating: [0], count: rowCount)
    for (j, block) in program.blocks.enumerated() {
      for (p, row) in block.row.enumerated() { ofRow[row].append(worth[j][p]) }
    }
    for i in 0..<rowCount {
      let highest = ofRow[i].reduce(0, max)
      var (low, high) = (mu / program.most[i], mu / program.most[i] * Double(ofRow[i].count))
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        let sum = ofRow[i].reduce(0) { $0 + mu / (highest + middle - $1) }
        if sum > program.most[i] { low = middle } else { high = middle }
      }
      multiplier[i] = highest + high
    }
  }

  mutating func solve(tolerance: Double, enough: Double, mustStop: () -> Bool) -> KinkedSolution {
    var iterations = 0
    var isConverged = false
    var stalled = 0
    var floor = 0.0
    var lastStep = 1.0
    // The products at the last step that halved them.
    var reference = (products: Double.infinity, iteration: 0)
    while iterations < 200 {
      let products = productSum()
      if products < 0.5 * reference.products { reference = (products, iterations) }
      if iterations - reference.iteration > 20 { break }
      if iterations == 0 { floor = 1e-13 * products }
      // Where nothing is to be gained there is no gain to measure against: the start serves.
      if products <= max(enough, floor, tolerance * gainSize()) {
        isConverged = true
        break
      }
      if stalled > 3 || mustStop() { break }
      iterations += 1
      let mu = products / productCount
      rowCorrection = Array(repeating: 0, count: rowCount)
      factorize()
      let (primal, dual) = step(mu: 0)
      let predicted = max(0, productSum(primal: min(1, primal), dual: min(1, dual))) / productCount
      let centring = min(1, predicted / mu)
      // After a short step the products are far apart: they are brought together first, without a second-order
      // term that such steps make worthless.
      let goal = mu * (lastStep < 0.15 ? 0.5 : min(0.1, max(centring * centring * centring, 0.05)))
      let isSecondOrder = lastStep >= 0.15
      _ = forEachBlock {
        if isSecondOrder { $0.correctSecondOrder() }
        $0.setRightHandSide(mu: goal)
      }
      if isSecondOrder {
        for i in 0..<rowCount { rowCorrection[i] = multiplierStep[i] * slackStep[i] }
      }
      var longest = step(mu: goal)
      for _ in 0..<2 {
        if min(longest.primal, longest.dual) > 0.9 { break }
        correctCentrality(
          primal: min(1, 1.1 * longest.primal + 0.1), dual: min(1, 1.1 * longest.dual + 0.1), mu: goal)
        longest = step(mu: goal)
      }
      let (alpha, beta) = (min(1, 0.995 * longest.primal), min(1, 0.995 * longest.dual))
      guard alpha.isFinite, beta.isFinite else { break }
      // Near the end rounding can spoil a step: the point before it is as good as it gets.
      if products < 1e-4 * gainSize(), productSum(primal: alpha, dual: beta) > products { break }
      stalled = alpha < 1e-3 && beta < 1e-3 ? stalled + 1 : 0
      move(primal: alpha, dual: beta)
      lastStep = min(alpha, beta)
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

  /// Sets up and factorises the Newton system, and each block's right-hand side for the step to no products.
  private mutating func factorize() {
    let multipliers = Shared(multiplier)
    _ = forEachBlock {
      $0.factorize(multipliers.pointer)
      $0.clearCorrection()
      $0.setRightHandSide(mu: 0)
    }
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
    for i in 0..<rowCount { system[i * rowCount + i] += slack[i] / multiplier[i] }
    system.withUnsafeMutableBufferPointer { system in
      if let base = system.baseAddress { DenseKernels.factorizePositive(base, order: rows) }
    }
  }

  /// See `KinkedBlockState.correctCentrality`; sets the blocks' right-hand sides too.
  private mutating func correctCentrality(primal: Double, dual: Double, mu: Double) {
    _ = forEachBlock {
      $0.correctCentrality(primal: primal, dual: dual, mu: mu)
      $0.setRightHandSide(mu: mu)
    }
    for i in 0..<rowCount {
      let product = (multiplier[i] + dual * multiplierStep[i]) * (slack[i] + primal * slackStep[i])
      rowCorrection[i] -= max(min(max(product, 0.1 * mu), 10 * mu) - product, -10 * mu)
    }
  }

  /// Solves for the step, the blocks' right-hand sides being set for `mu`; returns how far it may go.
  private mutating func step(mu: Double) -> (primal: Double, dual: Double) {
    var side = [Double](repeating: 0, count: rowCount)
    for state in states.all {
      for p in 0..<state.columnCount { side[state.row[p]] += state.solved[p] }
    }
    for i in 0..<rowCount {
      side[i] += (mu - multiplier[i] * slack[i] - rowCorrection[i]) / multiplier[i]
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
    let longest = forEachBlock {
      $0.finishStep(steps.pointer)
      return LongestStep($0.longestStep())
    }
    // From the rows themselves, so that they hold however ill-conditioned the system is.
    for i in 0..<rowCount { slackStep[i] = 0 }
    for state in states.all {
      for p in 0..<state.columnCount { slackStep[state.row[p]] -= state.columnStep(p) }
    }
    var result = (primal: Double.infinity, dual: Double.infinity)
    for own in longest {
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
