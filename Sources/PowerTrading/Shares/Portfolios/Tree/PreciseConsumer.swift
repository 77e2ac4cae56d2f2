// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// A consumer's offers in double precision, for portfolios that are told apart by very little.
///
/// Intervals that no portfolio fills are linear in the shares and are added up once; those without load or
/// generation are left out.
final class PreciseConsumer: @unchecked Sendable {
  let pairCount: Int
  /// Places of a row, padded to a multiple of 8.
  let length: Int
  /// Energy that must be supplied, and the price of what is missing from it; 0 for no target.
  let required: Double
  let shortfallPrice: Double
  /// How far rounding may take a tangent from the true one, relative to it.
  let rounding: Double
  private let load: UnsafeMutablePointer<Double>
  private let value: UnsafeMutablePointer<Double>
  /// What arrives of each pair's whole output.
  private let rows: UnsafeMutablePointer<Double>
  private let linearWorth: UnsafeMutablePointer<Double>
  private let linearEnergy: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - most: contracts at the most.
  ///   - hardPrice: price of a kWh missing from a hard target.
  init(_ problem: ShareProblem, _ j: Int, most: Int, hardPrice: Double) {
    let pairs = problem.pairs(j)
    pairCount = pairs.count
    required = problem.required[j]
    shortfallPrice = required > 0 ? problem.shortfallPrice[j] ?? hardPrice : 0
    let (problemLoad, problemValue) = (problem.load(j), problem.value(j))
    let outputs = pairs.map { (row: problem.generation(problem.profile[$0]), pair: $0) }
    linearWorth = .allocate(capacity: max(1, pairs.count))
    linearEnergy = .allocate(capacity: max(1, pairs.count))
    linearWorth.initialize(repeating: 0, count: max(1, pairs.count))
    linearEnergy.initialize(repeating: 0, count: max(1, pairs.count))
    var kept: [Int] = []
    var arriving: [Double] = []
    for t in 0..<problem.intervals where problemLoad[t] > 0 {
      arriving.removeAll(keepingCapacity: true)
      for output in outputs {
        arriving.append(problem.arrival[output.pair] * output.row[t] * problem.useful[output.pair])
      }
      arriving.sort(by: >)
      let offered = arriving.prefix(most).reduce(0, +)
      if offered <= 0 || problemValue[t] <= 0 && required <= 0 { continue }
      if offered < problemLoad[t] * (1 - 1e-9) {
        for (k, output) in outputs.enumerated() {
          let energy = problem.arrival[output.pair] * output.row[t]
          linearWorth[k] += problemValue[t] * energy
          linearEnergy[k] += energy
        }
      } else {
        kept.append(t)
      }
    }
    length = max(8, (kept.count + 7) / 8 * 8)
    rounding = DenseKernels.RoundedPortfolioSums.rounding(count: problem.intervals)
    load = .allocate(capacity: length)
    value = .allocate(capacity: length)
    rows = .allocate(capacity: max(1, pairs.count) * length)
    load.initialize(repeating: 1, count: length)
    value.initialize(repeating: 0, count: length)
    rows.initialize(repeating: 0, count: max(1, pairs.count) * length)
    for (place, t) in kept.enumerated() {
      load[place] = problemLoad[t]
      value[place] = problemValue[t]
      for (k, output) in outputs.enumerated() {
        rows[k * length + place] = problem.arrival[output.pair] * output.row[t]
      }
    }
  }

  deinit {
    load.deallocate()
    value.deallocate()
    rows.deallocate()
    linearWorth.deallocate()
    linearEnergy.deallocate()
  }

  /// What no contracts come to: the price of the whole target.
  var nothing: Double { -shortfallPrice * required }

  /// One pass over the rows of a portfolio.
  @inline(__always)
  func pass(_ members: SIMD4<Int32>, shares: SIMD4<Double>, added: Double, width: Double)
    -> DenseKernels.RoundedPortfolioSums
  {
    let (a, b, c, d) = (
      Int(max(0, members[0])), Int(max(0, members[1])), Int(max(0, members[2])), Int(max(0, members[3]))
    )
    var sums = DenseKernels.roundedPortfolio(
      (
        UnsafePointer(rows + a * length), UnsafePointer(rows + b * length), UnsafePointer(rows + c * length),
        UnsafePointer(rows + d * length)
      ), weights: shares, load: UnsafePointer(load), value: UnsafePointer(value), added: added, width: width,
      count: length)
    let worth = SIMD4(linearWorth[a], linearWorth[b], linearWorth[c], linearWorth[d])
    let energy = SIMD4(linearEnergy[a], linearEnergy[b], linearEnergy[c], linearEnergy[d])
    let slope = worth + added * energy
    sums.worth += (worth * shares).sum()
    sums.energy += (energy * shares).sum()
    sums.rounded += (slope * shares).sum()
    sums.slope += slope
    return sums
  }
}
