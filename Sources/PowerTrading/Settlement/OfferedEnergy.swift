// SPDX-License-Identifier: GPL-3.0-or-later

/// Energy that suppliers can offer a consumer.
enum OfferedEnergy {
  /// Offered energy per interval, kWh, if the consumer took all that its open pairs may sell.
  static func highest(_ scenario: PowerScenario, consumer: Int) -> [Double] {
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    for pair in scenario.pairs[scenario.pairs(ofConsumer: consumer)] where pair.isPhysical {
      let factor = scenario.suppliers[pair.supplier].largestShareForSale * pair.arrival
      let profile = scenario.profile(pair)
      for t in offered.indices { offered[t] += factor * profile[t] }
    }
    return offered
  }
}
