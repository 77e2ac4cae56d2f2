// SPDX-License-Identifier: GPL-3.0-or-later

extension PowerScenario {
  /// The same scenario where nothing is worth or costs anything but a kWh missing from a hard target, which
  /// costs 1: its optimum is the energy, counted negative, that is missing at the least. Below 0, the scenario
  /// is infeasible, and any bound below 0 proves it. Participation and earlier objectives are left out.
  var shortage: PowerScenario {
    let nothing = [Double](repeating: 0, count: horizon.count)
    var shortage = PowerScenario(
      name: name, currency: currency, options: options, horizon: horizon, marketPrice: nothing,
      suppliers: suppliers,
      consumers: consumers.map { consumer in
        var own = Consumer(
          id: consumer.id, load: consumer.load, retailPrice: nothing, supplyFee: 0,
          minimumShare: consumer.missingPrice == nil ? consumer.minimumShare : 0, shortfallPrice: 1,
          largestContractCount: consumer.largestContractCount, totalLoad: consumer.totalLoad)
        own.matchingShare = consumer.matchingPrice == nil ? consumer.matchingShare : 0
        own.matchingPrice = 1
        return own
      },
      pairs: pairs.map {
        var pair = Pair(
          supplier: $0.supplier, consumer: $0.consumer, loss: $0.loss, contractedFee: 0,
          smallestShare: $0.smallestShare, fixedCost: 0)
        pair.largestShare = $0.largestShare
        pair.lotShare = $0.lotShare
        pair.isFrozen = $0.isFrozen
        pair.form = $0.form
        pair.consumedShare = $0.consumedShare
        pair.isOneOfSeveral = $0.isOneOfSeveral
        // At any price, energy below a flat profile counts.
        pair.missingCertificatePrice = $0.missingCertificatePrice.map { _ in 0 }
        return pair
      },
      pairStart: pairStart, rejectedPairs: rejectedPairs)
    // Generation that may be missing at a price is not asked for.
    shortage.zoneRules = zoneRules.map {
      ZoneRules(
        members: $0.members,
        smallestGenerationShareOfUse: $0.generationShortfallPrice == nil
          ? $0.smallestGenerationShareOfUse : 0,
        generationShortfallPrice: nil, largestShareSoldElsewhere: $0.largestShareSoldElsewhere)
    }
    // The order in which energy is taken says nothing about what counts.
    shortage.split = .proRata
    return shortage
  }
}
