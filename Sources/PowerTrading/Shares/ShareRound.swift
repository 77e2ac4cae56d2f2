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

  /// Numbers that a group's sums may take up beside the suppliers' rows in the second cache.
  private static let cachedSums = 1 << 16

  /// How many tiles of consumers one thread works on block by block of intervals: as many as keep the threads evenly
  /// busy, since each group fetches the suppliers' rows again.
  private static func tilesOfGroup(_ problem: ShareProblem, tileCount: Int, threads: Int) -> Int {
    let sums = problem.rowCount * DenseKernels.tileSize * DenseKernels.strandCount
    return max(1, min((tileCount + 2 * threads - 1) / max(1, 2 * threads), cachedSums / max(1, sums)))
  }

  init(
    _ problem: ShareProblem, shares: [Double], tangents: [TangentStore], settings: Settings, threads: Int
  ) {
    let tileCount = (problem.consumerCount + DenseKernels.tileSize - 1) / DenseKernels.tileSize
    let groupTiles = Self.tilesOfGroup(problem, tileCount: tileCount, threads: threads)
    let groups = (tileCount + groupTiles - 1) / groupTiles
    let pairCount = problem.supplier.count
    let worthStore = AlignedNumbers(count: pairCount)
    worthStore.base.initialize(repeating: 0, count: pairCount)
    let found = parallelMap(count: groups, threads: threads) { group in
      let first = group * tileCount / groups * DenseKernels.tileSize
      let end = (group + 1) * tileCount / groups * DenseKernels.tileSize
      return Self.pass(
        problem, first..<min(end, problem.consumerCount), shares, tangents, settings,
        worthStore.base)
    }
    parts = found.flatMap { $0 }
    worth = Array(UnsafeBufferPointer(start: worthStore.base, count: pairCount))
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

  /// The pass of a group of consumers. `worth` gets what further energy of each pair is worth.
  private static func pass(
    _ problem: ShareProblem, _ group: Range<Int>, _ shares: [Double], _ tangents: [TangentStore],
    _ settings: Settings, _ worth: UnsafeMutablePointer<Double>
  ) -> [Part] {
    var consumers = group.map { Cursor(problem, $0, tangents[$0], settings) }
    let tiles = stride(from: group.lowerBound, to: group.upperBound, by: DenseKernels.tileSize).map {
      ShareTile(
        problem, consumers: $0..<min($0 + DenseKernels.tileSize, group.upperBound), shares: shares,
        worth: worth)
    }
    let length = ShareProblem.blockLength
    // What each consumer of a tile is offered, and then in its place what further energy is worth to it.
    let scratch = AlignedNumbers(count: DenseKernels.tileSize * length)
    var start = 0
    while start < problem.intervals {
      let count = min(length, problem.intervals - start)
      for tile in tiles {
        tile.mix(start, count, into: scratch.base)
        for (place, j) in tile.consumers.enumerated() {
          consumers[j - group.lowerBound].linearise(
            start, count, scratch.base + tile.first(place), step: tile.step)
        }
        tile.addSlopes(start, count, scratch.base)
      }
      start += count
    }
    for tile in tiles { tile.finish() }
    return consumers.map { $0.finished(problem, shares) }
  }

  /// A consumer in the middle of its pass.
  private struct Cursor {
    private let j: Int
    private let tangents: TangentStore
    private var next = 0
    private var part = Part()
    // What each block needs, looked up once.
    private let (load, value): (UnsafePointer<Double>, UnsafePointer<Double>)
    private let kind: UnsafePointer<UInt8>?
    private let nextKind: UnsafeMutablePointer<UInt8>
    private let fractions: [Double]
    private let how: DenseKernels.Linearisation

    init(_ problem: ShareProblem, _ j: Int, _ tangents: TangentStore, _ settings: Settings) {
      self.j = j
      self.tangents = tangents
      (load, value) = (problem.load(j), problem.value(j))
      kind = settings.isTangentHere ? nil : UnsafePointer(tangents.kind)
      (nextKind, fractions) = (tangents.nextKind, tangents.fraction)
      how = .init(
        multiplier: tangents.rho, width: settings.width, snap: settings.snap,
        keepsKinks: settings.keepsKinks, alwaysMatters: problem.required[j] > 0)
    }

    /// Adds up the gain of a block; what is offered in each of its intervals becomes what further energy is worth.
    mutating func linearise(_ start: Int, _ count: Int, _ numbers: UnsafeMutablePointer<Double>, step: Int) {
      let sums = DenseKernels.linearise(
        numbers, step: step, load: load + start, value: value + start, count: count, as: how,
        kind: kind.map { $0 + start }, fractions: fractions, from: &next, nextKind: nextKind + start,
        weight: numbers)
      part.gain.gain += sums.gain
      part.gain.supplied += sums.supplied
      part.constant += sums.constant
      part.misplaced += sums.misplaced
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
