// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

extension OfferFormulation {
  /// The relaxation's multipliers as a proof that needs no solver; nil where there are none.
  func proof(
    _ scenario: PowerScenario, _ objective: ObjectiveKind,
    floors stages: [(objective: ObjectiveKind, least: Double)], _ solution: LinearSolution
  ) -> PowerPlan.OfferProof? {
    let isInteger = model.hasIntegerColumns
    let dual = isInteger ? solution.rootRowDual : solution.rowDual
    let primal = isInteger ? solution.rootPrimal : solution.primal
    guard dual.count == model.rowCount, primal.count == model.columnCount else { return nil }
    func worthOf(_ row: Int?, _ scale: Double) -> Double { row.map { max(0, -dual[$0]) * scale } ?? 0 }
    let reference = scenario.pairs.indices.map { primal[$0] < 1e-9 ? 0 : primal[$0] }
    var proof = PowerPlan.OfferProof(
      referenceShares: NumberList(reference),
      re100Multipliers: NumberList(
        scenario.consumers.enumerated().map { worthOf(re100Row[$0], 1 / max($1.requiredEnergy, 1e-300)) }),
      matchingMultipliers: NumberList(
        scenario.consumers.enumerated().map { worthOf(matchingRow[$0], 1 / max($1.requiredMatching, 1e-300)) }
      ),
      contractCountMultipliers: NumberList(countRow.map { $0.map { max(0, dual[$0]) } ?? 0 }),
      consumerGainMultipliers: NumberList(consumerGain.map { worthOf($0?.row, $0?.scale ?? 0) }),
      supplierGainMultipliers: NumberList(supplierGain.map { worthOf($0?.row, $0?.scale ?? 0) }),
      stageMultipliers: NumberList(floors.map { worthOf($0.row, $0.scale) }),
      kinkConsumers: NumberList([]), kinkIntervals: NumberList([]), kinkPlaces: NumberList([]),
      kinkNumbers: NumberList([]))
    if supplierCountRow.contains(where: { $0 != nil }) {
      proof.supplierCountMultipliers = NumberList(supplierCountRow.map { $0.map { max(0, dual[$0]) } ?? 0 })
    }
    if scenario.zoneRules != nil {
      proof.zoneGenerationMultiplier = worthOf(zoneGeneration?.row, zoneGeneration?.scale ?? 0)
      proof.zoneMarketMultiplier = worthOf(zoneTaken?.row, zoneTaken?.scale ?? 0)
    }
    let weights = OfferBound.weights(scenario, objective, stages.map(\.objective), proof)
    var reduced = model.columnCost
    for term in 1..<max(1, model.termRow.count) {
      reduced[Int(model.termColumn[term]) - 1] -=
        dual[Int(model.termRow[term]) - 1] * model.termCoefficient[term]
    }
    var groups: [Int: [[Int]]] = [:]
    for j in scenario.consumers.indices {
      if case .nested(let own) = OfferLayout(scenario, consumer: j) { groups[j] = own }
    }
    var stated = OfferKinks()
    for kink in kinks {
      let price = max(0, dual[kink.row])
      let load = scenario.consumers[kink.consumer].load[kink.interval]
      var number: Double
      if let column = kink.column {
        let bound = max(0, reduced[column])
        if price + bound <= 0 { continue }
        number = price / (price + bound)
      } else if kink.group >= 0 {
        guard let own = groups[kink.consumer] else { continue }
        var step = worth.value(own[kink.group][0], kink.interval, weights)
        if kink.group + 1 < own.count { step -= worth.value(own[kink.group + 1][0], kink.interval, weights) }
        if step <= 0 { continue }
        number = min(1, price / (step * load))
      } else if let target = SupplyTarget.allCases.first(where: { $0.place == kink.place }) {
        let multiplier = target == .re100 ? weights.re100[kink.consumer] : weights.matching[kink.consumer]
        if multiplier <= 0 { continue }
        number = min(1, price / (multiplier * load))
      } else {
        number = price / load
      }
      stated.add(kink.consumer, kink.interval, kink.place, number)
    }
    proof.kinkConsumers = NumberList(stated.consumers)
    proof.kinkIntervals = NumberList(stated.intervals)
    proof.kinkPlaces = NumberList(stated.places)
    proof.kinkNumbers = NumberList(stated.values)
    return proof
  }
}
