// SPDX-License-Identifier: GPL-3.0-or-later

/// What flows under a consumer's contracts in each interval, by the rules of its scenario.
struct ContractFlows {
  /// What its contracts offer together, kWh.
  private(set) var offered: [Double]
  /// What counts towards RE100 and towards matching, taken first, kWh; certificates apart.
  private(set) var green: [Double]
  private(set) var matched: [Double]
  /// What is taken of each contract, kWh; empty for contracts for differences.
  private(set) var supplied: [[Double]]

  init(_ scenario: PowerScenario, consumer j: Int, contracts: [Int], shares: [Double]) {
    let load = scenario.consumers[j].load
    offered = Array(repeating: 0, count: load.count)
    supplied = contracts.map { p in
      let pair = scenario.pairs[p]
      let supplier = scenario.suppliers[pair.supplier]
      let arriving = shares[p] * (1 - pair.loss)
      switch pair.form {
      case .virtual: return []
      case .payAsProduced: return supplier.generation.map { arriving * $0 }
      case .baseload: return supplier.flat.map { arriving * $0 }
      case .payAsConsumed:
        return load.indices.map { min(arriving * supplier.generation[$0], pair.consumedShare * load[$0]) }
      }
    }
    for own in supplied { for (t, energy) in own.enumerated() { offered[t] += energy } }
    (green, matched) = (offered, offered)
    for (k, p) in contracts.enumerated() {
      let pair = scenario.pairs[p]
      let supplier = scenario.suppliers[pair.supplier]
      if pair.form != .baseload && supplier.isCarbonFree && supplier.countsTowardsRE100 { continue }
      for t in supplied[k].indices {
        let isBought = pair.form == .baseload && supplier.flat[t] > supplier.generation[t]
        let bought = isBought ? supplied[k][t] * (1 - supplier.generation[t] / supplier.flat[t]) : 0
        matched[t] -= supplier.isCarbonFree ? bought : supplied[k][t]
        if !supplier.countsTowardsRE100 {
          green[t] -= supplied[k][t]
        } else if pair.missingCertificatePrice == nil {
          green[t] -= bought
        }
      }
    }
    for t in load.indices {
      green[t] = min(max(0, green[t]), load[t])
      matched[t] = min(max(0, matched[t]), load[t])
    }
    if scenario.split == .proRata {
      let over = load.indices.filter { offered[$0] > load[$0] }
      let taken = over.map { load[$0] / offered[$0] }
      for k in supplied.indices where !supplied[k].isEmpty {
        for (place, t) in over.enumerated() { supplied[k][t] *= taken[place] }
      }
      return
    }
    // By ask, the suppliers' order where asks are equal: contracts come in that order.
    let order = contracts.indices.sorted { first, second in
      let (a, b) = (scenario.pairs[contracts[first]].supplier, scenario.pairs[contracts[second]].supplier)
      let (cheap, dear) = (scenario.suppliers[a].ask, scenario.suppliers[b].ask)
      return cheap < dear || cheap == dear && first < second
    }
    var open = load
    for k in order {
      for t in supplied[k].indices {
        supplied[k][t] = min(supplied[k][t], open[t])
        open[t] -= supplied[k][t]
      }
    }
  }

  /// A month of a contract; certificates and the consumer's surplus are added to the consumer's month.
  func month(
    _ scenario: PowerScenario, _ pair: PowerScenario.Pair, _ share: Double, _ taken: [Double],
    _ month: Range<Int>, _ consumer: inout MeterLedger.ConsumerMonth
  ) -> MeterLedger.SupplierMonth {
    let supplier = scenario.suppliers[pair.supplier]
    let retail = scenario.consumers[pair.consumer].retailPrice
    var own = MeterLedger.SupplierMonth()
    if pair.form == .virtual {
      for t in month {
        own.contracted += share * supplier.generation[t]
        own.paid += share * supplier.generation[t] * (supplier.ask - scenario.marketPrice[t])
      }
      if supplier.countsTowardsRE100 { consumer.green += own.contracted }
      return own
    }
    for t in month {
      let generated = share * supplier.generation[t]
      let atPlant = pair.form == .baseload ? share * supplier.flat[t] : generated
      let arriving = atPlant * (1 - pair.loss)
      own.contracted += atPlant
      own.delivered += arriving
      own.supplied += taken[t]
      own.surplus += (arriving - taken[t]) * scenario.marketPrice[t]
      own.forgone += atPlant * scenario.marketPrice[t]
      own.saved += taken[t] * retail[t]
      own.missing += max(0, atPlant - generated)
      let real = atPlant > generated ? generated / atPlant : 1
      own.ownTaken += (taken[t] + atPlant * pair.loss) * real
    }
    own.lost = own.contracted - own.delivered
    own.paid = supplier.ask * (pair.paymentOn == .supplied ? own.supplied : own.contracted)
    if pair.surplusWith == .buyer { consumer.surplus += own.surplus } else { own.ownSurplus = own.surplus }
    own.certificates = own.missing * (pair.missingCertificatePrice ?? 0)
    return own
  }
}
