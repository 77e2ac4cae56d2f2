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

  /// What the number of a consumer's sets depends on.
  struct Size {
    /// Its pairs, those of them that a plan may use, and its contracts at the most.
    var pairs, usable, most: Int
  }

  /// How many sets there are; nil where there are too many, or a portfolio holds too few contracts.
  static func count(_ sizes: [Size], intervals: Int) -> Int? {
    var total = 0
    for size in sizes {
      if size.most > PortfolioConsumer.most || size.pairs > 64 { return nil }
      var sets = 1.0
      for i in 0..<size.most {
        sets *= Double(size.usable - i) / Double(i + 1)
        if sets > Double(largestCount) { return nil }
        total += Int(sets)
      }
    }
    return total > largestCount || total * intervals > largestSize ? nil : total
  }

  /// How many sets of contracts a scenario has at the most, by its rules alone; nil as above.
  static func count(_ scenario: PowerScenario) -> Int? {
    let sizes = scenario.consumers.indices.map { j in
      let pairs = scenario.pairs(ofConsumer: j)
      let usable = pairs.filter {
        let pair = scenario.pairs[$0]
        return pair.smallestShare <= scenario.suppliers[pair.supplier].largestShareForSale
      }
      let most = min(usable.count, scenario.consumers[j].largestContractCount ?? usable.count)
      return Size(pairs: pairs.count, usable: usable.count, most: most)
    }
    return count(sizes, intervals: scenario.horizon.count)
  }

  /// Nil where there are too many, or a portfolio holds too few contracts.
  init?(_ problem: ShareProblem) {
    self.problem = problem
    var most: [Int] = []
    var usable: [[Int]] = []
    for j in 0..<problem.consumerCount {
      let pairs = problem.pairs(j)
      let own = pairs.indices.filter { problem.useful[$0] > 0 && problem.smallest[$0] <= problem.useful[$0] }
        .map { $0 - pairs.lowerBound }
      most.append(min(own.count, problem.largestCount[j] ?? own.count))
      usable.append(own)
    }
    let sizes = (0..<problem.consumerCount).map { j in
      Size(pairs: problem.pairs(j).count, usable: usable[j].count, most: most[j])
    }
    guard let total = Self.count(sizes, intervals: problem.intervals) else { return nil }
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
