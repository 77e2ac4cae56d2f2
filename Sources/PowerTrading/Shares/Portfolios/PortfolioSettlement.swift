// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Given sets of contracts with the shares that are best for all consumers together, and the prices of the suppliers'
/// output that go with them.
///
/// The prices minimise what all consumers gain at them plus what the suppliers' output is worth: a convex function
/// whose slope is what is left of each output. Newton's method on it, with the step damped as by Levenberg and
/// Marquardt.
struct PortfolioSettlement: Sendable {
  /// One portfolio for each consumer, within the suppliers' limits.
  var portfolios: [Portfolio]
  var price: [Double]
  /// What the portfolios gain together, prices apart.
  var gain = -Double.infinity
  /// What these sets gain at the most.
  var bound = Double.infinity

  /// Nil where the smallest shares of the sets are more than a supplier may sell.
  init?(_ market: PortfolioMarket, sets: [Portfolio], price start: [Double], iterations: Int = 30) {
    let problem = market.problem
    let suppliers = problem.supplierCount
    var floor = [Double](repeating: 0, count: suppliers)
    for (j, set) in sets.enumerated() {
      for i in 0..<4 where set.members[i] >= 0 {
        let p = problem.pairStart[j] + Int(set.members[i])
        floor[problem.supplier[p]] += problem.smallest[p]
      }
    }
    for i in 0..<suppliers where floor[i] > problem.largest[i] + 1e-12 { return nil }
    var price = start
    var point = Self.evaluate(market, sets, price)
    var damping = 1e-3
    for _ in 0..<iterations where !market.mustStop() {
      let (sold, curvature) = Self.sold(market, point.portfolios)
      var slope = (0..<suppliers).map { problem.largest[$0] - sold[$0] }
      var largestStep = 0.0
      for i in 0..<suppliers {
        if price[i] <= 0 && slope[i] >= 0 { slope[i] = 0 }
        largestStep = max(largestStep, abs(slope[i]))
      }
      if largestStep < 1e-5 { break }
      var next: (price: [Double], point: Point)?
      for _ in 0..<8 where !market.mustStop() {
        let step = Self.step(curvature, slope, price, damping: damping)
        let tried = (0..<suppliers).map { max(0, price[$0] + step[$0]) }
        let result = Self.evaluate(market, point.portfolios, tried)
        if result.value <= point.value + 1e-9 * abs(point.value) {
          next = (tried, result)
          damping = max(1e-6, damping * 0.2)
          break
        }
        damping *= 10
      }
      guard let next else { break }
      let gained = point.value - next.point.value
      (price, point) = next
      if gained < 1e-7 * abs(point.value) && largestStep < 1e-3 { break }
    }
    self.price = price
    portfolios = point.portfolios
    bound = point.value
    settle(market)
  }

  private struct Point {
    var portfolios: [Portfolio]
    var value: Double
  }

  private static func evaluate(_ market: PortfolioMarket, _ sets: [Portfolio], _ price: [Double]) -> Point {
    var point = Point(portfolios: sets, value: 0)
    for j in sets.indices {
      if sets[j].members[0] < 0 {
        point.portfolios[j] = .none
      } else {
        let terms = market.terms(j, price: price)
        point.portfolios[j] = sets[j].solved(market.fine[j], terms, iterations: 8, tolerance: 3e-6)
        point.value += point.portfolios[j].gain
      }
    }
    for i in price.indices { point.value += price[i] * market.problem.largest[i] }
    return point
  }

  /// What each supplier sells, and how it falls with the prices: one small matrix for each consumer.
  private static func sold(_ market: PortfolioMarket, _ portfolios: [Portfolio]) -> ([Double], [[Double]]) {
    let problem = market.problem
    let suppliers = problem.supplierCount
    var sold = [Double](repeating: 0, count: suppliers)
    var curvature = [[Double]](repeating: Array(repeating: 0, count: suppliers), count: suppliers)
    for (j, portfolio) in portfolios.enumerated() {
      var rows = portfolio.curvature
      let free = portfolio.isFree
      if free[0] { rows.0[0] *= 1 + 1e-6 } else { rows.0 = SIMD4(1, 0, 0, 0) }
      if free[1] { rows.1[1] *= 1 + 1e-6 } else { rows.1 = SIMD4(0, 1, 0, 0) }
      if free[2] { rows.2[2] *= 1 + 1e-6 } else { rows.2 = SIMD4(0, 0, 1, 0) }
      if free[3] { rows.3[3] *= 1 + 1e-6 } else { rows.3 = SIMD4(0, 0, 0, 1) }
      for a in 0..<4 where portfolio.members[a] >= 0 {
        let supplier = problem.supplier[problem.pairStart[j] + Int(portfolio.members[a])]
        sold[supplier] += portfolio.shares[a]
        guard free[a] else { continue }
        var unit = SIMD4<Double>.zero
        unit[a] = 1
        let column = Portfolio.solution(rows, unit)
        for b in 0..<4 where free[b] && portfolio.members[b] >= 0 && column[b].isFinite {
          let other = problem.supplier[problem.pairStart[j] + Int(portfolio.members[b])]
          curvature[other][supplier] += column[b]
        }
      }
    }
    return (sold, curvature)
  }

  /// Prices a step nearer to those at which nothing is oversold, each by itself: for sets of which no shares keep the
  /// limits.
  static func nudged(_ market: PortfolioMarket, _ portfolios: [Portfolio], price: [Double]) -> [Double] {
    let (sold, curvature) = sold(market, portfolios)
    let size = zip(market.problem.plainCost, market.problem.supplier).map { $0 + price[$1] }.reduce(0, +)
    let mean = size / Double(max(1, market.problem.plainCost.count))
    return price.indices.map { i in
      let excess = sold[i] - market.problem.largest[i]
      let reach = 0.3 * (price[i] + max(0, mean))
      let step = curvature[i][i] > 0 ? 0.5 * excess / curvature[i][i] : excess > 0 ? reach : -reach
      return max(0, price[i] + min(max(step, -reach), reach))
    }
  }

  private static func step(_ curvature: [[Double]], _ slope: [Double], _ price: [Double], damping: Double)
    -> [Double]
  {
    let moving = slope.indices.filter { slope[$0] != 0 }
    if moving.isEmpty { return Array(repeating: 0, count: slope.count) }
    let size = moving.reduce(0) { $0 + curvature[$1][$1] } / Double(moving.count)
    // Cholesky's factor of the symmetric part.
    let n = moving.count
    var factor = [[Double]](repeating: Array(repeating: 0, count: n), count: n)
    for a in 0..<n {
      for b in 0...a {
        var sum = 0.5 * (curvature[moving[a]][moving[b]] + curvature[moving[b]][moving[a]])
        if a == b { sum += damping * (size + sum) + 1e-30 }
        for c in 0..<b { sum -= factor[a][c] * factor[b][c] }
        factor[a][b] = a == b ? max(sum, 1e-12 * size + 1e-30).squareRoot() : sum / factor[b][b]
      }
    }
    var right = moving.map { -slope[$0] }
    for a in 0..<n {
      for c in 0..<a { right[a] -= factor[a][c] * right[c] }
      right[a] /= factor[a][a]
    }
    for a in (0..<n).reversed() {
      for c in a + 1..<max(a + 1, n) { right[a] -= factor[c][a] * right[c] }
      right[a] /= factor[a][a]
    }
    var step = [Double](repeating: 0, count: slope.count)
    for (a, i) in moving.enumerated() { step[i] = right[a] }
    return step
  }

  /// Takes back what is sold beyond the limits, and adds up what the portfolios gain.
  private mutating func settle(_ market: PortfolioMarket) {
    let problem = market.problem
    let (sold, _) = Self.sold(market, portfolios)
    var floor = [Double](repeating: 0, count: problem.supplierCount)
    for (j, portfolio) in portfolios.enumerated() {
      for i in 0..<4 where portfolio.members[i] >= 0 {
        let p = problem.pairStart[j] + Int(portfolio.members[i])
        floor[problem.supplier[p]] += problem.smallest[p]
      }
    }
    gain = 0
    for j in portfolios.indices where portfolios[j].members[0] >= 0 {
      var portfolio = portfolios[j]
      for i in 0..<4 where portfolio.members[i] >= 0 {
        let p = problem.pairStart[j] + Int(portfolio.members[i])
        let s = problem.supplier[p]
        if sold[s] > problem.largest[s] {
          let room = sold[s] - floor[s]
          let part = room > 0 ? max(0, problem.largest[s] - floor[s]) / room : 0
          portfolio.shares[i] =
            problem.smallest[p] + max(0, portfolio.shares[i] - problem.smallest[p]) * part * (1 - 1e-12)
        }
      }
      let sums = market.fine[j].pass(portfolio.members, shares: portfolio.shares)
      gain += sums.worth
      for i in 0..<4 where portfolio.members[i] >= 0 {
        let p = problem.pairStart[j] + Int(portfolio.members[i])
        gain -= problem.plainCost[p] * portfolio.shares[i] + problem.fixedCost[p]
      }
      portfolios[j] = portfolio
    }
  }

  /// The shares of all pairs.
  func shares(_ problem: ShareProblem) -> [Double] {
    var shares = [Double](repeating: 0, count: problem.supplier.count)
    for (j, portfolio) in portfolios.enumerated() {
      for i in 0..<4 where portfolio.members[i] >= 0 {
        shares[problem.pairStart[j] + Int(portfolio.members[i])] = portfolio.shares[i]
      }
    }
    return shares
  }
}
