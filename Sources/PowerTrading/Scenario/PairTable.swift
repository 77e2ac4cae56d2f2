// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Which suppliers may serve which consumers, with loss, fees and terms.
struct PairTable {
  var pairs: [PowerScenario.Pair] = []
  var pairStart = [0]
  var rejected: [PowerScenario.RejectedPair] = []
  /// Fee on supplied energy that all pairs of each consumer pay at least, currency per kWh.
  var commonFee: [Double] = []

  /// - Parameters:
  ///   - file: a scenario whose references were checked.
  ///   - generated: kWh of each supplier over the horizon.
  init(_ file: PowerScenarioFile, _ rules: SchemeRules, generated: [Double]) {
    let zonePairs = Dictionary(
      (file.zonePairs ?? []).map { ([$0.fromZone, $0.toZone], $0) }, uniquingKeysWith: { first, _ in first })
    let special = Dictionary(
      (file.pairs ?? []).map { ([$0.supplier, $0.consumer], $0) }, uniquingKeysWith: { first, _ in first })
    let frozen = Dictionary(
      (file.frozenContracts ?? []).map { ([$0.supplier, $0.consumer], $0) },
      uniquingKeysWith: { first, _ in first })
    let eligibility = Eligibility(rules, file.suppliers)
    let networkFees = NetworkFees(file)
    let fundRate = file.industryFundRate ?? 0
    for (j, consumer) in file.consumers.enumerated() {
      let firstRejected = rejected.count
      for (i, supplier) in file.suppliers.enumerated() {
        let zones = zonePairs[[supplier.zone ?? "", consumer.zone ?? ""]]
        let pair = special.isEmpty ? nil : special[[supplier.id, consumer.id]]
        if pair?.allowed == false {
          rejected.append(.closed(i, j))
          continue
        }
        let isOnSite = pair?.onSite ?? false
        if let broken = eligibility.rejection(i, supplier, j, consumer, isOnSite: isOnSite) {
          rejected.append(broken)
          continue
        }
        let fee = pair?.contractedFee ?? zones?.contractedFee ?? 0
        let parts =
          isOnSite
          ? nil
          : networkFees.parts(fromZone: supplier.zone, toZone: consumer.zone, voltage: consumer.voltage)
        let network = (parts?.use ?? 0) + (parts?.uplift ?? 0)
        let supplied = network + fundRate * supplier.ask
        let price = supplier.ask + fee + (consumer.supplyFee ?? 0) + supplied
        let inForce = frozen.isEmpty ? nil : frozen[[supplier.id, consumer.id]]
        let allowed = Self.forms(file, pair)
        let forms = inForce?.form.map { form in allowed.filter { $0 == form } } ?? allowed
        // Under a contract for differences nothing is lost on the way, so that a guarantee asks for less of it.
        func termsOf(_ form: ContractForm) -> ContractTerms? {
          ContractTerms(
            file, supplier, consumer, pair, loss: form == .virtual ? 0 : zones?.lossFactor ?? 0,
            generated: generated[i], frozen: inForce?.share)
        }
        let possible = forms.filter { form in
          termsOf(form).map { $0.smallestShare <= $0.largestShare } ?? false
        }
        let terms = (possible.first ?? forms.first).flatMap { termsOf($0) }
        guard let terms, !possible.isEmpty else {
          rejected.append(
            price > consumer.ceiling
              ? .aboveCeiling(i, j, price: price, ceiling: consumer.ceiling) : .withoutShare(i, j, terms))
          continue
        }
        var open = PowerScenario.Pair(
          supplier: i, consumer: j, loss: zones?.lossFactor ?? 0, contractedFee: fee,
          smallestShare: terms.smallestShare,
          fixedCost: pair?.fixedCost ?? file.contractTerms?.fixedCost ?? 0)
        open.largestShare = terms.largestShare
        open.lotShare = terms.lotShare
        open.guarantee = terms.guarantee
        open.isFrozen = terms.isFrozen
        open.suppliedFee = supplied
        open.networkUse = parts?.use ?? 0
        open.uplift = parts?.uplift ?? 0
        open.largestAsk = (consumer.ceiling - fee - (consumer.supplyFee ?? 0) - network) / (1 + fundRate)
        if price > consumer.ceiling {
          var closed = PowerScenario.RejectedPair.aboveCeiling(i, j, price: price, ceiling: consumer.ceiling)
          closed.pair = open
          rejected.append(closed)
          continue
        }
        for form in possible {
          var offer = open
          if let own = termsOf(form) { offer.smallestShare = own.smallestShare }
          offer.setTerms(form, pair, file)
          offer.isOneOfSeveral = possible.count > 1
          pairs.append(offer)
        }
      }
      let own = pairStart[j]..<pairs.count
      let closed = firstRejected..<rejected.count
      let common =
        own.filter { pairs[$0].isPhysical }.map { pairs[$0].suppliedFee }.min()
        ?? closed.compactMap { rejected[$0].pair?.suppliedFee }.min() ?? 0
      for k in closed {
        guard var pair = rejected[k].pair else { continue }
        let supplier = file.suppliers[pair.supplier]
        let counts = supplier.countsTowardsRE100 ?? supplier.source.isRenewable
        let isSimple =
          pair.guarantee == nil && pair.lotShare == 0 && !pair.isFrozen && (counts || consumer.re100 == nil)
        pair.suppliedFee -= common
        rejected[k].pair = isSimple && pair.suppliedFee == 0 ? pair : nil
      }
      for p in own where pairs[p].isPhysical { pairs[p].suppliedFee -= common }
      commonFee.append(common)
      pairStart.append(pairs.count)
    }
  }
}

extension PairTable {
  /// The forms that a pair's contract may have, in the order of their declaration.
  static func forms(_ file: PowerScenarioFile, _ pair: PowerScenarioFile.Pair?) -> [ContractForm] {
    let allowed = pair?.forms ?? file.contractForms ?? [.payAsProduced]
    return ContractForm.allCases.filter { allowed.contains($0) }
  }
}

/// Smallest and largest share of a pair's contract and its other terms, all rules of the file put together.
private struct ContractTerms {
  var smallestShare: Double
  var largestShare: Double
  var lotShare = 0.0
  var guarantee: PowerScenario.Guarantee?
  var isFrozen = false

  /// Nil where a volume or a hard guarantee is asked of a supplier without generation.
  init?(
    _ file: PowerScenarioFile, _ supplier: PowerScenarioFile.Supplier,
    _ consumer: PowerScenarioFile.Consumer, _ pair: PowerScenarioFile.Pair?, loss: Double, generated: Double,
    frozen: Double?
  ) {
    let terms = file.contractTerms
    let delivered = generated * (1 - loss)
    let guaranteed = pair?.guaranteedSupply ?? 0
    let guaranteePrice = pair?.guaranteeShortfallPrice ?? terms?.guaranteeShortfallPrice
    if guaranteed > 0, let price = guaranteePrice, price > 0 {
      guarantee = PowerScenario.Guarantee(energy: guaranteed, shortfallPrice: price)
    }
    if let frozen {
      (smallestShare, largestShare, isFrozen) = (frozen, frozen, true)
      return
    }
    smallestShare = pair?.smallestShare ?? consumer.smallestContractShare ?? terms?.smallestShare ?? 0
    largestShare = min(supplier.largestShareForSale ?? 1, pair?.largestShare ?? 1)
    if let volume = pair?.smallestVolume ?? terms?.smallestVolume, volume > 0 {
      guard generated > 0 else { return nil }
      smallestShare = max(smallestShare, volume / generated)
    }
    if let volume = pair?.largestVolume ?? terms?.largestVolume, generated > 0 {
      largestShare = min(largestShare, volume / generated)
    }
    if guaranteed > 0 && guaranteePrice == nil {
      guard delivered > 0 else { return nil }
      smallestShare = max(smallestShare, guaranteed / delivered)
    }
    // A smallest share above the largest by rounding alone is the largest.
    if smallestShare > largestShare && smallestShare <= largestShare * (1 + 1e-12) {
      smallestShare = largestShare
    }
    if let lot = terms?.lot {
      lotShare = lot / supplier.capacity
      largestShare = (largestShare / lotShare + 1e-9).rounded(.down) * lotShare
      smallestShare = max(lotShare, (smallestShare / lotShare - 1e-9).rounded(.up) * lotShare)
    }
  }
}

extension PowerScenario.RejectedPair {
  fileprivate static func closed(_ i: Int, _ j: Int) -> Self {
    Self(
      supplier: i, consumer: j, rule: .notAllowed, figure: nil, limit: nil, validFrom: nil, source: nil,
      detail: "the scenario closes this pair")
  }

  fileprivate static func aboveCeiling(_ i: Int, _ j: Int, price: Double, ceiling: Double) -> Self {
    Self(
      supplier: i, consumer: j, rule: .askAboveCeiling, figure: price, limit: ceiling, validFrom: nil,
      source: nil,
      detail:
        "ask and fees come to \(JSONText.number(price)) per kWh, above the ceiling of \(JSONText.number(ceiling))"
    )
  }

  fileprivate static func withoutShare(_ i: Int, _ j: Int, _ terms: ContractTerms?) -> Self {
    guard let terms else {
      return Self(
        supplier: i, consumer: j, rule: .noShareKeepsTerms, figure: nil, limit: nil, validFrom: nil,
        source: nil, detail: "the terms ask for energy, and the supplier generates none")
    }
    return Self(
      supplier: i, consumer: j, rule: .noShareKeepsTerms, figure: terms.smallestShare,
      limit: terms.largestShare, validFrom: nil, source: nil,
      detail:
        "the terms ask for a share of at least \(JSONText.number(terms.smallestShare)) and at most \(JSONText.number(terms.largestShare))"
    )
  }
}
