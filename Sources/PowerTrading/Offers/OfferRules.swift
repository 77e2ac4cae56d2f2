// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Rules on contracts besides their energy, as rows and columns over the offers' shares.
enum OfferRules {
  /// What each supplier may sell.
  static func addSupplierRows(_ scenario: PowerScenario, _ model: inout LinearModel) {
    let first = model.rowCount
    for supplier in scenario.suppliers {
      model.addRow(upper: supplier.largestShareForSale, name: "for_sale(\(supplier.id))")
    }
    for (p, pair) in scenario.pairs.enumerated() {
      model.addTerm(row: first + pair.supplier, column: p, coefficient: 1)
    }
  }

  /// Yes-or-no variables and their rows, for pairs whose contracts have rules.
  ///
  /// - Parameter useful: the largest share of a pair that a best plan needs.
  static func addChoices(
    _ scenario: PowerScenario, _ model: inout LinearModel, useful: (Int) -> Double
  ) -> (columns: [Int?], countRows: [Int?], supplierRows: [Int?]) {
    let supplierRows = scenario.suppliers.map { supplier in
      supplier.largestContractCount.map {
        model.addRow(upper: Double($0), name: "contracts(\(supplier.id))")
      }
    }
    var columns = [Int?](repeating: nil, count: scenario.pairs.count)
    var countRows = [Int?](repeating: nil, count: scenario.consumers.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      if let limit = consumer.largestContractCount {
        countRows[j] = model.addRow(upper: Double(limit), name: "contracts(\(consumer.id))")
      }
      for p in scenario.pairs(ofConsumer: j) {
        let pair = scenario.pairs[p]
        let supplierRow = supplierRows[pair.supplier]
        guard pair.needsChoice || pair.isFrozen || countRows[j] != nil || supplierRow != nil else { continue }
        let label = "\(scenario.suppliers[pair.supplier].id),\(consumer.id)"
        let column = model.addColumn(
          lower: pair.isFrozen ? 1 : 0, upper: 1, cost: -pair.fixedCost, kind: .integer,
          name: "contract(\(label))")
        columns[p] = column
        if let row = countRows[j] { model.addTerm(row: row, column: column, coefficient: 1) }
        if let supplierRow { model.addTerm(row: supplierRow, column: column, coefficient: 1) }
        if pair.isFrozen { continue }
        let most = model.addRow(upper: 0, name: "largest(\(label))")
        model.addTerm(row: most, column: p, coefficient: 1)
        model.addTerm(row: most, column: column, coefficient: -useful(p))
        if pair.smallestShare > 0 {
          let least = model.addRow(lower: 0, name: "smallest(\(label))")
          model.addTerm(row: least, column: p, coefficient: 1)
          model.addTerm(row: least, column: column, coefficient: -pair.smallestShare)
        }
      }
    }
    return (columns, countRows, supplierRows)
  }

  /// Whole lots: `s_p = lot share x n_p`.
  static func addLots(_ scenario: PowerScenario, _ model: inout LinearModel) -> [Int?] {
    scenario.pairs.indices.map { p in
      let pair = scenario.pairs[p]
      guard pair.lotShare > 0 else { return nil }
      let label =
        "\(scenario.suppliers[pair.supplier].id),\(scenario.consumers[pair.consumer].id),\(pair.form.rawValue)"
      let column = model.addColumn(
        upper: (pair.largestShare / pair.lotShare).rounded(), kind: .integer, name: "lots(\(label))")
      let row = model.addRow(lower: 0, upper: 0, name: "whole_lots(\(label))")
      model.addTerm(row: row, column: p, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: -pair.lotShare)
      return column
    }
  }

  /// The rows of a zone's rules, as far as they ask for anything: generation that members contract, over what
  /// they must, and generation that they take or lose on the way, over all generation.
  static func addZone(
    _ scenario: PowerScenario, _ model: inout LinearModel
  ) -> (generation: OfferFormulation.Measure?, taken: OfferFormulation.Measure?) {
    var generation: OfferFormulation.Measure?
    var taken: OfferFormulation.Measure?
    let (required, total) = (scenario.requiredGeneration, scenario.totalGeneration)
    if required > 0 {
      var weights = OfferWeights(scenario)
      weights.zoneGeneration = 1
      generation = .init(
        weights: weights, row: model.addRow(lower: 1, name: "zone_generation"), scale: 1 / required)
    }
    if scenario.requiredTaken > 0 {
      var weights = OfferWeights(scenario)
      weights.zoneTaken = 1
      taken = .init(
        weights: weights, row: model.addRow(lower: scenario.requiredTaken / total, name: "zone_taken"),
        scale: 1 / total)
    }
    return (generation, taken)
  }
}
