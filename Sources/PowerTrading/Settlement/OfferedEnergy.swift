// SPDX-License-Identifier: GPL-3.0-or-later

/// Energy that suppliers can offer a consumer.
enum OfferedEnergy {
  /// Offered energy per interval, kWh, if the consumer took all that its open pairs may sell.
  ///
  /// - Parameter target: only what counts towards it.
  static func highest(
    _ scenario: PowerScenario, consumer: Int, counting target: SupplyTarget? = nil
  ) -> [Double] {
    var offered = [Double](repeating: 0, count: scenario.horizon.count)
    let load = scenario.consumers[consumer].load
    for pair in scenario.pairs[scenario.pairs(ofConsumer: consumer)] where pair.isPhysical {
      let factor = pair.largestShare * pair.arrival
      let profile = scenario.profile(pair)
      if let target {
        for t in offered.indices {
          let energy = min(factor * profile[t], pair.cap(load: load[t]) ?? .infinity)
          offered[t] += energy * scenario.countedPart(pair, t, target)
        }
      } else {
        for t in offered.indices { offered[t] += factor * profile[t] }
      }
    }
    return offered
  }
}
