// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Every set of contracts that each consumer may have.
struct PortfolioSets: Sendable {
  let problem: ShareProblem
  let consumers: [PreciseConsumer]
  /// Sets of consumer j are `start[j] ..< start[j + 1]`.
  let start: [Int]
  let looks: [PortfolioLook]
  /// Consumer of each set.
  let consumer: [Int]

  /// Sets that are gone through one by one, at the most, and passes' places over all of them.
  static let largestCount = 40_000
  static let largestSize = 40_000_000

  /// Nil where there are too many, or a portfolio holds too few contracts.
  init?(_ problem: ShareProblem) {
    self.problem = problem
    var total = 0
    var most: [Int] = []
    var usable: [[Int]] = []
    for j in 0..<problem.consumerCount {
      let pairs = problem.pairs(j)
      let own = pairs.indices.filter { problem.useful[$0] > 0 && problem.smallest[$0] <= problem.useful[$0] }
        .map { $0 - pairs.lowerBound }
      let count = min(own.count, problem.largestCount[j] ?? own.count)
      if count > PortfolioConsumer.most || pairs.count > 64 { return nil }
      var sets = 1.0
      for i in 0..<count {
        sets *= Double(own.count - i) / Double(i + 1)
        if sets > Double(Self.largestCount) { return nil }
        total += Int(sets)
      }
      most.append(count)
      usable.append(own)
    }
    if total > Self.largestCount || total * problem.intervals > Self.largestSize { return nil }
    let hardPrice = 20 * max(problem.highestValue, 1e-3)
    var (looks, start, consumer): ([PortfolioLook], [Int], [Int]) = ([], [0], [])
    looks.reserveCapacity(total)
    for j in 0..<problem.consumerCount {
      let own = usable[j]
      func extend(_ members: SIMD4<Int32>, _ depth: Int, from first: Int) {
        if depth == most[j] { return }
        for index in first..<max(first, own.count) {
          var longer = members
          longer[depth] = Int32(own[index])
          looks.append(PortfolioLook(problem, j, longer))
          extend(longer, depth + 1, from: index + 1)
        }
      }
      extend(SIMD4(repeating: -1), 0, from: 0)
      consumer += Array(repeating: j, count: looks.count - start[j])
      start.append(looks.count)
    }
    consumers = (0..<problem.consumerCount).map { j in
      PreciseConsumer(problem, j, most: most[j], hardPrice: hardPrice)
    }
    self.looks = looks
    self.start = start
    self.consumer = consumer
  }
}
