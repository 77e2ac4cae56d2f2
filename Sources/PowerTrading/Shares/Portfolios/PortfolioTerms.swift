// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// What the contracts of a consumer cost and which shares they may have, at given prices of the suppliers' output.
final class PortfolioTerms: @unchecked Sendable {
  let pairCount: Int
  /// Cost of a whole output, the supplier's price included.
  let cost: UnsafeMutablePointer<Double>
  /// Smallest share of a contract.
  let least: UnsafeMutablePointer<Double>
  /// Largest share that is of use; below `least` for a pair without any.
  let most: UnsafeMutablePointer<Double>
  let fixedCost: UnsafeMutablePointer<Double>
  /// What each contract gains by itself, at the most.
  let alone: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - price: of each supplier's output.
  ///   - limits: largest shares, known from lower prices; nil for those of the problem.
  init(_ problem: ShareProblem, _ j: Int, price: [Double], limits: [Double]? = nil) {
    let pairs = problem.pairs(j)
    pairCount = pairs.count
    func numbers() -> UnsafeMutablePointer<Double> {
      let numbers = UnsafeMutablePointer<Double>.allocate(capacity: max(1, pairs.count))
      numbers.initialize(repeating: 0, count: pairs.count)
      return numbers
    }
    (cost, least, most, fixedCost, alone) = (numbers(), numbers(), numbers(), numbers(), numbers())
    for (k, p) in pairs.enumerated() {
      cost[k] = problem.plainCost[p] + price[problem.supplier[p]]
      least[k] = problem.smallest[p]
      most[k] = limits?[k] ?? problem.useful[p]
      fixedCost[k] = problem.fixedCost[p]
    }
  }

  deinit {
    cost.deallocate()
    least.deallocate()
    most.deallocate()
    fixedCost.deallocate()
    alone.deallocate()
  }

  /// Lowers the largest shares to those at which a contract by itself still pays. Supply is worth less the more there
  /// is, in every interval, so that beside other contracts a larger share pays still less: no best portfolio has one.
  /// A contract that does not pay by itself pays in no portfolio, and loses all shares.
  func tighten(_ consumer: PortfolioConsumer) {
    for k in 0..<pairCount where most[k] > 0 && most[k] >= least[k] {
      let member = SIMD4<Int32>(Int32(k), -1, -1, -1)
      func slope(_ share: Double) -> Double {
        let sums = consumer.pass(member, shares: SIMD4(share, 0, 0, 0))
        return sums.slope[0] * (1 + 1e-5) - cost[k]
      }
      if slope(most[k]) < 0 {
        // The slope only falls: what is left of a point where it is below 0 is all that pays.
        var (low, high) = (least[k], most[k])
        if slope(low) < 0 {
          high = low
        } else {
          for _ in 0..<10 {
            let middle = 0.5 * (low + high)
            if slope(middle) < 0 { high = middle } else { low = middle }
          }
        }
        // The slope at a share is that of the rounded kinks: past half their width it is above the true one.
        most[k] = min(most[k], max(least[k], high / (1 - 0.5 * consumer.width) * (1 + 1e-6)))
      }
      let point = Portfolio(members: member, shares: SIMD4(most[k], 0, 0, 0)).solved(
        consumer, self, iterations: 8, tolerance: 1e-4)
      alone[k] = point.bound
      if point.bound <= 0 { most[k] = -1 }
    }
  }
}
