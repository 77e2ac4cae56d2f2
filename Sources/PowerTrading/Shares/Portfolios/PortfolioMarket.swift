// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// All consumers of a problem as they look for portfolios.
///
/// A target counts by one price per supplied kWh, `rho`, at most the price of a missing one: what all portfolios gain
/// is then at most what they gain at this price, less the price of what must be supplied.
final class PortfolioMarket: @unchecked Sendable {
  let problem: ShareProblem
  let rows: PortfolioRows
  private(set) var fine: [PortfolioConsumer] = []
  private(set) var coarse: [PortfolioConsumer] = []
  /// Price of a supplied kWh for the target of each consumer.
  private(set) var rho: [Double]
  /// Largest useful shares at no price of the output, by consumer.
  private(set) var limits: [[Double]] = []
  /// Whether the time is over; what is found from then on is of no use.
  let mustStop: @Sendable () -> Bool
  /// Contracts of each consumer at the most.
  let most: [Int]

  /// Part of the load over which kinks are rounded off.
  private static let width = 0.02
  private static let coarseWidth = 0.05
  /// Intervals taken together for the screening.
  private let group: Int

  /// Nil where some consumer may have more contracts than a portfolio holds.
  init?(_ problem: ShareProblem, rho: [Double], threads: Int, mustStop: @escaping @Sendable () -> Bool) {
    var most: [Int] = []
    for j in 0..<problem.consumerCount {
      let usable = problem.pairs(j).reduce(0) { problem.useful[$1] > 0 ? $0 + 1 : $0 }
      let count = min(usable, problem.largestCount[j] ?? usable)
      if count > PortfolioConsumer.most { return nil }
      most.append(count)
    }
    // Floats hold neither very large nor very small numbers.
    guard Self.fitsFloats(problem) else { return nil }
    self.problem = problem
    self.most = most
    self.mustStop = mustStop
    self.rho = rho
    rows = PortfolioRows(problem)
    group = problem.intervals >= 1024 ? 4 : 1
    let made = parallelMap(count: problem.consumerCount, threads: threads) { self.made($0, rho[$0]) }
    fine = made.map(\.fine)
    coarse = made.map(\.coarse)
    limits = made.map(\.limits)
  }

  /// Whether the products of all series stay far within the range of a float.
  private static func fitsFloats(_ problem: ShareProblem) -> Bool {
    var highest = problem.highestValue
    for j in 0..<problem.consumerCount {
      let load = problem.load(j)
      for t in 0..<problem.intervals { highest = max(highest, load[t]) }
    }
    for i in Set(problem.profile) {
      let row = problem.generation(i)
      for t in 0..<problem.intervals { highest = max(highest, row[t]) }
    }
    return highest <= 1e9 && problem.shortfallPrice.allSatisfy { $0 ?? 0 <= 1e9 }
  }

  private struct Made: Sendable {
    var fine: PortfolioConsumer
    var coarse: PortfolioConsumer
    var limits: [Double]
  }

  private func made(_ j: Int, _ rho: Double) -> Made {
    let fine = PortfolioConsumer(problem, j, rows: rows, price: rho, width: Self.width)
    let coarse = PortfolioConsumer(fine, group: group, width: Self.coarseWidth)
    let terms = PortfolioTerms(problem, j, price: Array(repeating: 0, count: problem.supplierCount))
    terms.tighten(fine)
    return Made(fine: fine, coarse: coarse, limits: (0..<terms.pairCount).map { terms.most[$0] })
  }

  /// Takes another price for the target of a consumer.
  func setTargetPrice(_ j: Int, _ price: Double) {
    rho[j] = price
    let made = made(j, price)
    fine[j] = made.fine
    coarse[j] = made.coarse
    limits[j] = made.limits
  }

  /// Terms at prices, the limits those at no prices.
  func terms(_ j: Int, price: [Double]) -> PortfolioTerms {
    PortfolioTerms(problem, j, price: price, limits: limits[j])
  }

  /// The best portfolios that a search by moves finds, of all consumers.
  func found(at price: [Double], from starts: [[Portfolio]], threads: Int) -> [Portfolio] {
    parallelMap(count: problem.consumerCount, threads: threads) { j in
      if self.mustStop() { return .none }
      let terms = self.terms(j, price: price)
      var best = Portfolio.none
      for start in starts[j] where self.most[j] > 0 {
        let found = start.improved(self.fine[j], self.coarse[j], terms, most: self.most[j])
        if found.gain > best.gain { best = found }
      }
      return best
    }
  }

  /// What a portfolio gains, prices of the output apart.
  func worth(_ j: Int, _ portfolio: Portfolio, price: [Double]) -> Double {
    var worth = portfolio.gain
    for i in 0..<4 where portfolio.members[i] >= 0 {
      worth += price[problem.supplier[problem.pairStart[j] + Int(portfolio.members[i])]] * portfolio.shares[i]
    }
    return worth
  }

  /// What must be taken off the gains at `rho` to come to an upper bound on the gain.
  var targets: Double {
    (0..<problem.consumerCount).reduce(0) { sum, j in
      let missing = problem.shortfallPrice[j].map { max(0, rho[j] - $0) } ?? 0
      return sum + (rho[j] - missing) * problem.required[j]
    }
  }
}
