// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerValidation {
  /// The scheme's rules; nil without a scheme or where it has issues.
  static func scheme(
    _ file: PowerScenarioFile, _ horizon: Horizon, _ issues: inout IssueCollector
  ) -> SchemeRules? {
    guard let scheme = file.scheme, let rules = SchemeRules(scheme, horizon: horizon, &issues) else {
      return nil
    }
    if rules.table.smallestConsumerContractPower != nil {
      for (index, consumer) in file.consumers.enumerated() where consumer.contractPower == nil {
        issues.add(
          "consumers[\(index)]", found: "no \"contract_power_kw\"",
          expected: "this key: \(scheme.name.rawValue) has a floor on it")
      }
    }
    let fees = NetworkFees(file)
    for (index, consumer) in file.consumers.enumerated()
    where rules.servesInFull(consumer)
      && fees.fee(fromZone: nil, toZone: consumer.zone, voltage: consumer.voltage) == nil
    {
      issues.add(
        "network_fees", found: "no entry without \"from_zone\" for consumers[\(index)]",
        expected: "one, for the energy that the suppliers buy on the market to top it up")
    }
    return rules
  }

  /// A contract in force has one form, which its pair may have.
  private static func frozenForm(
    _ contract: PowerScenarioFile.FrozenContract, _ place: String, _ file: PowerScenarioFile,
    _ issues: inout IssueCollector
  ) {
    let pair = (file.pairs ?? []).first {
      $0.supplier == contract.supplier && $0.consumer == contract.consumer
    }
    let allowed = PairTable.forms(file, pair)
    let expected =
      "one of the forms that the pair may have: " + allowed.map(\.rawValue).joined(separator: ", ")
    if let form = contract.form {
      if !allowed.contains(form) {
        issues.add("\(place).form", found: "\"\(form.rawValue)\"", expected: expected)
      }
    } else if allowed.count > 1 {
      issues.add(place, found: "no \"form\"", expected: expected)
    }
  }

  /// Contracts in force name open pairs, once each, and keep the suppliers' limits.
  static func frozenContracts(
    _ file: PowerScenarioFile, _ table: PairTable, _ issues: inout IssueCollector
  ) {
    let suppliers = file.suppliers.map(\.id)
    let consumers = file.consumers.map(\.id)
    var seen = Set<[String]>()
    var sold = [Double](repeating: 0, count: suppliers.count)
    var bySupplier = [Int](repeating: 0, count: suppliers.count)
    var byConsumer = [Int](repeating: 0, count: consumers.count)
    for (index, contract) in (file.frozenContracts ?? []).enumerated() {
      let place = "frozen_contracts[\(index)]"
      guard let i = suppliers.firstIndex(of: contract.supplier),
        let j = consumers.firstIndex(of: contract.consumer)
      else {
        let isSupplier = !suppliers.contains(contract.supplier)
        let (key, id, known) =
          isSupplier ? ("supplier", contract.supplier, suppliers) : ("consumer", contract.consumer, consumers)
        issues.add(
          "\(place).\(key)", found: "\"\(id)\"",
          expected: NearestName.suggestion(for: id, among: known).map { "\"\($0)\"" } ?? "the id of a \(key)")
        continue
      }
      if !seen.insert([contract.supplier, contract.consumer]).inserted {
        issues.add(
          place, found: "\(contract.supplier) and \(contract.consumer) a second time",
          expected: "each contract once")
        continue
      }
      if let closed = table.rejected.first(where: { $0.supplier == i && $0.consumer == j }) {
        issues.add(place, found: "a closed pair: \(closed.detail)", expected: "a pair that may contract")
      }
      frozenForm(contract, place, file, &issues)
      sold[i] += contract.share
      bySupplier[i] += 1
      byConsumer[j] += 1
    }
    for (i, supplier) in file.suppliers.enumerated() {
      let largest = supplier.largestShareForSale ?? 1
      if sold[i] > largest * (1 + 1e-9) {
        issues.add(
          "frozen_contracts", found: "\(JSONText.number(sold[i])) of \(supplier.id)",
          expected: "at most \(JSONText.number(largest)), its largest share for sale")
      }
      if let most = supplier.largestCount ?? file.contractTerms?.largestCountPerSupplier, bySupplier[i] > most
      {
        issues.add(
          "frozen_contracts", found: "\(bySupplier[i]) contracts of \(supplier.id)",
          expected: "at most \(most)")
      }
    }
    for (j, consumer) in file.consumers.enumerated() {
      if let most = consumer.largestContractCount ?? file.contractTerms?.largestCount, byConsumer[j] > most {
        issues.add(
          "frozen_contracts", found: "\(byConsumer[j]) contracts of \(consumer.id)",
          expected: "at most \(most)")
      }
    }
  }
}
