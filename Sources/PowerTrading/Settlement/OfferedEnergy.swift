// SPDX-License-Identifier: GPL-3.0-or-later

/// Energy that suppliers can offer a consumer.
enum OfferedEnergy {
  /// Offered energy per interval, kWh, if the consumer took all that its open pairs may sell.
  ///
  /// - Parameter onlyCounted: leaves out sources that do not count towards RE100.
  static func highest(_ scenario: PowerScenario, consumer: Int, onlyCounted: Bool = false) -> [Double] {
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    for pair in scenario.pairs[scenario.pairs(ofConsumer: consumer)] {
      let supplier = scenario.suppliers[pair.supplier]
      if onlyCounted && !supplier.countsTowardsRE100 { continue }
      let factor = pair.largestShare * (1 - pair.loss)
      for t in offered.indices { offered[t] += factor * supplier.generation[t] }
    }
    return offered
  }
}
