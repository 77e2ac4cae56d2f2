// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// One pass over suppliers and intervals at given shares: what they gain, and the bound that the tangents give.
struct ShareRound {
  /// What a consumer's pass brings.
  struct Part: Sendable {
    var gain = ConsumerGain()
    /// The part of the bound that does not depend on shares.
    var constant = 0.0
    /// Intervals that were linearised on the other side than the shares now fall.
    var misplaced = 0
  }

  /// How the pass goes about the intervals.
  struct Settings: Sendable {
    /// Whether intervals are linearised at these very shares, or as the tangents say.
    var isTangentHere: Bool
    /// Kinks within this of the load, relative to it, are kept in the next round.
    var width: Double
    /// Whether kinks that are kept now are kept in the next round too.
    var keepsKinks: Bool
    /// Fractions that differ less than this from what the shares say are what the shares say.
    var snap: Double
  }

  /// By consumer.
  var parts: [Part]
  /// By pair, what a share of 1 adds under the tangents, its costs taken off.
  var worth: [Double]
  /// Upper bound on the joint gain of every plan.
  var bound: Double

  /// Consumers that one thread works on block by block of intervals, so that the suppliers' rows stay in cache.
  private static let groupSize = 16

  init(
    _ problem: ShareProblem, shares: [Double], tangents: [TangentStore], settings: Settings, threads: Int
  ) {
    let groups = (problem.consumerCount + Self.groupSize - 1) / Self.groupSize
    let worthStore = WorthStore(count: problem.supplier.count)
    let found = parallelMap(count: groups, threads: threads) { group in
      let first = group * Self.groupSize
      return Self.pass(
        problem, first..<min(first + Self.groupSize, problem.consumerCount), shares, tangents, settings,
        worthStore.base)
    }
    parts = found.flatMap { $0 }
    worth = worthStore.numbers
    var highest = [Double](repeating: 0, count: problem.supplierCount)
    for j in 0..<problem.consumerCount {
      for p in problem.pairs(j) {
        worth[p] = problem.arrival[p] * worth[p] - problem.cost[p]
        if let count = problem.largestCount[j], count > 0, problem.useful[p] > 0 {
          worth[p] -= tangents[j].kappa / problem.useful[p]
        }
        if problem.useful[p] > 0 {
          highest[problem.supplier[p]] = max(highest[problem.supplier[p]], worth[p])
        }
      }
    }
    bound = parts.reduce(0) { $0 + $1.constant }
    for i in 0..<problem.supplierCount { bound += problem.largest[i] * highest[i] }
  }

  private final class WorthStore: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
    private let count: Int
    init(count: Int) {
      self.count = count
      base = .allocate(capacity: max(1, count))
      base.initialize(repeating: 0, count: count)
    }
    deinit { base.deallocate() }
    var numbers: [Double] { Array(UnsafeBufferPointer(start: base, count: count)) }
  }

  /// The pass of a group of consumers. `worth` gets what further energy of each pair is worth.
  private static func pass(
    _ problem: ShareProblem, _ group: Range<Int>, _ shares: [Double], _ tangents: [TangentStore],
    _ settings: Settings, _ worth: UnsafeMutablePointer<Double>
  ) -> [Part] {
    var consumers = group.map { Cursor(problem, $0, shares, tangents[$0]) }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * ShareProblem.blockLength) { scratch in
      guard let offered = scratch.baseAddress else { return }
      let weight = offered + ShareProblem.blockLength
      var start = 0
      while start < problem.intervals {
        let count = min(ShareProblem.blockLength, problem.intervals - start)
        for index in consumers.indices {
          consumers[index].pass(problem, start, count, settings, offered, weight, worth)
        }
        start += count
      }
    }
    return consumers.map { $0.finished(problem, shares) }
  }

  /// A consumer in the middle of its pass.
  private struct Cursor {
    let j: Int
    let mix: ShareProblem.Mix
    let rows: [UnsafePointer<Double>]
    let tangents: TangentStore
    var next = 0
    var part = Part()

    init(_ problem: ShareProblem, _ j: Int, _ shares: [Double], _ tangents: TangentStore) {
      self.j = j
      self.tangents = tangents
      mix = ShareProblem.Mix(problem, consumer: j, shares: shares)
      rows = problem.pairs(j).map { problem.generation(problem.profile[$0]) }
    }

    mutating func pass(
      _ problem: ShareProblem, _ start: Int, _ count: Int, _ settings: Settings,
      _ offered: UnsafeMutablePointer<Double>, _ weight: UnsafeMutablePointer<Double>,
      _ worth: UnsafeMutablePointer<Double>
    ) {
      mix.rows.withUnsafeBufferPointer { rows in
        mix.weights.withUnsafeBufferPointer { weights in
          DenseKernels.mix(weights, rows, offset: start, into: offered, count: count)
        }
      }
      linearise(problem, start, count, settings, offered, weight)
      rows.withUnsafeBufferPointer {
        DenseKernels.addDots(
          $0, offset: start, weight, to: worth + problem.pairs(j).lowerBound, count: count)
      }
    }

    /// Adds up the gain of a block and sets what further energy is worth in each of its intervals.
    private mutating func linearise(
      _ problem: ShareProblem, _ start: Int, _ count: Int, _ settings: Settings,
      _ offered: UnsafeMutablePointer<Double>, _ weight: UnsafeMutablePointer<Double>
    ) {
      let load = problem.load(j) + start
      let value = problem.value(j) + start
      let kind = tangents.kind + start
      let nextKind = tangents.nextKind + start
      let rho = tangents.rho
      let mayMatter = problem.required[j] > 0
      let width = settings.width
      var (gain, supplied, constant) = (0.0, 0.0, 0.0)
      var misplaced = 0
      var fractionIndex = next
      tangents.fraction.withUnsafeBufferPointer { fractions in
        for t in 0..<count {
          let limit = load[t]
          let isOpen = offered[t] <= limit && limit > 0
          let taken = isOpen ? offered[t] : limit
          gain += taken * value[t]
          supplied += taken
          var fraction = isOpen ? 1.0 : 0.0
          var isKept = abs(offered[t] - limit) <= width * limit
          if !settings.isTangentHere {
            let own = kind[t]
            if own == KinkKind.kept {
              let given = fractions[fractionIndex]
              fractionIndex += 1
              if abs(given - fraction) > settings.snap { fraction = given }
              isKept = isKept || settings.keepsKinks
            } else if limit > 0, (own == KinkKind.open) != isOpen {
              fraction = 1 - fraction
              misplaced += 1
              isKept = true
            }
          }
          let worth = value[t] + rho
          let isUsed = limit > 0 && (mayMatter || value[t] > 0)
          nextKind[t] =
            isUsed && isKept ? KinkKind.kept : isOpen ? KinkKind.open : KinkKind.full
          weight[t] = fraction * worth
          constant += (1 - fraction) * worth * limit
        }
      }
      next = fractionIndex
      part.gain.gain += gain
      part.gain.supplied += supplied
      part.constant += constant
      part.misplaced += misplaced
    }

    /// The pass's part once all blocks are done.
    func finished(_ problem: ShareProblem, _ shares: [Double]) -> Part {
      var part = part
      for p in problem.pairs(j) where shares[p] > 0 { part.gain.gain -= problem.cost[p] * shares[p] }
      let required = problem.required[j]
      part.constant -= tangents.rho * required
      if let price = problem.shortfallPrice[j] { part.constant += max(0, tangents.rho - price) * required }
      if let count = problem.largestCount[j], count > 0 { part.constant += tangents.kappa * Double(count) }
      return part
    }
  }
}
