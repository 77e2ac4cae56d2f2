// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// A few consumers whose passes run together, block by block of intervals: where most have the same suppliers, each
/// number of a supplier's row serves them all while it is at hand.
struct ShareTile {
  let consumers: Range<Int>
  private let problem: ShareProblem
  /// Rows of each consumer's pairs, or the rows of all.
  private let rows: [[UnsafePointer<Double>]]
  /// Share times arrival of each consumer's pairs, or by row and consumer.
  private let weights: [[Double]]
  private let isShared: Bool
  /// Where rows are shared, the row of each consumer's pairs.
  private let rowOfPair: [[Int]]
  /// Loads and values of the consumers, each row once, which the settlement reads once their offers are mixed.
  private let ahead: [UnsafePointer<Double>]
  /// Strands of the sums of the rows with the consumers' weights, by row and consumer.
  private let lanes: AlignedNumbers?
  private let worth: UnsafeMutablePointer<Double>

  /// - Parameter worth: what further energy of each pair is worth is added there, by pair.
  init(
    _ problem: ShareProblem, consumers: Range<Int>, shares: [Double], worth: UnsafeMutablePointer<Double>
  ) {
    self.problem = problem
    self.consumers = consumers
    self.worth = worth
    let size = DenseKernels.tileSize
    // The rows in their order, and the place of each among them.
    var place = [Int](repeating: -1, count: problem.rowCount)
    var pairCount = 0
    for j in consumers {
      pairCount += problem.pairs(j).count
      for p in problem.pairs(j) { place[problem.profile[p]] = 0 }
    }
    let all = place.indices.filter { place[$0] == 0 }
    for (k, row) in all.enumerated() { place[row] = k }
    // Rows that few of the consumers have would be worked on for nothing.
    isShared = consumers.count == size && 3 * pairCount >= 2 * all.count * size && pairCount > 0
    if isShared {
      let place = place
      var mixed = [Double](repeating: 0, count: all.count * size)
      rowOfPair = consumers.map { j in problem.pairs(j).map { place[problem.profile[$0]] } }
      for (c, j) in consumers.enumerated() {
        for (k, p) in problem.pairs(j).enumerated() {
          mixed[rowOfPair[c][k] * size + c] += shares[p] * problem.arrival[p]
        }
      }
      rows = [all.map { problem.generation($0) }]
      weights = [mixed]
      var values: [UnsafePointer<Double>] = []
      for j in consumers where !values.contains(problem.value(j)) { values.append(problem.value(j)) }
      ahead = consumers.map { problem.load($0) } + values
      let laneCount = all.count * size * DenseKernels.strandCount
      let own = AlignedNumbers(count: laneCount)
      own.base.initialize(repeating: 0, count: laneCount)
      lanes = own
    } else {
      rows = consumers.map { problem.pairs($0).map { problem.generation(problem.profile[$0]) } }
      weights = consumers.map { problem.pairs($0).map { shares[$0] * problem.arrival[$0] } }
      rowOfPair = []
      ahead = []
      lanes = nil
    }
  }

  /// Numbers from eight intervals of a consumer to the next eight in a block's room.
  var step: Int { isShared ? DenseKernels.tileStep : 8 }

  /// Where the consumer at a place of the tile begins in a block's room.
  func first(_ place: Int) -> Int {
    isShared ? DenseKernels.tilePlace(place, 0) : place * ShareProblem.blockLength
  }

  /// What each consumer is offered in the intervals of a block.
  func mix(_ start: Int, _ count: Int, into offered: UnsafeMutablePointer<Double>) {
    for index in rows.indices {
      rows[index].withUnsafeBufferPointer { rows in
        weights[index].withUnsafeBufferPointer { weights in
          if isShared {
            ahead.withUnsafeBufferPointer { ahead in
              DenseKernels.mixTile(
                weights, rows, offset: start, ahead: ahead, aheadOffset: start, into: offered, count: count)
            }
          } else {
            DenseKernels.mixSome(weights, rows, offset: start, into: offered + first(index), count: count)
          }
        }
      }
    }
  }

  /// Adds the worth of the pairs in a block, `weight` being what further energy is worth to each consumer.
  func addSlopes(_ start: Int, _ count: Int, _ weight: UnsafeMutablePointer<Double>) {
    for index in rows.indices {
      rows[index].withUnsafeBufferPointer { rows in
        if let lanes {
          DenseKernels.addSlopes(rows, offset: start, weight, to: lanes.base, count: count)
        } else {
          DenseKernels.addDots(
            rows, offset: start, weight + first(index),
            to: worth + problem.pairs(consumers.lowerBound + index).lowerBound, count: count)
        }
      }
    }
  }

  /// Adds the strands up once all blocks are done.
  func finish() {
    guard let lanes else { return }
    for (place, j) in consumers.enumerated() {
      for (p, row) in zip(problem.pairs(j), rowOfPair[place]) {
        worth[p] += DenseKernels.strandTotal(lanes.base, row: row, place: place)
      }
    }
  }
}
