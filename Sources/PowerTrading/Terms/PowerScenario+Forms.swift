// SPDX-License-Identifier: GPL-3.0-or-later

/// What supplied energy may count towards.
enum SupplyTarget: Int, CaseIterable {
  /// The yearly renewable share.
  case re100
  /// Carbon-free energy in the interval of its use.
  case matching

  /// The place of its intervals in the proof of a bound.
  var place: Int { 2_000_000 + rawValue }
}

extension PowerScenario.Pair {
  /// Whether energy flows under the contract.
  var isPhysical: Bool { form != .virtual }

  /// What arrives of a kWh under contract at the plant.
  var arrival: Double { isPhysical ? 1 - loss : 0 }

  /// Sets what the file says of form, payment and surplus.
  ///
  /// As consumed, only what is taken is paid, and the rest is the supplier's; a contract for differences has
  /// neither losses, fees on energy nor surplus.
  mutating func setTerms(
    _ form: ContractForm, _ pair: PowerScenarioFile.Pair?, _ file: PowerScenarioFile
  ) {
    self.form = form
    switch form {
    case .payAsProduced, .baseload:
      paymentOn = pair?.paymentOn ?? file.settlement?.paymentOn ?? .supplied
      surplusWith = pair?.surplusWith ?? file.settlement?.surplusWith ?? .seller
    case .payAsConsumed:
      consumedShare = pair?.payAsConsumedShare ?? file.contractTerms?.payAsConsumedShare ?? 1
    case .virtual:
      paymentOn = .contracted
      loss = 0
      contractedFee = 0
      suppliedFee = 0
    }
    if form == .baseload { missingCertificatePrice = file.contractTerms?.missingEnergyCertificate }
  }

  /// The most energy that the contract may deliver in an interval; nil where only the plant limits it.
  func cap(load: Double) -> Double? { form == .payAsConsumed ? consumedShare * load : nil }
}

extension PowerScenario.Consumer {
  /// What a kWh missing from the RE100 share costs, bought or missed, whichever is cheaper; nil where it may
  /// not be missing.
  var missingPrice: Double? {
    guard let recPrice else { return shortfallPrice }
    return min(recPrice, shortfallPrice ?? recPrice)
  }

  /// Whether what is missing is filled with certificates.
  var buysCertificates: Bool { recPrice.map { $0 <= shortfallPrice ?? $0 } ?? false }

  /// The price of all that its targets ask for.
  var wholeTargetCost: Double {
    (missingPrice ?? 0) * requiredEnergy + (matchingPrice ?? 0) * requiredMatching
  }

  /// What it would gain without contracts: nothing but the bills that a zone's suppliers replace, less the price
  /// of its whole targets.
  var gainWithoutContracts: Double { replacedBillGain - wholeTargetCost }

  /// What must be matched at least, kWh.
  var requiredMatching: Double { matchingShare * totalLoad }
}

extension PowerScenario {
  /// Takes over the rules of the file that hold for all contracts.
  mutating func setTerms(_ file: PowerScenarioFile) {
    split = file.settlement?.split ?? .proRata
    if let choice = file.objective, !choice.stages.isEmpty { objectives = choice.stages }
    switch file.participation?.rule {
    case .hard: participation = .hard
    case .priced: participation = .priced(file.participation?.price ?? 0)
    default: participation = .none
    }
    let baseload = Set(pairs.lazy.filter { $0.form == .baseload }.map(\.supplier))
    for i in baseload {
      let mean = suppliers[i].generation.reduce(0, +) / Double(max(1, horizon.count))
      suppliers[i].flat = Array(repeating: mean, count: horizon.count)
    }
  }

  /// Whether anything but the plain rules of contracts is in use: energy as produced, paid as supplied, surplus
  /// with the supplier, split pro rata, the joint gain maximised.
  var hasTerms: Bool {
    split != .proRata || objectives != [ObjectiveStage(objective: .jointGain)] || participation != .none
      || consumers.contains { $0.recPrice != nil || $0.matchingShare > 0 }
      || pairs.contains {
        $0.form != .payAsProduced || $0.paymentOn != .supplied || $0.surplusWith != .seller
      }
  }

  /// What an offer has under contract in each interval at the plant, kWh for the whole output.
  func profile(_ pair: Pair) -> [Double] {
    pair.form == .baseload ? suppliers[pair.supplier].flat : suppliers[pair.supplier].generation
  }

  /// The part of an offered kWh that counts towards a target: what its plant generates in the interval, and
  /// towards RE100 what certificates stand for; none of sources that do not count.
  ///
  /// What counts is taken first: of a consumer's interval, `min(load, sum of part x offered)` counts.
  func countedPart(_ pair: Pair, _ t: Int, _ target: SupplyTarget) -> Double {
    let supplier = suppliers[pair.supplier]
    if !(target == .re100 ? supplier.countsTowardsRE100 : supplier.isCarbonFree) { return 0 }
    if pair.form != .baseload || target == .re100 && pair.missingCertificatePrice != nil { return 1 }
    return generatedPart(pair, t)
  }

  /// Whether all that a consumer can be offered counts towards a target.
  func countsInFull(consumer: Int, _ target: SupplyTarget) -> Bool {
    pairs[pairs(ofConsumer: consumer)].allSatisfy { !$0.isPhysical || countsInFull($0, target) }
  }

  private func countsInFull(_ pair: Pair, _ target: SupplyTarget) -> Bool {
    switch target {
    case .re100:
      suppliers[pair.supplier].countsTowardsRE100
        && (pair.form != .baseload || pair.missingCertificatePrice != nil)
    case .matching: suppliers[pair.supplier].isCarbonFree && pair.form != .baseload
    }
  }

  /// Energy below the flat profile over the horizon, kWh for the whole output; 0 for other forms.
  func missingEnergy(_ pair: Pair) -> Double {
    if pair.form != .baseload { return 0 }
    let supplier = suppliers[pair.supplier]
    return supplier.flat.indices.reduce(0) { $0 + max(0, supplier.flat[$1] - supplier.generation[$1]) }
  }

  /// The physical offers of a consumer in the order in which its energy is taken, by merit.
  func meritOrder(consumer: Int) -> [Int] {
    pairs(ofConsumer: consumer).filter { pairs[$0].isPhysical }.sorted {
      let (first, second) = (suppliers[pairs[$0].supplier].ask, suppliers[pairs[$1].supplier].ask)
      return first != second ? first < second : $0 < $1
    }
  }
}
