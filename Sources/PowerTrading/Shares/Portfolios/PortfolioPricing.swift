// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Portfolios of all consumers as columns of a linear program, whose multipliers are the prices of the suppliers'
/// output: column generation for the Dantzig-Wolfe form (Operations Research 8 (1960), DOI 10.1287/opre.8.1.101), the
/// prices drawn towards the best ones known (Wentges, International Transactions in Operational Research 4 (1997),
/// DOI 10.1016/S0969-6016(97)00001-4).
struct PortfolioPricing {
  struct Column {
    var consumer: Int
    var portfolio: Portfolio
    /// What it gains, prices of the output apart.
    var worth: Double
    /// Its part in the last program.
    var part = 0.0
  }

  private let market: PortfolioMarket
  private(set) var columns: [Column] = []
  /// The sets of each consumer that were found, with their last shares.
  private var sets: [[SIMD4<Int32>: Portfolio]]

  init(_ market: PortfolioMarket) {
    self.market = market
    sets = Array(repeating: [:], count: market.problem.consumerCount)
  }

  mutating func add(_ j: Int, _ portfolio: Portfolio, price: [Double]) {
    if portfolio.members[0] < 0 { return }
    columns.append(
      Column(consumer: j, portfolio: portfolio, worth: market.worth(j, portfolio, price: price)))
    sets[j][portfolio.key] = portfolio
  }

  /// The sets of each consumer, in an order of their own, so that ties fall the same way in every run.
  var known: [[Portfolio]] { sets.map { $0.values.sorted { $0.precedes($1) } } }

  /// Drops the columns of a consumer, whose target has another price now.
  mutating func forget(_ j: Int) { columns.removeAll { $0.consumer == j } }

  /// Adds a settled plan, whose portfolios are within the suppliers' limits.
  mutating func add(_ settled: PortfolioSettlement) {
    for (j, portfolio) in settled.portfolios.enumerated() where portfolio.members[0] >= 0 {
      let sums = market.fine[j].pass(portfolio.members, shares: portfolio.shares)
      var worth = sums.worth
      for i in 0..<4 where portfolio.members[i] >= 0 {
        let p = market.problem.pairStart[j] + Int(portfolio.members[i])
        worth -= market.problem.plainCost[p] * portfolio.shares[i] + market.problem.fixedCost[p]
      }
      columns.append(Column(consumer: j, portfolio: portfolio, worth: worth))
      sets[j][portfolio.key] = portfolio
    }
  }

  /// Solves the program of the columns: its value and the suppliers' prices; nil where it cannot be solved in time.
  mutating func solve(_ control: SolveControl) -> (value: Double, price: [Double])? {
    let problem = market.problem
    var model = LinearModel(sense: .maximize, keepsNames: false)
    // Gains counted in the largest one, so that all numbers are of one size.
    let size = max(1e-9, columns.reduce(0) { max($0, abs($1.worth)) })
    for i in 0..<problem.supplierCount { model.addRow(upper: problem.largest[i]) }
    for _ in 0..<problem.consumerCount { model.addRow(upper: 1) }
    for (index, column) in columns.enumerated() {
      model.addColumn(cost: column.worth / size)
      model.addTerm(row: problem.supplierCount + column.consumer, column: index, coefficient: 1)
      for i in 0..<4 where column.portfolio.members[i] >= 0 {
        let p = problem.pairStart[column.consumer] + Int(column.portfolio.members[i])
        model.addTerm(row: problem.supplier[p], column: index, coefficient: column.portfolio.shares[i])
      }
    }
    guard let solution = try? LinearProgramming.solve(model, control: control),
      solution.termination == .optimal, solution.rowDual.count == model.rowCount,
      let objective = solution.objective
    else { return nil }
    let price = (0..<problem.supplierCount).map { max(0, solution.rowDual[$0] * size) }
    for index in columns.indices { columns[index].part = solution.primal[index] }
    // Columns far from any use are left out of the programs to come.
    if columns.count > 40 * problem.consumerCount {
      let costs = solution.reducedCost.map { abs($0) }
      let limit = costs.sorted()[25 * problem.consumerCount]
      columns = columns.indices.filter { columns[$0].part > 1e-9 || costs[$0] <= limit }.map { columns[$0] }
    }
    return (objective * size, price)
  }
}
