// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// A consumer's offers as rows of floats, for very many looks at portfolios: sets of at most four contracts with
/// their shares.
///
/// What supply is worth is `sum_t value_t min(load_t, sum_p arrival_p row_pt share_p)`; a target counts in `value`
/// by its price. Unsafe on purpose: millions of passes go over these rows.
final class PortfolioConsumer: @unchecked Sendable {
  /// Contracts that a pass takes at the most.
  static let most = 4

  let pairCount: Int
  /// Places of a row, padded with zeros to a multiple of 16.
  let length: Int
  /// Part of the load over which a kink is rounded off.
  let width: Double
  let load: UnsafeMutablePointer<Float>
  let value: UnsafeMutablePointer<Float>
  let rows: UnsafeMutablePointer<UnsafePointer<Float>>
  let arrival: UnsafeMutablePointer<Double>
  private let inverse: UnsafeMutablePointer<Float>
  /// Rows that are the consumer's own; nil where they are lent.
  private let own: UnsafeMutablePointer<Float>?
  private let lender: PortfolioRows?

  /// A consumer whose rows are those of the suppliers.
  ///
  /// - Parameter price: what a supplied kWh earns besides its value, for a target.
  init(_ problem: ShareProblem, _ j: Int, rows lent: PortfolioRows, price: Double, width: Double) {
    let pairs = problem.pairs(j)
    pairCount = pairs.count
    length = lent.length
    self.width = width
    (load, value, inverse) = Self.series(length)
    rows = .allocate(capacity: max(1, pairs.count))
    arrival = .allocate(capacity: max(1, pairs.count))
    own = nil
    lender = lent
    let (ownLoad, ownValue) = (problem.load(j), problem.value(j))
    for t in 0..<problem.intervals where ownLoad[t] > 0 {
      load[t] = Float(ownLoad[t])
      value[t] = Float(ownValue[t] + price)
    }
    for (k, p) in pairs.enumerated() {
      (rows + k).initialize(to: lent.row(problem.profile[p]))
      (arrival + k).initialize(to: problem.arrival[p])
    }
    round(over: width)
  }

  /// The same consumer with `group` neighbouring intervals taken together, each counted with its value: since the
  /// smaller of two sums is at least the sum of the smaller ones, supply is worth at least as much.
  init(_ fine: PortfolioConsumer, group: Int, width: Double) {
    pairCount = fine.pairCount
    let count = (fine.length + group - 1) / group
    length = (count + 15) / 16 * 16
    self.width = width
    (load, value, inverse) = Self.series(length)
    rows = .allocate(capacity: max(1, pairCount))
    arrival = .allocate(capacity: max(1, pairCount))
    let own = UnsafeMutablePointer<Float>.allocate(capacity: max(1, length * pairCount))
    own.initialize(repeating: 0, count: length * pairCount)
    self.own = own
    lender = nil
    for place in 0..<count {
      var sum = 0.0
      for t in place * group..<min(fine.length, (place + 1) * group) {
        sum += Double(fine.value[t]) * Double(fine.load[t])
      }
      load[place] = Float(sum)
      value[place] = 1
    }
    for k in 0..<pairCount {
      let row = own + k * length
      let from = fine.rows[k]
      for place in 0..<count {
        var sum: Float = 0
        for t in place * group..<min(fine.length, (place + 1) * group) { sum += fine.value[t] * from[t] }
        row[place] = sum
      }
      (rows + k).initialize(to: UnsafePointer(row))
      (arrival + k).initialize(to: fine.arrival[k])
    }
    round(over: width)
  }

  deinit {
    load.deallocate()
    value.deallocate()
    inverse.deallocate()
    rows.deallocate()
    arrival.deallocate()
    own?.deallocate()
  }

  private static func series(_ length: Int) -> (
    UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
  ) {
    func zeros() -> UnsafeMutablePointer<Float> {
      let floats = UnsafeMutablePointer<Float>.allocate(capacity: max(1, length))
      floats.initialize(repeating: 0, count: length)
      return floats
    }
    return (zeros(), zeros(), zeros())
  }

  private func round(over width: Double) {
    for t in 0..<length where load[t] > 0 { inverse[t] = Float(1 / (width * Double(load[t]))) }
  }

  /// One pass over the rows of a portfolio.
  @inline(__always)
  func pass(_ members: SIMD4<Int32>, shares: SIMD4<Double>) -> DenseKernels.PortfolioSums {
    let (a, b, c, d) = (
      Int(max(0, members[0])), Int(max(0, members[1])), Int(max(0, members[2])), Int(max(0, members[3]))
    )
    let arrivals = SIMD4(arrival[a], arrival[b], arrival[c], arrival[d])
    var sums = DenseKernels.portfolio(
      rows[a], rows[b], rows[c], rows[d], weights: SIMD4<Float>(shares * arrivals), load: load, value: value,
      inverse: inverse, count: length)
    sums.slope *= arrivals
    sums.curvature.0 *= arrivals * arrivals[0]
    sums.curvature.1 *= arrivals * arrivals[1]
    sums.curvature.2 *= arrivals * arrivals[2]
    sums.curvature.3 *= arrivals * arrivals[3]
    return sums
  }
}

/// The suppliers' rows of energy under contract, as floats.
final class PortfolioRows: @unchecked Sendable {
  let length: Int
  private let floats: UnsafeMutablePointer<Float>

  init(_ problem: ShareProblem) {
    length = (problem.intervals + 15) / 16 * 16
    let count = (problem.profile.max() ?? -1) + 1
    floats = .allocate(capacity: max(1, count * length))
    floats.initialize(repeating: 0, count: count * length)
    for i in 0..<count {
      let row = problem.generation(i)
      for t in 0..<problem.intervals { floats[i * length + t] = Float(row[t]) }
    }
  }

  deinit { floats.deallocate() }

  func row(_ i: Int) -> UnsafePointer<Float> { UnsafePointer(floats + i * length) }
}
