// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Says which hard targets of a scenario with terms are out of reach, whoever else is served.
enum TermsInfeasibility {
  static func find(_ scenario: PowerScenario, _ worth: OfferWorth) -> PowerPlan.Infeasibility {
    var culprits: [PowerPlan.Infeasibility.Culprit] = []
    for (j, consumer) in scenario.consumers.enumerated() where consumer.totalLoad > 0 {
      for (target, asked, price, name) in [
        (SupplyTarget.re100, consumer.minimumShare, consumer.missingPrice, "RE100"),
        (.matching, consumer.matchingShare, consumer.matchingPrice, "24/7"),
      ] where price == nil && asked > 0 {
        let share = reachable(scenario, worth, j, target) / consumer.totalLoad
        if share >= asked - 1e-9 { continue }
        let percent = "\(JSONText.number((share * 1000).rounded() / 10)) %"
        culprits.append(
          .init(
            consumer: consumer.id, requiredShare: asked, reachableShare: share,
            detail: "all that its suppliers may offer brings its \(name) share to \(percent)"))
      }
    }
    if culprits.isEmpty {
      return .init(
        summary: "no contracts keep every target and rule together, however supplied energy is split",
        consumers: [])
    }
    let shown = culprits.prefix(4).map(\.consumer).joined(separator: ", ")
    return .init(
      summary: "targets out of reach, whoever else is served: \(shown)", consumers: culprits)
  }

  /// The energy that could count for a consumer if it alone contracted, kWh: all physical offers at once, and
  /// all certificates of contracts for differences.
  private static func reachable(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ j: Int, _ target: SupplyTarget
  ) -> Double {
    let highest = HighestOffer(scenario, worth)
    let load = scenario.consumers[j].load
    var energy = 0.0
    for t in load.indices {
      var offered = 0.0
      for p in scenario.pairs(ofConsumer: j) where scenario.pairs[p].isPhysical {
        offered += highest.of(p, t) * scenario.countedPart(scenario.pairs[p], t, target)
      }
      energy += min(offered, load[t])
    }
    if target == .matching { return energy }
    for p in scenario.pairs(ofConsumer: j) where !scenario.pairs[p].isPhysical {
      let supplier = scenario.suppliers[scenario.pairs[p].supplier]
      if supplier.countsTowardsRE100 { energy += scenario.pairs[p].largestShare * worth.contracted(p) }
    }
    return energy
  }
}
