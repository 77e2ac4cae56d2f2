// SPDX-License-Identifier: GPL-3.0-or-later

/// What would bring a pair without a contract into the plan.
///
/// The joint gain does not depend on asks: they decide which pairs are open, and who gains what. A pair that
/// its ask closes opens at `openingAsk`. Whether the plan then takes it, its reduced cost says: what the pair
/// costs more, per contracted kWh, than its energy is worth at the plan's prices (its multipliers), the
/// supplier's best other use of its output included. A pair whose fees were lower by more than that, or that
/// were paid more for, would enter; below, it would not.
public struct BreakEvenAsk: Codable, Sendable {
  /// Id of the supplier.
  public var supplier: String
  /// Id of the consumer.
  public var consumer: String
  /// The supplier's ask.
  public var ask: Double
  /// The ask from which on downwards the consumer's ceiling lets the pair contract; nil where it is open.
  public var openingAsk: Double?
  /// Currency per contracted kWh at the plant. Below 0 only for a closed pair: it enters as soon as it opens.
  public var reducedCost: Double

  enum CodingKeys: String, CodingKey {
    case supplier, consumer
    case ask = "ask_krw_per_kwh"
    case openingAsk = "opening_ask_krw_per_kwh"
    case reducedCost = "reduced_cost_krw_per_kwh"
  }
}

extension PowerPlan {
  /// Pairs that are listed at the most: the nearest.
  static let mostBreakEvenAsks = 10_000

  /// The pairs without a contract, from the plan's proof: open ones first, then those that their price closes,
  /// each by consumer and then by supplier.
  static func breakEvenAsks(
    _ scenario: PowerScenario, shares: [Double], _ proof: BoundProof, threads: Int
  ) -> [BreakEvenAsk] {
    let values = PairValues(scenario, proof, threads: threads)
    var asks: [BreakEvenAsk] = []
    func add(_ pair: PowerScenario.Pair, opening: Double?, value: Double) {
      let output = values.output[pair.supplier]
      guard output > 0, value.isFinite else { return }
      let difference = (values.best[pair.supplier] - value) / output
      // What rounding leaves of nothing is nothing.
      let cost = abs(difference) < 1e-10 ? 0 : difference
      let supplier = scenario.suppliers[pair.supplier]
      asks.append(
        BreakEvenAsk(
          supplier: supplier.id, consumer: scenario.consumers[pair.consumer].id, ask: supplier.ask,
          openingAsk: opening, reducedCost: opening == nil ? max(0, cost) : cost))
    }
    for (p, pair) in scenario.pairs.enumerated() where shares[p] == 0 {
      add(pair, opening: nil, value: values.open[p])
    }
    for (k, rejected) in scenario.rejectedPairs.enumerated() {
      guard let pair = rejected.pair, let value = values.rejected[k] else { continue }
      add(pair, opening: pair.largestAsk, value: value)
    }
    if asks.count <= mostBreakEvenAsks { return asks }
    let limit = asks.map(\.reducedCost).sorted()[mostBreakEvenAsks - 1]
    return Array(asks.filter { $0.reducedCost <= limit }.prefix(mostBreakEvenAsks))
  }
}
