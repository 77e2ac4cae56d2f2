// SPDX-License-Identifier: GPL-3.0-or-later

extension EnergyFlows {
  /// What counts towards a consumer's target over the run, Wh.
  ///
  /// In each interval the smaller of the load and of all offered energy that counts; of a baseload contract
  /// that is the offered energy times the part that the plant generates, halves up, unless certificates stand
  /// for the rest. A contract for differences counts towards RE100 with all of its contracted energy.
  func counted(
    _ scenario: PowerScenario, _ contracts: [MeterData.Contract], _ data: MeterData, consumer j: Int,
    _ target: SupplyTarget
  ) -> Int64 {
    let own = contracts.indices.filter { c in
      let pair = scenario.pairs[contracts[c].pair]
      let supplier = scenario.suppliers[pair.supplier]
      return pair.consumer == j
        && (target == .re100 ? supplier.countsTowardsRE100 : supplier.isCarbonFree)
    }
    var sum: Int64 = 0
    for c in own where target == .re100 && !scenario.pairs[contracts[c].pair].isPhysical {
      sum += contracted[c].reduce(0, +)
    }
    let physical = own.filter { scenario.pairs[contracts[$0].pair].isPhysical }
    for (t, load) in data.load[j].enumerated() {
      var counted: Int64 = 0
      for c in physical {
        let offered = offered(scenario, contracts[c], c, t, load: load)
        let isCertified =
          target == .re100 && scenario.pairs[contracts[c].pair].missingCertificatePrice != nil
        if generated[c].isEmpty || isCertified {
          counted += offered
        } else if contracted[c][t] > 0 {
          counted += RoundingRule.roundHalfUp.whole(
            Int128(offered) * Int128(min(generated[c][t], contracted[c][t])), over: Int128(contracted[c][t]))
        }
      }
      sum += min(counted, load)
    }
    return sum
  }
}
