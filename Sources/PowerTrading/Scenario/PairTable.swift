// SPDX-License-Identifier: GPL-3.0-or-later

/// Which suppliers may serve which consumers, with loss, fee and terms.
struct PairTable {
  var pairs: [PowerScenario.Pair] = []
  var pairStart = [0]
  var rejected: [PowerScenario.RejectedPair] = []

  /// - Parameter file: a scenario whose references were checked.
  init(_ file: PowerScenarioFile) {
    let zonePairs = Dictionary(
      (file.zonePairs ?? []).map { ([$0.fromZone, $0.toZone], $0) }, uniquingKeysWith: { first, _ in first })
    let special = Dictionary(
      (file.pairs ?? []).map { ([$0.supplier, $0.consumer], $0) }, uniquingKeysWith: { first, _ in first })
    let terms = file.contractTerms
    for (j, consumer) in file.consumers.enumerated() {
      for (i, supplier) in file.suppliers.enumerated() {
        let zones = zonePairs[[supplier.zone ?? "", consumer.zone ?? ""]]
        let pair = special[[supplier.id, consumer.id]]
        let fee = pair?.contractedFee ?? zones?.contractedFee ?? 0
        let price = supplier.ask + fee + (consumer.supplyFee ?? 0)
        if pair?.allowed == false || price > consumer.ceiling {
          rejected.append(
            PowerScenario.RejectedPair(
              supplier: i, consumer: j, priceAboveCeiling: pair?.allowed == false ? nil : price,
              ceiling: consumer.ceiling))
          continue
        }
        let forms = ContractForm.allCases.filter {
          (pair?.forms ?? file.contractForms ?? [.payAsProduced]).contains($0)
        }
        for form in forms {
          var offer = PowerScenario.Pair(
            supplier: i, consumer: j, loss: zones?.lossFactor ?? 0, contractedFee: fee,
            smallestShare: consumer.smallestContractShare ?? terms?.smallestShare ?? 0,
            fixedCost: terms?.fixedCost ?? 0)
          offer.setTerms(form, pair, file)
          offer.isOneOfSeveral = forms.count > 1
          pairs.append(offer)
        }
      }
      pairStart.append(pairs.count)
    }
  }
}
