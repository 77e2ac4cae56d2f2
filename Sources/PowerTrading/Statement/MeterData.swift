// SPDX-License-Identifier: GPL-3.0-or-later

/// A number for each interval, or the same one for all.
enum SteadySeries: Sendable {
  case constant(Int64)
  case values([Int64])

  subscript(interval: Int) -> Int64 {
    switch self {
    case .constant(let value): value
    case .values(let values): values[interval]
    }
  }

  /// Whether it is known to be 0 throughout.
  var isZero: Bool { if case .constant(0) = self { true } else { false } }

  /// The same numbers with the other sign.
  var negated: SteadySeries {
    switch self {
    case .constant(let value): .constant(-value)
    case .values(let values): .values(values.map(-))
    }
  }

  /// The one number of a run of intervals; nil where there are several.
  func single(in intervals: Range<Int>) -> Int64? {
    guard let first = intervals.first else { return nil }
    let value = self[first]
    if case .values(let values) = self, values[intervals].contains(where: { $0 != value }) { return nil }
    return value
  }
}

/// What is settled: energy, prices and losses of a run of intervals in whole numbers.
///
/// Intervals are counted from the run's first; contracts as in the plan's order of pairs.
struct MeterData: Sendable {
  /// The contracts settled: their open pair, and their share in trillionths.
  struct Contract: Sendable {
    var pair: Int
    var share: Int64
  }

  /// The run, as intervals of the horizon.
  var run: Range<Int>
  /// Wh by supplier and interval.
  var generation: [[Int64]]
  /// Wh of each supplier's mean output in every interval, metered or not: what baseload contracts are shares of;
  /// 0 where no contract may be baseload.
  var flat: [Int64]
  /// Wh by consumer and interval.
  var load: [[Int64]]
  /// Billionths of the currency per kWh.
  var marketPrice: [Int64]
  /// Price of each contract, in the same unit.
  var price: [SteadySeries]
  /// Loss of each contract, trillionths.
  var loss: [SteadySeries]
  /// Network use that each contract pays per supplied kWh, in the unit of prices.
  var networkUse: [SteadySeries]
  /// Uplift likewise.
  var uplift: [SteadySeries]

  /// The series of the scenario over a run of its horizon.
  init(_ scenario: PowerScenario, _ contracts: [Contract], run: Range<Int>) {
    self.run = run
    generation = scenario.suppliers.map { $0.generation[run].map(ExactUnit.wattHours) }
    flat = scenario.suppliers.map { ExactUnit.wattHours($0.flat.first ?? 0) }
    load = scenario.consumers.map { $0.load[run].map(ExactUnit.wattHours) }
    marketPrice = scenario.marketPrice[run].map(ExactUnit.price)
    price = contracts.map {
      .constant(ExactUnit.price(scenario.suppliers[scenario.pairs[$0.pair].supplier].ask))
    }
    loss = contracts.map { .constant(ExactUnit.share(scenario.pairs[$0.pair].loss)) }
    networkUse = contracts.map { .constant(ExactUnit.price(scenario.pairs[$0.pair].networkUse)) }
    uplift = contracts.map { .constant(ExactUnit.price(scenario.pairs[$0.pair].uplift)) }
  }

  /// The contracts of shares.
  static func contracts(shares: [Double]) -> [Contract] {
    shares.indices.filter { shares[$0] > 0 }.map { Contract(pair: $0, share: ExactUnit.share(shares[$0])) }
  }
}
